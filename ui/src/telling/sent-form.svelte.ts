// A form on its way to the engine: what it is refused for stands at its fields, anything else beside it.
import type { ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import { asError } from '../state/errors';

export class SentForm {
  faults: readonly FieldError[] = $state.raw([]);
  error: ApiError | null = $state.raw(null);
  isSaving = $state(false);

  /** A fault is over as soon as its field is changed: by its whole path, such as `mail.host`. */
  forget(field: string): void {
    this.faults = this.faults.filter((fault) => fault.field !== field);
  }

  /** Whether a field of this path is refused. */
  isRefused(field: string): boolean {
    return this.faults.some((fault) => fault.field === field);
  }

  /** Sends it, unless something is wrong already; answers whether it was kept. */
  async send(work: () => Promise<unknown>, wrong: readonly FieldError[] = []): Promise<boolean> {
    if (this.isSaving) return false;
    this.error = null;
    this.faults = wrong;
    if (wrong.length > 0) return false;
    this.isSaving = true;
    try {
      await work();
      return true;
    } catch (thrown) {
      const error = asError(thrown);
      if (error.fields.length > 0) this.faults = error.fields;
      else this.error = error;
      return false;
    } finally {
      this.isSaving = false;
    }
  }
}
