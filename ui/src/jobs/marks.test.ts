// Marks tell by shape and height what came of a run, and strips say the same in words.
import { expect, test } from 'vitest';

import { barHeight, markKind, markPath, stripPaths, stripStep, stripSummary } from './marks';
import { aBeat } from './testing';

test.each([
  [0, 'quiet'], [1, 'new'],
] as const)('a completed run with %i new items is drawn as %s', (new_items, kind) => {
  expect(markKind(aBeat({ new_items }))).toBe(kind);
});

test('a run that read a part and found something counts as new', () => {
  expect(markKind(aBeat({ outcome: 'partial', new_items: 2 }))).toBe('new');
});

test.each([
  ['held', 'held'], ['overlap', 'held'], ['missed', 'off'], ['offline', 'off'],
] as const)('a run skipped because of %s is drawn as %s', (outcome, kind) => {
  expect(markKind(aBeat({ status: 'skipped', outcome }))).toBe(kind);
});

test.each(['crash', 'shutdown', 'cancelled'] as const)('a run cut off by %s tells nothing about the source', (outcome) => {
  expect(markKind(aBeat({ status: 'interrupted', outcome }))).toBe('off');
});

test('bars grow in four steps', () => {
  expect([1, 2, 3, 9, 10, 29, 30, 5_000].map(barHeight)).toEqual([10, 10, 14, 14, 18, 18, 22, 22]);
});

test('a strip is said in words, the common first, and nothing that never happened', () => {
  const quiet = Array.from({ length: 21 }, () => aBeat());
  const found = Array.from({ length: 8 }, () => aBeat({ new_items: 4 }));
  expect(stripSummary([...quiet, ...found, aBeat({ status: 'failed', outcome: null })]))
    .toBe('Last 30 runs: 21 nothing new, 8 new items, 1 failed');
});

test('a strip without runs says so, and one run is no plural', () => {
  expect(stripSummary([])).toBe('No runs yet');
  expect(stripSummary([aBeat()])).toBe('Last run: 1 nothing new');
});

test('arrows stay within the strip, Home and End jump, other keys are left alone', () => {
  expect(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'j'].map((key) => stripStep(key, 0, 30))).toEqual([0, 1, 0, 29, undefined]);
  expect(stripStep('ArrowRight', 29, 30)).toBe(29);
});

test('a mark stands on the ground line, as high as its bar', () => {
  const [first, third] = [markPath(aBeat({ new_items: 1 }), 0), markPath(aBeat({ new_items: 30 }), 12)];
  expect(first.startsWith('M1.2 12'), 'because 10 px up from 22 is 12').toBe(true);
  expect(third.startsWith('M13.2 0'), 'because it is as high as the strip').toBe(true);
});

test('a strip is one path per kind, each mark six px after the one before', () => {
  const paths = stripPaths([aBeat(), aBeat({ new_items: 1 }), aBeat()], 100);
  expect(paths.map(({ kind }) => kind)).toEqual(['quiet', 'new']);
  expect(paths[0]?.path.match(/M[\d.]+/gu)).toEqual(['M101.2', 'M113.2']);
});
