// The messages at the bottom right.
import { beforeEach, expect, it, vi } from 'vitest';

import { dismissToast, runToastAction, toast, toasts, undoNewest } from './toasts.svelte';

const texts = () => toasts.list.map(({ text }) => text);
beforeEach(() => { toasts.list = []; });

it('shows the newest on top and at most three', () => {
  for (const text of ['one', 'two', 'three', 'four']) toast(text);
  expect(texts()).toEqual(['four', 'three', 'two']);
});

it('an action runs once and takes its message away', () => {
  const run = vi.fn();
  const id = toast('Deleted.', { action: { label: 'Undo', run } });
  runToastAction(id);
  runToastAction(id);
  expect(run).toHaveBeenCalledOnce();
  expect(texts()).toEqual([]);
});

it('undo takes the newest message that offers it, and says when there is none', () => {
  const [old, young, other] = [vi.fn(), vi.fn(), vi.fn()];
  toast('Deleted one.', { action: { label: 'Undo', run: old } });
  toast('Deleted two.', { action: { label: 'Undo', run: young } });
  toast('Failed.', { error: true, action: { label: 'Try again', run: other } });
  expect(undoNewest()).toBe(true);
  expect([old, young, other].map((run) => run.mock.calls.length)).toEqual([0, 1, 0]);
  expect(undoNewest()).toBe(true);
  expect(undoNewest()).toBe(false);
  expect(texts()).toEqual(['Failed.']);
});

it('a message can be dismissed without its action', () => {
  const run = vi.fn();
  dismissToast(toast('Deleted.', { action: { label: 'Undo', run } }));
  expect(texts()).toEqual([]);
  expect(run).not.toHaveBeenCalled();
});
