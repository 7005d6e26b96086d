// Pages of runs come together without doubles, whether new runs come in at the top or old ones at the end.
import { expect, test } from 'vitest';

import { merged } from './runs.svelte';
import { aRun } from './testing';

const runs = (...ids: string[]) => ids.map((id) => aRun({ id }));
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('');

test('the newest page goes on top, and pages read before stay', () => {
  expect(ids(merged(runs('c', 'b', 'a'), runs('e', 'd', 'c'), 0))).toBe('edcba');
});

test('a later page follows, without those that slid into it', () => {
  expect(ids(merged(runs('e', 'd', 'c'), runs('c', 'b', 'a'), 3))).toBe('edcba');
});

test('a run is shown as the page has it', () => {
  const [run] = merged([aRun({ status: 'in_progress' })], [aRun({ status: 'completed' })], 0);
  expect(run?.status).toBe('completed');
});
