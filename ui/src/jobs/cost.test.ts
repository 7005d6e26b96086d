// The cost is asked for once the form rests; the latest answer counts, and nothing is said without one.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import type { CostEstimate } from '../bindings/CostEstimate';
import { deferred } from '../testing';
import { CostEstimator, costQuestion } from './cost.svelte';
import { draftOf } from './draft';
import { aSwitch } from './testing';

vi.mock('../api', () => ({ api: { estimateCost: vi.fn() }, onEngineEvent: () => Promise.resolve(() => undefined) }));

const reading = { platform: 'x', target_type: 'profile', target_url: 'https://x.com/quay', target_id: null, display: '@quay' } as const;
const estimate = (text: string): CostEstimate => ({ per_day: 1, of_all_jobs: 1, granted_per_day: null, unit: 'posts', is_over: false, text });
const draft = () => draftOf(null, '', new Date(2026, 2, 2, 13, 42));
const rest = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); vi.resetAllMocks(); });

test('it depends on the reading, its options and the schedule', () => {
  const options = [aSwitch()];
  expect(costQuestion({ ...draft(), options: { replies: 'false' } }, reading, options)).toEqual({
    target_url: 'https://x.com/quay', platform: 'x', target_type: 'profile', options: { replies: 'false' }, frequency: 'hourly', schedule: { minute: 42 },
  });
  expect(costQuestion(draft(), null, [])).toBeNull();
});

test('an impossible schedule asks nothing', () => {
  const form = draft();
  form.schedule.minute = 77;
  expect(costQuestion(form, reading, [])).toBeNull();
});

test('many changes are one question, and an overtaken answer is dropped', async () => {
  const job = costQuestion(draft(), reading, []);
  const [first, second] = [deferred<CostEstimate | null>(), deferred<CostEstimate | null>()];
  vi.mocked(api.estimateCost).mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
  const estimator = new CostEstimator();
  estimator.ask(job, null);
  estimator.ask(job, 'job-1');
  await rest(300);
  expect(vi.mocked(api.estimateCost).mock.calls).toEqual([[job, 'job-1']]);
  estimator.ask(job, 'job-1');
  await rest(300);
  second.resolve(estimate('Later'));
  first.resolve(estimate('Earlier'));
  await rest(0);
  expect(estimator.value?.text).toBe('Later');
});

test('a failure says nothing, and neither does a form that is not complete', async () => {
  const job = costQuestion(draft(), reading, []);
  vi.mocked(api.estimateCost).mockResolvedValueOnce(estimate('24 posts')).mockRejectedValueOnce(new Error('no'));
  const estimator = new CostEstimator();
  estimator.ask(job, null);
  await rest(300);
  expect(estimator.value).not.toBeNull();
  estimator.ask(job, null);
  await rest(300);
  expect(estimator.value).toBeNull();
  estimator.value = estimate('24 posts');
  estimator.ask(null, null);
  expect(estimator.value).toBeNull();
});
