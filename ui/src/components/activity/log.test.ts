// The runs that Activity shows, and what events do to them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { api } from '../../api';
import type { Run } from '../../bindings/Run';
import { RunLog } from './log.svelte';
import { mergeTop, ofStrip } from './pages';

const run = (number: number, given: Partial<Run> = {}) =>
  ({ id: `run-${number}`, start_time: new Date(1_000_000 * number).toISOString(), status: 'completed', ...given }) as Run;
const down = (from: number, count: number) => Array.from({ length: count }, (_, index) => run(from - index));

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks(); });

describe('a fresh first page', () => {
  it('comes over the old one, and keeps what lies beyond', () => {
    const known = down(300, 200);
    const merged = mergeTop(known, down(302, 100));
    expect(merged).toHaveLength(202);
    expect(merged[0]?.id).toBe('run-302');
    expect(merged.at(-1)?.id).toBe('run-101');
  });

  it('is all there is when it is not full: what was deleted goes', () => {
    expect(mergeTop(down(10, 10), down(5, 3)).map(({ id }) => id)).toEqual(['run-5', 'run-4', 'run-3']);
  });
});

describe('the runs of the strip', () => {
  it('are fresh ones over old ones, and none that ended before it begins', () => {
    const gap = run(1, { outcome: 'missed', end_time: new Date(7_000_000).toISOString() });
    const all = ofStrip([gap, run(2), run(6, { status: 'in_progress' })], [run(6)], 5_000_000);
    expect(all.map(({ id, status }) => [id, status])).toEqual([['run-1', 'completed'], ['run-6', 'completed']]);
  });
});

describe('the log of runs', () => {
  it('asks for the kind and the words, page by page', async () => {
    const list = vi.spyOn(api, 'listRuns').mockResolvedValue({ items: down(250, 100), total: 180 });
    const log = new RunLog();
    await log.show('failed', 'harbour');
    list.mockResolvedValue({ items: down(150, 80), total: 180 });
    await log.more();
    await log.more();
    expect(list.mock.calls.map(([query]) => query)).toEqual([
      { kind: 'failed', search: 'harbour', limit: 100 },
      { kind: 'failed', search: 'harbour', skip: 100, limit: 100 },
    ]);
    expect(log.list).toHaveLength(180);
  });

  it('forgets the answer to an earlier question', async () => {
    let answer: (value: { items: Run[]; total: number }) => void = () => undefined;
    const list = vi.spyOn(api, 'listRuns').mockReturnValueOnce(new Promise((done) => { answer = done; }));
    const log = new RunLog();
    const first = log.show('failed', '');
    list.mockResolvedValueOnce({ items: [run(2)], total: 1 });
    await log.show(null, '');
    answer({ items: [run(1)], total: 1 });
    await first;
    expect(log.list.map(({ id }) => id)).toEqual(['run-2']);
  });

  it('asks once for many events, and fetches a run that ended below the first page', async () => {
    const old = run(1, { status: 'in_progress' });
    const list = vi.spyOn(api, 'listRuns').mockResolvedValue({ items: down(250, 100), total: 101 });
    const get = vi.spyOn(api, 'getRun').mockResolvedValue(run(1, { status: 'failed' }));
    const log = new RunLog();
    await log.show(null, '');
    log.list = [...log.list, old];
    for (const id of ['run-250', 'run-1']) log.take({ event: 'run_finished', job_id: 'j', run_id: id, status: 'completed' });
    await vi.advanceTimersByTimeAsync(500);
    expect(list).toHaveBeenCalledTimes(2);
    expect(get.mock.calls).toEqual([['run-1']]);
    expect(log.list.at(-1)?.status).toBe('failed');
  });

  it('keeps what it shows when a refresh fails, and says so', async () => {
    const list = vi.spyOn(api, 'listRuns').mockResolvedValue({ items: [run(1)], total: 1 });
    const log = new RunLog();
    await log.show(null, '');
    // What Rust rejects with is a plain object.
    list.mockRejectedValue({ code: 'store_busy', message: 'Busy.', fields: [] });
    log.take({ event: 'run_started', job_id: 'j', run_id: 'r' });
    await vi.advanceTimersByTimeAsync(500);
    expect(log.list).toHaveLength(1);
    expect(log.error?.message).toBe('Busy.');
  });
});
