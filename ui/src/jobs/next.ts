// When a job is checked next: a time over a distance, or why there is none.
import type { Job } from '../bindings/Job';
import type { Pause } from '../bindings/Pause';
import { clockTime, dayKey, relativeTime, shortTime } from '../format';
import { firstSentence } from './sentences';
import { waitsForNetwork } from './status';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface NextCheck {
  line: string;
  detail: string;
  /** The moment that `line` stands for. */
  at: Date | null;
}

/** "in 4 min" within a day, "in 6 days" beyond. */
export function distance(at: Date, now: Date): string {
  const size = at.getTime() - now.getTime();
  if (Math.abs(size) < DAY) return relativeTime(at, now);
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'always', style: 'short' }).format(Math.trunc(size / DAY), 'day');
}

/** "14:12" today, "Wed 07:30" within six days, else the date. */
export function comingTime(at: Date, now: Date): string {
  if (dayKey(at) === dayKey(now)) return clockTime(at);
  // From two days away, a relative time names the weekday.
  return Math.abs(at.getTime() - now.getTime()) < 6 * DAY ? relativeTime(at, new Date(at.getTime() - 2 * DAY)) : shortTime(at, now);
}

const none = (line: string, detail: string): NextCheck => ({ line, detail, at: null });

interface Circumstances {
  pause: Pause | null;
  offlineSince?: string | null;
  now: Date;
}

export function nextCheck(job: Job, { pause, offlineSince, now }: Circumstances): NextCheck {
  if (job.status === 'paused' || job.status === 'deleted') return none('Paused', 'until resumed');
  if (job.status === 'completed') return none('Ended', job.last_run_at ? shortTime(new Date(job.last_run_at), now) : '');
  if (pause) return none('Paused', pause.until ? `until ${comingTime(new Date(pause.until), now)}` : 'with all jobs');
  // Without a next run it is never due, whatever it was to be tried again for.
  const next = job.next_run_at && (job.retry_at ?? job.next_run_at);
  if (!next) return job.status === 'failed' ? none('Waiting', 'for you') : none('Not planned', '');
  if (waitsForNetwork(job, offlineSince, now)) return none('Waiting', 'for the network');
  const at = new Date(next);
  if (at <= now) return { line: 'Due now', detail: 'waits its turn', at };
  return { line: comingTime(at, now), detail: job.status === 'failed' ? 'one try a day' : distance(at, now), at };
}

/** What holds the next check back, in sentences. */
export function holding(job: Job, { pause, monitorRuns, now }: { pause: Pause | null; monitorRuns: boolean; now: Date }): string {
  const reason = job.status_reason ? firstSentence(job.status_reason) : '';
  const sentences: string[] = [];
  if (job.status === 'paused') sentences.push('The job is paused until it is resumed.');
  else if (job.status === 'completed') sentences.push('The job is completed.');
  if (job.status !== 'active' && reason) sentences.push(reason);
  if (job.status === 'active' && job.retry_at) {
    // Without a failure nobody was asked: a server or a key is left alone for a while.
    const why = job.consecutive_failures > 0 ? 'The last check did not succeed, so the next one' : 'The next check';
    sentences.push(`${why} waits until ${comingTime(new Date(job.retry_at), now)}.`);
    if (reason) sentences.push(reason);
  }
  if (pause) sentences.push(pause.until ? `All jobs are paused until ${comingTime(new Date(pause.until), now)}.` : 'All jobs are paused until they are resumed.');
  if (!monitorRuns) sentences.push('Nothing is being checked at present: the monitor does not run.');
  return sentences.join(' ') || 'Nothing is holding it back.';
}
