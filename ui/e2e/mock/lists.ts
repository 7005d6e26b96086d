// Lists of items and runs as the store would answer them, and runs that come and go.
import type { Event } from '../../src/bindings/Event';
import type { Heartbeat } from '../../src/bindings/Heartbeat';
import type { ItemQuery } from '../../src/bindings/ItemQuery';
import type { Job } from '../../src/bindings/Job';
import type { Run } from '../../src/bindings/Run';
import type { RunQuery } from '../../src/bindings/RunQuery';
import { item as makeItem } from './items';
import { run as makeRun } from './runs';
import { iso, type World } from './world';

type Emit = (event: Event) => void;

export function listItems(world: World, query: ItemQuery) {
  const platforms = new Map(world.jobs.map((job) => [job.id, job.platform]));
  const deleted = new Set(world.jobs.filter((job) => job.status === 'deleted').map((job) => job.id));
  const words = query.search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const all = world.items.filter((item) => {
    if (deleted.has(item.job_id)) return false;
    if (query.job_id !== undefined && item.job_id !== query.job_id) return false;
    if (query.run_id !== undefined && item.run_id !== query.run_id) return false;
    if (query.platform !== undefined && platforms.get(item.job_id) !== query.platform) return false;
    if (query.state !== undefined && item.state !== query.state) return false;
    if (query.starred !== undefined && item.starred !== query.starred) return false;
    if (query.since !== undefined && item.first_seen_at < iso(Date.parse(query.since))) return false;
    if (query.until !== undefined && item.first_seen_at > iso(Date.parse(query.until))) return false;
    const text = words.length ? `${item.title ?? ''} ${item.text} ${item.author.name ?? ''}`.toLowerCase() : '';
    return words.every((word) => text.includes(word));
  });
  const rest = query.before === undefined ? all : all.filter((item) => item.id < (query.before ?? 0));
  const items = rest.slice(0, query.limit ?? 50).map((item) => ({ ...item, html: null }));
  const last = items.at(-1);
  return { items, total: all.length, next: rest.length > items.length && last ? last.id : null };
}

const isTrouble = (run: Run) => run.status === 'failed';
const isSkipped = (run: Run) => run.status === 'skipped';

/** Whether a job stood differently after this run than before it. */
function isChange(world: World, run: Run): boolean {
  if (run.new_items_downloaded > 0) return true;
  if (run.status !== 'failed' && run.status !== 'completed') return false;
  const earlier = world.runs.find((other) => other.job_id === run.job_id && other.start_time < run.start_time && (other.status === 'failed' || other.status === 'completed'));
  return earlier !== undefined && (earlier.status === 'failed') !== (run.status === 'failed');
}

export function listRuns(world: World, query: RunQuery) {
  const names = new Map(world.jobs.map((job) => [job.id, job.name.toLowerCase()]));
  const deleted = new Set(world.jobs.filter((job) => job.status === 'deleted').map((job) => job.id));
  const search = query.search?.toLowerCase() ?? '';
  const all = world.runs.filter((run) => {
    if (query.job_id === undefined ? deleted.has(run.job_id) : run.job_id !== query.job_id) return false;
    if (query.kind === 'new_items' && run.new_items_downloaded === 0) return false;
    if (query.kind === 'failed' && !isTrouble(run)) return false;
    if (query.kind === 'skipped' && !isSkipped(run)) return false;
    if (query.kind === 'changes' && !isChange(world, run)) return false;
    return (names.get(run.job_id) ?? '').includes(search) || (run.error_message ?? '').toLowerCase().includes(search);
  });
  const skip = query.skip ?? 0;
  return { items: all.slice(skip, skip + (query.limit ?? 50)), total: all.length };
}

export function heartbeats(world: World, jobs: Job[], limit: number): Heartbeat[] {
  return jobs.map((job) => ({
    job_id: job.id,
    beats: world.runs.filter((run) => run.job_id === job.id).slice(0, limit).reverse()
      .map((run) => ({ run_id: run.id, status: run.status, outcome: run.outcome, new_items: run.new_items_downloaded, start_time: run.start_time })),
  }));
}

/** Starts a run that stays in progress until `finishRun`. */
export function addRun(world: World, job: Job, emit: Emit): string {
  const running = world.runs.find((run) => run.job_id === job.id && run.status === 'in_progress');
  if (running) return running.id;
  const started = makeRun(900_000 + world.runs.length, job.id, world.now, {
    trigger: 'manual', status: 'in_progress', outcome: null, end_time: null, duration_ms: null, items_found: 0, items_processed: 0, bytes: 0, requests: 0, http_status: null,
  });
  world.runs.unshift(started);
  emit({ event: 'run_started', job_id: job.id, run_id: started.id });
  return started.id;
}

export function finishRun(world: World, id: string, count: number, emit: Emit): null {
  const run = world.runs.find((other) => other.id === id);
  const job = world.jobs.find((other) => other.id === run?.job_id);
  if (!run || !job) return null;
  for (let index = 0; index < count; index += 1) {
    const next = (world.items[0]?.id ?? 0) + 1;
    world.items.unshift(makeItem(next, job, world.now, { state: 'unread', run_id: run.id, title: `Fresh item ${index + 1}` }));
  }
  Object.assign(run, {
    status: 'completed', outcome: count > 0 ? 'new_items' : 'nothing_new', end_time: iso(world.now + 600), duration_ms: 600,
    new_items_downloaded: count, items_found: 20, http_status: 200, bytes: 41_000, requests: 1,
  });
  job.last_run_at = iso(world.now);
  if (count > 0) emit({ event: 'items_found', job_id: job.id, run_id: run.id, count });
  emit({ event: 'run_finished', job_id: job.id, run_id: run.id, status: 'completed' });
  return null;
}
