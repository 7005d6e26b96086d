// Which item is selected and read: the pane follows a moment later, and what was read is marked so.
import { api, type ApiError } from '../api';
import type { Item } from '../bindings/Item';
import type { ItemDetail } from '../bindings/ItemDetail';
import type { ItemId } from '../bindings/ItemId';
import type { ItemPatch } from '../bindings/ItemPatch';
import { toast } from '../toasts.svelte';
import { asError } from './errors';
import { itemList } from './items.svelte';

/** While keys move through the list, the pane waits for the hand to rest. */
const FOLLOW = 80;
/** Reaching an item by key counts as reading after this long. */
const READ_AFTER = 1_000;

class Reading {
  /** The selected row. */
  selected: ItemId | null = $state(null);
  /** What the pane shows; follows the selection. */
  item: Item | null = $state.raw(null);
  /** Links and revisions of `item`, once they are there. */
  detail: ItemDetail | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);

  #follow: ReturnType<typeof setTimeout> | undefined;
  #read: ReturnType<typeof setTimeout> | undefined;

  /** Selects an item: by click it is read at once, by key a little later. */
  select(item: Item, how: 'click' | 'key'): void {
    this.#stop();
    this.selected = item.id;
    if (how === 'click') {
      this.#show(item);
      this.#markRead(item.id);
    } else {
      this.#follow = setTimeout(() => { this.#show(itemList.items[itemList.indexOf(item.id)] ?? item); }, FOLLOW);
      this.#read = setTimeout(() => { this.#markRead(item.id); }, READ_AFTER);
    }
  }

  /** Selects an item that may not be in the list (a link to it, a notification). */
  async open(id: ItemId): Promise<void> {
    this.#stop();
    this.selected = id;
    this.item = this.detail = this.error = null;
    await this.#load(id);
    this.#markRead(id);
  }

  clear(): void {
    this.#stop();
    this.selected = this.item = this.detail = this.error = null;
  }

  retry(): void {
    if (this.selected !== null) void this.#load(this.selected);
  }

  /** Changes the item that the pane shows, or the given one; a refusal is told in a toast. */
  async change(patch: ItemPatch, item = this.item): Promise<boolean> {
    if (!item) return false;
    // What the user decides about an item is not undone by the reading of it.
    if (patch.state && item.id === this.selected) clearTimeout(this.#read);
    try {
      await itemList.change(item, patch, (next) => { this.put(next); });
      return true;
    } catch (thrown) {
      toast(asError(thrown).message, { error: true });
      return false;
    }
  }

  put(item: Item): void {
    if (this.item?.id === item.id) this.item = item;
    if (this.detail?.item.id === item.id) this.detail = { ...this.detail, item };
  }

  #show(item: Item): void {
    this.item = item;
    this.error = null;
    if (this.detail?.item.id !== item.id) this.detail = null;
    void this.#load(item.id);
  }

  async #load(id: ItemId): Promise<void> {
    try {
      const detail = await api.getItem(id);
      if (this.selected !== id) return;
      this.detail = detail;
      this.item = detail.item;
      this.error = null;
      itemList.put(detail.item);
    } catch (thrown) {
      if (this.selected === id) this.error = asError(thrown);
    }
  }

  #markRead(id: ItemId): void {
    const item = this.item?.id === id ? this.item : itemList.items[itemList.indexOf(id)];
    if (item?.state === 'unread') void this.change({ state: 'read' }, item);
  }

  #stop(): void {
    clearTimeout(this.#follow);
    clearTimeout(this.#read);
  }
}

export const reading = new Reading();
