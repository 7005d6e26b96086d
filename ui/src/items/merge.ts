// What a fresh first page means for the items on the screen.
import type { Item } from '../bindings/Item';
import type { ItemPage } from '../bindings/ItemPage';

export interface Merged {
  /** The known items, each as the page has it now. */
  items: Item[];
  /** Those that are newer than all known ones, newest first. */
  fresh: Item[];
  /** Between the fresh ones and the known ones there may be more: only a new start shows all. */
  gap: boolean;
}

export function mergeTop(known: readonly Item[], page: ItemPage): Merged {
  const newest = known[0]?.id ?? 0;
  const current = new Map(page.items.map((item) => [item.id, item]));
  const fresh = page.items.filter((item) => item.id > newest);
  return {
    items: known.map((item) => current.get(item.id) ?? item),
    fresh,
    gap: page.next !== null && fresh.length === page.items.length && fresh.length > 0,
  };
}

/** Where each item stands. */
export function positions(items: readonly Item[]): ReadonlyMap<number, number> {
  return new Map(items.map((item, index) => [item.id, index]));
}
