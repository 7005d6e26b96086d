// Muting a job: for how long, and in words.
import type { Mute } from '../bindings/Mute';
import { untilTomorrow } from '../sidebar/watch';
import { comingTime } from './next';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

export interface MuteChoice {
  label: string;
  mute: Mute;
}

/** What can be chosen now; the morning is that of the zone. */
export function muteChoices(now: Date, timeZone?: string): MuteChoice[] {
  const until = (at: Date): Mute => ({ until: at.toISOString() });
  return [
    { label: 'For an hour', mute: until(new Date(now.getTime() + HOUR)) },
    { label: 'Until tomorrow morning', mute: until(untilTomorrow(now, timeZone).at) },
    { label: 'For a week', mute: until(new Date(now.getTime() + WEEK)) },
    { label: 'Until I end it', mute: { until: null } },
  ];
}

/** "Muted until 14:00", or "Muted" for one without an end. */
export function muteInWords({ until }: Mute, now: Date): string {
  return until ? `Muted until ${comingTime(new Date(until), now)}` : 'Muted';
}
