// How well a job was watched: read while its page shows it, again after each of its runs.
import { api, type ApiError } from '../api';
import type { Coverage } from '../bindings/Coverage';
import type { JobId } from '../bindings/JobId';
import { coalesce } from '../state/coalesce';
import { asError } from '../state/errors';
import { onEvent } from '../state/live.svelte';
import { COVERAGE_DAYS } from './coverage';

export class Watch {
  value: Coverage | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  readonly #job: JobId;

  constructor(job: JobId) {
    this.#job = job;
  }

  async refresh(): Promise<void> {
    try {
      this.value = await api.getCoverage(this.#job, COVERAGE_DAYS);
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  /** Reads and follows until the answer is called. */
  follow(): () => void {
    void this.refresh();
    return onEvent((event) => {
      const isOurs = (event.event === 'run_finished' || event.event === 'job_updated') && event.job_id === this.#job;
      if (isOurs || event.event === 'network_changed' || event.event === 'store_changed') this.#changed(null);
    });
  }

  readonly #changed = coalesce<null>(() => this.refresh(), 400);
}
