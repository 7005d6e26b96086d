// The one way to Rust: every command by its name, and the events of the engine.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { Accounts } from './bindings/Accounts';
import type { BackTest } from './bindings/BackTest';
import type { Backup } from './bindings/Backup';
import type { Channel } from './bindings/Channel';
import type { ChannelState } from './bindings/ChannelState';
import type { Check } from './bindings/Check';
import type { CostEstimate } from './bindings/CostEstimate';
import type { Coverage } from './bindings/Coverage';
import type { DesktopState } from './bindings/DesktopState';
import type { Digest } from './bindings/Digest';
import type { Error as EngineError } from './bindings/Error';
import type { Event } from './bindings/Event';
import type { Filters } from './bindings/Filters';
import type { Heartbeat } from './bindings/Heartbeat';
import type { ImportReport } from './bindings/ImportReport';
import type { Item } from './bindings/Item';
import type { ItemDetail } from './bindings/ItemDetail';
import type { ItemId } from './bindings/ItemId';
import type { ItemPage } from './bindings/ItemPage';
import type { ItemPatch } from './bindings/ItemPatch';
import type { ItemQuery } from './bindings/ItemQuery';
import type { ItemState } from './bindings/ItemState';
import type { Job } from './bindings/Job';
import type { JobId } from './bindings/JobId';
import type { JobPatch } from './bindings/JobPatch';
import type { KeyStatus } from './bindings/KeyStatus';
import type { Listing } from './bindings/Listing';
import type { LostSecrets } from './bindings/LostSecrets';
import type { MailChange } from './bindings/MailChange';
import type { NewJob } from './bindings/NewJob';
import type { Notification } from './bindings/Notification';
import type { Platform } from './bindings/Platform';
import type { PlatformAbout } from './bindings/PlatformAbout';
import type { Preview } from './bindings/Preview';
import type { Recognition } from './bindings/Recognition';
import type { Run } from './bindings/Run';
import type { RunId } from './bindings/RunId';
import type { RunQuery } from './bindings/RunQuery';
import type { Schedule } from './bindings/Schedule';
import type { SchedulePreview } from './bindings/SchedulePreview';
import type { SecretPlace } from './bindings/SecretPlace';
import type { Settings } from './bindings/Settings';
import type { SettingsPatch } from './bindings/SettingsPatch';
import type { Status } from './bindings/Status';
import type { StoreTrouble } from './bindings/StoreTrouble';
import type { TargetType } from './bindings/TargetType';
import type { WebhookChange } from './bindings/WebhookChange';

/** What a command that failed rejects with: a code to branch on, a sentence to show. */
export type ApiError = EngineError;

