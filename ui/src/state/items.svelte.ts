// The item list: pages as far as was scrolled, what is new at its top, and changes shown before they are saved.
import { api, type ApiError } from '../api';
import type { Item } from '../bindings/Item';
import type { ItemId } from '../bindings/ItemId';
import type { ItemPatch } from '../bindings/ItemPatch';
import type { ItemQuery } from '../bindings/ItemQuery';
import { mergeTop, positions } from '../items/merge';
import { asError } from './errors';
import { jobs } from './jobs.svelte';
import { status } from './status.svelte';

export const PAGE = 100;

export class ItemList {
  items: Item[] = $state.raw([]);
  /** All that match, not only those read so far. */
  total = $state(0);
  /** New ones that wait behind "N new", newest first. */
  waiting: Item[] = $state.raw([]);
  loaded = $state(false);
  loading = $state(false);
  error: ApiError | null = $state.raw(null);
  moreError: ApiError | null = $state.raw(null);

  /** How far the list was scrolled, for coming back to it. */
  offset = 0;

  #query: ItemQuery = {};
  #key = '';
  #next: ItemId | null = null;
  /** Between what waits and the list there is more than one page. */
  #gap = false;
  /** Counts the lists asked for: an answer to an earlier one is dropped. */
  #turn = 0;
  #reading = false;

  readonly #position: ReadonlyMap<ItemId, number> = $derived(positions(this.items));

  /** Shows what a query finds; the same query again only looks for news. */
  async show(query: ItemQuery, { again = false }: { again?: boolean } = {}): Promise<void> {
    const key = JSON.stringify(query);
    if (key === this.#key && this.loaded && !again) return this.refreshTop(this.offset > 8);
    const same = key === this.#key;
    this.#key = key;
    this.#query = query;
    this.#turn += 1;
    const turn = this.#turn;
    this.loading = true;
    this.error = this.moreError = null;
    if (!same) {
      this.loaded = false;
      this.offset = 0;
    }
    try {
      const page = await api.listItems({ ...query, limit: PAGE });
      if (turn !== this.#turn) return;
      this.items = page.items;
      this.total = page.total;
      this.waiting = [];
      this.#next = page.next;
      this.#gap = false;
      this.loaded = true;
    } catch (thrown) {
      if (turn === this.#turn) this.error = asError(thrown);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  reload(): Promise<void> {
    return this.show(this.#query, { again: true });
  }

  /** Reads the next page, if there is one and none is on its way. */
  async more(): Promise<void> {
    if (this.#next === null || this.#reading || this.loading || this.moreError) return;
    this.#reading = true;
    const turn = this.#turn;
    try {
      const page = await api.listItems({ ...this.#query, limit: PAGE, before: this.#next });
      if (turn !== this.#turn) return;
      const known = this.#position;
      this.items = [...this.items, ...page.items.filter(({ id }) => !known.has(id))];
      this.#next = page.next;
    } catch (thrown) {
      if (turn === this.#turn) this.moreError = asError(thrown);
    } finally {
      this.#reading = false;
    }
  }

  retryMore(): Promise<void> {
    this.moreError = null;
    return this.more();
  }

  /** Looks for new items; with `hold` they wait, because the reader is further down. */
  async refreshTop(hold: boolean): Promise<void> {
    if (!this.loaded || this.loading) return;
    const turn = this.#turn;
    try {
      const page = await api.listItems({ ...this.#query, limit: PAGE });
      if (turn !== this.#turn) return;
      const { items, fresh, gap } = mergeTop(this.items, page);
      this.items = items;
      this.total = page.total;
      this.waiting = fresh;
      this.#gap = gap;
      if (!hold || items.length === 0) this.showWaiting(page.next);
    } catch {
      // The list on the screen stays right for what it shows; the next event asks again.
    }
  }

  /** Puts what waits at the top; answers whether the list began anew. */
  showWaiting(next: ItemId | null = this.#next): boolean {
    const began = this.#gap || this.items.length === 0;
    if (this.#gap) {
      // Only the first page is sure to be whole; the rest is read again as it is scrolled to.
      this.items = this.waiting;
      this.#next = this.waiting.at(-1)?.id ?? null;
    } else {
      if (this.items.length === 0) this.#next = next;
      this.items = [...this.waiting, ...this.items];
    }
    this.waiting = [];
    this.#gap = false;
    return began;
  }

  indexOf(id: ItemId | null): number {
    return id === null ? -1 : (this.#position.get(id) ?? -1);
  }

  put(item: Item): void {
    if (this.#position.has(item.id)) this.items = this.items.map((other) => (other.id === item.id ? { ...item, html: null } : other));
  }

  /** Shows a change at once, saves it, and takes it back when that fails (then it rejects). */
  async change(item: Item, patch: ItemPatch, shown: (item: Item) => void): Promise<void> {
    const show = (next: Item) => { this.put(next); shown(next); };
    const { note = item.note, ...rest } = patch;
    show({ ...item, ...rest, note: note || null });
    count(item, patch, 1);
    try {
      show(await api.changeItem(item.id, patch));
      status.refreshSoon(null);
    } catch (thrown) {
      show(item);
      count(item, patch, -1);
      throw asError(thrown);
    }
  }

  /** All loaded items of a job (of any, when null) count as read on the screen. */
  markShown(jobId: string | null): void {
    this.items = this.items.map((item) => (jobId === null || item.job_id === jobId ? { ...item, state: 'read' as const } : item));
  }
}

/** Moves the counts of the sidebar with a change, before the engine tells. */
function count(item: Item, patch: ItemPatch, sign: number): void {
  const value = status.value;
  const unread = patch.state && patch.state !== item.state ? (patch.state === 'unread' ? sign : -sign) : 0;
  const starred = patch.starred !== undefined && patch.starred !== item.starred ? (patch.starred ? sign : -sign) : 0;
  if (unread) jobs.countUnread(item.job_id, unread);
  if (value && (unread || starred)) {
    status.value = { ...value, items_unread: Math.max(0, value.items_unread + unread), items_starred: Math.max(0, value.items_starred + starred) };
  }
}

export const itemList = new ItemList();
