// While somebody types, one question goes out after a rest, and late answers to older ones are dropped.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { latest } from './latest';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function asking(work: (question: string) => Promise<string>) {
  const seen: string[] = [];
  const { ask, drop } = latest(work, 150, {
    answer: (answer) => { seen.push(answer); },
    failure: (thrown) => { seen.push(`failed: ${String(thrown)}`); },
  });
  return { ask, drop, seen };
}

test('a question is asked once, after the rest', async () => {
  const work = vi.fn((question: string) => Promise.resolve(question.toUpperCase()));
  const { ask, seen } = asking(work);
  ask('h');
  await vi.advanceTimersByTimeAsync(100);
  ask('ha');
  await vi.advanceTimersByTimeAsync(149);
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(work.mock.calls).toEqual([['ha']]);
  expect(seen).toEqual(['HA']);
});

test('an answer that comes after a newer question is dropped', async () => {
  const answers: ((answer: string) => void)[] = [];
  const { ask, seen } = asking(() => new Promise((resolve) => { answers.push(resolve); }));
  ask('old');
  await vi.advanceTimersByTimeAsync(150);
  ask('new');
  await vi.advanceTimersByTimeAsync(150);
  answers[1]?.('new');
  answers[0]?.('old');
  await vi.advanceTimersByTimeAsync(0);
  expect(seen).toEqual(['new']);
});

test('failures are told, unless they are no longer asked for', async () => {
  const { ask, drop, seen } = asking((question) => Promise.reject(new Error(question)));
  ask('one');
  await vi.advanceTimersByTimeAsync(150);
  ask('two');
  drop();
  await vi.advanceTimersByTimeAsync(500);
  expect(seen).toEqual(['failed: Error: one']);
});
