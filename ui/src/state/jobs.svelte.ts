// Every job, as the engine has it: read once, then kept current by events.
import { SvelteMap } from 'svelte/reactivity';

import { api, type ApiError } from '../api';
import type { Job } from '../bindings/Job';
import type { JobId } from '../bindings/JobId';
import type { Platform } from '../bindings/Platform';
import type { RunId } from '../bindings/RunId';
import { needsUser } from '../jobs/status';
import { coalesce } from './coalesce';
import { asError } from './errors';
import { onEvent, type EngineEvent } from './live.svelte';
import { unreadByPlatform } from './unread';

/** A run that is under way. */
export interface Running {
  run_id: RunId;
  requests: number;
  bytes: number;
  /** When this window learned of it. */
  since: Date;
}

/** Above this many changed jobs the whole list is asked for at once. */
const FEW = 12;

class Jobs {
  /** All but the deleted ones, in no order that a view may rely on. */
  list: Job[] = $state.raw([]);
  loaded = $state(false);
  error: ApiError | null = $state.raw(null);
  /** The runs under way, by job. */
  readonly running = new SvelteMap<JobId, Running>();

  readonly byId: ReadonlyMap<JobId, Job> = $derived(new Map(this.list.map((job) => [job.id, job])));
  readonly needUser: number = $derived(this.list.filter(needsUser).length);
  readonly active: number = $derived(this.list.filter((job) => job.status === 'active').length);
  /** Platforms that are watched, with their unread items. */
  readonly platforms: readonly { platform: Platform; unread: number }[] = $derived(unreadByPlatform(this.list));
  readonly folders: readonly string[] = $derived(
    [...new Set(this.list.flatMap((job) => job.folder ?? []))].sort((a, b) => a.localeCompare(b)),
  );

  get(id: JobId): Job | undefined {
    return this.byId.get(id);
  }

  /** Reads all jobs; a failure stays in `error`, and the jobs known so far stay. */
  async refresh(): Promise<void> {
    try {
      this.list = await api.listJobs();
      this.error = null;
      this.loaded = true;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  /** Takes a job as a command answered it, before the event comes. */
  put(job: Job): void {
    const rest = this.list.filter((other) => other.id !== job.id);
    this.list = job.status === 'deleted' ? rest : [...rest, job];
  }

  /** Takes a job out at once, for deleting with undo. */
  remove(id: JobId): void {
    this.list = this.list.filter((job) => job.id !== id);
  }

  /** Counts an item's step between read and unread before the engine says so. */
  countUnread(id: JobId, step: number): void {
    const job = this.get(id);
    if (job) this.put({ ...job, items_unread: Math.max(0, job.items_unread + step) });
  }

  /** Runs that ended while it was asked which are under way: the answer may still have them. */
  #ended: Set<RunId> | null = null;

  /** Learns which runs were under way before this window listened. */
  async findRunning(): Promise<void> {
    const ended = (this.#ended = new Set<RunId>());
    try {
      for (const { job_id, beats } of await api.listHeartbeats(1)) {
        const beat = beats.at(-1);
        // One that has ended would spin for ever.
        if (beat?.status !== 'in_progress' || this.running.has(job_id) || ended.has(beat.run_id)) continue;
        this.running.set(job_id, { run_id: beat.run_id, requests: 0, bytes: 0, since: new Date(beat.start_time) });
      }
    } catch {
      // Only decoration: the next event of each run says the same.
    } finally {
      this.#ended = null;
    }
  }

  take(event: EngineEvent): void {
    switch (event.event) {
      case 'run_started':
        this.running.set(event.job_id, { run_id: event.run_id, requests: 0, bytes: 0, since: new Date() });
        break;
      case 'run_progressed': {
        const { job_id, run_id, requests, bytes } = event;
        const since = this.running.get(job_id)?.since ?? new Date();
        this.running.set(job_id, { run_id, requests, bytes, since });
        return;
      }
      case 'run_finished':
        this.#ended?.add(event.run_id);
        this.running.delete(event.job_id);
        break;
      case 'job_deleted':
        this.running.delete(event.job_id);
        this.remove(event.job_id);
        return;
      case 'notification_raised':
      case 'network_changed':
      case 'settings_changed':
        return;
    }
    this.#changed('job_id' in event ? event.job_id : null);
  }

  readonly #changed = coalesce<JobId | null>(async (gathered) => {
    const ids = new Set(gathered);
    if (ids.has(null) || ids.size > FEW) return this.refresh();
    const answers = await Promise.allSettled([...ids].map((id) => api.getJob(id as JobId)));
    for (const answer of answers) {
      // One that is gone was deleted meanwhile; its own event takes it out.
      if (answer.status === 'fulfilled') this.put(answer.value);
    }
  }, 250);
}

export const jobs = new Jobs();
onEvent((event) => { jobs.take(event); });
