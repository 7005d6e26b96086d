// The runs of the full scenario: 60 per job, with a night in which nothing was watching.
import type { Job } from '../../src/bindings/Job';
import type { Run } from '../../src/bindings/Run';
import { FAILING, GONE, HELD, LOGIN } from './jobs';
import { HOUR, MINUTE, dice, iso, uuid } from './world';

const PER_JOB = 60;

export function run(number: number, jobId: string, at: number, given: Partial<Run> = {}): Run {
  const took = 300 + ((number * 137) % 900);
  return {
    id: uuid(2, number),
    job_id: jobId,
    trigger: 'schedule',
    status: 'completed',
    outcome: 'nothing_new',
    start_time: iso(at),
    end_time: iso(at + took),
    duration_ms: took,
    items_found: 20,
    items_processed: 20,
    new_items_downloaded: 0,
    updated_items: 0,
    http_status: 200,
    bytes: 18_000 + ((number * 977) % 90_000),
    requests: 1,
    error_code: null,
    error_message: null,
    retry_at: null,
    missed_slots: null,
    may_have_missed: false,
    ...given,
  };
}

const nothingRead: Partial<Run> = { items_found: 0, items_processed: 0, bytes: 0, requests: 0, http_status: null };
const failed = (code: Run['error_code'], message: string, http: number | null, retry: string | null): Partial<Run> => ({
  ...nothingRead, status: 'failed', outcome: null, error_code: code, error_message: message, http_status: http, requests: 1, bytes: 912, retry_at: retry,
});

/** What the latest run of a job looks like, where that explains how the job stands. */
function latest(job: Job): Partial<Run> | null {
  switch (job.status_reason) {
    case GONE: return failed('gone', GONE, 404, job.retry_at);
    case LOGIN: return failed('auth_required', LOGIN, 401, null);
    case FAILING: return failed('timeout', FAILING, null, job.retry_at);
    case HELD: return failed('rate_limited', HELD, 429, job.retry_at);
    default: return null;
  }
}

/** Runs newest first. The second job is being checked at this moment. */
export function fullRuns(jobs: Job[], now: number): Run[] {
  const gapEnd = now - 6 * HOUR - 10 * MINUTE;
  const gapStart = gapEnd - 6 * HOUR - 30 * MINUTE;
  const runs: Run[] = [];
  let number = 1;
  jobs.forEach((job, index) => {
    const roll = dice(index + 11);
    const every = (job.interval_minutes ?? (job.frequency === 'weekly' ? 72 * 60 : 60)) * MINUTE;
    let at = job.last_run_at === null ? now - every : Date.parse(job.last_run_at);
    if (job.status === 'paused' || job.status === 'completed') at = now - 9 * 24 * HOUR;
    let isInGap = false;
    for (let count = 0; count < PER_JOB; count += 1, at -= every) {
      if (at > gapStart && at < gapEnd) {
        if (!isInGap) {
          isInGap = true;
          const slots = Math.max(1, Math.floor((gapEnd - gapStart) / every));
          runs.push(run(number++, job.id, gapEnd, { trigger: 'catch_up', outcome: 'new_items', new_items_downloaded: 1 + index % 9 }));
          runs.push(run(number++, job.id, gapStart + (index % 5) * MINUTE, {
            ...nothingRead, status: 'skipped', outcome: 'missed', end_time: iso(gapEnd), duration_ms: gapEnd - gapStart, missed_slots: slots,
          }));
        }
        continue;
      }
      runs.push(run(number++, job.id, at, count === 0 ? latest(job) ?? some(roll()) : some(roll(), job)));
    }
  });
  const second = jobs[1];
  if (second) {
    runs.push(run(number++, second.id, now - 42_000, {
      trigger: 'manual', status: 'in_progress', outcome: null, end_time: null, duration_ms: null, http_status: null,
      items_found: 0, items_processed: 0, bytes: 412_000, requests: 3,
    }));
  }
  // Of the first job, one that found more than the source lists.
  const full = runs.find((other) => other.job_id === jobs[0]?.id && other.status === 'completed');
  if (full) Object.assign(full, { outcome: 'new_items', new_items_downloaded: 20, may_have_missed: true, http_status: 200 } satisfies Partial<Run>);
  return runs.sort((a, b) => Date.parse(b.start_time) - Date.parse(a.start_time));
}

function some(chance: number, job?: Job): Partial<Run> {
  if (chance < 0.18) return { outcome: 'new_items', new_items_downloaded: 1 + Math.floor(chance * 200) };
  if (chance < 0.22) return { outcome: 'new_items', new_items_downloaded: 2, updated_items: 1 };
  if (chance < 0.24) return failed('unreachable', 'The name of the site was not found. It is tried again in 2 minutes.', null, null);
  if (chance < 0.26) return { ...nothingRead, status: 'skipped', outcome: 'held', error_message: 'The site asked for a pause.' };
  if (chance < 0.27) return { ...nothingRead, status: 'skipped', outcome: 'overlap' };
  if (chance < 0.28) return { ...nothingRead, status: 'interrupted', outcome: 'shutdown' };
  if (chance < 0.29 && job) return { outcome: 'partial', error_message: '2 entries had no address and were left out.', new_items_downloaded: 1 };
  return chance > 0.6 ? { outcome: 'not_modified', http_status: 304, bytes: 0 } : {};
}
