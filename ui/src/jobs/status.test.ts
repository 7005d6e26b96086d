// The chip tells how a job stands, and amber and red always why.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { isMuted, needsUser, standing, type Circumstances } from './status';
import { aJob } from './testing';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-02T14:00:00Z');
const at = (changes: Parameters<typeof aJob>[0], circumstances: Partial<Circumstances> = {}) =>
  standing(aJob(changes), { isRunning: false, now, status: null, takesKey: false, ...circumstances });

test('a job without failures is active and gives no reason', () => {
  expect(at({})).toMatchObject({ kind: 'active', reason: null, remedy: null });
});

test('a running job is running whatever came before', () => {
  expect(at({ consecutive_failures: 5 }, { isRunning: true }).kind).toBe('running');
});

const failedOnce = { consecutive_failures: 1, failing_since: '2026-03-02T13:50:00Z', retry_at: '2026-03-02T14:32:00Z', status_reason: 'The server was too busy (503). It is tried again in 30 minutes.' };

test('a first failure only holds the job until it is tried again', () => {
  expect(at(failedOnce)).toEqual({
    kind: 'held', word: 'Held', reason: 'Since 13:50. The server was too busy (503).', story: 'Since 13:50. The server was too busy (503).',
    until: '2026-03-02T14:32:00Z', remedy: 'Check now',
  });
});

test('a job whose server is to be left alone is held, though nothing failed, until that is over', () => {
  const left = { retry_at: '2026-03-02T14:32:00Z', last_success_at: '2026-03-02T12:20:00Z', status_reason: 'harbour.example is to be left alone. It is tried again in 32 minutes.' };
  expect(at(left)).toMatchObject({ kind: 'held', reason: 'Since 12:20. harbour.example is to be left alone.', until: '2026-03-02T14:32:00Z', remedy: 'Check now' });
  const hold = { scope: 'https://harbour.example', code: 'rate_limited', reason: '', since: '2026-03-02T13:40:00Z', until: left.retry_at } as const;
  expect(at(left, { status: { holds: [hold], offline_since: null } })).toMatchObject({ reason: 'Since 13:40. harbour.example is to be left alone.', remedy: 'Edit' });
  expect(at({ ...left, retry_at: '2026-03-02T13:59:00Z' })).toMatchObject({ kind: 'active', reason: null });
});

test('what is due without a network is held since that went, and only what is due', () => {
  const status = { holds: [], offline_since: '2026-03-02T13:10:00Z' };
  expect(at({ next_run_at: '2026-03-02T13:20:00Z' }, { status })).toMatchObject({ kind: 'held', reason: 'Since 13:10. The computer has no network.', remedy: 'Check now' });
  expect(at({}, { status }).kind).toBe('active');
});

test('how long it waits is told by its next check, which counts down', () => {
  expect(at({ ...failedOnce, status_reason: 'It was busy. It may be so again. It is tried again in 2 hours.' }).story).toBe('Since 13:50. It was busy. It may be so again.');
});

test('three failures over an hour are failing', () => {
  expect(at({ ...failedOnce, consecutive_failures: 3, failing_since: '2026-03-02T12:59:00Z' }).kind).toBe('failing');
  expect(at({ ...failedOnce, consecutive_failures: 3, failing_since: '2026-03-02T13:30:00Z' }).kind).toBe('held');
});

test('a source that asks for a pause holds the job, however often', () => {
  expect(at({ ...failedOnce, consecutive_failures: 9, failing_since: '2026-03-01T12:00:00Z', failure_code: 'rate_limited' }).kind).toBe('held');
});

test.each([
  ['auth_required', 'needs_login', 'Needs login'], ['gone', 'gone', 'Target gone'], ['private', 'gone', 'Private'], ['suspended', 'gone', 'Suspended'],
  ['unreachable', 'failing', 'Failing'], [null, 'failing', 'Failing'],
] as const)('a job that failed because of %s shows %s', (failure_code, kind, word) => {
  const job = { status: 'failed', consecutive_failures: 7, failure_code } as const;
  expect(at(job)).toMatchObject({ kind, word });
  expect(at(job, { isRunning: true }).word).toBe('Running');
});

test('amber and red have a reason even where none was written', () => {
  expect(at({ status: 'failed', failure_code: 'gone' }).reason).toBeTruthy();
  expect(at({ consecutive_failures: 1 }).reason).toBeTruthy();
});

test('paused and completed say when they were last checked, and why no longer', () => {
  expect(at({ status: 'paused' })).toMatchObject({ kind: 'paused', reason: 'Never checked. It waits until you resume it.', remedy: 'Resume' });
  expect(at({ status: 'completed', status_reason: 'Its end date has come.', last_run_at: '2026-03-01T10:00:00Z' }))
    .toMatchObject({ kind: 'completed', reason: 'Last checked 1 Mar, 10:00. Its end date has come.', remedy: 'Edit' });
});

test('a job without a success for too long says since when, whatever else holds it', () => {
  const stale = { is_stale: true, last_success_at: '2026-02-26T09:00:00Z' };
  const since = (last_success_at: string | null) => at({ ...stale, last_success_at }).reason?.split('.')[0];
  expect(at(stale)).toMatchObject({ kind: 'stale', word: 'No success', until: null, remedy: 'Check now' });
  expect(at({ ...stale, ...failedOnce })).toMatchObject({ kind: 'stale', reason: 'Since Thursday. The server was too busy (503).', until: '2026-03-02T14:32:00Z' });
  expect(since('2026-03-01T09:00:00Z')).toBe('Since yesterday');
  expect(since('2026-02-01T09:00:00Z')).toBe('Since 1 February');
  expect(since('2026-03-02T08:00:00Z')).toBe('Since 08:00');
  // Since it was made, where there never was one.
  expect(since(null)).toBe('Since yesterday');
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

test('a login is remedied by a key where the platform takes one, and else by another link', () => {
  const login = { status: 'failed', failure_code: 'auth_required' } as const;
  expect(at(login, { takesKey: true }).remedy).toBe('Set key');
  expect(at(login).remedy).toBe('Edit link');
});
