// The jobs of the full scenario: every status that a job can have, on the platforms there are.
import type { Job } from '../../src/bindings/Job';
import { DAY, HOUR, MINUTE, USER, iso, uuid } from './world';

type Sketch = Partial<Job> & Pick<Job, 'name' | 'target_url'> & { every?: number };

/** A job with everything that its sketch leaves open. */
export function job(number: number, now: number, sketch: Sketch): Job {
  const { every = 60, ...given } = sketch;
  const isYoutube = given.platform === 'youtube';
  return {
    id: uuid(1, number),
    user_id: USER,
    folder: null,
    platform: 'feed',
    target_type: isYoutube ? 'channel' : 'feed',
    target_id: null,
    options: {},
    schedule_text: every === 60 ? `Every hour at :${String(number % 60).padStart(2, '0')} (Europe/London)` : `Every ${every} minutes`,
    max_items_per_run: 50,
    filters: null,
    expires_at: null,
    max_runs: null,
    status: 'active',
    status_reason: null,
    last_run_at: iso(now - ((number * 7) % every) * MINUTE),
    last_success_at: iso(now - ((number * 7) % every) * MINUTE),
    is_stale: false,
    next_run_at: iso(now + (every - ((number * 7) % every)) * MINUTE),
    retry_at: null,
    total_runs: 812 + number,
    successful_runs: 806 + number,
    failed_runs: 6,
    consecutive_failures: 0,
    failing_since: null,
    failure_code: null,
    baseline_at: iso(now - 40 * DAY),
    notify_on_new_content: true,
    notify_on_failure: true,
    notification_email: null,
    mute: null,
    retention: null,
    items: 0,
    items_unread: 0,
    created_at: iso(now - 40 * DAY),
    updated_at: iso(now - 2 * DAY),
    deleted_at: null,
    frequency: every === 60 ? 'hourly' : 'custom',
    interval_minutes: every === 60 ? null : every,
    schedule: every === 60 ? { minute: number % 60, time_zone: 'Europe/London' } : {},
    ...given,
  };
}

export const GONE = 'moorings.example finds nothing at this address (404). This job waits until you change its link; it is probed once a day.';
export const LOGIN = 'members.example asks for a login (401). This job waits until you change it.';
export const FAILING = 'lowtide.example did not answer within 30 seconds. It is tried again at 15:10.';
export const HELD = 'harbourwall.example was asked too often (429). It is tried again at 14:32.';

export function fullJobs(now: number): Job[] {
  const sketches: Sketch[] = [
    { name: 'Lantern Bay Observer', target_url: 'https://lanternbay.example/feed.xml', folder: 'Coast', every: 15 },
    { name: 'Kelp and Current', target_url: 'https://kelp.example/atom.xml', folder: 'Coast' },
    { name: 'Breakwater Weekly', target_url: 'https://breakwater.example/rss', folder: 'Coast/North', every: 30 },
    { name: 'Fog Signal', target_url: 'https://www.youtube.com/@fogsignal', platform: 'youtube', every: 30 },
    { name: 'Slow Boat Workshop', target_url: 'https://www.youtube.com/@slowboat', platform: 'youtube', folder: 'Making' },
    { name: 'Salt Marsh Notes', target_url: 'https://saltmarsh.example/notes.json', folder: 'Science', is_stale: true, last_success_at: iso(now - 2 * DAY) },
    { name: 'Buoy 41 readings', target_url: 'https://buoys.example/41.xml', folder: 'Science', every: 10 },
    { name: 'The Very Long Name of a Newsletter About Estuaries, Their Birds and Everything That Lives Below', target_url: 'https://newsletter.example/a/rather/long/path/that/does/not/fit/anywhere/feed.xml' },
    { name: 'קול הנמל', target_url: 'https://port.example/he.xml', folder: 'Languages' },
    { name: '港の便り', target_url: 'https://minato.example/ja.xml', folder: 'Languages', every: 120 },
    { name: 'Moorings', target_url: 'https://moorings.example/old-feed', status: 'failed', status_reason: GONE, failure_code: 'gone', consecutive_failures: 5, failing_since: iso(now - 3 * DAY), next_run_at: iso(now + 20 * HOUR), retry_at: iso(now + 20 * HOUR) },
    { name: 'Members of the Pier', target_url: 'https://members.example/feed', status: 'failed', status_reason: LOGIN, failure_code: 'auth_required', consecutive_failures: 1, failing_since: iso(now - 5 * HOUR), next_run_at: null },
    { name: 'Low Tide Diary', target_url: 'https://lowtide.example/rss.xml', status_reason: FAILING, failure_code: 'timeout', consecutive_failures: 3, failing_since: iso(now - 2 * HOUR), next_run_at: iso(now + 62 * MINUTE), retry_at: iso(now + 62 * MINUTE) },
    { name: 'Harbour Wall', target_url: 'https://harbourwall.example/feed', status_reason: HELD, failure_code: 'rate_limited', consecutive_failures: 1, failing_since: iso(now - 28 * MINUTE), next_run_at: iso(now + 24 * MINUTE), retry_at: iso(now + 24 * MINUTE) },
    { name: 'Winter Ferry Times', target_url: 'https://ferry.example/winter.xml', status: 'paused', next_run_at: null },
    { name: 'Regatta 2026', target_url: 'https://www.youtube.com/playlist?list=PLregatta2026', platform: 'youtube', target_type: 'playlist', status: 'completed', status_reason: 'Its end date has come.', expires_at: iso(now - 9 * DAY), next_run_at: null },
    { name: 'Tide Tables Forum', target_url: 'https://forum.example/latest.rss', max_runs: 500, mute: { until: iso(now + 52 * MINUTE) } },
    { name: 'Estuary Cam', target_url: 'https://www.youtube.com/@estuarycam', platform: 'youtube', schedule_text: 'Every Monday and Thursday at 08:30 (Europe/London)', frequency: 'weekly', schedule: { at: '08:30', weekdays: [1, 4], time_zone: 'Europe/London' }, next_run_at: iso(now + 42 * HOUR) },
  ];
  return sketches.map((sketch, index) => job(index + 1, now, sketch));
}
