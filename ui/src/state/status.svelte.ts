// How the monitor stands: read once, then after each event that can change it.
import { api, type ApiError } from '../api';
import type { Status } from '../bindings/Status';
import { coalesce } from './coalesce';
import { asError } from './errors';
import { onEvent } from './live.svelte';

class MonitorStatus {
  value: Status | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);

  async refresh(): Promise<void> {
    try {
      this.value = await api.getStatus();
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  /** Asks again soon; many calls make one question. */
  readonly refreshSoon = coalesce<null>(() => this.refresh(), 250);
}

export const status = new MonitorStatus();
onEvent(({ event }) => {
  if (event !== 'run_progressed' && event !== 'notification_raised') status.refreshSoon(null);
});
