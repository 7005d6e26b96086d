// Times and numbers as the reader says them: everything through Intl, in the desktop's locale and the chosen zone.
import { chosen, type Manner } from './manner.svelte';

export type { Manner };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Sets the manner of everything that names none. */
export function useManner(manner: Manner): void {
  if (manner.timeZone !== chosen.manner.timeZone || manner.locale !== chosen.manner.locale) chosen.manner = manner;
}

/** "3 min ago" or "in 4 min" within a day, "Wed 07:30" within six, then the date. */
export function relativeTime(at: Date, now: Date, manner: Manner = chosen.manner): string {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size < DAY) {
    const [unit, length] =
      size < MINUTE ? (['second', SECOND] as const)
      : size < HOUR ? (['minute', MINUTE] as const)
      : (['hour', HOUR] as const);
    // Towards zero: 119 seconds ago is one minute, and "in 0 min" never becomes "in 1 min".
    return relative(manner, 'short').format(Math.trunc(distance / length), unit);
  }
  const near = { weekday: 'short', hour: 'numeric', minute: '2-digit' } as const;
  const far = { dateStyle: 'medium' } as const;
  return formatted(at, size < 6 * DAY ? near : far, manner);
}

/** The whole date with its zone, for tooltips. */
export function fullTime(at: Date, manner: Manner = chosen.manner): string {
  const options = {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
    hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  } as const;
  return formatted(at, options, manner);
}

/** Milliseconds until `relativeTime` may say something else; a timer needs no shorter one. */
export function untilRelativeTimeChanges(at: Date, now: Date): number {
  const size = Math.abs(at.getTime() - now.getTime());
  const step = size < MINUTE ? SECOND : MINUTE;
  return at <= now ? step - (size % step) : (size % step) || step;
}

/** The time of day, such as "14:12". */
export function clockTime(at: Date, manner: Manner = chosen.manner): string {
  return formatted(at, { timeStyle: 'short' }, manner);
}

/** For lists: the time today, "Yesterday", the weekday within six days, then the date. */
export function listTime(at: Date, now: Date, manner: Manner = chosen.manner): string {
  const days = daysBetween(at, now, manner);
  if (days === 0) return clockTime(at, manner);
  return days > 0 && days <= 6 ? dayName(at, days, manner) : shortDate(at, now, manner);
}

/** The head of a day in a list: its name, and the date that goes with it ("" where the name is the date). */
export function dayLabel(at: Date, now: Date, manner: Manner = chosen.manner): { name: string; date: string } {
  const days = daysBetween(at, now, manner);
  const date = formatted(at, sameYear(at, now, manner) ? { day: 'numeric', month: 'long' } : { dateStyle: 'long' }, manner);
  return days >= 0 && days <= 6 ? { name: dayName(at, days, manner), date } : { name: date, date: '' };
}

/** The calendar day, such as "2026-03-11": equal for times of one day. */
export function dayKey(at: Date, manner: Manner = chosen.manner): string {
  return formatted(at, { year: 'numeric', month: '2-digit', day: '2-digit' }, { ...manner, locale: 'en-CA' });
}

