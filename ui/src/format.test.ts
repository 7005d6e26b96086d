// What the reader sees for a moment in time.
import { describe, expect, it } from 'vitest';

import { fullTime, relativeTime, untilRelativeTimeChanges } from './format';

const now = new Date('2026-03-11T12:00:00Z'); // a Wednesday
const english = { locale: 'en-GB', timeZone: 'UTC' };
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

describe('relative time', () => {
  it.each([
    [0, 'now'],
    [-999, 'now'],
    [-42 * second, '42 sec ago'],
    [-119 * second, '1 min ago'],
    [4 * minute, 'in 4 min'],
    [-59 * minute - 59 * second, '59 min ago'],
    [-23 * hour, '23 hr ago'],
    [-2 * day - 4.5 * hour, 'Mon 07:30'],
    [2 * day, 'Fri 12:00'],
    [-6 * day, '5 Mar 2026'],
    [300 * day, '5 Jan 2027'],
  ])('%i ms from now is "%s"', (distance, words) => {
    expect(relativeTime(after(distance), now, english)).toBe(words);
  });

  it('speaks the language it is asked for', () => {
    expect(relativeTime(after(-3 * minute), now, { locale: 'de' })).toBe('vor 3 Min.');
  });
});

describe('the next change of a relative time', () => {
  it.each([
    ['a moment ago', -300, 700],
    ['under a minute ago, each second', -42 * second, second],
    ['over a minute ago, each minute', -90 * second, 30 * second],
    ['ahead', 90 * second, 30 * second],
  ])('%s', (_, distance, wait) => {
    expect(untilRelativeTimeChanges(after(distance), now)).toBe(wait);
  });

  it('is never now, which would make a timer spin', () => {
    for (let distance = -3 * minute; distance <= 3 * minute; distance += 250) {
      expect(untilRelativeTimeChanges(after(distance), now)).toBeGreaterThan(0);
    }
  });
});

it('says the whole date with its zone', () => {
  // The marks between the parts change with the version of Intl's data.
  expect(fullTime(now, english)).toMatch(/^Wednesday,? 11 March 2026(,| at) 12:00:00 UTC$/);
});
