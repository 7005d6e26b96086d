// What is done with jobs shows at once, can be undone, and says when it failed.
import { beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import { jobs } from '../state/jobs.svelte';
import { toasts, undoNewest } from '../toasts.svelte';
import { checkNow, remove, togglePause } from './actions';
import { aJob } from './testing';

vi.mock('../api', () => ({
  api: { checkJob: vi.fn(), deleteJob: vi.fn(), restoreJob: vi.fn(), changeJob: vi.fn() },
  onEngineEvent: () => Promise.resolve(() => undefined),
}));

const [first, second] = [aJob({ id: 'a', name: 'Quay', items: 86 }), aJob({ id: 'b', name: 'Pier', status: 'paused' })];
const ids = () => jobs.list.map((job) => job.id).sort();

beforeEach(() => {
  vi.resetAllMocks();
  toasts.list = [];
  jobs.list = [first, second];
  vi.mocked(api.restoreJob).mockImplementation((id) => Promise.resolve(aJob({ id })));
});

test('a deleted job is gone before the engine answers, and undo brings it back', async () => {
  const deleting = remove([first]);
  expect(ids()).toEqual(['b']);
  await deleting;
  expect(toasts.list[0]?.text.replace(/[\u2068\u2069]/gu, '')).toBe('Deleted Quay and its 86 items. Kept for 30 days.');
  undoNewest();
  await vi.waitFor(() => { expect(ids()).toEqual(['a', 'b']); });
  expect(api.restoreJob).toHaveBeenCalledWith('a');
});

test('a job that could not be deleted comes back, with the reason', async () => {
  vi.mocked(api.deleteJob).mockRejectedValue({ code: 'store_busy', message: 'The store is busy.' });
  await remove([first]);
  expect(ids()).toEqual(['a', 'b']);
  expect(toasts.list.map(({ text, error }) => [text, error])).toEqual([['Not deleted: The store is busy.', true]]);
});

test('of several, only those that failed come back', async () => {
  vi.mocked(api.deleteJob).mockImplementation((id) => (id === 'b' ? Promise.reject(new Error('No.')) : Promise.resolve(null)));
  await remove([first, second]);
  expect(ids()).toEqual(['b']);
  expect(toasts.list.map(({ text }) => text)).toContain('Not deleted (1 of 2): No.');
});

test('P pauses while any of the jobs is checked, and resumes when none is', async () => {
  vi.mocked(api.changeJob).mockImplementation((id, patch) => Promise.resolve(aJob({ id, ...patch })));
  await togglePause([first, second]);
  expect(vi.mocked(api.changeJob).mock.calls).toEqual([['a', { status: 'paused' }]]);
  await togglePause([second]);
  expect(vi.mocked(api.changeJob).mock.calls[1]).toEqual(['b', { status: 'active' }]);
});

test('a refusal is told in its own words, without the name of a field', async () => {
  vi.mocked(api.checkJob).mockRejectedValue({ code: 'invalid_field', message: 'status: The job is completed.', fields: [{ field: 'status', message: 'The job is completed.' }] });
  await checkNow([first]);
  expect(toasts.list[0]?.text).toBe('The check was not started: The job is completed.');
});
