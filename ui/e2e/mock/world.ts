// What the mock backend holds in memory, and the small tools its builders share.
import type { Accounts } from '../../src/bindings/Accounts';
import type { Backup } from '../../src/bindings/Backup';
import type { ChannelState } from '../../src/bindings/ChannelState';
import type { Check } from '../../src/bindings/Check';
import type { DesktopState } from '../../src/bindings/DesktopState';
import type { Gap } from '../../src/bindings/Gap';
import type { Hold } from '../../src/bindings/Hold';
import type { Item } from '../../src/bindings/Item';
import type { Job } from '../../src/bindings/Job';
import type { Link } from '../../src/bindings/Link';
import type { LostSecrets } from '../../src/bindings/LostSecrets';
import type { Notification } from '../../src/bindings/Notification';
import type { Pause } from '../../src/bindings/Pause';
import type { Revision } from '../../src/bindings/Revision';
import type { Run } from '../../src/bindings/Run';
import type { Settings } from '../../src/bindings/Settings';
import type { StoreTrouble } from '../../src/bindings/StoreTrouble';

export type Scenario = 'empty' | 'full' | 'error' | 'hostile' | 'large' | 'failures' | 'damaged';

export interface World {
  now: number;
  jobs: Job[];
  /** Newest first. */
  runs: Run[];
  /** Newest first: ids fall. */
  items: Item[];
  links: Map<number, Link[]>;
  revisions: Map<number, Revision[]>;
  settings: Settings;
  accounts: Accounts;
  /** What does not go along when keys are moved. */
  lostSecrets: LostSecrets;
  holds: Hold[];
  desktop: DesktopState;
  monitorRunning: boolean;
  pause: Pause | null;
  offlineSince: string | null;
  channels: ChannelState[];
  /** Newest first. */
  notifications: Notification[];
  backups: Backup[];
  checks: Check[] | null;
  gaps: Gap[];
  trouble: StoreTrouble | null;
  storeProblem: string | null;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const USER = '0193b2a0-0000-7000-8000-000000000001';

export const iso = (at: number) => new Date(at).toISOString();

/** An id in the form of a UUID v7, the same on every start. */
export function uuid(kind: number, number: number): string {
  const tail = number.toString(16).padStart(12, '0');
  return `0193b2a0-${kind.toString(16).padStart(4, '0')}-7000-8000-${tail}`;
}

/** Numbers from 0 to 1 that look random and are the same on every start. */
export function dice(seed: number): () => number {
  // Neighbouring seeds would begin alike.
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function emptyWorld(now: number): World {
  return {
    now,
    jobs: [],
    runs: [],
    items: [],
    links: new Map(),
    revisions: new Map(),
    settings: {
      notify_new_content: true,
      notify_failures: true,
      quiet_hours: [],
      desktop_digest: null,
      mail: null,
      webhook: null,
      retention: { items: null, days: null },
      backups: 7,
      start_hidden: false,
      theme: 'system',
      time_zone: null,
      single_key_shortcuts: true,
      api_enabled: false,
      api_port: 8787,
    },
    accounts: { place: 'keychain', keys: [], settings: {} },
    lostSecrets: { platforms: [], channels: [] },
    holds: [],
    desktop: {
      monitor_is_here: true,
      tray_problem: null,
      notifications_problem: null,
      keychain_problem: null,
      starts_at_login: false,
      api_address: null,
      api_problem: null,
      has_api_token: false,
    },
    monitorRunning: true,
    pause: null,
    offlineSince: null,
    channels: [{ channel: 'desktop', waiting: 0, problem: null, next_attempt_at: null, last_told_at: null, quiet_until: null }],
    notifications: [],
    backups: [],
    checks: null,
    gaps: [],
    trouble: null,
    storeProblem: null,
  };
}
