// What can be chosen for a target, and what its schedule costs.
import { afterEach, describe, expect, it } from 'vitest';

import { uuid } from './mock/world';
import { calls, openWindow, settled, violations, type Opened } from './support/window';

let opened: Opened;
const start = async (route: string) => {
  opened = await openWindow({ scenario: 'full', route });
  return opened.page;
};
const add = `#/jobs/new?target=${encodeURIComponent('https://x.com/harbourwatch')}`;

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  await opened.close();
});

describe('the options of a target', () => {
  it('are shown with their defaults, looked at, and sent where they differ', async () => {
    const page = await start(add);
    const replies = page.getByRole('switch', { name: 'Include replies' });
    expect(await replies.getAttribute('aria-checked')).toBe('true');
    expect(await page.getByRole('switch', { name: 'Include reposts' }).getAttribute('aria-checked')).toBe('false');
    await expect.poll(async () => (await calls(page, 'preview_target')).length).toBe(1);
    await replies.click();
    await page.getByRole('combobox', { name: 'Media' }).selectOption({ label: 'Only with images' });
    await page.getByLabel('Language', { exact: true }).fill('en');
    await expect.poll(async () => (await calls(page, 'preview_target')).length).toBe(2);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => calls(page, 'create_job')).toHaveLength(1);
    expect((await calls(page, 'create_job'))[0]).toMatchObject({ job: { options: { replies: 'false', language: 'en', media: 'images' } } });
  });

  it('say at their field what was refused of them', async () => {
    const page = await start(add);
    const field = page.getByLabel('Language', { exact: true });
    await field.fill('english');
    await page.keyboard.press('Control+Enter');
    await page.getByText('A language is written as two letters, such as en.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await page.evaluate((element) => document.getElementById(element ?? '')?.textContent, await field.getAttribute('aria-describedby'))).toContain('two letters');
    expect(await violations(page)).toEqual([]);
    await field.fill('en');
    await expect.poll(() => page.getByText('A language is written as two letters').count()).toBe(0);
  });

  it.each([`#/jobs/${uuid(1, 4)}/edit`, `#/jobs/${uuid(1, 4)}/settings`])('of a job start it anew, and all of them are sent: %s', async (route) => {
    const page = await start(route);
    const shorts = page.getByRole('switch', { name: 'Include shorts' });
    await shorts.click();
    await page.getByText('With other choices the job starts anew.').waitFor();
    expect(await violations(page)).toEqual([]);
    await shorts.click();
    await expect.poll(() => page.getByText('With other choices the job starts anew.').count()).toBe(0);
    await shorts.click();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => calls(page, 'change_job')).toEqual([{ id: uuid(1, 4), patch: { options: { shorts: 'false' } } }]);
  });

  it('of another reading take the place of those there were', async () => {
    const page = await start('#/jobs/new?target=%40both');
    await page.getByRole('switch', { name: 'Include shorts' }).waitFor();
    await page.getByRole('button', { name: 'Watch something else' }).click();
    await page.getByRole('menuitem', { name: 'Feed: both.example/feed.xml' }).click();
    await expect.poll(() => page.getByRole('switch', { name: 'Include shorts' }).count()).toBe(0);
  });
});

describe('the cost of a schedule', () => {
  it('is told where the platform counts, follows schedule and options, and warns', async () => {
    const page = await start(add);
    await page.getByText('This schedule needs about 240 posts a day').waitFor();
    await page.getByRole('switch', { name: 'Include replies' }).click();
    await page.getByText('This schedule needs about 120 posts a day').waitFor();
    await page.getByRole('radio', { name: 'Every N minutes' }).click();
    await page.getByRole('spinbutton', { name: 'every' }).fill('5');
    await page.getByText('That is more than there is').waitFor();
    expect(await page.locator('.notice.warn', { hasText: 'That is more than there is' }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect((await calls(page, 'estimate_cost')).at(-1)).toMatchObject({ job: { platform: 'x', frequency: 'custom', interval_minutes: 5 }, replaces: null });
  });

  it('is not spoken of where nothing is counted, and where it cannot be told', async () => {
    const page = await start('#/jobs/new?target=sandbank.example%2Ffeed.xml');
    await expect.poll(async () => (await calls(page, 'estimate_cost')).length).toBeGreaterThan(0);
    await settled(page);
    expect(await page.getByText('This schedule needs').count()).toBe(0);
    await page.evaluate(() => { window.__mock.fail('estimate_cost', 'No.'); });
    await page.getByRole('textbox', { name: 'What to watch' }).fill('https://x.com/harbourwatch');
    await page.getByText('X profile').waitFor();
    await expect.poll(async () => (await calls(page, 'estimate_cost')).length).toBeGreaterThan(1);
    await settled(page);
    expect(await page.getByText('No.', { exact: true }).count()).toBe(0);
  });
});
