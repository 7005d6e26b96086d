// How well a job was watched: read while its page shows it, again after each of its runs.
import { api } from '../api';
import type { Coverage } from '../bindings/Coverage';
import type { JobId } from '../bindings/JobId';
import { LookedAt } from '../state/looked-at.svelte';
import { COVERAGE_DAYS } from './coverage';

export class Watch extends LookedAt<Coverage> {
  constructor(job: JobId) {
    super(() => api.getCoverage(job, COVERAGE_DAYS), (event) => {
      if (event.event === 'run_finished' || event.event === 'job_updated') return event.job_id === job;
      return event.event === 'network_changed' || event.event === 'store_changed';
    });
  }
}
