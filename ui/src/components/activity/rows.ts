// The rows of the table of runs: a head per day, the runs under way on top, the details of the open one.
import type { Run } from '../../bindings/Run';
import type { RunId } from '../../bindings/RunId';
import { dayKey, dayLabel } from '../../format';

export type Row =
  | { kind: 'head'; key: string; name: string; date: string }
  | { kind: 'run'; key: RunId; run: Run; isOpen: boolean }
  | { kind: 'details'; key: string; run: Run };

interface Wanted {
  open: RunId | null;
  /** A run that was asked for by its address and is not among the others. */
  linked: Run | null;
  now: Date;
}

export function rowsOf(runs: readonly Run[], { open, linked, now }: Wanted): Row[] {
  const rows: Row[] = [];
  const add = (run: Run) => {
    rows.push({ kind: 'run', key: run.id, run, isOpen: run.id === open });
    if (run.id === open) rows.push({ kind: 'details', key: `${run.id} details`, run });
  };
  if (linked && !runs.some((run) => run.id === linked.id)) {
    rows.push({ kind: 'head', key: 'linked', ...dayLabel(new Date(linked.start_time), now) });
    add(linked);
  }
  const running = runs.filter((run) => run.status === 'in_progress');
  if (running.length > 0) rows.push({ kind: 'head', key: 'running', name: 'Running now', date: '' });
  running.forEach(add);
  let day = '';
  for (const run of runs) {
    if (run.status === 'in_progress') continue;
    const start = new Date(run.start_time);
    const key = dayKey(start);
    if (key !== day) rows.push({ kind: 'head', key, ...dayLabel(start, now) });
    day = key;
    add(run);
  }
  return rows;
}

/** Where the cursor goes from a row: the next run in a direction, or where it is when there is none. */
export function stepFrom(rows: readonly Row[], from: RunId | null, step: 1 | -1): RunId | null {
  const ids = rows.flatMap((row) => (row.kind === 'run' ? [row.key] : []));
  const at = from === null ? -1 : ids.indexOf(from);
  if (at < 0) return ids[0] ?? null;
  return ids[at + step] ?? from;
}
