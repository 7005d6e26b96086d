// The list of jobs: trouble first, in groups, narrowed by tab, search and platform.
import { expect, test } from 'vitest';

import { countTabs, grouped, summary } from './listing';
import type { View } from './listing';
import { aJob } from './testing';

const jobs = [
  aJob({ id: 'a', name: 'Alder 10', next_run_at: '2026-03-02T16:00:00Z', items_unread: 2 }),
  aJob({ id: 'b', name: 'alder 9', next_run_at: '2026-03-02T15:00:00Z', items_unread: 7, platform: 'youtube' }),
  aJob({ id: 'c', name: 'Cedar', status: 'failed', consecutive_failures: 8, next_run_at: null }),
  aJob({ id: 'd', name: 'Dune', status: 'paused', next_run_at: null, folder: 'Coast/North' }),
  aJob({ id: 'e', name: 'Elm', status: 'completed', next_run_at: null }),
  aJob({ id: 'f', name: 'Fir', consecutive_failures: 1, next_run_at: '2026-03-02T18:00:00Z', retry_at: '2026-03-02T18:00:00Z' }),
];
const all: View = { tab: 'all', search: '', platform: null, sort: 'trouble' };
const ids = (view: Partial<View>) => grouped(jobs, { ...all, ...view }).map((group) => group.jobs.map((job) => job.id).join(''));

test('groups come in the order of trouble, troubled jobs first in each', () => {
  expect(grouped(jobs, all).map((group) => group.name)).toEqual(['Needs you', 'Watching', 'Paused and completed']);
  expect(ids({})).toEqual(['c', 'fba', 'de']);
});

test('names sort as people count', () => {
  expect(ids({ sort: 'name' })).toEqual(['c', 'baf', 'de']);
});

test('sorts by the next check and by unread', () => {
  expect(ids({ sort: 'next' })[1]).toBe('baf');
  expect(ids({ sort: 'unread' })[1]).toBe('baf');
});

test('every word of a search is found in name, address or folder', () => {
  expect(ids({ search: 'coast  DUNE' })).toEqual(['d']);
  expect(ids({ search: 'coast alder' })).toEqual([]);
});

test('tabs and platforms narrow, and groups without jobs are left out', () => {
  expect(ids({ tab: 'active' })).toEqual(['fba']);
  expect(ids({ platform: 'youtube' })).toEqual(['b']);
  expect(ids({ tab: 'completed' })).toEqual(['e']);
});

test('tabs count all jobs, whatever is searched', () => {
  expect(countTabs(jobs)).toEqual({ all: 6, needs_you: 1, active: 3, paused: 1, completed: 1 });
});

test('the summary says what there is and nothing about what there is not', () => {
  expect(summary(jobs)).toBe('6 jobs, 3 watching, 1 needs you');
  expect(summary([aJob()])).toBe('1 job, 1 watching');
  expect(summary([])).toBe('0 jobs');
});
