// The runs of a job, newest first, in pages; new ones and ends come in by events.
import { api, type ApiError } from '../api';
import type { JobId } from '../bindings/JobId';
import type { Run } from '../bindings/Run';
import { coalesce } from '../state/coalesce';
import { asError } from '../state/errors';
import { onEvent } from '../state/live.svelte';

export class Runs {
  list: readonly Run[] = $state.raw([]);
  total = $state(0);
  loaded = $state(false);
  error: ApiError | null = $state.raw(null);
  readonly #job: JobId;
  readonly #page: number;
  #isReading = false;

  constructor(job: JobId, page = 100) {
    this.#job = job;
    this.#page = page;
  }

  get hasMore(): boolean {
    return this.list.length < this.total;
  }

  /** Reads and follows until the answer is called. */
  follow(): () => void {
    void this.refresh();
    return onEvent((event) => {
      if (event.event === 'store_changed') this.#changed(null);
      if ((event.event === 'run_started' || event.event === 'run_finished') && event.job_id === this.#job) this.#changed(null);
    });
  }

  /** Reads the newest page and puts it over what is known. */
  async refresh(): Promise<void> {
    await this.#read(0);
  }

  /** Reads the page after the last one known. */
  async more(): Promise<void> {
    if (this.hasMore) await this.#read(this.list.length);
  }

  async #read(skip: number): Promise<void> {
    if (this.#isReading && skip > 0) return;
    this.#isReading = true;
    try {
      const { items, total } = await api.listRuns({ job_id: this.#job, skip, limit: this.#page });
      this.list = merged(this.list, items, skip);
      this.total = total;
      this.loaded = true;
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    } finally {
      this.#isReading = false;
    }
  }

  readonly #changed = coalesce<null>(() => this.refresh(), 250);
}

/** A page laid over the runs known: each run once, as the page has it. */
export function merged(known: readonly Run[], page: readonly Run[], skip: number): readonly Run[] {
  const ids = page.map((run) => run.id);
  const rest = known.filter((run) => !ids.includes(run.id));
  return skip === 0 ? [...page, ...rest] : [...rest, ...page];
}
