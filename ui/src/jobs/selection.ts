// Which jobs are selected, as lists are selected everywhere: one by one, or from an anchor on.
import type { JobId } from '../bindings/JobId';

export interface Selection {
  readonly ids: ReadonlySet<JobId>;
  /** Where a range starts. */
  readonly anchor: JobId | null;
}

export const NONE: Selection = { ids: new Set(), anchor: null };

export function toggled({ ids }: Selection, id: JobId): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Everything from the anchor (or `from`, where there is none) to `to`, besides what was selected. */
export function extended(selection: Selection, order: readonly JobId[], from: JobId, to: JobId): Selection {
  const anchor = selection.anchor && order.includes(selection.anchor) ? selection.anchor : from;
  const [start, end] = [order.indexOf(anchor), order.indexOf(to)].sort((a, b) => a - b);
  if (start === undefined || end === undefined || start < 0) return selection;
  return { ids: new Set([...selection.ids, ...order.slice(start, end + 1)]), anchor };
}

/** All of those listed; none where all of them are. */
export function toggledAll(selection: Selection, order: readonly JobId[]): Selection {
  return isAll(selection, order) ? NONE : { ids: new Set(order), anchor: null };
}

export function isAll({ ids }: Selection, order: readonly JobId[]): boolean {
  return order.length > 0 && order.every((id) => ids.has(id));
}

/** Without what is no longer there; the same object where nothing is gone. */
export function kept(selection: Selection, existing: ReadonlySet<JobId>): Selection {
  const ids = [...selection.ids].filter((id) => existing.has(id));
  return ids.length === selection.ids.size ? selection : { ids: new Set(ids), anchor: selection.anchor };
}
