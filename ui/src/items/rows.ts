// The rows of the item list: a head for each day on which something was found, then its items.
import type { Item } from '../bindings/Item';
import { dayKey, dayLabel } from '../format';

export type ItemRow =
  | { kind: 'day'; key: string; name: string; date: string }
  | { kind: 'item'; key: number; item: Item; index: number };

export function itemRows(items: readonly Item[], now: Date): ItemRow[] {
  const rows: ItemRow[] = [];
  let day = '';
  let last = NaN;
  for (const [index, item] of items.entries()) {
    const found = new Date(item.first_seen_at);
    // Days begin on a quarter of an hour in every zone: most neighbours need no look at the calendar.
    const quarter = Math.floor(found.getTime() / 900_000);
    const key = quarter === last ? day : dayKey(found);
    last = quarter;
    // The list is in the order of finding; a day that comes back (a changed clock) gets no second head.
    if (key !== day && (day === '' || key < day)) {
      day = key;
      rows.push({ kind: 'day', key: `day ${key}`, ...dayLabel(found, now) });
    }
    rows.push({ kind: 'item', key: item.id, item, index });
  }
  return rows;
}
