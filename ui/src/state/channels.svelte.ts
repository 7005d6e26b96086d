// How the channels stand. No event tells that one got through, or failed once more.
import { api } from '../api';
import type { Channel } from '../bindings/Channel';
import type { ChannelState } from '../bindings/ChannelState';
import { LookedAt } from './looked-at.svelte';

export class Channels extends LookedAt<readonly ChannelState[]> {
  constructor() {
    super(
      () => api.listChannels(),
      ({ event }) => event === 'notification_raised' || event === 'settings_changed' || event === 'network_changed' || event === 'store_changed',
      true,
    );
  }

  get list(): readonly ChannelState[] {
    return this.value ?? [];
  }

  of(channel: Channel): ChannelState | undefined {
    return this.list.find((state) => state.channel === channel);
  }
}
