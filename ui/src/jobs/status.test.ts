// The chip tells how a job stands, and amber and red always why.
import { expect, test } from 'vitest';

import { needsUser, remedyOf, standing } from './status';
import { aJob } from './testing';

const now = new Date('2026-03-02T14:00:00Z');
const at = (changes: Parameters<typeof aJob>[0], circumstances: Partial<Parameters<typeof standing>[1]> = {}) =>
  standing(aJob(changes), { isRunning: false, code: null, now, ...circumstances });

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
  expect(at({ ...failedOnce, consecutive_failures: 9, failing_since: '2026-03-01T12:00:00Z' }, { code: 'rate_limited' }).kind).toBe('held');
});

test.each([
  ['auth_required', 'needs_login'], ['gone', 'gone'], ['private', 'gone'], ['suspended', 'gone'], ['unreachable', 'failing'], [null, 'failing'],
] as const)('a job that failed because of %s shows %s', (code, kind) => {
  expect(at({ status: 'failed', consecutive_failures: 7 }, { code }).kind).toBe(kind);
});

test('amber and red have a reason even where none was written', () => {
  expect(at({ status: 'failed' }, { code: 'gone' }).reason).toBeTruthy();
  expect(at({ consecutive_failures: 1 }).reason).toBeTruthy();
});

test('paused and completed say why where it is known', () => {
  expect(at({ status: 'paused' })).toMatchObject({ kind: 'paused', reason: null });
  expect(at({ status: 'completed', status_reason: 'Its end date has come.' })).toMatchObject({ kind: 'completed', reason: 'Its end date has come.' });
});

test('only failed jobs need the user', () => {
  expect(needsUser(aJob({ status: 'failed' }))).toBe(true);
  expect(needsUser(aJob({ consecutive_failures: 2 }))).toBe(false);
});

test('a target that is gone is remedied by another link', () => {
  expect(remedyOf('gone')).toBe('Edit link');
  expect(remedyOf('active')).toBeUndefined();
});
