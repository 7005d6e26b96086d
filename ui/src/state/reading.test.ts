// The item list and the reading of it: pages, news, marks, and what happens when the engine refuses.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { deferred, item, job, monitorStatus } from '../testing';

const api = vi.hoisted(() => ({ listJobs: vi.fn(), getJob: vi.fn(), getStatus: vi.fn(), listItems: vi.fn(), getItem: vi.fn(), changeItem: vi.fn(), markItems: vi.fn() }));
vi.mock('../api', () => ({ api, onEngineEvent: () => Promise.resolve(() => undefined) }));

const { spread } = await import('./live.svelte');
const { jobs } = await import('./jobs.svelte');
const { status } = await import('./status.svelte');
const { itemList, ItemList } = await import('./items.svelte');
const { reading } = await import('./reading.svelte');
const { inbox } = await import('./inbox.svelte');
const { toasts } = await import('../toasts.svelte');
const { go } = await import('../router.svelte');

const refused = { code: 'store_busy', message: 'The store is busy.', fields: [] };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-11T12:00:00Z') });
  for (const mock of Object.values(api)) mock.mockReset();
  api.listJobs.mockResolvedValue([]);
  api.getJob.mockImplementation((id: string) => Promise.resolve(job(id)));
  api.getStatus.mockResolvedValue(monitorStatus());
  api.listItems.mockResolvedValue({ items: [], total: 0, next: null });
  toasts.list = [];
  reading.clear();
  go('#/inbox');
});
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();
});

