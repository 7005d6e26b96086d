// The latest messages: read while somebody looks at them, again after each that is raised or told.
import { api, type ApiError } from '../api';
import type { Notification } from '../bindings/Notification';
import { MOST_TOLD } from '../telling/told';
import { coalesce } from './coalesce';
import { asError } from './errors';
import { onEvent } from './live.svelte';

export class ToldMessages {
  /** Newest first. */
  list: readonly Notification[] = $state.raw([]);
  loaded = $state(false);
  error: ApiError | null = $state.raw(null);

  async refresh(): Promise<void> {
    try {
      this.list = (await api.listNotifications(MOST_TOLD)).slice(0, MOST_TOLD);
      this.error = null;
      this.loaded = true;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  /** Reads and follows until the answer is called. */
  follow(): () => void {
    void this.refresh();
    return onEvent(({ event }) => {
      if (event === 'notification_raised' || event === 'settings_changed' || event === 'store_changed') this.#changed(null);
    });
  }

  readonly #changed = coalesce<null>(() => this.refresh(), 400);
}