export const api = {
  listPlatforms: () => invoke<PlatformAbout[]>('list_platforms'),
  recogniseTarget: (text: string) => invoke<Recognition>('recognise_target', { text }),
  /** Without a platform and a type it is the best reading, or what the engine finds it to be instead. */
  previewTarget: (text: string, limit: number, platform: Platform | null, targetType: TargetType | null, options: Record<string, string>, filters: Filters | null) =>
    invoke<Preview>('preview_target', { text, limit, platform, targetType, options, filters }),
  previewSchedule: (schedule: Schedule) => invoke<SchedulePreview>('preview_schedule', { schedule }),

  /** The keys there are, where they are kept, and what is set for platforms. */
  getAccounts: () => invoke<Accounts>('get_accounts'),
  setKey: (platform: Platform, values: Record<string, string>) => invoke<KeyStatus>('set_key', { platform, values }),
  testKey: (platform: Platform) => invoke<KeyStatus>('test_key', { platform }),
  removeKey: (platform: Platform) => invoke<null>('remove_key', { platform }),
  /** Opens the page on which one gets a key. */
  openKeyPage: (platform: Platform) => invoke<null>('open_key_page', { platform }),
  setSecretPlace: (place: SecretPlace) => invoke<LostSecrets>('set_secret_place', { place }),
  /** Nothing restores the default. */
  setPlatformSetting: (platform: Platform, name: string, value: string | null) =>
    invoke<null>('set_platform_setting', { platform, name, value }),
  /** What a job would ask of what its platform grants; nothing where that is no concern. */
  estimateCost: (job: NewJob, replaces: JobId | null = null) => invoke<CostEstimate | null>('estimate_cost', { job, replaces }),

  /** All jobs but the deleted ones. */
  listJobs: () => invoke<Job[]>('list_jobs'),
  getJob: (id: JobId) => invoke<Job>('get_job', { id }),
  createJob: (job: NewJob) => invoke<Job>('create_job', { job }),
  createSampleJob: () => invoke<Job>('create_sample_job'),
  changeJob: (id: JobId, patch: JobPatch) => invoke<Job>('change_job', { id, patch }),
  deleteJob: (id: JobId) => invoke<null>('delete_job', { id }),
  restoreJob: (id: JobId) => invoke<Job>('restore_job', { id }),
  /** Asks for a run now; answers the id that it will have. */
  checkJob: (id: JobId) => invoke<RunId>('check_job', { id }),
  /** Asks for a run of every active job; answers how many. */
  checkAllJobs: () => invoke<number>('check_all_jobs'),
  /** Holds every job until a time (RFC 3339), or until resumed. */
  pauseAll: (until: string | null) => invoke<null>('pause_all', { until }),
  resumeAll: () => invoke<null>('resume_all'),
  /** The next due times of a stored job (RFC 3339). */
  nextTimes: (id: JobId, count: number) => invoke<string[]>('next_times', { id, count }),

  /** What filters (without any: those of the job) would have told of the items of the last days. */
  backTest: (jobId: JobId, filters: Filters | null, days: number) => invoke<BackTest>('back_test', { jobId, filters, days }),
  /** How well a job was watched in the last days. */
  getCoverage: (jobId: JobId, days: number) => invoke<Coverage>('get_coverage', { jobId, days }),

  /** The latest runs of every job (of one, when given), oldest first. */
  listHeartbeats: (limit: number, jobId: JobId | null = null) => invoke<Heartbeat[]>('list_heartbeats', { jobId, limit }),
  listRuns: (query: RunQuery) => invoke<Listing<Run>>('list_runs', { query }),
  getRun: (id: RunId) => invoke<Run>('get_run', { id }),

  listItems: (query: ItemQuery) => invoke<ItemPage>('list_items', { query }),
  getItem: (id: ItemId) => invoke<ItemDetail>('get_item', { id }),
  changeItem: (id: ItemId, patch: ItemPatch) => invoke<Item>('change_item', { id, patch }),
  /** Marks all items of a job, or of all; answers how many changed. */
  markItems: (jobId: JobId | null, state: ItemState) => invoke<number>('mark_items', { jobId, state }),
  /** Opens the item in the system's browser. */
  openItem: (id: ItemId) => invoke<null>('open_item', { id }),
  /** Opens the item's link with this position in `ItemDetail.links`. */
  openItemLink: (id: ItemId, position: number) => invoke<null>('open_item_link', { id, position }),
  /** Opens what a job watches in the system's browser. */
  openJobTarget: (id: JobId) => invoke<null>('open_job_target', { id }),

  getStatus: () => invoke<Status>('get_status'),
  getSettings: () => invoke<Settings>('get_settings'),
  changeSettings: (patch: SettingsPatch) => invoke<Settings>('change_settings', { patch }),
  getDesktopState: () => invoke<DesktopState>('get_desktop_state'),
  setStartAtLogin: (enabled: boolean) => invoke<null>('set_start_at_login', { enabled }),
  /** Creates the token of the HTTP API and puts it on the clipboard; no page ever sees it. */
  createApiToken: () => invoke<null>('create_api_token'),
  openDataFolder: () => invoke<null>('open_data_folder'),
  /** Starts the monitor where no process runs the schedule. */
  startMonitor: () => invoke<null>('start_monitor'),

  /** The latest messages, newest first. */
  listNotifications: (limit: number) => invoke<Notification[]>('list_notifications', { limit }),
  /** How the channels stand that are in use. */
  listChannels: () => invoke<ChannelState[]>('list_channels'),
  /** Tells something for a try; answers what came of it, in a sentence. */
  sendTest: (channel: Channel) => invoke<string>('send_test', { channel }),
  /** When new content is told on a channel: nothing tells it at once. */
  setDigest: (channel: Channel, digest: Digest | null) => invoke<null>('set_digest', { channel, digest }),
  setMail: (change: MailChange) => invoke<Settings>('set_mail', { change }),
  removeMail: () => invoke<null>('remove_mail'),
  setWebhook: (change: WebhookChange) => invoke<Settings>('set_webhook', { change }),
  removeWebhook: () => invoke<null>('remove_webhook'),

  listBackups: () => invoke<Backup[]>('list_backups'),
  makeBackup: () => invoke<Backup>('make_backup'),
  /** Asks where to, and writes a copy there; false when the user chose nothing. */
  saveBackup: () => invoke<boolean>('save_backup'),
  /** Examines the database. */
  runDoctor: () => invoke<Check[]>('run_doctor'),
  /** Removes what is not to be kept any longer; answers how many items that was. */
  applyRetention: () => invoke<number>('apply_retention'),

  /** Why the database cannot be used. Where it answers something, only the three that follow work. */
  getTrouble: () => invoke<StoreTrouble | null>('get_trouble'),
  restoreBackup: (path: string) => invoke<null>('restore_backup', { path }),
  startAnew: () => invoke<null>('start_anew'),
  quit: () => invoke<null>('quit'),

  /** Adds the feeds of an OPML document, given byte by byte as the file has it, with their folders. */
  importOpml: (document: Uint8Array) => invoke<ImportReport>('import_opml', document),
  /** Asks where to, and writes all jobs as OPML; false when the user chose nothing. */
  exportOpml: () => invoke<boolean>('export_opml'),
};

/** Calls `take` with everything that happens in the engine; the answer ends it. */
export function onEngineEvent(take: (event: Event) => void): Promise<() => void> {
  return listen<Event>('engine', ({ payload }) => { take(payload); });
}

/** Calls `go` with the hash route (`#/items/42`) that a notification or the tray asks for. */
export function onNavigate(go: (route: string) => void): Promise<() => void> {
  return listen<string>('navigate', ({ payload }) => { go(payload); });
}
