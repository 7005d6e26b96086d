// How the desktop around the window stands: tray, notifications, start at login, the HTTP API.
import { api, type ApiError } from '../api';
import type { DesktopState } from '../bindings/DesktopState';
import { asError } from './errors';
import { onEvent } from './live.svelte';

class Desktop {
  value: DesktopState | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);

  async refresh(): Promise<void> {
    try {
      this.value = await api.getDesktopState();
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }
}

export const desktop = new Desktop();
onEvent(({ event }) => { if (event === 'settings_changed') void desktop.refresh(); });
