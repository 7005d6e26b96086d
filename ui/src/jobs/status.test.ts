// The chip tells how a job stands, and amber and red always why.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { isMuted, needsUser, remedyOf, standing } from './status';
import { aJob } from './testing';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-02T14:00:00Z');
const at = (changes: Parameters<typeof aJob>[0], circumstances: Partial<Parameters<typeof standing>[1]> = {}) =>
  standing(aJob(changes), { isRunning: false, now, ...circumstances });

test('a job without failures is active and gives no reason', () => {
  expect(at({})).toMatchObject({ kind: 'active', reason: null });
});

test('a running job is running whatever came before', () => {
  expect(at({ consecutive_failures: 5 }, { isRunning: true }).kind).toBe('running');
});

const failedOnce = { consecutive_failures: 1, failing_since: '2026-03-02T13:50:00Z', retry_at: '2026-03-02T14:32:00Z', status_reason: 'The server was too busy (503). It is tried again in 30 minutes.' };

test('a first failure only holds the job until it is tried again', () => {
  expect(at(failedOnce)).toEqual({ kind: 'held', word: 'Held', reason: 'The server was too busy (503).', until: '2026-03-02T14:32:00Z' });
});

test('a job whose server is to be left alone is held, though nothing failed, until that is over', () => {
  const left = { retry_at: '2026-03-02T14:32:00Z', status_reason: 'harbour.example is to be left alone. It is tried again in 32 minutes.' };
  expect(at(left)).toEqual({ kind: 'held', word: 'Held', reason: 'harbour.example is to be left alone.', until: '2026-03-02T14:32:00Z' });
  expect(at({ ...left, retry_at: '2026-03-02T13:59:00Z' })).toMatchObject({ kind: 'active', reason: null });
});

test('three failures over an hour are failing', () => {
  expect(at({ ...failedOnce, consecutive_failures: 3, failing_since: '2026-03-02T12:59:00Z' }).kind).toBe('failing');
  expect(at({ ...failedOnce, consecutive_failures: 3, failing_since: '2026-03-02T13:30:00Z' }).kind).toBe('held');
});

test('a source that asks for a pause holds the job, however often', () => {
  expect(at({ ...failedOnce, consecutive_failures: 9, failing_since: '2026-03-01T12:00:00Z', failure_code: 'rate_limited' }).kind).toBe('held');
});

test.each([
  ['auth_required', 'needs_login'], ['gone', 'gone'], ['private', 'gone'], ['suspended', 'gone'], ['unreachable', 'failing'], [null, 'failing'],
] as const)('a job that failed because of %s shows %s', (failure_code, kind) => {
  expect(at({ status: 'failed', consecutive_failures: 7, failure_code }).kind).toBe(kind);
});

test('amber and red have a reason even where none was written', () => {
  expect(at({ status: 'failed', failure_code: 'gone' }).reason).toBeTruthy();
  expect(at({ consecutive_failures: 1 }).reason).toBeTruthy();
});

test('paused and completed say why where it is known', () => {
  expect(at({ status: 'paused' })).toMatchObject({ kind: 'paused', reason: null });
  expect(at({ status: 'completed', status_reason: 'Its end date has come.' })).toMatchObject({ kind: 'completed', reason: 'Its end date has come.' });
});

test('a job without a success for too long says since when, whatever else holds it', () => {
  const stale = { is_stale: true, last_success_at: '2026-02-26T09:00:00Z' };
  expect(at(stale)).toMatchObject({ kind: 'stale', word: 'No success', since: 'since Thursday', until: null });
  expect(at({ ...stale, ...failedOnce })).toMatchObject({ kind: 'stale', reason: 'The server was too busy (503).', until: '2026-03-02T14:32:00Z' });
  expect(at({ ...stale, last_success_at: '2026-03-01T09:00:00Z' }).since).toBe('since yesterday');
  expect(at({ ...stale, last_success_at: '2026-02-01T09:00:00Z' }).since).toBe('since 1 February');
  expect(at({ ...stale, last_success_at: '2026-03-02T08:00:00Z' }).since).toBe('since 08:00');
  expect(at({ ...stale, last_success_at: null }).since).toBe('so far');
});

test('what fails, is paused or being checked says that instead', () => {
  const stale = { is_stale: true, last_success_at: '2026-02-26T09:00:00Z' };
  expect(at({ ...stale, consecutive_failures: 4, failing_since: '2026-03-01T12:00:00Z' }).kind).toBe('failing');
  expect(at({ ...stale, status: 'paused' }).kind).toBe('paused');
  expect(at(stale, { isRunning: true }).kind).toBe('running');
});

test('a mute holds until its end, or for ever', () => {
  expect(isMuted({ mute: null }, now)).toBe(false);
  expect(isMuted({ mute: { until: null } }, now)).toBe(true);
  expect(isMuted({ mute: { until: '2026-03-02T14:01:00Z' } }, now)).toBe(true);
  expect(isMuted({ mute: { until: '2026-03-02T14:00:00Z' } }, now)).toBe(false);
});

test('only failed and stale jobs need the user', () => {
  expect(needsUser(aJob({ status: 'failed' }))).toBe(true);
  expect(needsUser(aJob({ is_stale: true }))).toBe(true);
  expect(needsUser(aJob({ is_stale: true, status: 'paused' }))).toBe(false);
  expect(needsUser(aJob({ consecutive_failures: 2 }))).toBe(false);
});

test('a target that is gone is remedied by another link', () => {
  expect(remedyOf('gone')).toBe('Edit link');
  expect(remedyOf('active')).toBeUndefined();
});
