// The user's settings: shown at once when changed, put back when the engine refuses.
import { api, type ApiError } from '../api';
import type { Settings } from '../bindings/Settings';
import type { SettingsPatch } from '../bindings/SettingsPatch';
import { useManner } from '../format';
import { asError } from './errors';
import { onEvent } from './live.svelte';

class UserSettings {
  value: Settings | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  /** Changes under way; an answer to an earlier one must not undo a later one on the screen. */
  #pending = 0;

  async refresh(): Promise<void> {
    try {
      const read = await api.getSettings();
      if (this.#pending === 0) this.#show(read);
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    }
  }

  /** Shows the change at once and saves it; rejects with an `ApiError` after putting it back. */
  async change(patch: SettingsPatch): Promise<void> {
    const before = this.value;
    if (before) this.#show({ ...before, ...patch });
    this.#pending += 1;
    try {
      const saved = await api.changeSettings(patch);
      if (this.#pending === 1) this.#show(saved);
    } catch (thrown) {
      if (before && this.value) this.#show({ ...this.value, ...only(before, patch) });
      throw asError(thrown);
    } finally {
      this.#pending -= 1;
    }
  }

  /** The zone is set before anything is drawn with the new settings. */
  #show(value: Settings): void {
    useManner(value.time_zone ? { timeZone: value.time_zone } : {});
    this.value = value;
  }
}

function only(all: Settings, patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in patch));
}

export const settings = new UserSettings();
onEvent(({ event }) => { if (event === 'settings_changed') void settings.refresh(); });
