// How well a job was watched, in words and as shares.
import { expect, test } from 'vitest';

import type { Coverage } from '../bindings/Coverage';
import type { Gap } from '../bindings/Gap';
import { useManner } from '../format';
import { coverageSentence, gapLine, gapSpans, shareInWords } from './coverage';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-31T12:00:00Z');
const gap = (more: Partial<Gap> = {}): Gap => ({ job_id: 'j', reason: 'asleep', since: '2026-03-31T01:00:00Z', until: '2026-03-31T07:30:00Z', slots: 6, detail: null, ...more });
const coverage = (more: Partial<Coverage> = {}): Coverage => ({ job_id: 'j', since: '2026-03-01T12:00:00Z', until: '2026-03-31T12:00:00Z', gaps: [], watched: 1, ...more });

test('a gap says why, from when to when, how long, and how many checks that was', () => {
  expect(gapLine(gap(), now)).toEqual({ title: 'The computer slept', when: '01:00 to 07:30, 6 h 30 min, 6 checks', detail: null });
  expect(gapLine(gap({ slots: 1, since: '2026-03-31T07:29:50Z' }), now).when).toBe('07:29 to 07:30, 1 min, 1 check');
});

test('one that lasts says since when', () => {
  expect(gapLine(gap({ reason: 'failing', since: '2026-03-28T12:00:00Z', until: null, slots: 0 }), now)).toMatchObject({ title: 'Its checks failed', when: 'since 28 Mar, 12:00, 3 days so far' });
});

test('what may have slipped through counts no checks', () => {
  expect(gapLine(gap({ reason: 'overflow', detail: 'All 20 entries were new.' }), now)).toMatchObject({ title: 'More was new than the source lists', detail: 'All 20 entries were new.', when: '01:00 to 07:30, 6 h 30 min' });
});

test('a share is never rounded up to the whole', () => {
  expect(shareInWords(coverage())).toBe('100%');
  expect(shareInWords(coverage({ watched: 0.99996, gaps: [gap()] }))).toBe('99.9%');
  expect(shareInWords(coverage({ watched: 0.9829 }))).toBe('98.2%');
  expect(shareInWords(coverage({ watched: 1, gaps: [gap({ reason: 'overflow' })] }))).toBe('100%');
  expect(shareInWords(coverage({ watched: -1 }))).toBe('0%');
});

test('gaps lie where they were, cut at both ends', () => {
  const spans = gapSpans(coverage({ gaps: [gap({ since: '2026-02-01T00:00:00Z', until: '2026-03-04T12:00:00Z' }), gap({ since: '2026-03-28T12:00:00Z', until: null, reason: 'overflow' })] }));
  expect(spans).toEqual([{ left: 0, width: 0.1, kind: 'off' }, { left: 0.9, width: 0.1, kind: 'overflow' }]);
  expect(gapSpans(coverage({ until: '2026-03-01T12:00:00Z', gaps: [gap()] }))).toEqual([]);
});

test('those who do not see the strip hear the same', () => {
  expect(coverageSentence(coverage())).toBe('Watched for 100% of the last 30 days, without a gap.');
  expect(coverageSentence(coverage({ since: '2026-03-31T11:00:00Z' }))).toBe('Watched for 100% since 11:00, without a gap.');
  expect(coverageSentence(coverage({ watched: 0.9, gaps: [gap(), gap()] }))).toBe('Watched for 90% of the last 30 days, with 2 gaps.');
});
