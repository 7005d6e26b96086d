// A job that is muted, stale, or was not watched for a while; no network; and filters tried before they are saved.
import { afterEach, describe, expect, it } from 'vitest';

import { uuid } from './mock/world';
import { calls, openWindow, settled, sizes, violations, type Opened, type Size, type Theme } from './support/window';

let opened: Opened;
const start = async (route: string, size: Size = sizes.wide, theme: Theme = 'light') => {
  opened = await openWindow({ scenario: 'full', route, size, theme });
  return opened.page;
};
const looks = [['light', sizes.wide], ['dark', sizes.wide], ['light', sizes.narrow], ['dark', sizes.narrow]] as const;
const first = uuid(1, 1);
const stale = uuid(1, 6);
const muted = uuid(1, 17);

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  await opened.close();
});

describe('muting a job', () => {
  it('can be chosen by keyboard, is said in its head and its row, and ends when one says so', async () => {
    const page = await start(`#/jobs/${first}`);
    await page.getByRole('button', { name: 'Mute', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'For an hour' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Muted until 15:08').waitFor();
    expect(await calls(page, 'change_job')).toEqual([{ id: first, patch: { mute: { until: '2026-11-24T15:08:00.000Z' } } }]);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'End muting' }).click();
    await expect.poll(() => page.getByText('Muted until').count()).toBe(0);
    expect((await calls(page, 'change_job')).at(-1)).toEqual({ id: first, patch: { mute: null } });
  });

  it.each([['Until tomorrow morning', '2026-11-25T07:00:00.000Z'], ['For a week', '2026-12-01T14:08:00.000Z'], ['Until I end it', null]])('%s', async (name, until) => {
    const page = await start(`#/jobs/${first}`);
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByRole('menuitem', { name }).click();
    await expect.poll(() => calls(page, 'change_job')).toEqual([{ id: first, patch: { mute: { until } } }]);
  });

  it('says why it failed', async () => {
    const page = await start(`#/jobs/${muted}`);
    await page.evaluate(() => { window.__mock.fail('change_job', 'The store is busy.'); });
    await page.getByText('Muted until 15:00').waitFor();
    await page.getByRole('button', { name: 'End muting' }).click();
    await page.getByText('Still muted: The store is busy.').waitFor();
    await page.getByText('Muted until 15:00').waitFor();
  });
});

describe('the coverage of a job', () => {
  const card = () => opened.page.getByRole('region', { name: 'Coverage' });

  it('has its share, its strip in words, and every gap with its reason, newest first', async () => {
    const page = await start(`#/jobs/${first}`);
    await card().getByText('Watched 90% of the last 30 days').waitFor();
    expect(await card().getByRole('img').getAttribute('aria-label')).toBe('Watched for 90% of the last 30 days, with 7 gaps.');
    const gaps = card().getByRole('list', { name: 'Gaps' }).getByRole('listitem');
    expect(await gaps.count()).toBe(5);
    expect(await gaps.first().textContent()).toContain('The computer slept 01:26 to 07:56, 6 h 30 min, 26 checks');
    await card().getByRole('button', { name: 'Show all 7 gaps' }).click();
    expect(await gaps.count()).toBe(7);
    expect(await gaps.last().textContent()).toContain('It was paused');
    expect(await calls(page, 'get_coverage')).toEqual([{ jobId: first, days: 30 }]);
  });

  it('is read again after a run of the job, and says where it could not be', async () => {
    const page = await start(`#/jobs/${first}`);
    await card().getByText('Watched 90%').waitFor();
    await page.evaluate(() => { window.__mock.fail('get_coverage', 'The store is busy.'); });
    await page.evaluate((id) => { window.__mock.emit({ event: 'run_finished', job_id: id, run_id: 'r', status: 'completed' }); }, first);
    await expect.poll(() => calls(page, 'get_coverage')).toHaveLength(2);
    await card().getByText('Watched 90%').waitFor();
    await page.evaluate((id) => { location.hash = `#/jobs/${id}`; }, uuid(1, 3));
    await card().getByRole('alert').getByText('The store is busy.').waitFor();
    await page.evaluate(() => { window.__mock.fail('get_coverage', null); });
    await card().getByRole('button', { name: 'Try again' }).click();
    await card().getByText('There is no gap').waitFor();
  });

  it('warns at the run that may have missed something, with what helps', async () => {
    const page = await start(`#/jobs/${first}/runs`);
    await page.getByText('20 new items, older ones may be missing').waitFor();
    await page.getByRole('button', { name: 'Show details' }).first().click();
    await page.getByText('Checking this job more often lets less slip through.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Change its schedule' }).click();
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#/jobs/${first}/settings`);
  });

  it.each(looks)('has nothing for axe to find: %s %s', async (theme, size) => {
    const page = await start(`#/jobs/${first}`, size, theme);
    await card().getByRole('button', { name: 'Show all 7 gaps' }).click();
    expect(await violations(page)).toEqual([]);
    expect(await card().evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
  });
});

