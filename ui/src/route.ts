// The hash of the window as a route.

/** Which items the inbox lists. */
export type ListKind = 'all' | 'starred' | 'job' | 'platform' | 'run';
export type JobTab = 'overview' | 'runs' | 'items' | 'settings';

export interface Route {
  view: 'inbox' | 'jobs' | 'job' | 'activity' | 'settings';
  /** inbox: which items. */
  list: ListKind;
  /** The job, run or platform that the view is about. */
  id: string | null;
  /** inbox: the item to select (`#/items/42`). */
  item: number | null;
  /** job: the tab. */
  tab: JobTab;
  /** inbox: what to search for. */
  search: string | null;
  /** The job editor that lies over the view. */
  dialog: 'add' | 'edit' | null;
  /** Add job: what was pasted already. */
  target: string | null;
  /** settings: the section to show; activity: `told` for what was told instead of the runs. */
  section: string | null;
  /** The hash itself, such as `#/inbox`. */
  hash: string;
}

const home: Route = {
  view: 'inbox', list: 'all', id: null, item: null, search: null, tab: 'overview', dialog: null, target: null, section: null, hash: '#/inbox',
};
const lists: readonly string[] = ['job', 'platform', 'run'];
const tabs: readonly string[] = ['runs', 'items', 'settings'];

/** Reads a hash; what it does not know is the inbox. */
export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [head = '', second = '', third = ''] = path.split('/').map(decoded);
  const at = (part: Partial<Route>): Route => ({ ...home, hash: `#/${path}${query ? `?${query}` : ''}`, ...part });
  switch (head) {
    case 'inbox':
      if (second === 'starred') return at({ list: 'starred' });
      return lists.includes(second) && third ? at({ list: second as ListKind, id: third }) : at({ search: new URLSearchParams(query).get('search') });
    case 'items': {
      const item = Number(second);
      return Number.isSafeInteger(item) && item > 0 ? at({ item }) : at({});
    }
    case 'jobs':
      if (!second) return at({ view: 'jobs' });
      if (second === 'new') return at({ view: 'jobs', dialog: 'add', target: new URLSearchParams(query).get('target') });
      if (third === 'edit') return at({ view: 'job', id: second, dialog: 'edit' });
      return at({ view: 'job', id: second, tab: tabs.includes(third) ? (third as JobTab) : 'overview' });
    case 'activity':
      return at({ view: 'activity', section: second === 'told' ? second : null });
    case 'runs':
      return at({ view: 'activity', id: second || null });
    case 'settings':
      return at({ view: 'settings', section: second || null });
    default:
      return home;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
