// What a job would cost of what its platform grants, while it is set up. Without an answer nothing is said.
import { api } from '../api';
import type { CostEstimate } from '../bindings/CostEstimate';
import type { JobId } from '../bindings/JobId';
import type { NewJob } from '../bindings/NewJob';
import type { OptionAbout } from '../bindings/OptionAbout';
import type { Recognised } from '../bindings/Recognised';
import type { Draft } from './draft';
import { latest } from './latest';
import { differing } from './options';
import { scheduleFaults, scheduleOf } from './schedule';

/** What decides over the cost; null while that is not complete. */
export function costQuestion(draft: Pick<Draft, 'options' | 'schedule'>, reading: Recognised | null, options: readonly OptionAbout[]): NewJob | null {
  if (!reading || scheduleFaults(draft.schedule).length > 0) return null;
  const { frequency, interval_minutes, schedule } = scheduleOf(draft.schedule);
  const { target_url, platform, target_type } = reading;
  const job: NewJob = { target_url, platform, target_type, options: differing(options, draft.options), frequency, schedule };
  if (interval_minutes !== null) job.interval_minutes = interval_minutes;
  return job;
}

export class CostEstimator {
  value: CostEstimate | null = $state.raw(null);

  /** What is known stays until the next answer; it is no longer true where there is no question. */
  ask(job: NewJob | null, replaces: JobId | null): void {
    if (job) {
      this.#ask.ask({ job, replaces });
      return;
    }
    this.close();
    this.value = null;
  }

  close(): void {
    this.#ask.drop();
  }

  readonly #ask = latest(({ job, replaces }: { job: NewJob; replaces: JobId | null }) => api.estimateCost(job, replaces), 300, {
    answer: (value) => { this.value = value; },
    failure: () => { this.value = null; },
  });
}
