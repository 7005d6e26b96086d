// How the channels stand: read while somebody looks at them, again after each event that can change it.
import { api, type ApiError } from '../api';
import type { Channel } from '../bindings/Channel';
import type { ChannelState } from '../bindings/ChannelState';
import { coalesce } from './coalesce';
import { asError } from './errors';
import { onEvent } from './live.svelte';

export class Channels {
  list: readonly ChannelState[] = $state.raw([]);
  loaded = $state(false);
  error: ApiError | null = $state.raw(null);

  of(channel: Channel): ChannelState | undefined {
    return this.list.find((state) => state.channel === channel);
  }

  async refresh(): Promise<void> {
    try {
      this.list = await api.listChannels();
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
      if (event === 'notification_raised' || event === 'settings_changed' || event === 'network_changed' || event === 'store_changed') this.#changed(null);
    });
  }

  readonly #changed = coalesce<null>(() => this.refresh(), 400);
}
