// What an item list without items says, and what to do next.
import type { ItemFilter } from './query';
import { filtersSet } from './query';
import type { ListKind } from '../route';
import { fullCount } from '../format';

export interface EmptyList {
  title: string;
  text: string;
  /** The one next step. */
  action: 'clear-search' | 'show-all' | 'clear-filters' | null;
}

interface Asked {
  list: ListKind;
  search: string;
  unreadOnly: boolean;
  filter: ItemFilter;
  /** All items that are kept. */
  kept: number;
  /** When the next check is due, in words; "" when none is. */
  nextCheck: string;
  /** Whether what the list shows is being checked now. */
  checking: boolean;
}

export function emptyList({ list, search, unreadOnly, filter, kept, nextCheck, checking }: Asked): EmptyList {
  const next = checking ? 'It is being checked now.' : nextCheck ? `The next check is ${nextCheck}.` : '';
  if (search) {
    const text = list === 'all' && !unreadOnly && filtersSet(filter) === 0 ? `Searched ${fullCount(kept)} items.` : 'Searched the items of this list.';
    return { title: `Nothing matches “${search}”`, text, action: 'clear-search' };
  }
  if (filtersSet(filter) > 0) return { title: 'No item fits the filters', text: '', action: 'clear-filters' };
  if (unreadOnly) return { title: 'All read', text: next, action: 'show-all' };
  switch (list) {
    case 'starred':
      return { title: 'Nothing is starred', text: 'S stars the item that is selected. It is kept here until you take the star away.', action: null };
    case 'run':
      return { title: 'This check found nothing new', text: '', action: null };
    default:
      return { title: 'No items yet', text: next || 'They appear here as checks find them.', action: null };
  }
}
