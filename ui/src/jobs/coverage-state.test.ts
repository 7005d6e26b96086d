// The coverage of a job is read again after what can change it, and stays where reading fails.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const api = vi.hoisted(() => ({ getCoverage: vi.fn() }));
vi.mock('../api', () => ({ api, onEngineEvent: () => Promise.resolve(() => undefined) }));

const { spread } = await import('../state/live.svelte');
const { Watch } = await import('./coverage.svelte');

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});
const rest = () => vi.advanceTimersByTimeAsync(1_000);

test('runs of this job ask again, those of others do not', async () => {
  api.getCoverage.mockResolvedValue({ watched: 1, gaps: [] });
  const watch = new Watch('a');
  const end = watch.follow();
  await rest();
  spread({ event: 'run_finished', job_id: 'b', run_id: 'r', status: 'completed' });
  spread({ event: 'run_started', job_id: 'a', run_id: 'r' });
  await rest();
  expect(api.getCoverage.mock.calls).toEqual([['a', 30]]);
  spread({ event: 'run_finished', job_id: 'a', run_id: 'r', status: 'completed' });
  spread({ event: 'network_changed', is_online: false });
  await rest();
  expect(api.getCoverage).toHaveBeenCalledTimes(2);
  end();
});

test('what is known stays where it cannot be read again', async () => {
  api.getCoverage.mockResolvedValueOnce({ watched: 0.5, gaps: [] });
  const watch = new Watch('a');
  await watch.refresh();
  api.getCoverage.mockRejectedValue({ code: 'store_busy', message: 'Busy.', fields: [] });
  await watch.refresh();
  expect([watch.value?.watched, watch.error?.message]).toEqual([0.5, 'Busy.']);
});
