// The latest messages. An event tells of one that is raised; none tells how its channels then fare with it.
import { api } from '../api';
import type { Notification } from '../bindings/Notification';
import { MOST_TOLD } from '../telling/told';
import { LookedAt } from './looked-at.svelte';

export class ToldMessages extends LookedAt<readonly Notification[]> {
  constructor() {
    super(
      async () => (await api.listNotifications(MOST_TOLD)).slice(0, MOST_TOLD),
      ({ event }) => event === 'notification_raised' || event === 'settings_changed' || event === 'store_changed',
      true,
    );
  }

  /** Newest first. */
  get list(): readonly Notification[] {
    return this.value ?? [];
  }
}
