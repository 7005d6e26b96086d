// The schedule form sends what its choice needs, and keeps the rest to itself.
import { expect, test } from 'vitest';

import { clock, scheduleFaults, scheduleForm, scheduleOf, timeZones, weekdayNames } from './schedule';
import type { ScheduleForm } from './schedule';

const now = new Date(2026, 2, 2, 13, 42);
const form = (changes: Partial<ScheduleForm>): ScheduleForm => ({ ...scheduleForm(null, now), ...changes });

test('a new schedule is hourly at the present minute', () => {
  expect(scheduleOf(scheduleForm(null, now))).toEqual({ frequency: 'hourly', interval_minutes: null, schedule: { minute: 42 } });
});

test.each([
  [{ frequency: 'daily', at: '7:30' }, { at: '07:30' }],
  [{ frequency: 'weekly', weekdays: [5, 1], at: '08:00' }, { weekdays: [1, 5], at: '08:00' }],
  [{ frequency: 'monthly', monthDay: 31, at: '08:00' }, { month_day: 31, at: '08:00' }],
  [{ frequency: 'cron', cron: ' 0 9 * * 1 ' }, { cron: '0 9 * * 1' }],
] as [Partial<ScheduleForm>, object][])('%j sends only its own fields', (changes, details) => {
  expect(scheduleOf(form(changes)).schedule).toEqual(details);
});

test('an interval has minutes and no zone', () => {
  expect(scheduleOf(form({ frequency: 'custom', interval: 45, timeZone: 'Europe/Berlin' })))
    .toEqual({ frequency: 'custom', interval_minutes: 45, schedule: {} });
});

test('a zone goes with every clock', () => {
  expect(scheduleOf(form({ frequency: 'daily', timeZone: 'Europe/Berlin' })).schedule.time_zone).toBe('Europe/Berlin');
});

test('a stored schedule fills the form and comes back unchanged', () => {
  const stored = { frequency: 'weekly', interval_minutes: null, schedule: { weekdays: [2, 4], at: '06:15', time_zone: 'UTC' } } as const;
  const opened = scheduleForm({ ...stored, schedule: { ...stored.schedule, weekdays: [2, 4] } }, now);
  expect(scheduleOf(opened)).toEqual(stored);
});

test('times are understood as people type them, and nonsense is left for the engine to refuse', () => {
  expect(['7', '730', '7:30', '07.30', '23:59', '24:00', 'noon'].map(clock))
    .toEqual(['07:00', '07:30', '07:30', '07:30', '23:59', '24:00', 'noon']);
});

test('numbers that the engine could not even read are told at their fields', () => {
  expect(scheduleFaults(form({ minute: 60 }))[0]?.field).toBe('schedule.minute');
  expect(scheduleFaults(form({ minute: null }))[0]?.field).toBe('schedule.minute');
  expect(scheduleFaults(form({ frequency: 'custom', interval: 1.5 }))[0]?.field).toBe('interval_minutes');
  expect(scheduleFaults(form({ frequency: 'daily', minute: 99 }))).toEqual([]);
});

test('weekdays start on Monday and have whole names', () => {
  expect(weekdayNames('en').map(({ letter }) => letter).join('')).toBe('MTWTFSS');
  expect(weekdayNames('en')[6]).toEqual({ day: 7, letter: 'S', name: 'Sunday' });
});

test('UTC is among the zones', () => {
  expect(timeZones()).toContain('UTC');
});
