// A schedule in words and its next five times, as the engine has them, while it is chosen.
import { api } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { Schedule } from '../bindings/Schedule';
import type { SchedulePreview } from '../bindings/SchedulePreview';
import { asError } from '../state/errors';
import { latest } from './latest';

export class SchedulePreviewer {
  /** The last good answer; `isStale` when the form has gone on to something impossible. */
  value: SchedulePreview | null = $state.raw(null);
  isStale = $state(false);
  faults: readonly FieldError[] = $state.raw([]);
  error: string | null = $state(null);

  ask(schedule: Schedule): void {
    this.#ask.ask(schedule);
  }

  /** What the window itself can tell is wrong needs no asking. */
  refuse(faults: readonly FieldError[]): void {
    this.#ask.drop();
    Object.assign(this, { faults, error: null, isStale: true });
  }

  close(): void {
    this.#ask.drop();
  }

  readonly #ask = latest((schedule: Schedule) => api.previewSchedule(schedule), 200, {
    answer: (value) => { Object.assign(this, { value, isStale: false, faults: [], error: null }); },
    failure: (thrown) => {
      const error = asError(thrown);
      Object.assign(this, { isStale: true, faults: error.fields, error: error.fields.length > 0 ? null : error.message });
    },
  });
}
