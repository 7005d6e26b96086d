// What the reader sees for a moment in time.
import { describe, expect, it } from 'vitest';

import {
  bytes, clockTime, count, dayKey, dayLabel, duration, fullCount, fullTime, listTime, percent, playLength, plural, relativeTime,
  shortTime, untilRelativeTimeChanges, useManner,
} from './format';

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

describe('the time of a row', () => {
  it.each([
    [-2 * hour, '10:00'],
    [-13 * hour, 'Yesterday'],
    [-36 * hour, 'Yesterday'],
    [-37 * hour, 'Monday'],
    [-6 * day, 'Thursday'],
    [-7 * day, '4 Mar'],
    [-100 * day, '1 Dec 2025'],
    [13 * hour, '12 Mar'],
  ])('%i ms from now is "%s"', (distance, words) => {
    expect(listTime(after(distance), now, english)).toBe(words);
  });

  it('begins a day where the zone begins it', () => {
    const tokyo = { locale: 'en-GB', timeZone: 'Asia/Tokyo' };
    expect(listTime(new Date('2026-03-10T15:30:00Z'), now, tokyo)).toBe('00:30');
    expect(dayKey(new Date('2026-03-10T15:30:00Z'), tokyo)).toBe('2026-03-11');
    expect(dayKey(new Date('2026-03-10T15:30:00Z'), english)).toBe('2026-03-10');
  });
});

it('writes a morning as the locale does', () => {
  expect(clockTime(after(-5 * hour), english)).toBe('07:00');
  expect(clockTime(after(-5 * hour), { ...english, locale: 'en-US' })).toMatch(/^7:00\sAM$/);
  expect(shortTime(after(-5 * hour), now, english)).toBe('07:00');
  expect(shortTime(after(-29 * hour), now, english)).toMatch(/^10 Mar,? (at )?0?7:00$/);
});

it('names the head of a day', () => {
  expect(dayLabel(now, now, english)).toEqual({ name: 'Today', date: '11 March' });
  expect(dayLabel(after(-day), now, english)).toEqual({ name: 'Yesterday', date: '10 March' });
  expect(dayLabel(after(-3 * day), now, english)).toEqual({ name: 'Sunday', date: '8 March' });
  expect(dayLabel(after(-8 * day), now, english)).toEqual({ name: '3 March', date: '' });
  expect(dayLabel(after(-100 * day), now, english)).toEqual({ name: '1 December 2025', date: '' });
});

describe('numbers', () => {
  it.each([[0, '0'], [9_999, '9,999'], [12_408, '12.4K'], [1_250_000, '1.3M']])('a count of %i is "%s"', (value, words) => {
    expect(count(value, { locale: 'en-US' })).toBe(words);
  });

  it('are never compact where they are quoted', () => {
    expect(fullCount(12_408, english)).toBe('12,408');
    expect(percent(0.97512, english)).toBe('97.5%');
    expect([plural(1, 'job', 'jobs', english), plural(0, 'job', 'jobs', english)]).toEqual(['1 job', '0 jobs']);
  });

  it.each([[0, '0 kB'], [912, '0.9 kB'], [1_000, '1 kB'], [4_180, '4.2 kB'], [412_300, '412 kB'], [999_600, '1 MB'], [12_000_000_000, '12 GB']])(
    '%i bytes are "%s"',
    (size, words) => { expect(bytes(size, english)).toBe(words); },
  );

  it.each([
    [0, '0.0 s'], [640, '0.6 s'], [9_949, '9.9 s'], [9_960, '10 s'], [42_000, '42 s'], [59_700, '1 min'], [200_000, '3 min 20 s'],
    [3_600_000, '1 h'], [23_400_000, '6 h 30 min'], [-5, '0.0 s'],
  ])('%i ms last "%s"', (size, words) => { expect(duration(size, english)).toBe(words); });

  it.each([[4, '0:04'], [1_084, '18:04'], [3_750, '1:02:30']])('%i s play "%s"', (seconds, words) => {
    expect(playLength(seconds)).toBe(words);
  });
});

it('follows the chosen zone where none is named', () => {
  useManner({ locale: 'en-GB', timeZone: 'Asia/Tokyo' });
  expect(clockTime(now)).toBe('21:00');
  useManner({ locale: 'en-GB', timeZone: 'UTC' });
  expect(clockTime(now)).toBe('12:00');
  useManner({});
});
