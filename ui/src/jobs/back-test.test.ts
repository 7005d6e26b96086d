// What a back-test says, and how high its bars are.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { barsOf, testInWords } from './back-test';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const answer = { items: 9, told: 5, messages: 3, days: [], latest: [] };

test('it says how often it would have notified', () => {
  expect(testInWords(answer, true, 7)).toBe('Would have notified 3 times in the last 7 days');
  expect(testInWords({ ...answer, messages: 1 }, true, 7)).toBe('Would have notified once in the last 7 days');
  expect(testInWords({ ...answer, messages: 0 }, true, 7)).toBe('Would not have notified in the last 7 days');
});

test('a job that tells nothing only matches', () => {
  expect(testInWords(answer, false, 7)).toBe('Would have matched 5 items in the last 7 days');
});

test('bars are named by their day, and one without anything is a line', () => {
  const bars = barsOf([{ day: '2026-03-02', items: 4, told: 0 }, { day: '2026-03-03', items: 4, told: 4 }, { day: '2026-03-04', items: 1, told: 1 }], 'en');
  expect(bars.map(({ letter, name, height }) => [letter, name, height])).toEqual([['M', 'Monday', 3], ['T', 'Tuesday', 22], ['W', 'Wednesday', 6]]);
  expect(barsOf([{ day: 'no day', items: 0, told: 0 }])[0]).toMatchObject({ name: 'no day' });
});
