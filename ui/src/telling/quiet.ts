// Quiet hours: as one edits them, as they are sent, and in words.
import type { FieldError } from '../bindings/FieldError';
import type { QuietHours } from '../bindings/QuietHours';
import { list } from '../format';
import { clock, weekdayNames } from '../jobs/schedule';

/** The engine takes no more. */
export const MOST_SPANS = 20;

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const WORKDAYS = [1, 2, 3, 4, 5];
const WEEKEND = [6, 7];

/** A night, which is what most people want first. */
export const A_NIGHT: QuietHours = { weekdays: EVERY_DAY, from: '22:00', until: '07:00' };

const isSame = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((day) => b.includes(day));

/** "every day", "Monday to Friday", "Saturday and Sunday", or the days one by one. */
export function daysInWords(weekdays: readonly number[], locale?: string): string {
  const names = weekdayNames(locale);
  const nameOf = (day: number) => names[day - 1]?.name ?? '';
  if (isSame(weekdays, EVERY_DAY)) return 'every day';
  if (isSame(weekdays, WORKDAYS)) return `${nameOf(1)} to ${nameOf(5)}`;
  if (isSame(weekdays, WEEKEND)) return list([nameOf(6), nameOf(7)]);
  return list([...weekdays].sort((a, b) => a - b).map(nameOf)) || 'on no day';
}

/** "From 22:00 to 07:00, every day". */
export function spanInWords({ weekdays, from, until }: QuietHours): string {
  const over = isOvernight(from, until) ? ' the next day' : '';
  return `From ${from} to ${until}${isSame(weekdays, EVERY_DAY) ? '' : over}, ${daysInWords(weekdays)}`;
}

/** Whether it ends on the day after it began. */
export function isOvernight(from: string, until: string): boolean {
  return until <= from;
}

/** What is sent: days in order, times as HH:MM. */
export function spansOf(spans: readonly QuietHours[]): QuietHours[] {
  return spans.map(({ weekdays, from, until }) => ({ weekdays: [...weekdays].sort((a, b) => a - b), from: clock(from), until: clock(until) }));
}

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/u.test(text);

/** What is no span at all, with the field it stands in: `quiet_hours[0].from`. */
export function spanFaults(spans: readonly QuietHours[]): FieldError[] {
  return spansOf(spans).flatMap(({ weekdays, from, until }, index) => {
    const at = (field: string) => `quiet_hours[${index}].${field}`;
    const faults: FieldError[] = [];
    if (weekdays.length === 0) faults.push({ field: at('weekdays'), message: 'Choose at least one day.' });
    if (!isTime(from)) faults.push({ field: at('from'), message: 'A time of day is written as 22:00.' });
    if (!isTime(until)) faults.push({ field: at('until'), message: 'A time of day is written as 07:00.' });
    return faults;
  });
}
