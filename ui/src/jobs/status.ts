// How a job stands: the chip with its reason, and whether the user has to do something.
import type { FailureCode } from '../bindings/FailureCode';
import type { Job } from '../bindings/Job';
import { firstSentence } from './sentences';

export type ChipKind = 'active' | 'running' | 'held' | 'failing' | 'needs_login' | 'gone' | 'paused' | 'completed';

export interface Standing {
  kind: ChipKind;
  word: string;
  /** Why, in a sentence; amber and red always have one. */
  reason: string | null;
  /** When a held or failing job is tried again. */
  until: string | null;
}

/** What a job's row alone does not tell. */
export interface Circumstances {
  isRunning: boolean;
  /** Of the latest failed run, where it is known. */
  code: FailureCode | null;
  now: Date;
}

const WORDS: Record<ChipKind, string> = {
  active: 'Active', running: 'Running', held: 'Held', failing: 'Failing', needs_login: 'Needs login',
  gone: 'Target gone', paused: 'Paused', completed: 'Completed',
};

const HOUR = 3_600_000;

/** Whether only the user can bring it back, or it is asked no more than once a day. */
export function needsUser(job: Job): boolean {
  return job.status === 'failed';
}

/** Whether failures have gone on for long enough to be more than a hiccup (as the engine has it). */
function isFailing(job: Job, now: Date): boolean {
  const since = job.failing_since ? Date.parse(job.failing_since) : Number.NaN;
  return job.consecutive_failures >= 3 && now.getTime() - since >= HOUR;
}

function kindOf(job: Job, { isRunning, code, now }: Circumstances): ChipKind {
  if (job.status === 'completed') return 'completed';
  if (isRunning) return 'running';
  if (job.status === 'paused' || job.status === 'deleted') return 'paused';
  if (job.status === 'failed') {
    if (code === 'auth_required') return 'needs_login';
    return code === 'gone' || code === 'private' || code === 'suspended' ? 'gone' : 'failing';
  }
  // Nothing has failed: it waits for a server that asked to be left alone.
  if (job.consecutive_failures === 0) return job.retry_at && Date.parse(job.retry_at) > now.getTime() ? 'held' : 'active';
  return isFailing(job, now) && code !== 'rate_limited' ? 'failing' : 'held';
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
  return {
    kind,
    word: WORDS[kind],
    reason: said ? firstSentence(said) : (FALLBACK[kind] ?? null),
    until: kind === 'held' || kind === 'failing' ? job.retry_at : null,
  };
}

/** What the user can do about it, as the label of a button; undefined where nothing helps. */
export function remedyOf(kind: ChipKind): 'Edit link' | 'Check now' | undefined {
  if (kind === 'gone') return 'Edit link';
  return kind === 'failing' || kind === 'needs_login' ? 'Check now' : undefined;
}
