// Which reading of a text is meant, and whether it is named when it is looked at.
import { expect, test } from 'vitest';

import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import { isSame, meantOf, namedKind, ownOf, readingsOf } from './readings';
import { aJob } from './testing';

const feed: Recognised = { platform: 'feed', target_type: 'feed', target_url: 'https://harbour.example/', target_id: null, display: 'harbour.example' };
const page: Recognised = { ...feed, platform: 'webpage', target_type: 'page' };
const found: Recognition = { ...feed, alternatives: [page], notice: null, existing_job_ids: [] };

test('the best reading comes first, and is meant where no kind or one that is not there is', () => {
  expect(readingsOf(found).map(({ platform }) => platform)).toEqual(['feed', 'webpage']);
  expect(readingsOf(null)).toEqual([]);
  expect(meantOf(found, null)).toBe(found);
  expect(meantOf(found, page)).toBe(page);
  expect(meantOf(found, { platform: 'x', target_type: 'profile' })).toBe(found);
});

test('a first reading goes without its name until somebody chose it', () => {
  expect(namedKind(feed, found, null)).toBeNull();
  expect(namedKind(feed, found, feed)).toEqual({ platform: 'feed', target_type: 'feed' });
  expect(namedKind(page, found, null)).toEqual({ platform: 'webpage', target_type: 'page' });
});

test('a stored job keeps what it watches, whatever its link is taken for by now', () => {
  const job = aJob({ platform: 'lemmy', target_type: 'community', target_url: 'https://harbour.example/c/tides', target_id: '7' });
  expect(ownOf(job, found)).toMatchObject({ platform: 'lemmy', target_type: 'community', target_url: job.target_url, target_id: '7' });
});

test('readings are the same by kind and address', () => {
  expect(isSame(feed, { ...feed, display: 'x' })).toBe(true);
  expect(isSame(feed, page)).toBe(false);
  expect(isSame(feed, null)).toBe(false);
  expect(isSame(null, null)).toBe(true);
});
