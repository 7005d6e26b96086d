// The form of a target's options shows what there is for it, and sends what differs.
import { expect, test } from 'vitest';

import { allValues, differing, fitsSegments, optionsOf } from './options';
import { aPlatform, aSwitch } from './testing';

const replies = aSwitch();
const query = aSwitch({ name: 'query', kind: { type: 'text', placeholder: '' }, default: '', target_types: ['search', 'profile'] });
const list = [aPlatform({ options: [replies, query] })];

test('a target has the options of its platform and its type', () => {
  expect(optionsOf(list, { platform: 'x', target_type: 'profile' })).toEqual([replies, query]);
  expect(optionsOf(list, { platform: 'x', target_type: 'search' })).toEqual([query]);
  expect(optionsOf(list, { platform: 'feed', target_type: 'feed' })).toEqual([]);
  expect(optionsOf(list, null)).toEqual([]);
});

test('only what differs counts as chosen; blanks around a text are none', () => {
  expect(differing([replies, query], { replies: 'true', query: '  ', other: '1' })).toEqual({});
  expect(differing([replies, query], { replies: 'false', query: ' tide ' })).toEqual({ replies: 'false', query: ' tide ' });
  expect(allValues([replies, query], { query: 'tide' })).toEqual({ replies: 'true', query: 'tide' });
});

test('a few short values stand side by side, more are a list', () => {
  expect(fitsSegments(['Newest', 'Hot', 'Top'])).toBe(true);
  expect(fitsSegments(['a', 'b', 'c', 'd', 'e'])).toBe(false);
  expect(fitsSegments(['Everything that is public', 'Only with pictures'])).toBe(false);
});
