// Every command of src/api.ts over a world in memory; what changes is announced as the engine does.
import type { Channel } from '../../src/bindings/Channel';
import type { Digest } from '../../src/bindings/Digest';
import type { Error as EngineError } from '../../src/bindings/Error';
import type { Event } from '../../src/bindings/Event';
import type { Filters } from '../../src/bindings/Filters';
import type { ItemPatch } from '../../src/bindings/ItemPatch';
import type { ItemState } from '../../src/bindings/ItemState';
import type { Job } from '../../src/bindings/Job';
import type { JobPatch } from '../../src/bindings/JobPatch';
import type { NewJob } from '../../src/bindings/NewJob';
import type { MailChange } from '../../src/bindings/MailChange';
import type { Platform } from '../../src/bindings/Platform';
import type { SecretPlace } from '../../src/bindings/SecretPlace';
import type { SettingsPatch } from '../../src/bindings/SettingsPatch';
import type { TargetType } from '../../src/bindings/TargetType';
import type { WebhookChange } from '../../src/bindings/WebhookChange';
import { accountCommands, refuseOptions } from './accounts';
import { addRun, finishRun, heartbeats, listItems, listRuns } from './lists';
import { job as makeJob } from './jobs';
import { platforms } from './platforms';
import { storageCommands } from './storage';
import { nextTimes, preview, previewSchedule, recognise } from './targets';
import { tellingCommands } from './telling';
import { HOUR, iso, type World } from './world';

/** The arguments of all commands; each reads its own. */
export interface Args {
  id: string & number;
  text: string;
  limit: number;
  position: number;
  count: number;
  until: string | null;
  jobId: string | null;
  state: ItemState;
  enabled: boolean;
  job: NewJob;
  platform: Platform;
  targetType: TargetType;
  options: Record<string, string>;
  values: Record<string, string>;
  place: SecretPlace;
  name: string;
  value: string | null;
  patch: JobPatch & ItemPatch & SettingsPatch;
  filters: Filters | null;
  days: number;
  channel: Channel;
  digest: Digest | null;
  change: MailChange | WebhookChange;
  path: string;
  query: never;
  schedule: never;
}

type Emit = (event: Event) => void;
export type Command = (args: Args) => unknown;

export function failure(code: EngineError['code'], message: string, fields: EngineError['fields'] = []): EngineError {
  return { code, message, fields };
}

