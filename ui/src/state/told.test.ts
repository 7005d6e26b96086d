// What was told, and how channels stand: asked once, again after events, and kept where asking fails.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Notification } from '../bindings/Notification';
import { MOST_TOLD } from '../telling/told';

const api = vi.hoisted(() => ({ listNotifications: vi.fn(), listChannels: vi.fn() }));
vi.mock('../api', () => ({ api, onEngineEvent: () => Promise.resolve(() => undefined) }));

const { spread } = await import('./live.svelte');
const { ToldMessages } = await import('./told.svelte');
const { Channels } = await import('./channels.svelte');

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

const rest = () => vi.advanceTimersByTimeAsync(1_000);

test('the list is bounded, whatever is answered', async () => {
  api.listNotifications.mockResolvedValue(Array.from({ length: 150 }, (_, id) => ({ id }) as Notification));
  const told = new ToldMessages();
  await told.refresh();
  expect(api.listNotifications).toHaveBeenCalledWith(MOST_TOLD);
  expect(told.list).toHaveLength(MOST_TOLD);
});

test('many messages ask once more, and no longer when nobody looks', async () => {
  api.listNotifications.mockResolvedValue([]);
  const told = new ToldMessages();
  const end = told.follow();
  for (let id = 0; id < 20; id += 1) spread({ event: 'notification_raised', id });
  spread({ event: 'run_finished', job_id: 'a', run_id: 'r', status: 'completed' });
  await rest();
  expect(api.listNotifications).toHaveBeenCalledTimes(2);
  end();
  spread({ event: 'notification_raised', id: 21 });
  await rest();
  expect(api.listNotifications).toHaveBeenCalledTimes(2);
});

test('channels are known by their name, follow the settings, and stay known where asking fails', async () => {
  const mail = { channel: 'mail', waiting: 2, problem: null, next_attempt_at: null, last_told_at: null, quiet_until: null };
  api.listChannels.mockResolvedValue([mail]);
  const channels = new Channels();
  const end = channels.follow();
  await rest();
  expect([channels.of('mail')?.waiting, channels.of('webhook')]).toEqual([2, undefined]);
  api.listChannels.mockRejectedValue({ code: 'store_busy', message: 'Busy.', fields: [] });
  spread({ event: 'settings_changed' });
  await rest();
  expect([channels.error?.message, channels.of('mail')?.waiting]).toEqual(['Busy.', 2]);
  end();
});

test.each([[ToldMessages, api.listNotifications], [Channels, api.listChannels]] as const)('what no event tells of is seen with the next minute, while one looks: %o', async (Kind, asked) => {
  vi.setSystemTime(new Date('2026-03-02T14:00:10Z'));
  asked.mockResolvedValue([]);
  const end = new Kind().follow();
  await vi.advanceTimersByTimeAsync(45_000);
  expect(asked).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(70_000);
  expect(asked).toHaveBeenCalledTimes(3);
  end();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(asked).toHaveBeenCalledTimes(3);
});
