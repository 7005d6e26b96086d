// What the sidebar and the banner say.
import { beforeAll, describe, expect, it } from 'vitest';

import type { DesktopState } from '../bindings/DesktopState';
import { useManner } from '../format';
import { job, monitorStatus } from '../testing';
import { mostSerious } from './banner';
import { treeRows } from './tree';
import { untilTomorrow, watchLine } from './watch';

beforeAll(() => { useManner({ locale: 'en-GB', timeZone: 'UTC' }); });
const now = new Date('2026-03-11T12:00:00Z');
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

describe('the watch line', () => {
  it.each([
    [{ jobs_active: 0 }, 'empty', 'Nothing to watch yet', 'Add a job to begin'],
    [{ jobs_active: 0, monitor_running: false }, 'empty', 'Nothing to watch yet', 'Add a job to begin'],
    [{ monitor_running: false }, 'stopped', 'Nothing is being checked', 'The monitor is not running'],
    [{ next_run_at: at(4) }, 'watching', 'Watching 3 jobs', 'Next check in 4 min'],
    [{ jobs_active: 1, next_run_at: at(1) }, 'watching', 'Watching 1 job', 'Next check in 1 min'],
    [{ jobs_active: 2, jobs_failed: 1, runs_in_progress: 2 }, 'watching', 'Watching 2 jobs, 1\u00a0needs\u00a0you', 'Checking 2 now'],
    [{ jobs_failed: 2 }, 'watching', 'Watching 3 jobs, 2\u00a0need\u00a0you', 'No check is due'],
    [{ jobs_active: 0, jobs_failed: 1 }, 'watching', 'Watching no job, 1\u00a0needs\u00a0you', 'No check is due'],
    [{ next_run_at: at(-1) }, 'watching', 'Watching 3 jobs', 'A check is due now'],
    [{}, 'watching', 'Watching 3 jobs', 'No check is due'],
    [{ pause: { since: at(-9), until: at(60) } }, 'paused', 'Paused until 13:00', 'Goes on in 1 hr'],
    [{ pause: { since: at(-9), until: null } }, 'paused', 'Paused', 'Until you resume'],
    [{ offline_since: at(-6), pause: { since: at(-9), until: null } }, 'offline', 'No network', 'Checks go on when it is back'],
    [{ store_problem: 'Page 41.', offline_since: at(-6) }, 'stopped', 'Nothing is being checked', 'The database is damaged'],
    [{ offline_since: at(-6), monitor_running: false }, 'stopped', 'Nothing is being checked', 'The monitor is not running'],
    [{ jobs_active: 0, jobs_paused: 2 }, 'paused', 'Every job is paused', 'Resume one to watch it'],
  ] as const)('for %o is %s', (more, state, title, detail) => {
    expect(watchLine(monitorStatus(more), now)).toEqual({ state, title, detail });
  });

  it('counts those that need the user as the list of jobs does', () => {
    expect(watchLine(monitorStatus({ next_run_at: at(4) }), now, 1).title).toBe('Watching 3 jobs, 1\u00a0needs\u00a0you');
  });

  it('names the next day with its date', () => {
    expect(watchLine(monitorStatus({ next_run_at: at(2 * 24 * 60) }), now).detail).toMatch(/^Next check 13 Mar/);
  });

  it('offers a pause until the next morning', () => {
    expect(untilTomorrow(now, 'UTC')).toEqual({ label: 'until tomorrow 07:00', at: new Date('2026-03-12T07:00:00Z') });
  });
});

describe('the jobs of the sidebar', () => {
  const jobs = [
    job('b', { items_unread: 0 }),
    job('z', { items_unread: 1 }),
    job('deep', { folder: 'Coast/North', items_unread: 4 }),
    job('coast', { folder: 'Coast' }),
    job('quiet', { folder: 'Archive' }),
    job('odd', { folder: ' / ' }),
  ];
  const said = (closed: string[] = []) =>
    treeRows(jobs, new Set(closed)).map((row) => (row.kind === 'folder' ? `${' '.repeat(row.depth)}${row.name}/ ${String(row.unread)}` : `${' '.repeat(row.depth)}${row.job.name}`));

  it('stand in nested folders, unread first', () => {
    expect(said()).toEqual(['Coast/ 4', ' North/ 4', '  deep', ' coast', 'Archive/ 0', ' quiet', 'z', 'b', 'odd']);
  });

  it('are hidden with their closed folder, which still counts them', () => {
    expect(said(['Coast', 'Archive'])).toEqual(['Coast/ 4', 'Archive/ 0', 'z', 'b', 'odd']);
    expect(said(['Coast/North'])).toEqual(['Coast/ 4', ' North/ 4', ' coast', 'Archive/ 0', ' quiet', 'z', 'b', 'odd']);
  });

  it('do not change places when a count grows', () => {
    const order = (unread: number) => treeRows([job('a', { items_unread: 1 }), job('c', { items_unread: unread })], new Set()).map((row) => row.kind === 'job' && row.job.id);
    expect(order(1)).toEqual(order(50));
  });
});

describe('the banner', () => {
  const desktop = (more: Partial<DesktopState> = {}): DesktopState => ({
    monitor_is_here: true, tray_problem: null, notifications_problem: null, keychain_problem: null, starts_at_login: false,
    api_address: null, api_problem: null, has_api_token: false, ...more,
  });
  const problem = desktop({ tray_problem: 'This desktop shows no tray icons.', notifications_problem: 'No service answers.' });
  const pause = { since: at(-1), until: at(60) };

  it('is absent while all is well', () => {
    expect(mostSerious(monitorStatus(), desktop(), '', now)).toBeNull();
    expect(mostSerious(null, null, '', now)).toBeNull();
    expect(mostSerious(monitorStatus({ monitor_running: false, jobs_active: 0 }), desktop(), '', now)).toBeNull();
  });

  it('says the most serious thing only', () => {
    expect(mostSerious(monitorStatus({ monitor_running: false, pause }), problem, '', now)?.kind).toBe('stopped');
    expect(mostSerious(monitorStatus({ store_problem: 'The database is damaged (page 41).', monitor_running: false }), problem, '', now)).toMatchObject({ kind: 'damaged', text: 'The database is damaged (page 41).' });
    expect(mostSerious(monitorStatus({ monitor_running: false, offline_since: at(-6) }), problem, '', now)?.kind).toBe('stopped');
    expect(mostSerious(monitorStatus({ pause, offline_since: at(-6) }), problem, '', now)).toEqual({
      kind: 'offline', title: 'This computer has no network since 11:54.', text: 'Checks go on when it is back.',
    });
    expect(mostSerious(monitorStatus({ pause }), problem, '', now)).toMatchObject({ kind: 'paused', title: 'All jobs are paused until 13:00.' });
    expect(mostSerious(monitorStatus(), problem, '', now)).toMatchObject({ kind: 'desktop', text: 'No service answers.' });
    expect(mostSerious(monitorStatus(), desktop({ tray_problem: 'No tray.' }), '', now)).toMatchObject({ title: 'No tray icon.' });
  });

  it('does not repeat what was dismissed, but says another problem', () => {
    expect(mostSerious(monitorStatus(), problem, 'No service answers.', now)).toBeNull();
    expect(mostSerious(monitorStatus(), problem, 'An older problem.', now)).not.toBeNull();
  });
});
