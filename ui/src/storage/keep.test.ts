// How much is kept: the form, what is sent of it, and the words.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { keepFaults, keepForm, keepInWords, retentionOf } from './keep';

useManner({ locale: 'en-GB', timeZone: 'UTC' });

test.each([
  [{ items: null, days: null }, 'all'], [{ items: 5, days: null }, 'items'], [{ items: null, days: 30 }, 'days'], [{ items: 5, days: 30 }, 'both'],
] as const)('%o goes through the form unchanged', (retention, choice) => {
  const form = keepForm(retention);
  expect(form.choice).toBe(choice);
  expect(retentionOf(form)).toEqual(retention);
});

test('a limit that is not chosen is neither sent nor judged', () => {
  expect(retentionOf({ choice: 'days', items: 0.5, days: 7 })).toEqual({ items: null, days: 7 });
  expect(keepFaults({ choice: 'days', items: 0.5, days: 7 })).toEqual([]);
});

test('numbers that are none are told at their field', () => {
  expect(keepFaults({ choice: 'both', items: 0, days: 3_651 }).map(({ field }) => field)).toEqual(['retention.items', 'retention.days']);
  expect(keepFaults({ choice: 'items', items: null, days: null })).toHaveLength(1);
});

test('what stays is said', () => {
  expect(keepInWords({ items: null, days: null })).toBe('Everything is kept.');
  expect(keepInWords({ items: 1_000, days: null })).toBe('Each job keeps its latest 1,000 items. What is starred or has a note stays in any case.');
  expect(keepInWords({ items: null, days: 1 })).toContain('what it found in the last day.');
  expect(keepInWords({ items: 1, days: 30 })).toContain('its latest item, and of these only what it found in the last 30 days.');
});
