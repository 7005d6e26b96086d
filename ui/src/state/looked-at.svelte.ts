// What the engine is asked for only while somebody looks at it: again after each event that can change it.
import type { ApiError } from '../api';
import type { Event } from '../bindings/Event';
import { minute } from './clock.svelte';
import { coalesce } from './coalesce';
import { asError } from './errors';
import { onEvent } from './live.svelte';

export class LookedAt<T> {
  /** Null until it was read; it stays where reading it again fails. */
  value: T | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  readonly #ask: () => Promise<T>;
  readonly #concerns: (event: Event) => boolean;
  readonly #isSilent: boolean;

  /** `isSilent`: it also changes without an event, so it is read again with every minute. */
  constructor(ask: () => Promise<T>, concerns: (event: Event) => boolean, isSilent = false) {
    this.#ask = ask;
    this.#concerns = concerns;
    this.#isSilent = isSilent;
  }

  async refresh(): Promise<void> {
    try {
      this.value = await this.#ask();
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  /** Reads and follows until the answer is called. */
  follow(): () => void {
    void this.refresh();
    const ends = [onEvent((event) => { if (this.#concerns(event)) this.#changed(null); })];
    if (this.#isSilent) ends.push(minute.each(() => { this.#changed(null); }));
    return () => { for (const end of ends) end(); };
  }

  readonly #changed = coalesce<null>(() => this.refresh(), 400);
}
