// Times as the reader says them: everything through Intl, in the desktop's locale and time zone.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How dates are said: both absent means the desktop's own. */
export interface Manner {
  locale?: string;
  timeZone?: string;
}

/** "3 min ago" or "in 4 min" within a day, "Wed 07:30" within six, then the date. */
export function relativeTime(at: Date, now: Date, manner: Manner = {}): string {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size < DAY) {
    const [unit, length] =
      size < MINUTE ? (['second', SECOND] as const)
      : size < HOUR ? (['minute', MINUTE] as const)
      : (['hour', HOUR] as const);
    const relative = new Intl.RelativeTimeFormat(manner.locale, { numeric: 'auto', style: 'short' });
    // Towards zero: 119 seconds ago is one minute, and "in 0 min" never becomes "in 1 min".
    return relative.format(Math.trunc(distance / length), unit);
  }
  const near = { weekday: 'short', hour: 'numeric', minute: '2-digit' } as const;
  const far = { dateStyle: 'medium' } as const;
  return formatted(at, size < 6 * DAY ? near : far, manner);
}

/** The whole date with its zone, for tooltips. */
export function fullTime(at: Date, manner: Manner = {}): string {
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

function formatted(at: Date, options: Intl.DateTimeFormatOptions, { locale, timeZone }: Manner): string {
  return new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options).format(at);
}
