// The worlds to look at the window in: nothing yet, everything, a hundred thousand, every failure, and hostile.
import { addFailures } from './failures';
import { hostileWorld } from './hostile';
import { addItems, addSpecials } from './items';
import { fullJobs } from './jobs';
import { fullRuns } from './runs';
import { addStorage, backups } from './storage';
import { addTelling } from './telling';
import { DAY, HOUR, MINUTE, emptyWorld, iso, type Scenario, type World } from './world';

export function build(scenario: Scenario, now: number): World {
  const world = emptyWorld(now);
  switch (scenario) {
    case 'damaged':
      world.trouble = {
        message: 'The database is damaged: page 41 cannot be read.', is_damaged: true,
        data_dir: '/home/ines/.local/share/tidewatch', backups: backups(now, 3),
      };
      return world;
    case 'empty':
    case 'error':
      return world;
    case 'failures':
      addFailures(world);
      return world;
    case 'hostile':
      return hostileWorld(world);
    case 'full':
    case 'large': {
      world.jobs = fullJobs(now);
      world.runs = fullRuns(world.jobs, now);
      addItems(world, scenario === 'large' ? 100_000 : 320, scenario === 'large' ? 60_000 : 38);
      addSpecials(world);
      addAccounts(world);
      addTelling(world);
      addStorage(world);
      return world;
    }
  }
}

/** Keys in every state but one that nobody has tried, something set, a server and a key that are left alone. */
function addAccounts(world: World): void {
  const { now } = world;
  world.accounts = {
    place: 'keychain',
    keys: [
      { platform: 'youtube', state: 'works', set_at: iso(now - 12 * DAY), checked_at: iso(now - 40 * MINUTE), message: 'It has 9,412 of 10,000 units left today.' },
      { platform: 'reddit', state: 'wrong', set_at: iso(now - 90 * DAY), checked_at: iso(now - HOUR), message: 'Reddit does not know this key (401).' },
    ],
    settings: { reddit: { base_url: 'https://reddit.mirror.example' } },
  };
  world.holds = [
    { scope: 'key:youtube', code: 'rate_limited', reason: 'YouTube has no units left for this key today (403).', since: iso(now - HOUR), until: iso(now + 10 * HOUR) },
    { scope: 'https://harbourwall.example', code: 'rate_limited', reason: 'harbourwall.example was asked too often (429).', since: iso(now - 28 * MINUTE), until: iso(now + 24 * MINUTE) },
    { scope: 'https://ended.example', code: 'blocked', reason: 'This one is over.', since: iso(now - DAY), until: iso(now - MINUTE) },
  ];
}
