// Many events, few questions.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { deferred } from '../testing';
import { coalesce } from './coalesce';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

it('a burst becomes one question with all of it', async () => {
  const work = vi.fn(() => Promise.resolve());
  const ask = coalesce<number>(work, 100);
  for (let turn = 0; turn < 50; turn += 1) ask(turn);
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledOnce();
  expect(work.mock.calls[0]).toEqual([Array.from({ length: 50 }, (_, index) => index)]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work).toHaveBeenCalledOnce();
});

it('a stream without a pause is still answered now and then', async () => {
  const work = vi.fn(() => Promise.resolve());
  const ask = coalesce<null>(work, 100);
  for (let turn = 0; turn < 100; turn += 1) {
    ask(null);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(work.mock.calls.length).toBeGreaterThan(5);
  expect(work.mock.calls.length).toBeLessThan(12);
});

it('what comes while a question is open follows it, never beside it', async () => {
  const [first, second] = [deferred<undefined>(), deferred<undefined>()];
  const work = vi.fn<(gathered: number[]) => Promise<undefined>>().mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
  const ask = coalesce<number>(work, 100);
  ask(1);
  await vi.advanceTimersByTimeAsync(100);
  ask(2);
  ask(3);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work).toHaveBeenCalledOnce();
  first.resolve(undefined);
  await vi.advanceTimersByTimeAsync(100);
  expect(work.mock.calls).toEqual([[[1]], [[2, 3]]]);
});
