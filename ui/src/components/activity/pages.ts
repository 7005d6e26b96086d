// Pages of runs put together: a fresh one over the old ones, the next one below, those of the strip.
import type { Run } from '../../bindings/Run';
import { isMissed } from './strip';

/** How many runs are asked for at a time. */
export const PAGE = 100;

/** A fresh first page over what is known; rows beyond the page stay. */
export function mergeTop(known: readonly Run[], page: readonly Run[]): Run[] {
  const last = page.at(-1);
  // A page that is not full is all there is.
  if (!last || page.length < PAGE) return [...page];
  const fresh = new Set(page.map((run) => run.id));
  return [...page, ...known.filter((run) => !fresh.has(run.id) && run.start_time <= last.start_time)];
}

/** The page that follows. New runs on top push some of what is known into it again. */
export function appended(known: readonly Run[], page: readonly Run[]): Run[] {
  const ids = new Set(known.map((run) => run.id));
  return [...known, ...page.filter((run) => !ids.has(run.id))];
}

/** Runs of the strip with fresh ones over them, without those that ended before it begins. */
export function ofStrip(known: readonly Run[], fresh: readonly Run[], begin: number): Run[] {
  const all = new Map([...known, ...fresh].map((run) => [run.id, run]));
  // A gap covers the time up to its end; any other run stands where it started.
  const reaches = (run: Run) => Date.parse(isMissed(run) ? (run.end_time ?? run.start_time) : run.start_time) >= begin;
  return [...all.values()].filter(reaches);
}
