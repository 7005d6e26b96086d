// Copies of the database, its examination, coverage, and a database that cannot be used, in the mock backend.
import type { Backup } from '../../src/bindings/Backup';
import type { Check } from '../../src/bindings/Check';
import type { Coverage } from '../../src/bindings/Coverage';
import type { Gap } from '../../src/bindings/Gap';
import { failure, type Command } from './commands';
import { DAY, HOUR, MINUTE, iso, uuid, type World } from './world';

export function backups(now: number, count: number): Backup[] {
  return Array.from({ length: count }, (_, index) => {
    const at = now - (index * 24 + 11) * HOUR;
    return { path: `/home/ines/.local/share/tidewatch/backups/tidewatch-${iso(at).slice(0, 10)}.db`, bytes: 31_000_000 - index * 400_000, created_at: iso(at) };
  });
}

function coverage(world: World, jobId: string, days: number): Coverage {
  const since = world.now - days * DAY;
  const gaps = world.gaps.filter((gap) => gap.job_id === jobId && Date.parse(gap.until ?? iso(world.now)) > since);
  const lost = gaps.filter(({ reason }) => reason !== 'overflow').reduce((sum, gap) => sum + (Date.parse(gap.until ?? iso(world.now)) - Math.max(since, Date.parse(gap.since))), 0);
  return { job_id: jobId, since: iso(since), until: iso(world.now), gaps, watched: 1 - lost / (days * DAY) };
}

const found: Check[] = [
  { name: 'Database', finding: 'good', message: 'It is sound: every page was read.' },
  { name: 'Copies', finding: 'poor', message: 'The latest copy is 11 hours old. One is made each day.' },
  { name: 'Data folder', finding: 'bad', message: 'Others may read it. Take that from them: chmod 700 /home/ines/.local/share/tidewatch' },
];

export function storageCommands(world: World): Record<string, Command> {
  const damaged = () => {
    if (!world.trouble?.is_damaged) throw failure('internal', 'The database is not damaged, so nothing takes its place.');
  };
  return {
    get_coverage: ({ jobId, days }) => coverage(world, jobId ?? '', days),
    list_backups: () => world.backups,
    make_backup: () => {
      const made: Backup = { path: '/home/ines/.local/share/tidewatch/backups/tidewatch-now.db', bytes: 31_400_000, created_at: iso(world.now) };
      world.backups = [made, ...world.backups];
      return made;
    },
    save_backup: () => true,
    run_doctor: () => world.checks ?? found,
    apply_retention: () => 120,
    get_trouble: () => world.trouble,
    restore_backup: ({ path }) => {
      damaged();
      if (!world.trouble?.backups.some((copy) => copy.path === path)) throw failure('internal', 'This is none of the copies that were found.');
      return null;
    },
    start_anew: () => {
      damaged();
      return null;
    },
    quit: () => null,
  };
}

/** Copies of a week, gaps of a night, a journey and a failing source. */
export function addStorage(world: World): void {
  const { now } = world;
  world.backups = backups(now, 7);
  const gap = (job: number, reason: Gap['reason'], since: number, until: number | null, more: Partial<Gap> = {}): Gap => ({
    job_id: uuid(1, job), reason, since: iso(since), until: until === null ? null : iso(until), slots: 26, detail: null, ...more,
  });
  world.gaps = [
    gap(1, 'paused', now - 26 * DAY, now - 24 * DAY, { slots: 192 }),
    gap(1, 'not_running', now - 17 * DAY, now - 16.5 * DAY, { slots: 48 }),
    gap(1, 'overflow', now - 12 * DAY, now - 11.8 * DAY, { slots: 0, detail: 'All 20 entries were new: older ones may have been missed. Check it more often.' }),
    gap(1, 'offline', now - 9 * DAY, now - 9 * DAY + 3 * HOUR, { slots: 12 }),
    gap(1, 'rate_limited', now - 5 * DAY, now - 5 * DAY + 90 * MINUTE, { slots: 6, detail: 'lanternbay.example asked for a pause (429).' }),
    gap(1, 'failing', now - 3 * DAY, now - 3 * DAY + 40 * MINUTE, { slots: 2 }),
    gap(1, 'asleep', now - 12.7 * HOUR, now - 6.2 * HOUR),
    gap(6, 'failing', now - 2 * DAY, null, { slots: 48 }),
  ];
}
