// Why troubled jobs failed last: their rows hold the sentence, the latest failed run the code.
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

import { api } from '../api';
import type { FailureCode } from '../bindings/FailureCode';
import type { Job } from '../bindings/Job';

/** Nobody looks at more troubled jobs than that at once. */
const MOST = 100;

/** Null while it is asked for, and where there is none. */
const codes = new SvelteMap<string, FailureCode | null>();
// One failure of one job: asked for once, whatever else changes of the job.
const keyOf = (job: Job) => `${job.id} ${job.last_run_at ?? ''}`;

export function failureCode(job: Job): FailureCode | null {
  return codes.get(keyOf(job)) ?? null;
}

/** Asks for the codes of troubled jobs that are not known yet, one after the other. */
export async function findFailures(jobs: readonly Job[]): Promise<void> {
  const troubled = jobs.filter((job) => job.status === 'failed' || job.consecutive_failures > 0);
  for (const job of troubled.slice(0, MOST)) {
    const key = keyOf(job);
    // An effect that asks must not run again for each answer.
    if (untrack(() => codes.has(key))) continue;
    codes.set(key, null);
    try {
      const { items: [run] } = await api.listRuns({ job_id: job.id, kind: 'failed', limit: 1 });
      codes.set(key, run?.error_code ?? null);
    } catch {
      // The chip says "Failing" without it.
      codes.delete(key);
    }
  }
}