export function commandsOf(world: World, emit: Emit): Record<string, Command> {
  const findJob = (id: string) => {
    const found = world.jobs.find((job) => job.id === id);
    if (!found) throw failure('not_found', 'This job does not exist.');
    return found;
  };
  const findItem = (id: number) => {
    const found = world.items.find((item) => item.id === id);
    if (!found) throw failure('not_found', 'This item does not exist.');
    return found;
  };
  /** A job as it is listed: its counts are those of its items. */
  const counted = (job: Job): Job => {
    const own = world.items.filter((item) => item.job_id === job.id);
    return { ...job, items: own.length, items_unread: own.filter((item) => item.state === 'unread').length };
  };
  const changed = (job: Job): Job => {
    emit({ event: 'job_updated', job_id: job.id });
    return counted(job);
  };
  const watched = () => world.jobs.filter((job) => job.status !== 'deleted');
  const check = (job: Job) => addRun(world, job, emit);

  return {
    ...accountCommands(world, emit),
    ...tellingCommands(world, emit),
    ...storageCommands(world),
    list_platforms: () => platforms,
    recognise_target: ({ text }) => recognise(world, text),
    preview_target: ({ text, limit, platform, targetType, options, filters }) => preview(world, text, limit, { platform, targetType, options, filters }),
    preview_schedule: ({ schedule }) => previewSchedule(world, schedule),

    list_jobs: () => {
      const all = new Map<string, { items: number; unread: number }>();
      for (const item of world.items) {
        const count = all.get(item.job_id) ?? { items: 0, unread: 0 };
        count.items += 1;
        if (item.state === 'unread') count.unread += 1;
        all.set(item.job_id, count);
      }
      return watched().map((job) => ({ ...job, items: all.get(job.id)?.items ?? 0, items_unread: all.get(job.id)?.unread ?? 0 }));
    },
    get_job: ({ id }) => counted(findJob(id)),
    create_job: ({ job: given }) => {
      const target = recognise(world, given.target_url);
      refuseOptions(given.options);
      const created = makeJob(world.jobs.length + 1, world.now, {
        ...given,
        name: given.name?.trim() || target.display,
        target_url: target.target_url,
        platform: given.platform ?? target.platform,
        target_type: given.target_type ?? target.target_type,
        baseline_at: null, last_run_at: null, next_run_at: iso(world.now), total_runs: 0, successful_runs: 0, failed_runs: 0,
        created_at: iso(world.now), updated_at: iso(world.now),
      });
      world.jobs.push(created);
      emit({ event: 'job_created', job_id: created.id });
      return counted(created);
    },
    create_sample_job: () => {
      const created = makeJob(world.jobs.length + 1, world.now, { name: 'Sample', target_url: 'tidewatch:sample' });
      world.jobs.push(created);
      emit({ event: 'job_created', job_id: created.id });
      return counted(created);
    },
    change_job: ({ id, patch }) => {
      const job = findJob(id);
      refuseOptions(patch.options);
      Object.assign(job, patch, { updated_at: iso(world.now) });
      if (patch.status === 'paused') job.next_run_at = null;
      if (patch.status === 'active') Object.assign(job, { status_reason: null, consecutive_failures: 0, retry_at: null, next_run_at: iso(world.now + HOUR) });
      return changed(job);
    },
    delete_job: ({ id }) => {
      Object.assign(findJob(id), { status: 'deleted', deleted_at: iso(world.now), next_run_at: null });
      emit({ event: 'job_deleted', job_id: id });
      return null;
    },
    restore_job: ({ id }) => {
      const job = findJob(id);
      Object.assign(job, { status: 'active', deleted_at: null, next_run_at: iso(world.now + HOUR) });
      return changed(job);
    },
    check_job: ({ id }) => check(findJob(id)),
    check_all_jobs: () => {
      const active = world.jobs.filter((job) => job.status === 'active');
      active.forEach(check);
      return active.length;
    },
    pause_all: ({ until }) => {
      world.pause = { since: iso(world.now), until };
      emit({ event: 'settings_changed' });
      return null;
    },
    resume_all: () => {
      world.pause = null;
      emit({ event: 'settings_changed' });
      return null;
    },
    next_times: ({ id, count }) => nextTimes(findJob(id), world.now, count),

    list_heartbeats: ({ limit, jobId }) => heartbeats(world, watched().filter((job) => jobId === null || job.id === jobId), limit),
    list_runs: ({ query }) => listRuns(world, query),
    get_run: ({ id }) => {
      const found = world.runs.find((run) => run.id === id);
      if (!found) throw failure('not_found', 'This run does not exist.');
      return found;
    },

    list_items: ({ query }) => listItems(world, query),
    get_item: ({ id }) => ({ item: findItem(id), links: world.links.get(id) ?? [], revisions: world.revisions.get(id) ?? [] }),
    change_item: ({ id, patch }) => {
      const item = findItem(id);
      Object.assign(item, patch, patch.note === '' ? { note: null } : {});
      emit({ event: 'store_changed' });
      return { ...item };
    },
    mark_items: ({ jobId, state }) => {
      const meant = world.items.filter((item) => (jobId === null || item.job_id === jobId) && item.state !== state);
      for (const item of meant) item.state = state;
      emit({ event: 'store_changed' });
      return meant.length;
    },
    open_item: ({ id }) => (findItem(id), null),
    open_item_link: ({ id }) => (findItem(id), null),
    open_job_target: ({ id }) => (findJob(id), null),

    get_status: () => statusOf(world),
    get_settings: () => ({ ...world.settings }),
    change_settings: ({ patch }) => {
      refuseSettings(patch);
      Object.assign(world.settings, patch);
      if (patch.api_enabled !== undefined || patch.api_port !== undefined) {
        world.desktop.api_address = world.settings.api_enabled ? `127.0.0.1:${world.settings.api_port}` : null;
      }
      emit({ event: 'settings_changed' });
      return { ...world.settings };
    },
    get_desktop_state: () => ({ ...world.desktop }),
    set_start_at_login: ({ enabled }) => {
      world.desktop.starts_at_login = enabled;
      return null;
    },
    create_api_token: () => {
      world.desktop.has_api_token = true;
      return null;
    },
    open_data_folder: () => null,
    start_monitor: () => {
      world.monitorRunning = true;
      world.desktop.monitor_is_here = true;
      emit({ event: 'store_changed' });
      return null;
    },
    import_opml: (args) => {
      // The one command that takes bytes instead of named arguments.
      const bytes: unknown = args;
      if (!(bytes instanceof Uint8Array)) throw failure('internal', 'The document came as something else than bytes.');
      const text = new TextDecoder(/encoding="([^"]+)"/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 200)))?.[1] ?? 'utf-8').decode(bytes);
      const found = [...text.matchAll(/xmlUrl="([^"]+)"/g)].map((match) => match[1] ?? '');
      if (!text.includes('<opml')) throw failure('invalid_field', 'This is not an OPML document.', [{ field: 'text', message: 'This is not an OPML document.' }]);
      for (const url of found) world.jobs.push(makeJob(world.jobs.length + 1, world.now, { name: new URL(url).hostname, target_url: url }));
      emit({ event: 'store_changed' });
      return { created: found.length, skipped: 3, problems: [{ name: 'Shed thermometer', reason: 'Its address is on this network. Add it by hand.' }] };
    },
    export_opml: () => true,
    /** Only for tests: ends the run that was asked for, with so many new items. */
    'mock:finish_run': ({ id, count }) => finishRun(world, id, count, emit),
  };
}

