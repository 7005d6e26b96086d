// Jobs, runs, beats and platforms for tests: plain ones, changed where a test says so.
import type { Beat } from '../bindings/Beat';
import type { Job } from '../bindings/Job';
import type { OptionAbout } from '../bindings/OptionAbout';
import type { PlatformAbout } from '../bindings/PlatformAbout';
import type { PreviewItem } from '../bindings/PreviewItem';
import type { Run } from '../bindings/Run';

export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: 'job-1', user_id: 'user-1', name: 'Harbour notices', folder: null, platform: 'feed',
    target_url: 'https://harbour.example/feed.xml', target_type: 'feed', target_id: null, options: {},
    schedule_text: 'Every hour at :20', max_items_per_run: 50, filters: null, expires_at: null, max_runs: null,
    status: 'active', status_reason: null, last_run_at: null, last_success_at: null, is_stale: false, next_run_at: '2026-03-02T14:20:00Z', retry_at: null,
    total_runs: 0, successful_runs: 0, failed_runs: 0, consecutive_failures: 0, failing_since: null, failure_code: null, baseline_at: null,
    notify_on_new_content: true, notify_on_failure: true, notification_email: null, mute: null, retention: null, items: 0, items_unread: 0,
    created_at: '2026-03-01T08:00:00Z', updated_at: '2026-03-01T08:00:00Z', deleted_at: null,
    frequency: 'hourly', interval_minutes: null, schedule: { minute: 20 },
    ...changes,
  };
}

export function aRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'run-1', job_id: 'job-1', trigger: 'schedule', status: 'completed', outcome: 'nothing_new',
    start_time: '2026-03-02T13:20:00Z', end_time: '2026-03-02T13:20:01Z', duration_ms: 600, items_found: 20,
    items_processed: 20, new_items_downloaded: 0, updated_items: 0, http_status: 200, bytes: 4_096, requests: 1,
    error_code: null, error_message: null, retry_at: null, missed_slots: null, may_have_missed: false,
    ...changes,
  };
}

export function aBeat(changes: Partial<Beat> = {}): Beat {
  return { run_id: 'run-1', status: 'completed', outcome: 'nothing_new', new_items: 0, start_time: '2026-03-02T13:20:00Z', ...changes };
}

export function aPreviewItem(changes: Partial<PreviewItem> = {}): PreviewItem {
  return {
    external_id: 'item-1', url: null, title: 'How a storm surge travels', text: 'Tide gauges explained.',
    author: { name: null, handle: null, url: null, avatar: null }, published_at: null, kind: 'post', media: [],
    engagement: { likes: null, reposts: null, replies: null, views: null },
    is_told: null, reason: null,
    ...changes,
  };
}

export function aSwitch(changes: Partial<OptionAbout> = {}): OptionAbout {
  return { name: 'replies', label: 'Include replies', help: '', kind: { type: 'switch' }, default: 'true', target_types: ['profile'], ...changes };
}

export function aPlatform(changes: Partial<PlatformAbout> = {}): PlatformAbout {
  return {
    platform: 'x', name: 'X', target_types: ['profile'], keyless: false, examples: [], limits: '',
    key: { fields: [{ name: 'token', label: 'Bearer token', is_secret: true, is_optional: false }], get_at: 'https://developer.x.example/', help: 'Create an app.' },
    options: [], settings: [], ...changes,
  };
}
