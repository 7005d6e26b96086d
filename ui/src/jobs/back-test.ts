// A back-test in words and as bars.
import type { BackTest } from '../bindings/BackTest';
import type { BackTestDay } from '../bindings/BackTestDay';
import { plural } from '../format';

const HIGHEST = 22;
const LOWEST = 3;

export interface Bar extends BackTestDay {
  letter: string;
  name: string;
  /** In px; a day without anything keeps a line. */
  height: number;
}

/** "Would have notified 3 times in the last 7 days". */
export function testInWords({ messages, told }: BackTest, isTelling: boolean, days: number): string {
  const span = `in the last ${days} days`;
  if (!isTelling) return `Would have matched ${plural(told, 'item', 'items')} ${span}`;
  if (messages === 0) return `Would not have notified ${span}`;
  return `Would have notified ${messages === 1 ? 'once' : plural(messages, 'time', 'times')} ${span}`;
}

/** A bar per day, the highest for the day on which most would have been told. */
export function barsOf(days: readonly BackTestDay[], locale?: string): Bar[] {
  const most = Math.max(1, ...days.map(({ told }) => told));
  const say = (day: string, weekday: 'narrow' | 'long') => {
    const at = new Date(`${day}T12:00:00Z`);
    return Number.isNaN(at.getTime()) ? day : new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(at);
  };
  return days.map((day) => ({
    ...day, letter: say(day.day, 'narrow'), name: say(day.day, 'long'),
    height: day.told === 0 ? LOWEST : Math.max(LOWEST + 3, Math.round((day.told / most) * HIGHEST)),
  }));
}
