// The form of a key: its values until they are kept, and what the platform says of them.
import { api, type ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { KeyStatus } from '../bindings/KeyStatus';
import type { Platform } from '../bindings/Platform';
import { accounts } from '../state/accounts.svelte';
import { asError } from '../state/errors';

export class KeyForm {
  readonly platform: Platform;
  /** By the names of the fields. Never filled from anywhere but the keyboard. */
  values: Record<string, string> = $state({});
  step: 'idle' | 'saving' | 'testing' = $state('idle');
  /** What came of the last try. */
  status: KeyStatus | null = $state.raw(null);
  faults: readonly FieldError[] = $state.raw([]);
  error: ApiError | null = $state.raw(null);
  /** Whether what failed is only the try: the key itself is kept. */
  isKept = $state(false);
  #isClosed = false;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  set(field: string, value: string): void {
    this.values[field] = value;
    this.faults = this.faults.filter((fault) => fault.field !== `key.${field}`);
  }

  /** Keeps the key and tries it. */
  async save(): Promise<void> {
    if (this.step !== 'idle') return;
    Object.assign(this, { step: 'saving', status: null, faults: [], error: null, isKept: false });
    try {
      // What is empty is left out: of an optional value that means none.
      await api.setKey(this.platform, Object.fromEntries(Object.entries(this.values).filter(([, value]) => value.trim() !== '')));
      this.#show({ step: 'testing', isKept: true });
      const status = await api.testKey(this.platform);
      this.#show({ status });
      // What works is never needed here again; what was refused may have to be corrected.
      if (status.state === 'works') this.values = {};
    } catch (thrown) {
      const error = asError(thrown);
      this.#show(error.fields.length > 0 ? { faults: error.fields } : { error });
    } finally {
      this.step = 'idle';
      void accounts.refresh();
    }
  }

  /** Forgets everything that was entered. */
  close(): void {
    this.#isClosed = true;
    this.values = {};
  }

  #show(change: Partial<Pick<KeyForm, 'step' | 'status' | 'faults' | 'error' | 'isKept'>>): void {
    if (!this.#isClosed) Object.assign(this, change);
  }
}
