// How a job stands: the chip with its reason, and whether the user has to do something.
import type { Job } from '../bindings/Job';
import { clockTime, dayKey, dayLabel } from '../format';
import { firstSentence } from './sentences';

export type ChipKind = 'active' | 'running' | 'held' | 'failing' | 'needs_login' | 'gone' | 'paused' | 'completed' | 'stale';

export interface Standing {
  kind: ChipKind;
  word: string;
  /** Why, in a sentence; amber and red always have one. */
  reason: string | null;
  /** When a held or failing job is tried again. */
  until: string | null;
  /** Since when nothing succeeds, such as "since Monday". */
  since?: string;
}

/** What a job's row alone does not tell. */
export interface Circumstances {
  isRunning: boolean;
  now: Date;
}

const WORDS: Record<ChipKind, string> = {
  active: 'Active', running: 'Running', held: 'Held', failing: 'Failing', needs_login: 'Needs login',
  gone: 'Target gone', paused: 'Paused', completed: 'Completed', stale: 'No success',
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Whether only the user can bring it back, it is asked no more than once a day, or nothing succeeds although nothing says why. */
export function needsUser(job: Job): boolean {
  return job.status === 'failed' || (job.status === 'active' && job.is_stale);
}

/** Whether it tells nothing at this moment. */
export function isMuted({ mute }: Pick<Job, 'mute'>, now: Date): boolean {
  return mute !== null && (mute.until === null || Date.parse(mute.until) > now.getTime());
}

/** "since 14:02", "since Monday", or that there never was one. */
function sinceSuccess(job: Job, now: Date): string {
  if (!job.last_success_at) return 'so far';
  const at = new Date(job.last_success_at);
  if (dayKey(at) === dayKey(now)) return `since ${clockTime(at)}`;
  const { name } = dayLabel(at, now);
  return `since ${name === dayLabel(new Date(now.getTime() - DAY), now).name ? name.toLocaleLowerCase() : name}`;
}

/** Whether failures have gone on for long enough to be more than a hiccup (as the engine has it). */
function isFailing(job: Job, now: Date): boolean {
  const since = job.failing_since ? Date.parse(job.failing_since) : Number.NaN;
  return job.consecutive_failures >= 3 && now.getTime() - since >= HOUR;
}

function kindOf(job: Job, { isRunning, now }: Circumstances): ChipKind {
  const code = job.failure_code;
  if (job.status === 'completed') return 'completed';
  if (isRunning) return 'running';
  if (job.status === 'paused' || job.status === 'deleted') return 'paused';
  if (job.status === 'failed') {
    if (code === 'auth_required') return 'needs_login';
    return code === 'gone' || code === 'private' || code === 'suspended' ? 'gone' : 'failing';
  }
  if (isFailing(job, now) && code !== 'rate_limited') return 'failing';
  if (job.is_stale) return 'stale';
  // Nothing has failed: it waits for a server that asked to be left alone.
  if (job.consecutive_failures === 0) return job.retry_at && Date.parse(job.retry_at) > now.getTime() ? 'held' : 'active';
  return 'held';
}

const FALLBACK: Partial<Record<ChipKind, string>> = {
  held: 'The last check did not succeed.',
  failing: 'The last checks did not succeed.',
  needs_login: 'The source asks for a login.',
  gone: 'The source is no longer there.',
};

export function standing(job: Job, circumstances: Circumstances): Standing {
  const kind = kindOf(job, circumstances);
  const said = kind === 'running' || kind === 'active' ? null : job.status_reason;
  const reason = said ? firstSentence(said) : (FALLBACK[kind] ?? null);
  const tried = kind === 'held' || kind === 'failing' || kind === 'stale' ? job.retry_at : null;
  if (kind !== 'stale') return { kind, word: WORDS[kind], reason, until: tried };
  const since = sinceSuccess(job, circumstances.now);
  return { kind, word: WORDS.stale, since, reason: reason ?? 'Checks of it are due, and none has succeeded for three of its intervals.', until: tried };
}

/** What the user can do about it, as the label of a button; undefined where nothing helps. */
export function remedyOf(kind: ChipKind): 'Edit link' | 'Check now' | undefined {
  if (kind === 'gone') return 'Edit link';
  return kind === 'failing' || kind === 'needs_login' || kind === 'stale' ? 'Check now' : undefined;
}
