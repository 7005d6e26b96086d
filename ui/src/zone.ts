// Wall clocks of a time zone: which moment a date and hour there is.

/** What the clock on the wall shows, as if it were UTC. */
function wallClock(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1, parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0);
}

/**
 * The moment of an hour `days` after the day of `at`, by the zone's clock (the system's when
 * absent). An hour that a clock change skips becomes the one after it.
 */
export function onDay(at: Date, days: number, hour: number, timeZone?: string): Date {
  if (!timeZone) return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, hour);
  const day = new Date(wallClock(at, timeZone));
  const wanted = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + days, hour);
  // Twice, because the zone's offset may change between the first guess and the answer.
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) guess += wanted - wallClock(new Date(guess), timeZone);
  return new Date(guess);
}

/** The first moment of a date such as `2026-03-11` (of a date field) in the zone; null for anything else. */
export function startOfDate(date: string, timeZone?: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (!timeZone) return new Date(year, month - 1, day);
  // Noon in UTC is that date or a neighbour in any zone, and `onDay` counts from the zone's own date.
  const noon = new Date(Date.UTC(year, month - 1, day, 12));
  const there = new Date(wallClock(noon, timeZone)).getUTCDate();
  return onDay(noon, there === day ? 0 : there === new Date(Date.UTC(year, month - 1, day + 1)).getUTCDate() ? -1 : 1, 0, timeZone);
}
