// Every failure is seen: its state, why in plain words, since when, the next try, and one thing to do about it.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { FailureCode } from '../src/bindings/FailureCode';
import { SAID, WAITS_FOR_USER } from './mock/failures';
import { calls, goTo, openWindow, type Opened } from './support/window';

interface Shown {
  chip: string;
  /** Since when, and why. */
  why: string;
  next: string;
  remedy: string;
  /** What the job's own page says where there is room for more. */
  page?: { chip?: string; why?: string };
}

const SINCE = 'Since 11:08.';
const asked = (code: FailureCode): Shown => ({ chip: 'Failing', why: `${SINCE} ${SAID[code]}`, next: '14:32 in 24 min', remedy: 'Check now' });
const waiting = (chip: string, code: FailureCode, remedy: string): Shown =>
  ({ chip, why: `${SINCE} ${SAID[code]}`, next: 'Waiting for you', remedy, page: { why: `${SINCE} ${SAID[code]} ${WAITS_FOR_USER}` } });

const CODES: Record<FailureCode, Shown> = {
  gone: waiting('Target gone', 'gone', 'Edit link'),
  private: waiting('Private', 'private', 'Edit link'),
  suspended: { ...waiting('Suspended', 'suspended', 'Edit link'), why: `${SINCE} Bluesky has suspended this account.` },
  auth_required: waiting('Needs login', 'auth_required', 'Set key'),
  rate_limited: { ...asked('rate_limited'), chip: 'Held', remedy: 'Edit', page: { chip: 'Held until 14:32' } },
  blocked: { ...asked('blocked'), remedy: 'Edit link' },
  platform_down: asked('platform_down'),
  changed: asked('changed'),
  unreachable: asked('unreachable'),
  timeout: asked('timeout'),
  tls: asked('tls'),
  too_large: { ...asked('too_large'), remedy: 'Edit link' },
  not_a_feed: { ...asked('not_a_feed'), remedy: 'Edit link' },
  disk_full: asked('disk_full'),
  internal: asked('internal'),
};
const OTHERS: Record<string, Shown> = {
  'login without a key': {
    ...waiting('Needs login', 'auth_required', 'Edit link'), why: `${SINCE} members.example asks for a login (401).`,
    page: { why: `${SINCE} members.example asks for a login (401). ${WAITS_FOR_USER}` },
  },
  'first failure': { ...asked('timeout'), chip: 'Held', why: `Since 13:40. ${SAID.timeout}`, page: { chip: 'Held until 14:32' } },
  'probed once a day': { ...asked('unreachable'), why: `Since Saturday. ${SAID.unreachable}`, next: 'Wed 10:08 one try a day' },
  'held for another': { chip: 'Held', why: 'Since 13:40. harbour.example was asked too often (429).', next: '14:32 in 24 min', remedy: 'Edit', page: { chip: 'Held until 14:32' } },
  stale: { chip: 'No success', why: 'Since Sunday. Checks of it are due, and none has succeeded for three of its intervals.', next: 'Due now waits its turn', remedy: 'Check now' },
  paused: { chip: 'Paused', why: 'Last checked 15 Nov, 14:08. It waits until you resume it.', next: 'Paused until resumed', remedy: 'Resume' },
  completed: { chip: 'Completed', why: 'Last checked 15 Nov, 14:08. Its end date has come.', next: 'Ended 15 Nov, 14:08', remedy: 'Edit' },
};
const TABLE: Record<string, Shown | undefined> = { ...CODES, ...OTHERS };

// What the engine can say, and not what this table knows of it.
const source = readFileSync(new URL('../src/bindings/FailureCode.ts', import.meta.url), 'utf8');
const codes = [...source.slice(source.indexOf('FailureCode =')).matchAll(/"(\w+)"/g)].map(([, code = '']) => code);

