// One job for each kind of failure, as the engine leaves it, and one for each other way of waiting.
import type { FailureCode } from '../../src/bindings/FailureCode';
import type { Job } from '../../src/bindings/Job';
import { job } from './jobs';
import { DAY, HOUR, MINUTE, iso, type World } from './world';

/** What came of the last check, in the engine's words. */
export const SAID: Record<FailureCode, string> = {
  gone: 'gone.example says that this was removed for good (410).',
  private: 'This account cannot be read because of a block.',
  suspended: 'Bluesky has suspended this account. It may come back.',
  auth_required: 'X does not know this key (401).',
  rate_limited: 'busy.example was asked too often (429).',
  blocked: 'wall.example refuses automatic reading and shows a page for people instead (403).',
  platform_down: 'down.example has a problem of its own (503).',
  changed: 'changed.example gave an unexpected answer (418).',
  unreachable: 'The name of the site was not found.',
  timeout: 'slow.example did not answer within 30 seconds.',
  tls: 'The certificate of expired.example is not valid.',
  too_large: 'The answer of large.example is larger than 8 MB.',
  not_a_feed: 'page.example answers with a web page, not with a feed.',
  disk_full: 'There is no room on the disk to keep what was found.',
  internal: 'Tidewatch made a mistake while reading the answer.',
};
/** What only the user can mend. */
const FOR_GOOD: readonly FailureCode[] = ['gone', 'private', 'suspended', 'auth_required'];
export const WAITS_FOR_USER = 'Tidewatch waits until you change or resume the job.';

type Change = Partial<Job>;

function failure(code: FailureCode, now: number): Change {
  if (FOR_GOOD.includes(code)) {
    return { status: 'failed', status_reason: `${SAID[code]} ${WAITS_FOR_USER}`, failure_code: code, consecutive_failures: 1, failing_since: iso(now - 3 * HOUR), next_run_at: null };
  }
  const retry = iso(now + 24 * MINUTE);
  return { status_reason: `${SAID[code]} It is tried again in 2 hours.`, failure_code: code, consecutive_failures: 3, failing_since: iso(now - 3 * HOUR), next_run_at: retry, retry_at: retry };
}

/** The jobs by name: the code, or the way of waiting. */
export function addFailures(world: World): void {
  const { now } = world;
  const until = iso(now + 24 * MINUTE);
  const changes: Record<string, Change> = {
    ...Object.fromEntries((Object.keys(SAID) as FailureCode[]).map((code) => [code, failure(code, now)])),
    'login without a key': { ...failure('auth_required', now), status_reason: `members.example asks for a login (401). ${WAITS_FOR_USER}` },
    'first failure': { ...failure('timeout', now), consecutive_failures: 1, failing_since: iso(now - 28 * MINUTE) },
    'probed once a day': { ...failure('unreachable', now), status: 'failed', failing_since: iso(now - 3 * DAY), next_run_at: iso(now + 20 * HOUR), retry_at: iso(now + 20 * HOUR) },
    'held for another': { status_reason: 'harbour.example was asked too often (429). It is tried again in 2 hours.', next_run_at: until, retry_at: until },
    stale: { is_stale: true, last_success_at: iso(now - 2 * DAY), next_run_at: iso(now - MINUTE) },
    paused: { status: 'paused', next_run_at: null, last_run_at: iso(now - 9 * DAY) },
    completed: { status: 'completed', status_reason: 'Its end date has come.', next_run_at: null, last_run_at: iso(now - 9 * DAY) },
    // Its times passed while there was no network, once the test takes that away.
    due: { next_run_at: iso(now - MINUTE) },
  };
  world.jobs = Object.entries(changes).map(([name, change], index) => job(index + 1, now, {
    name, target_url: `https://${name.replaceAll(' ', '-')}.example/feed.xml`, platform: name === 'auth_required' ? 'x' : 'feed', ...change,
  }));
  world.holds = [{ scope: 'https://harbour.example', code: 'rate_limited', reason: 'harbour.example was asked too often (429).', since: iso(now - 28 * MINUTE), until }];
}
