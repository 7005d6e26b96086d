// Filters are tried on what a job kept, or on what a preview holds, by the engine where the window cannot tell.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import type { BackTest } from '../bindings/BackTest';
import type { Filters } from '../bindings/Filters';
import { NO_FILTERS } from './filters';
import { Judge } from './judge.svelte';
import { aPreviewItem } from './testing';

vi.mock('../api', () => ({ api: { backTest: vi.fn() } }));
beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

const rest = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const surge: Filters = { ...NO_FILTERS, include: [{ kind: 'word', value: 'surge' }] };
const german: Filters = { ...NO_FILTERS, languages: ['de'] };
const answer: BackTest = { items: 5, told: 3, messages: 2, days: [], latest: [{ item_id: 7, title: 'x', found_at: '', is_told: false, reason: 'It is in English.' }] };
const kept = { ...aPreviewItem(), id: 7 };

test('of a stored job its items are asked about once after a rest, and each says why', async () => {
  vi.mocked(api.backTest).mockResolvedValue(answer);
  const judge = new Judge(() => undefined);
  judge.backTest('job-1', null);
  judge.backTest('job-1', german);
  expect(judge.isAsking).toBe(true);
  await rest(400);
  expect(vi.mocked(api.backTest).mock.calls).toEqual([['job-1', german, 7]]);
  expect(judge.of(kept, german)).toEqual({ notifies: false, words: 'Would not notify', reason: 'It is in English.' });
  expect(judge.of({ ...kept, id: 8 }, german).notifies).toBe('unknown');
});

test('no filters are asked about as none, and not as those of the job', async () => {
  vi.mocked(api.backTest).mockResolvedValue(answer);
  const judge = new Judge(() => undefined);
  judge.backTest('job-1', null);
  await rest(400);
  expect(vi.mocked(api.backTest).mock.calls[0]?.[1]).toEqual(NO_FILTERS);
});

test('what is wrong with the filters goes to their fields, anything else stays here', async () => {
  const faults = [{ field: 'filters.include[0]', message: 'The pattern is not valid.' }];
  const refuse = vi.fn();
  const judge = new Judge(refuse);
  vi.mocked(api.backTest).mockRejectedValueOnce({ code: 'invalid_field', message: 'x', fields: faults });
  judge.backTest('job-1', surge);
  await rest(400);
  expect(refuse).toHaveBeenCalledWith(faults);
  expect([judge.testError, judge.isAsking]).toEqual([null, false]);
  vi.mocked(api.backTest).mockRejectedValueOnce({ code: 'store_busy', message: 'Busy.', fields: [] });
  judge.backTest('job-1', surge);
  await rest(400);
  expect(judge.testError?.message).toBe('Busy.');
});

test('what the engine says along with a preview holds for these filters alone', () => {
  const judge = new Judge(() => undefined);
  judge.take([aPreviewItem({ is_told: true, reason: 'It has the word “surge”.' })], surge);
  expect(judge.of(aPreviewItem(), surge)).toEqual({ notifies: true, words: 'Would notify', reason: 'It has the word “surge”.' });
  expect(judge.of(aPreviewItem(), null)).toMatchObject({ notifies: true });
  expect(judge.of(aPreviewItem(), surge).reason).toBeDefined();
  expect(judge.of(aPreviewItem(), { ...surge, exclude: surge.include }).reason).toBeUndefined();
});

test('a preview is asked again only where the window cannot tell', async () => {
  const look = vi.fn(() => Promise.resolve({ items: [aPreviewItem({ is_told: false, reason: 'It is in English.' })] } as never));
  const judge = new Judge(() => undefined);
  judge.retell([aPreviewItem()], surge, look);
  judge.retell([aPreviewItem()], null, look);
  await rest(2_000);
  expect(look).not.toHaveBeenCalled();
  judge.retell([aPreviewItem()], german, look);
  judge.retell([aPreviewItem()], german, look);
  await rest(2_000);
  expect(look).toHaveBeenCalledTimes(1);
  expect(judge.of(aPreviewItem(), german)).toMatchObject({ notifies: false, reason: 'It is in English.' });
  judge.retell([aPreviewItem()], german, look);
  await rest(2_000);
  expect(look).toHaveBeenCalledTimes(1);
});

test('filters that were changed are told from the same ones', () => {
  const judge = new Judge(() => undefined);
  expect([judge.isOther(null), judge.isOther(null), judge.isOther(surge), judge.isOther({ ...surge })]).toEqual([true, false, true, false]);
});