/** High enough for every row to be drawn. */
const looks = [['wide', 1280, 2_400], ['narrow', 640, 2_600], ['text at twice its size', 400, 3_600]] as const;
let opened: Opened;
const open = async (route = '#/jobs') => {
  opened = await openWindow({ scenario: 'failures', route, size: [1280, 2_400] });
  return opened.page;
};
const rowOf = (name: string) => opened.page.locator('[data-job]', { has: opened.page.getByRole('link', { name, exact: true }) });
/** Waits until just this can be seen: by selector, all texts, each as one line. */
const shows = async (root: ReturnType<typeof rowOf>, wanted: Record<string, string>, where?: string) => {
  const seen = async () => Object.fromEntries(await Promise.all(Object.keys(wanted).map(async (selector) =>
    [selector, (await root.locator(selector).locator('visible=true').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())] as const)));
  await expect.poll(seen, where ? { message: where } : {}).toEqual(Object.fromEntries(Object.entries(wanted).map(([selector, text]) => [selector, [text]])));
};
const rowShows = ({ chip, why, next, remedy }: Shown, name: string, look?: string) =>
  shows(rowOf(name), { '.chip': chip, '.why': why, '.c-next': next, '.btn': remedy }, look);
const pageShows = ({ chip, why, next, remedy, page }: Shown, look?: string) => {
  // A time of day has no room for how far away it is.
  const [time] = /^\w{3} [\d:]+|^[\d:]+/.exec(next) ?? [];
  const button = time ? `Next check ${time}` : next.replace(' waits its turn', '');
  return shows(opened.page.locator('main > .head'), { '.chip': page?.chip ?? chip, '.why > span': page?.why ?? why, '.why .btn': remedy, ':scope > .btn': button }, look);
};
const idOf = async (name: string) => (await rowOf(name).getAttribute('data-job')) ?? '';

describe('a job in trouble', () => {
  beforeAll(() => open());
  afterEach(async () => { expect(await opened.problems()).toEqual([]); });
  afterAll(() => opened.close());

  it('is in this table for every failure that the engine knows', () => {
    expect(codes.length).toBeGreaterThan(0);
    expect(Object.keys(CODES).sort()).toEqual([...codes].sort());
  });

  it.each([...codes, ...Object.keys(OTHERS)])('tells all of it in its row and on its page: %s', async (name) => {
    const { page } = opened;
    const shown = TABLE[name];
    if (!shown) throw new Error(`Nothing says what ${name} has to show.`);
    for (const [look, width, height] of looks) {
      await page.setViewportSize({ width, height });
      await goTo(page, '#/jobs');
      await rowShows(shown, name, look);
      // What is cut to two lines is all there in its tooltip.
      expect(await rowOf(name).locator('.why').getAttribute('title')).toBe(shown.page?.why ?? shown.why);
      await goTo(page, `#/jobs/${await idOf(name)}`);
      await pageShows(shown, look);
    }
  });
});

describe('what helps', () => {
  afterEach(async () => {
    expect(await opened.problems()).toEqual([]);
    await opened.close();
  });
  const hash = () => opened.page.evaluate(() => location.hash);
  const press = async (name: string) => {
    await open();
    const id = await idOf(name);
    await rowOf(name).locator('.btn').click();
    return id;
  };

  it('is another check', async () => {
    const id = await press('tls');
    await expect.poll(() => calls(opened.page, 'check_job')).toEqual([{ id }]);
  });

  it.each(['gone', 'rate_limited', 'completed'])('is in the form of the job: %s', async (name) => {
    const id = await press(name);
    await expect.poll(hash).toContain(`#/jobs/${id}/edit`);
  });

  it('is a key, which the settings take', async () => {
    await press('auth_required');
    await expect.poll(hash).toBe('#/settings/accounts');
    await opened.page.getByRole('button', { name: 'Set the key for X' }).waitFor();
  });

  it('is to resume it', async () => {
    const id = await press('paused');
    await expect.poll(() => calls(opened.page, 'change_job')).toEqual([{ id, patch: { status: 'active' } }]);
  });

  it('is the network, which a job that is due waits for while there is none', async () => {
    const page = await open();
    await shows(rowOf('due'), { '.chip': 'Active', '.c-next': 'Due now waits its turn' });
    await page.evaluate(() => {
      window.__mock.world().offlineSince = '2026-11-24T14:02:00Z';
      window.__mock.emit({ event: 'network_changed', is_online: false });
    });
    const shown: Shown = { chip: 'Held', why: 'Since 14:02. The computer has no network.', next: 'Waiting for the network', remedy: 'Check now' };
    await rowShows(shown, 'due');
    await goTo(page, `#/jobs/${await idOf('due')}`);
    await pageShows(shown);
  });
});
