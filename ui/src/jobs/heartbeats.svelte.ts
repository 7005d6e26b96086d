// The latest runs of jobs, read while a view shows them and kept current by events.
import { api } from '../api';
import type { Beat } from '../bindings/Beat';
import type { JobId } from '../bindings/JobId';
import { coalesce } from '../state/coalesce';
import { onEvent } from '../state/live.svelte';

/** Above this many changed jobs the strips of all are asked for at once. */
const FEW = 12;

export class Heartbeats {
  byJob: Readonly<Record<JobId, readonly Beat[]>> = $state.raw({});
  readonly #limit: number;
  readonly #only: JobId | null;

  /** Strips of `limit` runs, of all jobs or of one. */
  constructor(limit: number, only: JobId | null = null) {
    this.#limit = limit;
    this.#only = only;
  }

  of(job: JobId): readonly Beat[] {
    return this.byJob[job] ?? [];
  }

  /** Reads and follows until the answer is called. */
  follow(): () => void {
    void this.#read(this.#only);
    return onEvent((event) => {
      if (event.event === 'store_changed') this.#changed(this.#only);
      if (event.event !== 'run_started' && event.event !== 'run_finished') return;
      if (this.#only === null || this.#only === event.job_id) this.#changed(event.job_id);
    });
  }

  async #read(job: JobId | null): Promise<void> {
    try {
      const read = await api.listHeartbeats(this.#limit, job);
      const strips = Object.fromEntries(read.map(({ job_id, beats }) => [job_id, beats]));
      this.byJob = job === null ? strips : { ...this.byJob, ...strips };
    } catch {
      // The rows say how their jobs stand without a strip; the next event asks again.
    }
  }

  readonly #changed = coalesce<JobId | null>(async (gathered) => {
    const ids = gathered.filter((id, index) => gathered.indexOf(id) === index);
    if (ids.includes(null) || ids.length > FEW) return this.#read(this.#only);
    await Promise.all(ids.map((id) => this.#read(id)));
  }, 250);
}
