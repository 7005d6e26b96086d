// Who is left alone, until when and why, in a sentence.
import { expect, test } from 'vitest';

import type { Hold } from '../../bindings/Hold';
import { useManner } from '../../format';
import { holdSentence, standingHolds } from './holds';

const now = new Date('2026-03-02T13:42:00Z');
const hold = (more: Partial<Hold> = {}): Hold => ({ scope: 'https://example.org', code: 'rate_limited', reason: 'Too often (429).', since: '2026-03-02T13:00:00Z', until: '2026-03-02T14:05:00Z', ...more });
const name = () => 'YouTube';
useManner({ locale: 'en-GB', timeZone: 'UTC' });

test('a server and a key are told apart', () => {
  expect(holdSentence(hold(), name, now)).toBe('example.org is left alone until 14:05: it was asked too often');
  expect(holdSentence(hold({ scope: 'key:youtube', until: '2026-03-03T08:00:00Z' }), name, now)).toBe('YouTube is not asked with your key until 3 Mar, 8:00: it was asked too often');
});

test.each([['blocked', 'it refuses automatic reading'], ['platform_down', 'it is down and named a time'], ['internal', 'it did not answer as it should']] as const)('the reason of %s', (code, words) => {
  expect(holdSentence(hold({ code }), name, now)).toContain(words);
});

test('what is over is not told, and what ends first comes first', () => {
  const list = [hold({ scope: 'a', until: '2026-03-02T16:00:00Z' }), hold({ scope: 'b', until: '2026-03-02T13:42:00Z' }), hold({ scope: 'c' })];
  expect(standingHolds(list, now).map(({ scope }) => scope)).toEqual(['c', 'a']);
});
