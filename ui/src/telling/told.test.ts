// How each channel stands with a message, and where the message leads.
import { expect, test } from 'vitest';

import type { Delivery } from '../bindings/Delivery';
import type { Notification } from '../bindings/Notification';
import { useManner } from '../format';
import { byDay, deliveryInWords, placeOf } from './told';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-02T14:00:00Z');
const delivery = (more: Partial<Delivery> = {}): Delivery => ({ channel: 'mail', state: 'waiting', attempts: 0, delivered_at: null, last_error: null, next_attempt_at: null, ...more });

test.each([
  [{ delivered_at: '2026-03-02T13:42:00Z', attempts: 3, last_error: 'Busy.' }, 'ok', 'Mail 13:42'],
  [{}, 'waits', 'Mail waits'],
  [{ next_attempt_at: '2026-03-02T18:00:00Z' }, 'waits', 'Mail waits until 18:00'],
  [{ attempts: 1, last_error: 'Busy.', next_attempt_at: '2026-03-02T14:05:00Z' }, 'bad', 'Mail failed, next try in 5 min'],
  [{ attempts: 3, last_error: 'Busy.', next_attempt_at: '2026-03-02T13:59:00Z' }, 'bad', 'Mail failed 3 times, tried again now'],
  [{ attempts: 20, last_error: 'Busy.', state: 'given_up' }, 'bad', 'Mail failed 20 times, given up'],
  [{ attempts: 2, last_error: 'Busy.' }, 'bad', 'Mail failed 2 times, tried again'],
  [{ state: 'silenced' }, 'off', 'Mail silent'],
  [{ state: 'told' }, 'ok', 'Mail'],
] as const)('%o', (more, tone, words) => {
  expect(deliveryInWords(delivery(more), now)).toMatchObject({ tone, words });
});

test('the reason of a failure goes along until it is told', () => {
  expect(deliveryInWords(delivery({ attempts: 1, last_error: 'Busy.' }), now).problem).toBe('Busy.');
  expect(deliveryInWords(delivery({ delivered_at: '2026-03-02T13:42:00Z', last_error: 'Busy.' }), now).problem).toBeNull();
});

test.each([['new_items', '#/inbox/run/r'], ['failure', '#/runs/r'], ['recovery', '#/jobs/j'], ['test', null]] as const)('a message of %s leads to %s', (kind, place) => {
  expect(placeOf({ kind, job_id: 'j', run_id: 'r' } as Notification)).toBe(place);
});

test('messages stand under their day, also under one that comes twice because the clock was set back', () => {
  const at = (id: number, created_at: string) => ({ id, created_at }) as Notification;
  const days = byDay([at(4, '2026-03-02T13:00:00Z'), at(3, '2026-03-03T09:00:00Z'), at(2, '2026-03-02T12:00:00Z'), at(1, '2026-03-02T11:00:00Z')], now);
  expect(days.map(({ key, messages }) => [key, messages.map(({ id }) => id)])).toEqual([['2026-03-02', [4]], ['2026-03-03', [3]], ['2026-03-02-1', [2, 1]]]);
});
