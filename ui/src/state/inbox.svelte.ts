// What the inbox does: which list it shows, moving through it, and marking.
import { api } from '../api';
import type { Item } from '../bindings/Item';
import { filtersSet, itemQuery, noFilter, type ItemFilter } from '../items/query';
import { fullCount, plural } from '../format';
import { route } from '../router.svelte';
import { toast } from '../toasts.svelte';
import { coalesce } from './coalesce';
import { asError } from './errors';
import { itemList } from './items.svelte';
import { jobs } from './jobs.svelte';
import { onEvent, type EngineEvent } from './live.svelte';
import { reading } from './reading.svelte';
import { remember, remembered } from './layout.svelte';
import { settings } from './settings.svelte';
import { status } from './status.svelte';

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
/** Up to this many marks can be undone one by one. */
const UNDO_MOST = 300;

class Inbox {
  search = $state('');
  unreadOnly = $state(remembered('unread-only', false, isBoolean));
  filter: ItemFilter = $state.raw(noFilter);
  /** Whether new items may appear at once, or wait behind the pill. */
  atTop = true;

  readonly query = $derived(itemQuery(route, this.search, this.unreadOnly, this.filter, settings.value?.time_zone ?? undefined));
  readonly title = $derived.by(() => {
    if (route.list === 'starred') return 'Starred';
    if (route.list === 'job') return jobs.get(route.id ?? '')?.name ?? 'Job';
    if (route.list === 'run') return 'Found by one check';
    return 'Inbox';
  });
  /** Unread items of the list as far as the counts of the jobs tell; null where they do not. */
  readonly unread = $derived.by(() => {
    if (route.list === 'job') return jobs.get(route.id ?? '')?.items_unread ?? null;
    if (route.list === 'platform') return jobs.platforms.find(({ platform }) => platform === route.id)?.unread ?? null;
    return route.list === 'all' ? (status.value?.items_unread ?? null) : null;
  });

  #list = '';

  /** Another list begins without the search and the filters of the last one. */
  follow(): void {
    const list = `${route.list} ${route.id ?? ''}`;
    if (list !== this.#list) {
      if (this.#list && route.item === null) reading.clear();
      this.#list = list;
      this.search = '';
      this.filter = noFilter;
    }
    if (route.search !== null) this.search = route.search;
  }

  showUnreadOnly(on: boolean): void {
    this.unreadOnly = on;
    remember('unread-only', on);
  }

  /** The selected item as it is now. */
  get current(): Item | null {
    return itemList.items[itemList.indexOf(reading.selected)] ?? (reading.item?.id === reading.selected ? reading.item : null);
  }

  /** Selects the next or an earlier item; answers it. */
  step(step: number): Item | null {
    const at = itemList.indexOf(reading.selected);
    const item = itemList.items[at < 0 ? 0 : at + step];
    if (item) reading.select(item, 'key');
    return item ?? null;
  }

  /** Selects the first or the last item that is read so far. */
  edge(last: boolean): Item | null {
    const item = itemList.items.at(last ? -1 : 0);
    if (item) reading.select(item, 'key');
    return item ?? null;
  }

  /** Selects the next unread item below, or from the top again. */
  async nextUnread(): Promise<Item | null> {
    const from = itemList.indexOf(reading.selected);
    const unread = (item: Item) => item.state === 'unread' && item.id !== reading.selected;
    let found = itemList.items.slice(from + 1).find(unread);
    if (!found) {
      await itemList.more();
      found = itemList.items.slice(from + 1).find(unread) ?? itemList.items.find(unread);
    }
    if (found) reading.select(found, 'key');
    return found ?? null;
  }

  async openInBrowser(): Promise<void> {
    const item = this.current;
    if (item?.url) await told(api.openItem(item.id));
  }

  async copyLink(): Promise<void> {
    const url = this.current?.url;
    if (!url) return;
    try {
      await navigator.clipboard.writeText(url);
      toast('The link is copied.');
    } catch {
      toast('The link could not be copied. The desktop did not give access to the clipboard.', { error: true });
    }
  }

  /** Why "mark all as read" would mark more than the list shows; null where it means just that. */
  get markAllProblem(): string | null {
    if (route.list === 'starred' || route.list === 'run') return 'These items are marked as read one by one, not all at once.';
    if (this.search) return 'Clear the search first: all items of the list would be marked as read, not only those found.';
    if (filtersSet(this.filter) > 0) return 'Clear the filters first: all items of the list would be marked as read, not only those shown.';
    return null;
  }

  /** Whether "mark all as read" means the whole list that is shown. */
  get canMarkAll(): boolean {
    return this.markAllProblem === null;
  }

  async markAllRead(): Promise<void> {
    const problem = this.markAllProblem;
    if (problem !== null) return void toast(problem);
    const ids = route.list === 'job' ? [route.id] : route.list === 'platform' ? jobs.list.filter(({ platform }) => platform === route.id).map(({ id }) => id) : [null];
    try {
      const before = await this.#unreadIds();
      let changed = 0;
      for (const id of ids) {
        changed += await api.markItems(id, 'read');
        itemList.markShown(id);
      }
      const item = reading.item;
      if (item) reading.put({ ...item, state: 'read' });
      void jobs.refresh();
      void status.refresh();
      if (changed === 0) return void toast('Everything here is read already.');
      const undo = before && { label: 'Undo', run: () => this.#markUnread(before) };
      toast(`${plural(changed, 'item', 'items')} marked as read.`, { action: undo });
    } catch (thrown) {
      toast(asError(thrown).message, { error: true });
    }
  }

  /** The unread items of the list, for undoing; null where they are too many. */
  async #unreadIds(): Promise<number[] | null> {
    const query = itemQuery(route, '', true, noFilter);
    if ((this.unread ?? Infinity) > UNDO_MOST) return null;
    const ids: number[] = [];
    for (let before: number | null = null; ids.length <= UNDO_MOST; ) {
      const page = await api.listItems({ ...query, limit: 100, ...(before === null ? {} : { before }) });
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === null) return ids;
      before = page.next;
    }
    return null;
  }

  async #markUnread(ids: readonly number[]): Promise<void> {
    const answers = await Promise.allSettled(ids.map((id) => api.changeItem(id, { state: 'unread' })));
    for (const answer of answers) {
      if (answer.status !== 'fulfilled') continue;
      itemList.put(answer.value);
      reading.put(answer.value);
    }
    void jobs.refresh();
    void status.refresh();
    const failed = answers.filter(({ status: end }) => end === 'rejected').length;
    if (failed > 0) toast(`${fullCount(failed)} of ${fullCount(ids.length)} could not be marked as unread again.`, { error: true });
  }

  /** News of the engine that concern the list on the screen. */
  take(event: EngineEvent): void {
    const jobId = 'job_id' in event ? event.job_id : null;
    if (event.event === 'job_deleted') return void this.#reload(null);
    // A first check keeps its items without finding any of them new.
    const first = event.event === 'run_finished' && (itemList.items.length === 0 || this.query.job_id === jobId);
    if (event.event !== 'items_found' && event.event !== 'store_changed' && !first) return;
    if (jobId && this.query.job_id && this.query.job_id !== jobId) return;
    this.#refresh(null);
  }

  readonly #refresh = coalesce<null>(() => itemList.refreshTop(!this.atTop), 300);
  readonly #reload = coalesce<null>(() => itemList.reload(), 300);
}

async function told(doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } catch (thrown) {
    toast(asError(thrown).message, { error: true });
  }
}

export const inbox = new Inbox();
onEvent((event) => { inbox.take(event); });
