// How well a job was watched: the share, the gaps in words, and where they lie.
import type { Coverage } from '../bindings/Coverage';
import type { Gap } from '../bindings/Gap';
import type { GapReason } from '../bindings/GapReason';
import { duration, percent, plural, shortTime } from '../format';

/** So far back it is looked. */
export const COVERAGE_DAYS = 30;

const REASONS: Record<GapReason, string> = {
  asleep: 'The computer slept',
  not_running: 'Tidewatch was not running',
  offline: 'The computer had no network',
  paused: 'It was paused',
  failing: 'Its checks failed',
  rate_limited: 'The source had asked for a pause',
  clock_set: 'The clock was set forward',
  overflow: 'More was new than the source lists',
};

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;

/** Whole days from two on, else hours and minutes: nobody needs the seconds of a gap. */
function length(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return plural(Math.floor(milliseconds / DAY), 'day', 'days');
  return duration(Math.max(MINUTE, Math.round(milliseconds / MINUTE) * MINUTE));
}

export interface GapLine {
  title: string;
  when: string;
  detail: string | null;
}

/** A gap as two lines: why, then from when to when, how long, and how many checks that was. */
export function gapLine(gap: Gap, now: Date): GapLine {
  const [since, until] = [new Date(gap.since), gap.until ? new Date(gap.until) : null];
  const lasted = length((until ?? now).getTime() - since.getTime());
  const span = until ? `${shortTime(since, now)} to ${shortTime(until, now)}, ${lasted}` : `since ${shortTime(since, now)}, ${lasted} so far`;
  const slots = gap.slots > 0 && gap.reason !== 'overflow' ? `, ${plural(gap.slots, 'check', 'checks')}` : '';
  return { title: REASONS[gap.reason], when: `${span}${slots}`, detail: gap.detail };
}

/** "98.2%": rounded down, so that only what has no gap is whole. */
export function shareInWords({ watched, gaps }: Coverage): string {
  const share = Math.floor(Math.max(0, Math.min(1, watched)) * 1_000) / 1_000;
  return percent(share === 1 && gaps.some(({ reason }) => reason !== 'overflow') ? 0.999 : share);
}

/** Where each gap lies in the time that was looked at, as shares of it. */
export function gapSpans({ since, until, gaps }: Coverage): { left: number; width: number; kind: 'off' | 'overflow' }[] {
  const [begin, end] = [Date.parse(since), Date.parse(until)];
  if (end <= begin) return [];
  return gaps.map((gap) => {
    const from = Math.max(begin, Date.parse(gap.since));
    const to = Math.min(end, gap.until ? Date.parse(gap.until) : end);
    return { left: (from - begin) / (end - begin), width: Math.max(0, to - from) / (end - begin), kind: gap.reason === 'overflow' ? 'overflow' : 'off' };
  });
}

/** Which time that is: less than was asked for where the job is younger. */
export function stretch({ since, until }: Coverage): string {
  const days = (Date.parse(until) - Date.parse(since)) / 86_400_000;
  return days >= COVERAGE_DAYS - 0.5 ? `of the last ${COVERAGE_DAYS} days` : `since ${shortTime(new Date(since), new Date(until))}`;
}

/** All of it for those who do not see the strip. */
export function coverageSentence(coverage: Coverage): string {
  const count = coverage.gaps.length;
  return `Watched for ${shareInWords(coverage)} ${stretch(coverage)}, ${count === 0 ? 'without a gap' : `with ${plural(count, 'gap', 'gaps')}`}.`;
}
