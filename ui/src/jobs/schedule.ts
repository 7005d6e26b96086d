// The schedule form: what stands in its fields, and the schedule that comes of them.
import type { FieldError } from '../bindings/FieldError';
import type { Frequency } from '../bindings/Frequency';
import type { Schedule } from '../bindings/Schedule';
import type { ScheduleDetails } from '../bindings/ScheduleDetails';

/** What an empty or half-written number field holds. */
export type NumberField = number | null | undefined;

/** Every choice keeps its own fields, so that going back to it finds them as they were. */
export interface ScheduleForm {
  frequency: Frequency;
  minute: NumberField;
  at: string;
  weekdays: number[];
  monthDay: number;
  interval: NumberField;
  cron: string;
  /** Empty means this computer's. */
  timeZone: string;
}

export const FREQUENCIES: { value: Frequency; label: string }[] = [
  { value: 'hourly', label: 'Hourly' },
  { value: 'daily', label: 'Daily' },
  { value: 'weekly', label: 'Weekly' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'custom', label: 'Every N minutes' },
  { value: 'cron', label: 'Cron' },
];

/** A form for a schedule; what the schedule leaves open is proposed from `now`. */
export function scheduleForm(schedule: Schedule | null, now: Date): ScheduleForm {
  const details: ScheduleDetails = schedule?.schedule ?? {};
  return {
    frequency: schedule?.frequency ?? 'hourly',
    minute: details.minute ?? now.getMinutes(),
    at: details.at ?? '08:00',
    weekdays: details.weekdays ?? [1, 2, 3, 4, 5],
    monthDay: details.month_day ?? 1,
    interval: schedule?.interval_minutes ?? 30,
    cron: details.cron ?? '30 8 * * 1-5',
    timeZone: details.time_zone ?? '',
  };
}

/** The schedule that the fields of the chosen frequency stand for. */
export function scheduleOf(form: ScheduleForm): Schedule {
  const details: ScheduleDetails = {};
  switch (form.frequency) {
    case 'hourly': details.minute = form.minute ?? 0; break;
    case 'weekly':
      details.weekdays = [...form.weekdays].sort((a, b) => a - b);
      details.at = clock(form.at);
      break;
    case 'daily': details.at = clock(form.at); break;
    case 'monthly':
      details.month_day = form.monthDay;
      details.at = clock(form.at);
      break;
    case 'cron': details.cron = form.cron.trim(); break;
    case 'custom': break;
  }
  // Elapsed minutes are the same in every zone.
  if (form.timeZone && form.frequency !== 'custom') details.time_zone = form.timeZone;
  return {
    frequency: form.frequency,
    interval_minutes: form.frequency === 'custom' ? (form.interval ?? null) : null,
    schedule: details,
  };
}

/** "7", "730" and "7:30" as HH:MM; what is no time of day stays as it was typed. */
export function clock(text: string): string {
  const found = /^\s*(\d{1,2})[:.]?(\d{2})?\s*$/u.exec(text);
  if (!found) return text.trim();
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)];
  if (hour > 23 || minute > 59) return text.trim();
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

const isWhole = (value: NumberField, least: number, most: number) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** Numbers that the engine's types cannot even hold; everything else is for the engine to judge. */
export function scheduleFaults(form: ScheduleForm): FieldError[] {
  if (form.frequency === 'hourly' && !isWhole(form.minute, 0, 59)) {
    return [{ field: 'schedule.minute', message: 'The minute is a number from 0 to 59.' }];
  }
  if (form.frequency === 'custom' && !isWhole(form.interval, 1, 525_600)) {
    return [{ field: 'interval_minutes', message: 'The interval is from 1 minute to 525600 minutes (a year).' }];
  }
  return [];
}

/** Every zone the window knows, in which a schedule's clock may count. */
export function timeZones(): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes('UTC') ? known : [...known, 'UTC'];
}

/** The names of the days, Monday first: letters for buttons, whole words for those who listen. */
export function weekdayNames(locale?: string): { day: number; letter: string; name: string }[] {
  const say = (style: 'long' | 'narrow', date: Date) =>
    new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(date);
  return [1, 2, 3, 4, 5, 6, 7].map((day) => {
    // 1 January 2024 was a Monday.
    const date = new Date(Date.UTC(2024, 0, day));
    return { day, letter: say('narrow', date), name: say('long', date) };
  });
}