/** Refuses what the engine refuses, as far as a test needs it. */
function refuseSettings(patch: SettingsPatch): void {
  const early = patch.quiet_hours?.findIndex(({ from, until }) => from === until) ?? -1;
  if (early >= 0) throw failure('invalid_field', 'quiet_hours: no', [{ field: `quiet_hours[${early}].until`, message: 'They end when they begin. Give another end.' }]);
}

function statusOf(world: World) {
  const of = (status: Job['status']) => world.jobs.filter((job) => job.status === status).length;
  const next = world.jobs.map((job) => job.next_run_at).filter((at) => at !== null).sort()[0] ?? null;
  return {
    version: '0.2.0',
    data_dir: '/data/tidewatch',
    role: world.desktop.monitor_is_here ? 'owner' : 'visitor',
    monitor_running: world.monitorRunning,
    owner_pid: world.monitorRunning ? 4211 : null,
    heartbeat_at: world.monitorRunning ? iso(world.now) : null,
    jobs_active: of('active'),
    jobs_paused: of('paused'),
    jobs_failed: of('failed'),
    jobs_stale: world.jobs.filter((job) => job.is_stale).length,
    runs_in_progress: world.runs.filter((run) => run.status === 'in_progress').length,
    next_run_at: world.pause ? null : next,
    items: world.items.length,
    items_unread: world.items.filter((item) => item.state === 'unread').length,
    items_starred: world.items.filter((item) => item.starred).length,
    pause: world.pause,
    offline_since: world.offlineSince,
    holds: world.holds,
    store_bytes: 31_400_000,
    backed_up_at: world.backups[0]?.created_at ?? null,
    backup_problem: null,
    store_problem: world.storeProblem,
  };
}
