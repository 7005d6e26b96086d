// A digest keeps what was set before where the choice still has it.
import { expect, test } from 'vitest';

import { choiceOf, digestOf, withTime } from './digest';

test('what is told at once has no digest', () => {
  expect(choiceOf(null)).toBe('at_once');
  expect(digestOf('at_once', { every: 'day', at: '08:00', weekday: null })).toBeNull();
});

test('a weekly one has a day, a daily one has none, and both keep the time', () => {
  expect(digestOf('week', { every: 'day', at: '18:30', weekday: null })).toEqual({ every: 'week', at: '18:30', weekday: 1 });
  expect(digestOf('day', { every: 'week', at: '18:30', weekday: 5 })).toEqual({ every: 'day', at: '18:30', weekday: null });
  expect(digestOf('day', null)).toEqual({ every: 'day', at: '08:00', weekday: null });
});

test('a time is understood as it is typed, and one that is none stays', () => {
  const digest = { every: 'day', at: '08:00', weekday: null } as const;
  expect(withTime(digest, '730').at).toBe('07:30');
  expect(withTime(digest, '25:00').at).toBe('25:00');
});
