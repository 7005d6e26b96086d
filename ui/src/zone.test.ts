// Wall clocks of other zones, across changes of their clocks.
import { expect, it } from 'vitest';

import { onDay, startOfDate } from './zone';

it.each([
  ['2026-03-11T12:00:00Z', 'UTC', '2026-03-12T07:00:00.000Z'],
  ['2026-03-11T23:30:00Z', 'Asia/Tokyo', '2026-03-12T22:00:00.000Z'],
  ['2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-29T05:00:00.000Z'],
  ['2026-10-24T12:00:00Z', 'Europe/Berlin', '2026-10-25T06:00:00.000Z'],
  ['2026-03-12T02:00:00Z', 'America/New_York', '2026-03-12T11:00:00.000Z'],
])('seven the next morning, asked at %s in %s, is %s', (now, zone, wanted) => {
  expect(onDay(new Date(now), 1, 7, zone).toISOString()).toBe(wanted);
});

it.each([
  ['2026-03-11', 'UTC', '2026-03-11T00:00:00.000Z'],
  ['2026-03-11', 'Pacific/Kiritimati', '2026-03-10T10:00:00.000Z'],
  ['2026-03-11', 'Pacific/Pago_Pago', '2026-03-11T11:00:00.000Z'],
  ['2026-03-01', 'Pacific/Kiritimati', '2026-02-28T10:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
])('%s begins in %s at %s', (date, zone, wanted) => {
  expect(startOfDate(date, zone)?.toISOString()).toBe(wanted);
});

it('takes nothing but a date', () => {
  for (const text of ['', '2026', 'tomorrow', '2026-3-1']) expect(startOfDate(text, 'UTC')).toBeNull();
});

it('follows the system’s own clock without a zone', () => {
  expect(startOfDate('2026-03-11')).toEqual(new Date(2026, 2, 11));
  expect(onDay(new Date(2026, 2, 11, 22), 1, 7)).toEqual(new Date(2026, 2, 12, 7));
});
