// Items and jobs for tests, with everything that a test does not care about filled in.
import type { Item } from './bindings/Item';
import type { Job } from './bindings/Job';
import type { Settings } from './bindings/Settings';
import type { Status } from './bindings/Status';

export function item(id: number, more: Partial<Item> = {}): Item {
  return {
    id, job_id: 'job-1', run_id: 'run-1', external_id: `e${String(id)}`, url: `https://example.org/${String(id)}`,
    author: { name: null, handle: null, url: null, avatar: null }, title: null, text: `Text ${String(id)}`, snippet: `Text ${String(id)}`,
    html: null, language: null, published_at: null, first_seen_at: '2026-03-11T12:00:00Z', last_seen_at: '2026-03-11T12:00:00Z',
    kind: 'post', media: [], engagement: { likes: null, reposts: null, replies: null, views: null }, tags: [], state: 'unread',
    starred: false, note: null, revisions: 0, ...more,
  };
}

export function job(id: string, more: Partial<Job> = {}): Job {
  return {
    id, user_id: 'user', name: id, folder: null, platform: 'feed', target_url: `https://${id}.example/feed.xml`, target_type: 'feed',
    target_id: null, options: {}, schedule_text: 'Every hour', max_items_per_run: 50, filters: null, expires_at: null, max_runs: null, status: 'active',
    status_reason: null, last_run_at: null, last_success_at: null, is_stale: false, next_run_at: null, retry_at: null, total_runs: 0, successful_runs: 0, failed_runs: 0,
    consecutive_failures: 0, failing_since: null, failure_code: null, baseline_at: null, notify_on_new_content: true, notify_on_failure: true,
    notification_email: null, mute: null, retention: null, items: 0, items_unread: 0, created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z',
    deleted_at: null, frequency: 'hourly', interval_minutes: null, schedule: {}, ...more,
  };
}

export function monitorStatus(more: Partial<Status> = {}): Status {
  return {
    version: '1.0.0', data_dir: '/data', role: 'owner', monitor_running: true, owner_pid: 1, heartbeat_at: null, jobs_active: 3,
    jobs_paused: 0, jobs_failed: 0, jobs_stale: 0, runs_in_progress: 0, next_run_at: null, next_job: null, items: 10, items_unread: 2, items_starred: 1, offline_since: null, pause: null, holds: [],
    store_bytes: 1, backed_up_at: null, backup_problem: null, store_problem: null, ...more,
  };
}

export function userSettings(more: Partial<Settings> = {}): Settings {
  return {
    notify_new_content: true, notify_failures: true, quiet_hours: [], desktop_digest: null, mail: null, webhook: null,
    retention: { items: null, days: null }, backups: 7, start_hidden: false, theme: 'system', time_zone: null,
    single_key_shortcuts: true, api_enabled: false, api_port: 8787, ...more,
  };
}

/** A promise that a test settles when it wants. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}
