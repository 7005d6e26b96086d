// The items that a job kept, newest first, in pages.
import { api, type ApiError } from '../api';
import type { Item } from '../bindings/Item';
import type { ItemId } from '../bindings/ItemId';
import type { JobId } from '../bindings/JobId';
import { coalesce } from '../state/coalesce';
import { asError } from '../state/errors';
import { onEvent } from '../state/live.svelte';

const PAGE = 100;

export class KeptItems {
  list: readonly Item[] = $state.raw([]);
  total = $state(0);
  loaded = $state(false);
  error: ApiError | null = $state.raw(null);
  readonly #job: JobId;
  #next: ItemId | null = null;
  #isReading = false;

  constructor(job: JobId) {
    this.#job = job;
  }

  /** Reads and follows until the answer is called. */
  follow(): () => void {
    void this.refresh();
    return onEvent((event) => {
      if (event.event === 'store_changed' || (event.event === 'items_found' && event.job_id === this.#job)) this.#changed(null);
    });
  }

  async refresh(): Promise<void> {
    await this.#read(null);
  }

  async more(): Promise<void> {
    if (this.#next !== null && !this.#isReading) await this.#read(this.#next);
  }

  async #read(before: ItemId | null): Promise<void> {
    this.#isReading = true;
    try {
      const page = await api.listItems({ job_id: this.#job, limit: PAGE, ...(before === null ? {} : { before }) });
      const ids = page.items.map((item) => item.id);
      const rest = this.list.filter((item) => !ids.includes(item.id));
      this.list = before === null ? [...page.items, ...rest] : [...rest, ...page.items];
      this.total = page.total;
      // New items on top do not change where the known ones end.
      if (before !== null || rest.length === 0) this.#next = page.next;
      this.loaded = true;
      this.error = null;
    } catch (thrown) {
      this.error = asError(thrown);
    } finally {
      this.#isReading = false;
    }
  }

  readonly #changed = coalesce<null>(() => this.refresh(), 250);
}
