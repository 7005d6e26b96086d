// What is kept, copies, the examination of the database, and a database that cannot be used.
import { afterEach, describe, expect, it } from 'vitest';

import { calls, openWindow, settled, sizes, violations, type Opened, type Size, type Theme } from './support/window';
import type { Scenario } from './mock/world';

let opened: Opened;
const start = async (route: string, scenario: Scenario = 'full', size: Size = sizes.wide, theme: Theme = 'light') => {
  opened = await openWindow({ scenario, route, size, theme });
  return opened.page;
};
const looks = [['light', sizes.wide], ['dark', sizes.wide], ['light', sizes.narrow], ['dark', sizes.narrow]] as const;

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  expect(opened.strangers).toEqual([]);
  await opened.close();
});

describe('storage', () => {
  it('keeps what was chosen once that is saved, says it in words, and tells at the field what is no number', async () => {
    const page = await start('#/settings/storage');
    await page.getByText('Everything is kept.').waitFor();
    await page.getByRole('combobox', { name: 'What is kept' }).selectOption('The latest');
    await page.getByText('Everything is kept. What is chosen now is not saved yet.').waitFor();
    await page.getByRole('spinbutton', { name: 'What is kept: items' }).fill('0');
    await page.keyboard.press('Tab');
    expect(await calls(page, 'change_settings')).toEqual([]);
    await page.getByRole('button', { name: 'Save: What is kept' }).click();
    await page.getByText('This is a whole number from 1 to 1,000,000.').waitFor();
    expect(await page.getByRole('spinbutton', { name: 'What is kept: items' }).getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('spinbutton', { name: 'What is kept: items' }).fill('50');
    await page.keyboard.press('Enter');
    await page.getByText('Each job keeps its latest 50 items.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('What is kept');
    await page.getByRole('combobox', { name: 'What is kept' }).selectOption('Both limits');
    await page.evaluate(() => { window.__mock.emit({ event: 'settings_changed' }); });
    await settled(page, 500);
    expect(await page.getByRole('spinbutton', { name: 'What is kept: days' }).inputValue()).toBe('365');
    await page.getByRole('combobox', { name: 'What is kept' }).selectOption('Everything');
    await page.getByText('Everything is kept.').waitFor();
    expect((await calls(page, 'change_settings')).map(({ patch }) => patch)).toEqual([{ retention: { items: 50, days: null } }, { retention: { items: null, days: null } }]);
  });

  it('removes at once only what was asked about', async () => {
    const page = await start('#/settings/storage');
    await page.getByRole('combobox', { name: 'What is kept' }).selectOption('Some days');
    await page.getByRole('button', { name: 'Save: What is kept' }).click();
    await page.getByRole('button', { name: 'Apply now: What is kept' }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Escape');
    await settled(page);
    expect(await calls(page, 'apply_retention')).toEqual([]);
    await page.getByRole('button', { name: 'Apply now: What is kept' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('120 items were removed.').waitFor();
  });

  it('makes copies, lists them, and writes one elsewhere', async () => {
    const page = await start('#/settings/storage');
    await page.getByText('7 copies, the last one').waitFor();
    await page.getByRole('button', { name: 'Make one now' }).click();
    await page.getByText('A copy of 31 MB was made.').waitFor();
    await page.getByText('8 copies, the last one').click();
    expect(await page.getByRole('list', { name: 'Copies of the database' }).getByRole('listitem').count()).toBe(8);
    await page.getByRole('button', { name: 'Save a copy elsewhere…' }).click();
    await page.getByText('The copy was written.').waitFor();
    const kept = page.getByRole('spinbutton', { name: 'Copies of the database' });
    await kept.fill('0');
    await page.keyboard.press('Tab');
    await page.getByText('None is made by itself').waitFor();
    await kept.fill('-1');
    await page.keyboard.press('Tab');
    await page.getByRole('alert').getByText('This is a whole number from 0 to 90.').waitFor();
    expect((await calls(page, 'change_settings')).map(({ patch }) => patch)).toEqual([{ backups: 0 }]);
  });

  it('says in full why no copy was made', async () => {
    const page = await start('#/settings/storage');
    await page.evaluate(() => { window.__mock.fail('make_backup', 'The disk is full.'); });
    await page.getByRole('button', { name: 'Make one now' }).click();
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
  });

  it('examines the database, each finding with its mark and a word for it', async () => {
    const page = await start('#/settings/storage');
    await page.getByRole('button', { name: 'Check now' }).click();
    const list = page.getByRole('list', { name: 'What was found' });
    await expect.poll(() => list.getByRole('listitem').allTextContents()).toEqual([
      'Good: Database It is sound: every page was read.', expect.stringMatching(/^Could be better: Copies/) as string, expect.stringMatching(/^Bad: Data folder/) as string,
    ]);
    await page.getByRole('status').getByText('1 of 3 bad, 1 could be better.').waitFor();
  });

  it.each(looks)('has nothing for axe to find with everything open: %s %s', async (theme, size) => {
    const page = await start('#/settings/storage', 'full', size, theme);
    await page.getByRole('combobox', { name: 'What is kept' }).selectOption('Both limits');
    await page.getByText('7 copies, the last one').click();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByRole('list', { name: 'What was found' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.getByRole('region', { name: 'All settings' }).evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
  });
});

describe('a database that cannot be used', () => {
  const asked = () => opened.page.evaluate(() => [...new Set(window.__mock.calls.map(({ command }) => command))]);

  it('is all that the window shows, and nothing else is asked', async () => {
    const page = await start('#/settings/storage', 'damaged');
    await page.getByRole('heading', { name: 'The database cannot be used' }).waitFor();
    await page.getByText('page 41 cannot be read').waitFor();
    await page.getByText('Nothing was changed').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.keyboard.press('Control+n');
    await settled(page);
    expect(await asked()).toEqual(['get_trouble']);
  });

  it('is replaced by a copy once that is confirmed, by keyboard alone', async () => {
    const page = await start('#/inbox', 'damaged');
    await page.getByRole('heading', { name: 'The database cannot be used' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Use this copy?' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The copy has taken its place. Tidewatch starts anew.').waitFor();
    expect(await calls(page, 'restore_backup')).toEqual([{ path: '/home/ines/.local/share/tidewatch/backups/tidewatch-2026-11-23.db' }]);
    expect(await page.getByRole('button', { name: 'Start with an empty database' }).isDisabled()).toBe(true);
  });

  it('gives way to an empty one only after a question, and says why that failed', async () => {
    const page = await start('#/inbox', 'damaged');
    await page.evaluate(() => { window.__mock.fail('start_anew', 'The disk is full.'); });
    await page.getByRole('button', { name: 'Start with an empty database' }).click();
    await page.keyboard.press('Escape');
    await settled(page);
    expect(await calls(page, 'start_anew')).toEqual([]);
    await page.getByRole('button', { name: 'Start with an empty database' }).click();
    await page.getByRole('button', { name: 'Start empty' }).click();
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
    await page.evaluate(() => { window.__mock.fail('start_anew', null); });
    await page.getByRole('button', { name: 'Start with an empty database' }).click();
    await page.getByRole('button', { name: 'Start empty' }).click();
    await page.getByText('An empty database has taken its place.').waitFor();
  });

  it('is not to be replaced where it is not damaged: then one can only end', async () => {
    opened = await openWindow({ scenario: 'damaged', trouble: { message: 'The database was written by a newer Tidewatch (99).', is_damaged: false } });
    const { page } = opened;
    await page.getByText('The database was written by a newer Tidewatch (99).').waitFor();
    await page.getByText('Once the cause is gone, start Tidewatch again.').waitFor();
    expect(await page.getByRole('button').allTextContents()).toEqual(['Quit']);
    await page.getByRole('button', { name: 'Quit' }).click();
    await expect.poll(() => calls(page, 'quit')).toHaveLength(1);
  });

  it.each(looks)('has nothing for axe to find: %s %s', async (theme, size) => {
    const page = await start('#/inbox', 'damaged', size, theme);
    await page.getByRole('heading', { name: 'The database cannot be used' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Use this one/ }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
