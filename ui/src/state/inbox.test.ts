// Marking all as read is offered only where it means just what the list shows.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { job, monitorStatus } from '../testing';

const api = vi.hoisted(() => ({ listJobs: vi.fn(), getStatus: vi.fn(), listItems: vi.fn(), markItems: vi.fn() }));
vi.mock('../api', () => ({ api, onEngineEvent: () => Promise.resolve(() => undefined) }));

const { inbox } = await import('./inbox.svelte');
const { noFilter } = await import('../items/query');
const { toasts } = await import('../toasts.svelte');
const { go } = await import('../router.svelte');

beforeEach(() => {
  vi.useFakeTimers();
  api.listJobs.mockResolvedValue([job('a')]);
  api.getStatus.mockResolvedValue(monitorStatus());
  api.listItems.mockResolvedValue({ items: [], total: 0, next: null });
  api.markItems.mockReset().mockResolvedValue(2);
  toasts.list = [];
  inbox.search = '';
  inbox.filter = noFilter;
  go('#/inbox');
});
afterEach(() => { vi.useRealTimers(); });

test.each(['#/inbox', '#/inbox/job/a'])('%s can be marked as a whole', async (hash) => {
  go(hash);
  expect(inbox.canMarkAll).toBe(true);
  await inbox.markAllRead();
  expect(api.markItems).toHaveBeenCalledTimes(1);
});

test.each([
  ['a search', { search: 'tide' }, 'Clear the search first'],
  ['a job', { filter: { ...noFilter, job: 'a' } }, 'Clear the filters first'],
  ['a platform', { filter: { ...noFilter, platform: 'feed' } }, 'Clear the filters first'],
  ['a first day', { filter: { ...noFilter, from: '2026-03-01' } }, 'Clear the filters first'],
  ['a last day', { filter: { ...noFilter, to: '2026-03-01' } }, 'Clear the filters first'],
  ['starred items', { filter: { ...noFilter, starred: true } }, 'Clear the filters first'],
])('a list narrowed to %s is not, and the key says why', async (_, narrowed, why) => {
  Object.assign(inbox, narrowed);
  expect(inbox.canMarkAll).toBe(false);
  await inbox.markAllRead();
  expect(api.markItems).not.toHaveBeenCalled();
  expect(toasts.list.map(({ text }) => text)).toEqual([expect.stringContaining(why)]);
});

test.each(['#/inbox/starred', '#/inbox/run/r'])('%s is not, since the engine marks whole jobs only', async (hash) => {
  go(hash);
  await inbox.markAllRead();
  expect(api.markItems).not.toHaveBeenCalled();
  expect(toasts.list).toHaveLength(1);
});
