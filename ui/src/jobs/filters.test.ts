// Filters decide in the preview as the engine will, and say so where the window cannot tell.
import { expect, test } from 'vitest';

import { NO_ENGAGEMENT, parseLanguages, parseRule, showRule, verdict } from './filters';
import { aPreviewItem } from './testing';
import type { Filters } from '../bindings/Filters';

const item = aPreviewItem({ title: 'A new café at the harbour', text: 'Opens in C++ Street, number 7.' });
const rules = (...texts: string[]) => texts.flatMap((text) => parseRule(text) ?? []);
const told = (include: string[], exclude: string[] = [], more: Partial<Filters> = {}) =>
  verdict(item, { include: rules(...include), exclude: rules(...exclude), languages: [], min: NO_ENGAGEMENT, ...more });

test('a rule between slashes is a pattern, anything else a word, and nothing no rule', () => {
  expect(parseRule(' /a+b/ ')).toEqual({ kind: 'regex', value: 'a+b' });
  expect(parseRule('and/or')).toEqual({ kind: 'word', value: 'and/or' });
  expect(parseRule('//')).toEqual({ kind: 'word', value: '//' });
  expect(parseRule('  ')).toBeNull();
  expect(showRule({ kind: 'regex', value: 'a+b' })).toBe('/a+b/');
});

test('without rules everything notifies', () => {
  expect(told([]).notifies).toBe(true);
});

test('words are found whole, in any case, accents included', () => {
  expect(told(['HARBOUR']).notifies).toBe(true);
  expect(told(['café']).notifies).toBe(true);
  expect(told(['harb']).notifies).toBe(false);
  expect(told(['caf']), 'because é belongs to the word').toEqual({ notifies: false, words: 'No match' });
});

test('signs in words mean themselves', () => {
  expect(told(['c++']).notifies).toBe(true);
  expect(told(['number .']).notifies).toBe(false);
  expect(told(['on-call']).notifies).toBe(false);
});

test('an excluding rule wins and is named', () => {
  expect(told(['harbour'], ['street'])).toEqual({ notifies: false, words: 'Excluded by “street”' });
});

test.each(['/harbour/', '/^closes/', '/(a+)+$/', '/(?i)x/', '/(unclosed/'])('the pattern %s is left to the engine', (pattern) => {
  expect(told([pattern]).notifies).toBe('unknown');
  expect(told([], [pattern]).notifies).toBe('unknown');
});

test('a word decides even where a pattern stands beside it', () => {
  expect(told(['/(a+)+$/', 'harbour']).notifies).toBe(true);
  expect(told(['harbour'], ['/(?i)x/']).notifies).toBe('unknown');
});

test('too few likes are told; a count that the source does not show is none', () => {
  expect(told([], [], { min: { ...NO_ENGAGEMENT, likes: 5 } })).toEqual({ notifies: false, words: 'Fewer than 5 likes' });
  expect(told([], [], { min: { ...NO_ENGAGEMENT, likes: 0 } }).notifies).toBe(true);
});

test('languages are taken apart once each', () => {
  expect(parseLanguages('en, DE;en  fr')).toEqual(['en', 'de', 'fr']);
});
