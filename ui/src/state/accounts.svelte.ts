// The keys that are set and what else is set for platforms: read once a view needs it, then after each change.
import { api, type ApiError } from '../api';
import type { Accounts } from '../bindings/Accounts';
import type { KeyStatus } from '../bindings/KeyStatus';
import type { Platform } from '../bindings/Platform';
import { asError } from './errors';
import { onEvent } from './live.svelte';

class PlatformAccounts {
  value: Accounts | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  /** Questions so far; an answer that was overtaken says what no longer holds. */
  #turn = 0;

  async refresh(): Promise<void> {
    this.#turn += 1;
    const mine = this.#turn;
    try {
      const read = await api.getAccounts();
      if (mine === this.#turn) Object.assign(this, { value: read, error: null });
    } catch (thrown) {
      if (mine === this.#turn) this.error = asError(thrown);
    }
  }

  /** Reads them unless that has been done: most windows never need them. */
  need(): void {
    if (this.#turn === 0) void this.refresh();
  }

  /** Reads them again where they were read at all. */
  follow(): void {
    if (this.#turn > 0) void this.refresh();
  }

  /** How the key of a platform stands; undefined where none is set. */
  status(platform: Platform): KeyStatus | undefined {
    return this.value?.keys.find((key) => key.platform === platform);
  }
}

export const accounts = new PlatformAccounts();
onEvent(({ event }) => { if (event === 'settings_changed') accounts.follow(); });
