// Jobs are selected one by one, by ranges from an anchor, or all of those listed.
import { expect, test } from 'vitest';

import { NONE, extended, isAll, kept, toggled, toggledAll } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');

test('a job is selected and let go again', () => {
  const once = toggled(NONE, 'b');
  expect(ids(once)).toBe('b');
  expect(ids(toggled(once, 'b'))).toBe('');
});

test('a range goes from the anchor, in both directions, and keeps what was selected', () => {
  const anchored = toggled(toggled(NONE, 'e'), 'c');
  expect(ids(extended(anchored, order, 'c', 'a'))).toBe('abce');
  expect(ids(extended(NONE, order, 'b', 'c'))).toBe('bc');
});

test('a range whose end is not listed changes nothing', () => {
  expect(extended(NONE, order, 'x', 'y')).toBe(NONE);
});

test('all of those listed are selected, then none', () => {
  const all = toggledAll(toggled(NONE, 'a'), order);
  expect(isAll(all, order)).toBe(true);
  expect(ids(toggledAll(all, order))).toBe('');
  expect(isAll(NONE, [])).toBe(false);
});

test('what was deleted elsewhere is no longer selected', () => {
  const two = toggled(toggled(NONE, 'a'), 'b');
  expect(ids(kept(two, new Set(['b'])))).toBe('b');
  expect(kept(two, new Set(['a', 'b']))).toBe(two);
});