describe('the item list', () => {
  const page = (ids: number[], next: number | null = null, total = ids.length) => ({ items: ids.map((id) => item(id)), total, next });

  it('reads page after page, and stops at the end', async () => {
    const list = new ItemList();
    api.listItems.mockResolvedValueOnce(page([9, 8], 8, 4)).mockResolvedValueOnce(page([7, 6], null, 4));
    await list.show({ search: 'tide' });
    await list.more();
    await list.more();
    expect(list.items.map(({ id }) => id)).toEqual([9, 8, 7, 6]);
    expect(api.listItems.mock.calls.map(([query]) => query as unknown)).toEqual([{ search: 'tide', limit: 100 }, { search: 'tide', limit: 100, before: 8 }]);
  });

  it('drops the answer to an earlier question', async () => {
    const list = new ItemList();
    const slow = deferred<ReturnType<typeof page>>();
    api.listItems.mockReturnValueOnce(slow.promise).mockResolvedValueOnce(page([2]));
    const first = list.show({ search: 'a' });
    await list.show({ search: 'ab' });
    slow.resolve(page([1]));
    await first;
    expect(list.items.map(({ id }) => id)).toEqual([2]);
  });

  it('keeps new items waiting while the reader is further down', async () => {
    const list = new ItemList();
    api.listItems.mockResolvedValueOnce(page([3, 2, 1])).mockResolvedValueOnce(page([5, 4, 3, 2, 1]));
    await list.show({});
    await list.refreshTop(true);
    expect([list.items.length, list.waiting.length]).toEqual([3, 2]);
    list.showWaiting();
    expect(list.items.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
    expect(list.waiting).toEqual([]);
  });

  it('begins anew where there may be more between the new ones and the known ones', async () => {
    const list = new ItemList();
    api.listItems.mockResolvedValueOnce(page([3, 2, 1])).mockResolvedValueOnce(page([200, 199], 199, 150)).mockResolvedValueOnce(page([198], null));
    await list.show({});
    await list.refreshTop(false);
    await list.more();
    expect(list.items.map(({ id }) => id)).toEqual([200, 199, 198]);
    expect(api.listItems.mock.lastCall).toEqual([{ limit: 100, before: 199 }]);
  });

  it('says why it failed, and can be asked again', async () => {
    const list = new ItemList();
    api.listItems.mockRejectedValueOnce(refused).mockResolvedValueOnce(page([1]));
    await list.show({});
    expect(list.error).toEqual(refused);
    await list.reload();
    expect([list.error, list.items.length]).toEqual([null, 1]);
  });

  it('a failed next page keeps the list and waits for "Try again"', async () => {
    const list = new ItemList();
    api.listItems.mockResolvedValueOnce(page([2], 2)).mockRejectedValueOnce(refused).mockResolvedValueOnce(page([1]));
    await list.show({});
    await list.more();
    await list.more();
    expect([list.moreError, list.items.length, api.listItems.mock.calls.length]).toEqual([refused, 1, 2]);
    await list.retryMore();
    expect([list.moreError, list.items.length]).toEqual([null, 2]);
  });
});

describe('reading', () => {
  const shown = [item(3), item(2), item(1, { state: 'read' })];
  beforeEach(async () => {
    status.value = monitorStatus({ items_unread: 2 });
    jobs.list = [job('job-1', { items_unread: 2 })];
    api.listItems.mockResolvedValue({ items: shown, total: 3, next: null });
    api.getItem.mockImplementation((id: number) => Promise.resolve({ item: itemList.items[itemList.indexOf(id)] ?? item(id), links: [], revisions: [] }));
    api.changeItem.mockImplementation((id: number, patch: object) => Promise.resolve({ ...(itemList.items[itemList.indexOf(id)] ?? item(id)), ...patch }));
    await itemList.show({}, { again: true });
  });

  it('a click reads at once', async () => {
    reading.select(shown[0] ?? item(3), 'click');
    await vi.advanceTimersByTimeAsync(0);
    expect(api.changeItem.mock.calls).toEqual([[3, { state: 'read' }]]);
    expect(itemList.items[0]?.state).toBe('read');
    expect([status.value?.items_unread, jobs.get('job-1')?.items_unread]).toEqual([1, 1]);
  });

  it('keys that pass over items read none; resting on one reads it after a second', async () => {
    inbox.step(1);
    await vi.advanceTimersByTimeAsync(50);
    inbox.step(1);
    await vi.advanceTimersByTimeAsync(79);
    expect(api.getItem).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(reading.item?.id).toBe(2);
    expect(api.getItem.mock.calls).toEqual([[2]]);
    await vi.advanceTimersByTimeAsync(919);
    expect(api.changeItem).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(api.changeItem.mock.calls).toEqual([[2, { state: 'read' }]]);
  });

  it('an item marked as unread stays so while it is selected', async () => {
    inbox.step(1);
    await vi.advanceTimersByTimeAsync(100);
    await reading.change({ state: 'unread' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(api.changeItem.mock.calls).toEqual([[3, { state: 'unread' }]]);
  });

  it('a refused change is taken back and told', async () => {
    inbox.step(1);
    await vi.advanceTimersByTimeAsync(100);
    api.changeItem.mockRejectedValueOnce(refused);
    const changing = reading.change({ starred: true });
    expect([itemList.items[0]?.starred, reading.item?.starred, status.value?.items_starred]).toEqual([true, true, 2]);
    expect(await changing).toBe(false);
    expect([itemList.items[0]?.starred, reading.item?.starred, status.value?.items_starred]).toEqual([false, false, 1]);
    expect(toasts.list.map(({ text, error }) => [text, error])).toEqual([['The store is busy.', true]]);
  });

  it('an item that the list does not hold can be opened', async () => {
    await reading.open(77);
    expect([reading.selected, reading.item?.id]).toEqual([77, 77]);
    expect(itemList.indexOf(77)).toBe(-1);
    expect(inbox.current?.id).toBe(77);
  });

  it('an item that cannot be read says why', async () => {
    api.getItem.mockRejectedValueOnce({ code: 'not_found', message: 'There is no such item.', fields: [] });
    await reading.open(77);
    expect(reading.error?.message).toBe('There is no such item.');
  });

  it('steps stay within the list', () => {
    inbox.step(-1);
    expect(reading.selected).toBe(3);
    expect(inbox.step(-1)).toBeNull();
    inbox.edge(true);
    expect(inbox.step(1)).toBeNull();
    expect(reading.selected).toBe(1);
  });

  it('the next unread is searched below, then from the top', async () => {
    inbox.edge(true);
    expect((await inbox.nextUnread())?.id).toBe(3);
    expect((await inbox.nextUnread())?.id).toBe(2);
    expect((await inbox.nextUnread())?.id).toBe(3);
  });

  it('marking all as read can be undone', async () => {
    api.markItems.mockResolvedValue(2);
    api.listItems.mockResolvedValue({ items: shown.slice(0, 2), total: 2, next: null });
    await inbox.markAllRead();
    expect(api.markItems.mock.calls).toEqual([[null, 'read']]);
    expect(itemList.items.map(({ state }) => state)).toEqual(['read', 'read', 'read']);
    expect(toasts.list[0]?.text).toBe('2 items marked as read.');
    toasts.list[0]?.action?.run();
    await vi.advanceTimersByTimeAsync(0);
    expect(api.changeItem.mock.calls).toEqual([[3, { state: 'unread' }], [2, { state: 'unread' }]]);
    expect(itemList.items.map(({ state }) => state)).toEqual(['unread', 'unread', 'read']);
  });

  it('marking a platform marks each of its jobs, and a star list marks nothing', async () => {
    jobs.list = [job('a'), job('b', { platform: 'youtube' }), job('c')];
    api.markItems.mockResolvedValue(1);
    go('#/inbox/platform/feed');
    await inbox.markAllRead();
    expect(api.markItems.mock.calls).toEqual([['a', 'read'], ['c', 'read']]);
    go('#/inbox/starred');
    await inbox.markAllRead();
    expect(api.markItems).toHaveBeenCalledTimes(2);
  });

  it('the end of a check of the listed job is looked at, of another one not', async () => {
    go('#/inbox/job/job-1');
    spread({ event: 'run_finished', job_id: 'job-2', run_id: 'r', status: 'completed' });
    await vi.advanceTimersByTimeAsync(300);
    expect(api.listItems).toHaveBeenCalledTimes(1);
    spread({ event: 'run_finished', job_id: 'job-1', run_id: 'r', status: 'completed' });
    await vi.advanceTimersByTimeAsync(300);
    expect(api.listItems).toHaveBeenCalledTimes(2);
  });

  it('found items appear at the top, or wait when the reader is further down', async () => {
    api.listItems.mockResolvedValue({ items: [item(5), item(4), ...shown], total: 5, next: null });
    inbox.atTop = false;
    for (let turn = 0; turn < 9; turn += 1) spread({ event: 'items_found', job_id: 'job-1', run_id: 'r', count: 1 });
    await vi.advanceTimersByTimeAsync(300);
    expect(api.listItems).toHaveBeenCalledTimes(2);
    expect([itemList.items.length, itemList.waiting.length]).toEqual([3, 2]);
    inbox.atTop = true;
    spread({ event: 'items_found', job_id: 'job-1', run_id: 'r', count: 1 });
    await vi.advanceTimersByTimeAsync(300);
    expect([itemList.items.length, itemList.waiting.length]).toEqual([5, 0]);
  });
});
