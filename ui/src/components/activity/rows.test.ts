// The rows of the table of runs.
import { describe, expect, it } from 'vitest';

import type { Run } from '../../bindings/Run';
import { rowsOf, stepFrom } from './rows';

const now = new Date('2026-03-10T12:00:00');
const run = (id: string, day: number, status: Run['status'] = 'completed') =>
  ({ id, start_time: new Date(2026, 2, day, 9, 0).toISOString(), status }) as Run;
const wanted = { open: null, linked: null, now };

describe('the rows of the table of runs', () => {
  it('have one head per day', () => {
    const rows = rowsOf([run('a', 10), run('b', 10), run('c', 9)], wanted);
    expect(rows.map((row) => row.kind)).toEqual(['head', 'run', 'run', 'head', 'run']);
    expect(rows.map((row) => (row.kind === 'head' ? row.name : row.key))).toEqual(['Today', 'a', 'b', 'Yesterday', 'c']);
  });

  it('begin with what is running, however long ago it started', () => {
    const rows = rowsOf([run('a', 10), run('b', 9, 'in_progress')], wanted);
    expect(rows.map((row) => (row.kind === 'head' ? row.name : row.key))).toEqual(['Running now', 'b', 'Today', 'a']);
  });

  it('show the details below the run that is open', () => {
    const rows = rowsOf([run('a', 10), run('b', 10)], { ...wanted, open: 'a' });
    expect(rows.map((row) => row.kind)).toEqual(['head', 'run', 'details', 'run']);
  });

  it('put a run that was linked to on top, unless it is listed anyway', () => {
    const linked = run('old', 2);
    expect(rowsOf([run('a', 10)], { ...wanted, linked }).map((row) => row.key)[1]).toBe('old');
    expect(rowsOf([run('a', 10)], { ...wanted, linked: run('a', 10) }).filter((row) => row.kind === 'run')).toHaveLength(1);
  });

  it('have keys of their own, so that none is drawn twice', () => {
    const keys = rowsOf([run('a', 10), run('b', 9)], { open: 'b', linked: run('c', 10), now }).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the cursor of the table', () => {
  const rows = rowsOf([run('a', 10), run('b', 9)], { ...wanted, open: 'a' });

  it('goes from run to run over heads and details', () => {
    expect(stepFrom(rows, 'a', 1)).toBe('b');
    expect(stepFrom(rows, 'b', -1)).toBe('a');
  });

  it('stays at the ends, and begins with the first run', () => {
    expect(stepFrom(rows, 'b', 1)).toBe('b');
    expect(stepFrom(rows, null, 1)).toBe('a');
    expect(stepFrom(rows, 'gone', -1)).toBe('a');
  });
});