describe('a job without a success for too long', () => {
  it('stands among those that need the user, with since when, and the check as its remedy', async () => {
    const page = await start('#/jobs');
    await page.getByRole('radio', { name: 'Needs you' }).click();
    const row = page.locator(`[data-job="${stale}"]`);
    await row.getByText('Since Sunday. Checks of it are due').waitFor();
    await row.getByRole('button', { name: 'Check now', exact: true }).click();
    await expect.poll(() => calls(page, 'check_job')).toEqual([{ id: stale }]);
    await page.getByText('18 jobs, 14 watching, 3 need you').waitFor();
  });

  it('says it in its head', async () => {
    const page = await start(`#/jobs/${stale}`);
    await page.getByText('Since Sunday. Checks of it are due').waitFor();
    await page.getByText('since 22 Nov, 14:08, 2 days so far, 48 checks').waitFor();
  });

  it('shows what keeps a failed one by its code, without asking for its runs', async () => {
    const page = await start('#/jobs');
    await page.locator('[data-job]', { hasText: 'Moorings' }).getByText('Target gone').waitFor();
    await page.locator('[data-job]', { hasText: 'Members of the Pier' }).getByText('Needs login').waitFor();
    expect(await calls(page, 'list_runs')).toEqual([]);
  });
});

describe('a computer without a network', () => {
  it('is told by one banner and the foot of the sidebar, until it is back', async () => {
    const page = await start('#/jobs');
    const network = (since: string | null) => page.evaluate((at) => {
      window.__mock.world().offlineSince = at;
      window.__mock.emit({ event: 'network_changed', is_online: at === null });
    }, since);
    await network('2026-11-24T14:02:00Z');
    await page.getByText('This computer has no network since 14:02. Checks go on when it is back.').waitFor();
    await page.getByText('No network', { exact: true }).waitFor();
    for (const [theme, [width, height]] of looks) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height });
      expect(await violations(page)).toEqual([]);
    }
    await network(null);
    await expect.poll(() => page.getByText('This computer has no network').count()).toBe(0);
  });
});

describe('filters', () => {
  const note = () => opened.page.getByText(/^Would (not )?have notified/);
  const include = () => opened.page.getByRole('textbox', { name: 'Include' });

  it('of a stored job are tried on what it kept while they are changed: how often, and each item why', async () => {
    const page = await start(`#/jobs/${first}/edit`);
    await note().waitFor();
    expect((await calls(page, 'back_test')).at(-1)).toEqual({ jobId: first, filters: { include: [], exclude: [], languages: [], min: { likes: null, reposts: null, replies: null, views: null } }, days: 7 });
    const bars = page.getByRole('img', { name: /Tuesday: \d+ of \d+$/ });
    expect(((await bars.getAttribute('aria-label')) ?? '').split(', ')).toHaveLength(7);
    await include().fill('zeppelin');
    await page.keyboard.press('Enter');
    await page.getByText('Would not have notified in the last 7 days').waitFor();
    await page.getByRole('complementary', { name: 'Latest items' }).getByText('It has none of the words.').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Backspace');
    await page.getByText(/^Would have notified/).waitFor();
  });

  it('that are none are told at their field', async () => {
    const page = await start(`#/jobs/${first}/edit`);
    await note().waitFor();
    await include().fill('/[[/');
    await page.keyboard.press('Enter');
    await page.getByText('The pattern is not valid: unclosed character class.').waitFor();
    expect(await include().getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Backspace');
    await expect.poll(() => page.getByText('The pattern is not valid').count()).toBe(0);
  });

  it('of a new job go along with the preview, and are asked about where the window cannot tell', async () => {
    const page = await start('#/jobs/new?target=https%3A%2F%2Fsandbank.example%2Ffeed');
    const latest = page.getByRole('complementary', { name: 'Latest items' });
    await latest.getByText('Spring tide report').waitFor();
    await include().fill('buoys');
    await page.keyboard.press('Enter');
    await page.getByText('1 of these 5').waitFor();
    await settled(page, 1_200);
    expect(await calls(page, 'preview_target')).toHaveLength(1);
    await page.getByText('More: folder').click();
    await page.getByLabel('Notify only in these languages').fill('de');
    await latest.getByText('It is in English.').first().waitFor();
    expect((await calls(page, 'preview_target')).at(-1)).toMatchObject({ filters: { include: [{ kind: 'word', value: 'buoys' }], languages: ['de'] } });
    expect(await calls(page, 'back_test')).toEqual([]);
  });

  it('and an address and a retention of its own are saved with the job', async () => {
    const page = await start(`#/jobs/${first}/edit`);
    await page.getByText('More: folder').click();
    await page.getByLabel('Mail about this job goes to').fill('pier@example.org');
    await page.getByRole('switch', { name: 'Otherwise than the settings say' }).click();
    await page.getByRole('combobox', { name: 'What this job keeps' }).selectOption('Some days');
    await page.getByRole('spinbutton', { name: 'What this job keeps: days' }).fill('0');
    await page.keyboard.press('Control+Enter');
    await page.getByText('This is a whole number of days from 1 to 3,650.').waitFor();
    // What the footer says comes in slowly.
    await settled(page, 500);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('spinbutton', { name: 'What this job keeps: days' }).fill('30');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => calls(page, 'change_job')).toEqual([{ id: first, patch: { notification_email: 'pier@example.org', retention: { items: null, days: 30 } } }]);
  });

  it.each(looks)('have nothing for axe to find while they are tried: %s %s', async (theme, size) => {
    const page = await start(`#/jobs/${first}/edit`, size, theme);
    await note().waitFor();
    await include().fill('tide');
    await page.keyboard.press('Enter');
    await page.getByText('More: folder').click();
    await settled(page, 500);
    expect(await violations(page)).toEqual([]);
    expect(await page.getByRole('dialog').evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
  });
});
