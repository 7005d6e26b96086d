// How a job stands: the chip, why and since when, what the user can do, and whether they have to.
import type { FailureCode } from '../bindings/FailureCode';
import type { Job } from '../bindings/Job';
import type { Status } from '../bindings/Status';
import { clockTime, dayKey, dayLabel, shortTime } from '../format';
import { FAILURES, type Remedy } from './failures';
import { firstSentence } from './sentences';

export type ChipKind = 'active' | 'running' | 'held' | 'failing' | 'needs_login' | 'gone' | 'paused' | 'completed' | 'stale';

export interface Standing {
  kind: ChipKind;
  word: string;
  /** Since when and why, in short: "Since Monday. The server was too busy (503)." All but active and running have it. */
  reason: string | null;
  /** The same with all that was said. */
  story: string | null;
  /** When a held or failing job is tried again. */
  until: string | null;
  /** The one thing that helps most. */
  remedy: Remedy | null;
}

/** What a job's row alone does not tell. */
export interface Circumstances {
  isRunning: boolean;
  now: Date;
  /** Null while it is not known. */
  status: Pick<Status, 'holds' | 'offline_since'> | null;
  /** Whether its platform can be given a key. */
  takesKey: boolean;
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

/** Whether it is due and has to wait until the computer has a network. */
export function waitsForNetwork(job: Job, offlineSince: string | null | undefined, now: Date): boolean {
  return Boolean(offlineSince) && job.next_run_at !== null && Date.parse(job.next_run_at) <= now.getTime();
}

/** Whether failures have gone on for long enough to be more than a hiccup (as the engine has it). */
function isFailing(job: Job, now: Date): boolean {
  const since = job.failing_since ? Date.parse(job.failing_since) : Number.NaN;
  return job.consecutive_failures >= 3 && now.getTime() - since >= HOUR;
}

function kindOf(job: Job, { isRunning, now, status }: Circumstances): ChipKind {
  const code = job.failure_code;
  if (job.status === 'completed') return 'completed';
  if (isRunning) return 'running';
  if (job.status === 'paused' || job.status === 'deleted') return 'paused';
  if (job.status === 'failed') return code ? FAILURES[code].kind : 'failing';
  if (isFailing(job, now) && code !== 'rate_limited') return 'failing';
  if (job.is_stale) return 'stale';
  // Nothing has failed: it waits for a server that asked to be left alone, or for the network.
  const waits = waitsForNetwork(job, status?.offline_since, now) || (job.retry_at !== null && Date.parse(job.retry_at) > now.getTime());
  return waits || job.consecutive_failures > 0 ? 'held' : 'active';
}

const FALLBACK: Partial<Record<ChipKind, string>> = {
  held: 'The last check did not succeed.',
  failing: 'The last checks did not succeed.',
  needs_login: 'The source asks for a login.',
  gone: 'The source is no longer there.',
  stale: 'Checks of it are due, and none has succeeded for three of its intervals.',
  paused: 'It waits until you resume it.',
  completed: 'It has done what it was meant to do.',
};

/** "Since 14:02.", "Since Monday."; of what is at rest, when it was last checked. */
function sinceOf(job: Job, kind: ChipKind, waitsSince: string | null | undefined, now: Date): string {
  if (kind === 'paused' || kind === 'completed') return job.last_run_at ? `Last checked ${shortTime(new Date(job.last_run_at), now)}.` : 'Never checked.';
  const lastGood = job.last_success_at ?? job.created_at;
  const at = new Date(kind === 'stale' ? lastGood : (waitsSince ?? job.failing_since ?? lastGood));
  if (dayKey(at) === dayKey(now)) return `Since ${clockTime(at)}.`;
  const { name } = dayLabel(at, now);
  return `Since ${name === dayLabel(new Date(now.getTime() - DAY), now).name ? name.toLocaleLowerCase() : name}.`;
}

// How long it waits was true when it was written; the next check has its own place, and counts down.
const WAIT = / It is tried again in [^.]+\.$/u;

export function standing(job: Job, circumstances: Circumstances): Standing {
  const { now, status, takesKey } = circumstances;
  const kind = kindOf(job, circumstances);
  if (kind === 'running' || kind === 'active') return { kind, word: WORDS[kind], reason: null, story: null, until: null, remedy: null };
  const offline = kind === 'held' && waitsForNetwork(job, status?.offline_since, now) ? status?.offline_since : null;
  // Of what another job was told, this one knows only until when.
  const hold = job.failing_since === null && job.retry_at ? status?.holds.find(({ until }) => until === job.retry_at) : undefined;
  const since = sinceOf(job, kind, offline ?? hold?.since, now);
  const said = job.status_reason?.replace(WAIT, '') ?? (offline ? 'The computer has no network.' : FALLBACK[kind]) ?? '';
  const code = offline ? undefined : (job.failure_code ?? hold?.code);
  return {
    kind,
    word: (job.status === 'failed' && job.failure_code && FAILURES[job.failure_code].word) || WORDS[kind],
    reason: `${since} ${firstSentence(said)}`,
    story: `${since} ${said}`,
    until: kind === 'held' || kind === 'failing' || kind === 'stale' ? job.retry_at : null,
    remedy: remedyOf(kind, code, takesKey),
  };
}

function remedyOf(kind: ChipKind, code: FailureCode | undefined, takesKey: boolean): Remedy {
  if (kind === 'paused') return 'Resume';
  // When it ends is set there.
  if (kind === 'completed') return 'Edit';
  if (!code) return 'Check now';
  const { remedy } = FAILURES[code];
  return remedy === 'Set key' && !takesKey ? 'Edit link' : remedy;
}