/** Date and time for running text: "Tuesday 24 November, 13:42". */
export function longTime(at: Date, now: Date, manner: Manner = chosen.manner): string {
  const year = sameYear(at, now, manner) ? {} : ({ year: 'numeric' } as const);
  return formatted(at, { weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit', ...year }, manner);
}

/** The time of day today, else the date with it. */
export function shortTime(at: Date, now: Date, manner: Manner = chosen.manner): string {
  if (daysBetween(at, now, manner) === 0) return clockTime(at, manner);
  const year = sameYear(at, now, manner) ? {} : ({ year: 'numeric' } as const);
  return formatted(at, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', ...year }, manner);
}

/** A count in full under 10,000, compact above ("12.4K"). */
export function count(value: number, manner: Manner = chosen.manner): string {
  const options = Math.abs(value) < 10_000 ? {} : ({ notation: 'compact', maximumFractionDigits: 1 } as const);
  return number(value, options, manner);
}

/** A count in full, for tooltips and totals that people quote. */
export function fullCount(value: number, manner: Manner = chosen.manner): string {
  return number(value, {}, manner);
}

/** A share of one as "97.5%". */
export function percent(share: number, manner: Manner = chosen.manner): string {
  return number(share, { style: 'percent', maximumFractionDigits: 1 }, manner);
}

/** Bytes in decimal units: "412 kB", "0.9 kB". */
export function bytes(size: number, manner: Manner = chosen.manner): string {
  // Not from bytes on: "912 byte" says no more than "0.9 kB" and takes the room of a sentence.
  const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let step = 0;
  let value = size / 1_000;
  // 999.5 and not 1000: a value that would be rounded up to 1000 belongs to the next unit.
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1_000;
    step += 1;
  }
  const maximumFractionDigits = value < 9.95 ? 1 : 0;
  return number(value, { style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits }, manner);
}

/** A duration as "0.6 s", "42 s", "3 min 20 s" or "6 h 30 min"; the symbols are the same in every language. */
export function duration(milliseconds: number, manner: Manner = chosen.manner): string {
  const size = Math.max(0, milliseconds);
  if (size < 9_950) return `${number(size / SECOND, { minimumFractionDigits: 1, maximumFractionDigits: 1 }, manner)} s`;
  const seconds = Math.round(size / SECOND);
  if (seconds < 60) return `${number(seconds, {}, manner)} s`;
  const [large, small, high, low] =
    seconds < 3_600
      ? [Math.floor(seconds / 60), seconds % 60, 'min', 's']
      : [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), 'h', 'min'];
  const first = `${number(large, {}, manner)} ${high}`;
  return small > 0 ? `${first} ${number(small, {}, manner)} ${low}` : first;
}

/** The length of a video or a recording: "18:04", "1:02:30". */
export function playLength(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** Words joined as the language does: "a, b and c". */
export function list(words: readonly string[], manner: Manner = chosen.manner): string {
  return new Intl.ListFormat(manner.locale, { type: 'conjunction' }).format(words);
}

/** "1 job", "3 jobs": the count with the fitting word. */
export function plural(value: number, one: string, many: string, manner: Manner = chosen.manner): string {
  return `${count(value, manner)} ${value === 1 ? one : many}`;
}

function daysBetween(at: Date, now: Date, manner: Manner): number {
  return Math.round((Date.parse(dayKey(now, manner)) - Date.parse(dayKey(at, manner))) / DAY);
}

function dayName(at: Date, days: number, manner: Manner): string {
  if (days > 1) return formatted(at, { weekday: 'long' }, manner);
  const word = relative(manner, 'long').format(-days, 'day');
  return word.charAt(0).toLocaleUpperCase(manner.locale) + word.slice(1);
}

function shortDate(at: Date, now: Date, manner: Manner): string {
  const options = sameYear(at, now, manner) ? ({ day: 'numeric', month: 'short' } as const) : ({ dateStyle: 'medium' } as const);
  return formatted(at, options, manner);
}

function sameYear(at: Date, now: Date, manner: Manner): boolean {
  return dayKey(at, manner).slice(0, 4) === dayKey(now, manner).slice(0, 4);
}

// Making a formatter costs far more than using it, and a list uses a few kinds thousands of times.
const formatters = new Map<string, unknown>();
function kept<T>(kind: string, manner: Manner, options: object, make: () => T): T {
  const key = `${kind} ${manner.locale ?? ''} ${manner.timeZone ?? ''} ${JSON.stringify(options)}`;
  const known = formatters.get(key) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  formatters.set(key, made);
  return made;
}

function formatted(at: Date, options: Intl.DateTimeFormatOptions, manner: Manner): string {
  const { locale, timeZone } = manner;
  return kept('date', manner, options, () => new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options)).format(at);
}

function number(value: number, options: Intl.NumberFormatOptions, manner: Manner): string {
  return kept('number', manner, options, () => new Intl.NumberFormat(manner.locale, options)).format(value);
}

function relative(manner: Manner, style: 'long' | 'short'): Intl.RelativeTimeFormat {
  return kept('relative', manner, { style }, () => new Intl.RelativeTimeFormat(manner.locale, { numeric: 'auto', style }));
}
