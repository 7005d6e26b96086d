// A change of one setting on its way: what it failed with stands beside the setting.
import type { ApiError } from '../../api';
import { asError } from '../../state/errors';

export class Saver {
  error: ApiError | null = $state.raw(null);
  busy = $state(false);
  #last = 0;

  /** Answers whether it worked; what fails is kept until the next try. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    this.#last += 1;
    const mine = this.#last;
    this.error = null;
    this.busy = true;
    try {
      await work();
      return true;
    } catch (thrown) {
      // A later try has the word.
      if (mine === this.#last) this.error = asError(thrown);
      return false;
    } finally {
      if (mine === this.#last) this.busy = false;
    }
  }
}

/** What to say of an error: the sentence about the field, where there is one. */
export function sentenceOf(error: ApiError): string {
  return error.fields[0]?.message ?? error.message;
}
