// Every job says when it is checked next, or why not.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { comingTime, distance, holding, nextCheck } from './next';
import { aJob } from './testing';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-02T14:00:00Z');
const next = (changes: Parameters<typeof aJob>[0], pause: { since: string; until: string | null } | null = null) =>
  nextCheck(aJob(changes), { pause, now });

test('the next check has a time and a distance', () => {
  expect(next({})).toEqual({ line: '14:20', detail: 'in 20 min', at: new Date('2026-03-02T14:20:00Z') });
  expect(next({ next_run_at: '2026-03-04T07:30:00Z' })).toMatchObject({ line: 'Wed 07:30', detail: 'in 1 day' });
  expect(next({ next_run_at: '2026-03-03T07:30:00Z' })).toMatchObject({ line: 'Tue 07:30', detail: 'in 17 hr' });
});

test('what is far away is a date', () => {
  expect(comingTime(new Date('2026-03-12T10:30:00Z'), now)).toBe('12 Mar, 10:30');
  expect(distance(new Date('2026-03-12T14:00:00Z'), now)).toBe('in 10 days');
});

test('a retry comes before the schedule', () => {
  expect(next({ retry_at: '2026-03-02T14:32:00Z' }).line).toBe('14:32');
});

test('what is due waits its turn, and counts nothing down below zero', () => {
  expect(next({ next_run_at: '2026-03-02T13:59:00Z' })).toMatchObject({ line: 'Due now', detail: 'waits its turn' });
});

test.each([
  [{ status: 'paused', next_run_at: null }, 'Paused', 'until resumed'],
  [{ status: 'completed', next_run_at: null, last_run_at: '2026-03-01T10:00:00Z' }, 'Ended', '1 Mar, 10:00'],
  [{ status: 'failed', next_run_at: null }, 'Waiting', 'for you'],
  [{ status: 'failed', next_run_at: '2026-03-03T09:00:00Z' }, 'Tue 09:00', 'one try a day'],
] as const)('%j says %s, %s', (changes, line, detail) => {
  expect(next(changes)).toMatchObject({ line, detail });
});

test('what is due without a network waits for it', () => {
  const offline = { pause: null, offlineSince: '2026-03-02T13:00:00Z', now };
  expect(nextCheck(aJob({ next_run_at: '2026-03-02T13:59:00Z' }), offline)).toEqual({ line: 'Waiting', detail: 'for the network', at: null });
  expect(nextCheck(aJob(), offline).line).toBe('14:20');
});

test('a time to try again counts for nothing while the job waits for the user', () => {
  expect(next({ status: 'failed', next_run_at: null, retry_at: '2026-03-02T14:32:00Z' })).toMatchObject({ line: 'Waiting', detail: 'for you' });
});

test('a pause of all jobs is a pause of each', () => {
  expect(next({}, { since: '2026-03-02T13:00:00Z', until: '2026-03-03T07:00:00Z' })).toMatchObject({ line: 'Paused', detail: 'until Tue 07:00' });
  expect(next({}, { since: '2026-03-02T13:00:00Z', until: null })).toMatchObject({ detail: 'with all jobs' });
});

test('says what holds the next check back, or that nothing does', () => {
  const calm = { pause: null, monitorRuns: true, now };
  expect(holding(aJob(), calm)).toBe('Nothing is holding it back.');
  expect(holding(aJob({ consecutive_failures: 1, retry_at: '2026-03-02T14:32:00Z', status_reason: 'It took too long.' }), calm))
    .toBe('The last check did not succeed, so the next one waits until 14:32. It took too long.');
  // Nobody was asked, so nothing has failed.
  expect(holding(aJob({ retry_at: '2026-03-02T14:32:00Z', status_reason: 'harbour.example is to be left alone.' }), calm))
    .toBe('The next check waits until 14:32. harbour.example is to be left alone.');
  expect(holding(aJob(), { ...calm, monitorRuns: false })).toContain('the monitor does not run');
  expect(holding(aJob(), { ...calm, pause: { since: '', until: null } })).toContain('All jobs are paused');
});
