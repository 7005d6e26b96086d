// Every way in which a run can end is one plain sentence.
import { expect, test } from 'vitest';

import { beatSentence, firstSentence, MISSED, runSentence, runStory } from './sentences';
import { aBeat, aRun } from './testing';

test('new and edited items are counted', () => {
  expect(runSentence(aRun({ outcome: 'new_items', new_items_downloaded: 2, updated_items: 1 }))).toBe('2 new items, 1 edited');
  expect(runSentence(aRun({ outcome: 'new_items', new_items_downloaded: 1 }))).toBe('1 new item');
});

test('a run that found nothing says so, edits or not', () => {
  expect(runSentence(aRun({ outcome: 'not_modified' }))).toBe('Nothing new');
  expect(runSentence(aRun({ updated_items: 3 }))).toBe('3 edited');
});

test('a run that read only a part says that as well', () => {
  expect(runSentence(aRun({ outcome: 'partial', new_items_downloaded: 1 }))).toBe('1 new item, some could not be read');
});

test('a failure is the first sentence of its reason', () => {
  const error_message = 'harbour.example answered "bad gateway" (502). It is tried again in 2 hours.';
  expect(runSentence(aRun({ status: 'failed', outcome: null, error_message }))).toBe('harbour.example answered "bad gateway" (502).');
});

test('full stops inside of addresses and numbers end no sentence', () => {
  expect(firstSentence('www.harbour.example took 2.5 s. It is slow.')).toBe('www.harbour.example took 2.5 s.');
  expect(firstSentence('No stop at all')).toBe('No stop at all');
});

test('what was skipped says why', () => {
  const skipped = { status: 'skipped' } as const;
  expect(runSentence(aRun({ ...skipped, outcome: 'held', error_message: 'The source asked for a pause. More.' }))).toBe('Held: the source asked for a pause.');
  expect(runSentence(aRun({ ...skipped, outcome: 'held', error_message: 'YouTube asked for a pause.' }))).toBe('Held: YouTube asked for a pause.');
  expect(runSentence(aRun({ ...skipped, outcome: 'overlap' }))).toBe('Skipped: the last run had not finished');
  expect(runSentence(aRun({ ...skipped, outcome: 'overlap', missed_slots: 3 }))).toBe('3 due times passed while the last run had not finished');
  expect(runSentence(aRun({ ...skipped, outcome: 'offline' }))).toBe('Skipped: there was no network');
  expect(runSentence(aRun({ ...skipped, outcome: 'offline', missed_slots: 4 }))).toBe('4 due times passed without a network');
  expect(runSentence(aRun({ ...skipped, outcome: 'missed', missed_slots: 9 }))).toBe('9 due times passed while nothing was watching');
  expect(runSentence(aRun({ ...skipped, outcome: 'missed', missed_slots: 1 }))).toBe('1 due time passed while nothing was watching');
});

test.each([
  ['shutdown', 'Tidewatch was ended'], ['crash', 'ended unexpectedly'], ['cancelled', 'the job was changed'],
] as const)('a run interrupted by %s says what cut it off', (outcome, words) => {
  expect(runSentence(aRun({ status: 'interrupted', outcome }))).toContain(words);
});

test('the story of a run tells all that its reason says', () => {
  const error_message = 'The server refused. It is tried again in 2 hours.';
  expect(runStory(aRun({ status: 'failed', error_message }))).toBe(error_message);
  expect(runStory(aRun({ items_found: 20, error_message: 'It asks to be read less often.' })))
    .toBe('The source held 20 items. It asks to be read less often.');
});

test('a mark is read aloud without its run', () => {
  expect(beatSentence(aBeat({ new_items: 3 }))).toBe('3 new items');
  expect(beatSentence(aBeat({ status: 'skipped', outcome: 'missed' }))).toBe('Nothing was watching');
});

test('a run that may have missed something says so', () => {
  const full = aRun({ outcome: 'new_items', new_items_downloaded: 20, may_have_missed: true });
  expect(runSentence(full)).toBe('20 new items, older ones may be missing');
  expect(MISSED).toContain('more often');
});
