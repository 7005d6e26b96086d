// What the foot of the sidebar says: whether anything is being watched, and when next.
import type { Status } from '../bindings/Status';
import { clockTime, count, plural, relativeTime, shortTime } from '../format';
import { onDay } from '../zone';

export interface WatchLine {
  state: 'watching' | 'paused' | 'stopped' | 'offline' | 'empty';
  title: string;
  detail: string;
}

/** `needUser` is how many jobs wait for the user, where the window knows more than the failed ones. */
export function watchLine(status: Status, now: Date, needUser = status.jobs_failed): WatchLine {
  const { jobs_active, jobs_paused, jobs_failed, monitor_running, pause, next_run_at, runs_in_progress } = status;
  if (jobs_active + jobs_failed + jobs_paused === 0) return { state: 'empty', title: 'Nothing to watch yet', detail: 'Add a job to begin' };
  if (status.store_problem) return { state: 'stopped', title: 'Nothing is being checked', detail: 'The database is damaged' };
  if (!monitor_running) return { state: 'stopped', title: 'Nothing is being checked', detail: 'The monitor is not running' };
  if (status.offline_since) return { state: 'offline', title: 'No network', detail: 'Checks go on when it is back' };
  if (pause) {
    const until = pause.until ? new Date(pause.until) : null;
    return {
      state: 'paused',
      title: until ? `Paused until ${shortTime(until, now)}` : 'Paused',
      detail: until ? `Goes on ${relativeTime(until, now)}` : 'Until you resume',
    };
  }
  if (jobs_active + jobs_failed === 0) return { state: 'paused', title: 'Every job is paused', detail: 'Resume one to watch it' };
  return { state: 'watching', title: `Watching ${jobs_active === 0 ? 'no job' : plural(jobs_active, 'job', 'jobs')}${needYou(needUser)}`, detail: nextCheck(next_run_at, runs_in_progress, now) };
}

// In one piece, since the line may have to break before it.
const needYou = (failed: number) => (failed === 0 ? '' : failed === 1 ? ', 1\u00a0needs\u00a0you' : `, ${count(failed)}\u00a0need\u00a0you`);

function nextCheck(next: string | null, running: number, now: Date): string {
  if (running > 0) return running === 1 ? 'Checking one now' : `Checking ${running} now`;
  if (!next) return 'No check is due';
  const at = new Date(next);
  const distance = at.getTime() - now.getTime();
  if (distance <= 0) return 'A check is due now';
  return distance < 86_400_000 ? `Next check ${relativeTime(at, now)}` : `Next check ${shortTime(at, now)}`;
}

/** Seven in the morning of the next day, by the clock of the zone, and how the pause menu says it. */
export function untilTomorrow(now: Date, timeZone?: string): { label: string; at: Date } {
  const at = onDay(now, 1, 7, timeZone);
  return { label: `until tomorrow ${clockTime(at)}`, at };
}
