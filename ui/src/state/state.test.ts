// Jobs, settings and the spoken news: few questions, changes shown at once, and put back when refused.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Settings } from '../bindings/Settings';
import { deferred, job, monitorStatus, userSettings } from '../testing';

const api = vi.hoisted(() => ({ listJobs: vi.fn(), getJob: vi.fn(), listHeartbeats: vi.fn(), getStatus: vi.fn(), getSettings: vi.fn(), changeSettings: vi.fn(), getDesktopState: vi.fn() }));
vi.mock('../api', () => ({ api, onEngineEvent: () => Promise.resolve(() => undefined) }));

const { spread } = await import('./live.svelte');
const { jobs } = await import('./jobs.svelte');
await import('./status.svelte');
const { settings } = await import('./settings.svelte');
const { Announcer } = await import('./announcer.svelte');

const refused = { code: 'store_busy', message: 'The store is busy.', fields: [] };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-11T12:00:00Z') });
  for (const mock of Object.values(api)) mock.mockReset();
  api.listJobs.mockResolvedValue([]);
  api.getJob.mockImplementation((id: string) => Promise.resolve(job(id)));
  api.getStatus.mockResolvedValue(monitorStatus());
  jobs.list = [];
  jobs.running.clear();
});
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();
});

describe('jobs', () => {
  it('a burst of events about few jobs asks for each of them once', async () => {
    jobs.list = [job('a'), job('b', { name: 'old' })];
    api.getJob.mockImplementation((id: string) => Promise.resolve(job(id, { name: 'new' })));
    for (let turn = 0; turn < 20; turn += 1) spread({ event: 'job_updated', job_id: 'b' });
    await vi.advanceTimersByTimeAsync(250);
    expect(api.getJob.mock.calls).toEqual([['b']]);
    expect(api.listJobs).not.toHaveBeenCalled();
    expect(jobs.get('b')?.name).toBe('new');
    expect(jobs.list).toHaveLength(2);
  });

  it('events about many jobs, or about the store, ask for all of them once', async () => {
    for (let turn = 0; turn < 40; turn += 1) spread({ event: 'job_updated', job_id: `job-${String(turn)}` });
    spread({ event: 'store_changed' });
    await vi.advanceTimersByTimeAsync(250);
    expect(api.listJobs).toHaveBeenCalledOnce();
    expect(api.getJob).not.toHaveBeenCalled();
  });

  it('a deleted job goes at once, and its run with it', () => {
    jobs.list = [job('a'), job('b')];
    spread({ event: 'run_started', job_id: 'a', run_id: 'r' });
    spread({ event: 'job_deleted', job_id: 'a' });
    expect(jobs.list.map(({ id }) => id)).toEqual(['b']);
    expect(jobs.running.size).toBe(0);
  });

  it('a run that ends while it is asked which are under way does not stay under way', async () => {
    const answer = deferred<unknown[]>();
    api.listHeartbeats.mockReturnValue(answer.promise);
    const asking = jobs.findRunning();
    spread({ event: 'run_finished', job_id: 'a', run_id: 'r', status: 'completed' });
    answer.resolve([
      { job_id: 'a', beats: [{ run_id: 'r', status: 'in_progress', outcome: null, new_items: 0, start_time: '2026-03-11T11:59:00Z' }] },
      { job_id: 'b', beats: [{ run_id: 's', status: 'in_progress', outcome: null, new_items: 0, start_time: '2026-03-11T11:59:00Z' }] },
    ]);
    await asking;
    expect([...jobs.running.keys()]).toEqual(['b']);
  });

  it('progress of a run is followed without asking anything', async () => {
    jobs.list = [job('a')];
    spread({ event: 'run_progressed', job_id: 'a', run_id: 'r', requests: 2, bytes: 512 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(jobs.running.get('a')).toMatchObject({ run_id: 'r', requests: 2, bytes: 512 });
    expect(api.getJob).not.toHaveBeenCalled();
    expect(api.getStatus).not.toHaveBeenCalled();
    spread({ event: 'run_finished', job_id: 'a', run_id: 'r', status: 'completed' });
    expect(jobs.running.size).toBe(0);
  });

  it('a failed reading keeps what is known and says why', async () => {
    jobs.list = [job('a')];
    api.listJobs.mockRejectedValue(refused);
    await jobs.refresh();
    expect(jobs.list).toHaveLength(1);
    expect(jobs.error).toEqual(refused);
    api.listJobs.mockResolvedValue([job('a'), job('b', { status: 'failed' })]);
    await jobs.refresh();
    expect([jobs.error, jobs.needUser]).toEqual([null, 1]);
  });

  it('unread items are summed by platform', () => {
    jobs.list = [job('a', { items_unread: 2 }), job('b', { items_unread: 3 }), job('c', { platform: 'youtube', items_unread: 9 })];
    expect(jobs.platforms).toEqual([{ platform: 'youtube', unread: 9 }, { platform: 'feed', unread: 5 }]);
  });

  it('runs from before the window opened are found', async () => {
    const beat = { run_id: 'r', outcome: null, new_items: 0, start_time: '2026-03-11T11:59:00Z' };
    api.listHeartbeats.mockResolvedValue([
      { job_id: 'a', beats: [{ ...beat, status: 'in_progress' }] },
      { job_id: 'b', beats: [{ ...beat, status: 'completed' }] },
      { job_id: 'c', beats: [] },
    ]);
    await jobs.findRunning();
    expect([...jobs.running.keys()]).toEqual(['a']);
  });
});

describe('settings', () => {
  const saved = userSettings();

  it('are shown before they are saved, and put back when refused', async () => {
    settings.value = saved;
    const answer = deferred<Settings>();
    api.changeSettings.mockReturnValueOnce(answer.promise);
    const changing = settings.change({ theme: 'dark' });
    expect(settings.value.theme).toBe('dark');
    answer.reject(refused);
    await expect(changing).rejects.toEqual(refused);
    expect(settings.value.theme).toBe('system');
  });

  it('a late answer does not undo a later change', async () => {
    settings.value = saved;
    const [first, second] = [deferred<Settings>(), deferred<Settings>()];
    api.changeSettings.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    const changing = [settings.change({ theme: 'dark' }), settings.change({ theme: 'light' })];
    first.resolve({ ...saved, theme: 'dark' });
    await changing[0];
    expect(settings.value.theme).toBe('light');
    second.resolve({ ...saved, theme: 'light' });
    await changing[1];
    expect(settings.value.theme).toBe('light');
  });
});

it('new items are said aloud in one sentence, at most one every ten seconds', async () => {
  jobs.list = [job('a', { name: 'Tides' })];
  const announcer = new Announcer();
  announcer.found('a', 2);
  await vi.advanceTimersByTimeAsync(0);
  expect(announcer.sentence).toBe('2 new items from Tides.');
  announcer.found('a', 1);
  announcer.found('b', 4);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(announcer.sentence).toBe('2 new items from Tides.');
  await vi.advanceTimersByTimeAsync(1);
  expect(announcer.sentence).toBe('5 new items from 2 jobs.');
});
