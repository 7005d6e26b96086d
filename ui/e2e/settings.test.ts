// Settings that save at once, and a window in which every command fails.
import { afterEach, describe, expect, it } from 'vitest';

import { calls, goTo, openWindow, settled, type Opened } from './support/window';
import { viewNames, views } from './views';

let opened: Opened;
const start = async (route: string, scenario: 'full' | 'error' = 'full') => {
  opened = await openWindow({ scenario, route });
  return opened.page;
};

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  await opened.close();
});

describe('settings', () => {
  it('save at once', async () => {
    const page = await start('#/settings');
    await page.getByRole('switch', { name: 'New content' }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await page.getByRole('switch', { name: 'Start when I log in' }).click();
    await expect.poll(() => calls(page, 'change_settings')).toEqual([{ patch: { notify_new_content: false } }, { patch: { theme: 'dark' } }]);
    expect(await calls(page, 'set_start_at_login')).toEqual([{ enabled: true }]);
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  it('go back to what they were when saving fails, and say why beside it', async () => {
    const page = await start('#/settings');
    await page.evaluate(() => { window.__mock.fail('change_settings', 'The disk is full.'); });
    const control = page.getByRole('switch', { name: 'Failures and recoveries' });
    await control.click();
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
    expect(await control.getAttribute('aria-checked')).toBe('true');
    await page.evaluate(() => { window.__mock.fail('change_settings', null); });
    await control.click();
    await expect.poll(() => page.getByText('The disk is full.').count()).toBe(0);
    expect(await control.getAttribute('aria-checked')).toBe('false');
  });

  it('draw the window in the chosen time zone, and keep the focus', async () => {
    const page = await start('#/settings/appearance');
    await page.getByLabel('Time zone').focus();
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
    await page.getByText('23:08').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('time-zone');
  });

  it('tell where the local API listens, refuse what is no port, and never show its token', async () => {
    const page = await start('#/settings/api');
    await page.getByRole('switch', { name: 'Serve the API' }).click();
    await page.getByText('127.0.0.1:8787').waitFor();
    await page.getByLabel('Port').fill('99999');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('A port is a number').waitFor();
    await page.getByLabel('Port').fill('9000');
    await page.keyboard.press('Enter');
    await page.getByText('127.0.0.1:9000').waitFor();
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByText('copied to the clipboard').waitFor();
    await page.getByText('Paste it before you close this window.').waitFor();
    expect(await calls(page, 'create_api_token')).toHaveLength(1);
    await page.getByRole('button', { name: 'New token' }).waitFor();
  });

  it('tell whether a keychain runs, and why not', async () => {
    const page = await start('#/settings/about');
    const row = page.locator('.set', { hasText: 'Keychain' });
    await row.getByText('Works').waitFor();
    await page.evaluate(() => {
      window.__mock.world().desktop.keychain_problem = 'No keychain runs on this desktop.';
      window.__mock.emit({ event: 'settings_changed' });
    });
    await row.getByText('No keychain runs on this desktop.').waitFor();
    await expect.poll(() => row.getByText('Works').count()).toBe(0);
  });

  it('claim nothing of the desktop while no monitor has looked at it', async () => {
    const page = await start('#/settings');
    const row = page.locator('.set', { hasText: 'Tray icon' });
    await row.getByText('Works').waitFor();
    await page.evaluate(() => {
      window.__mock.world().desktop.monitor_is_here = false;
      window.__mock.emit({ event: 'settings_changed' });
    });
    await row.getByText('Not known', { exact: true }).waitFor();
    expect(await row.getByText('Works').count()).toBe(0);
  });

  it('hand the bytes of an OPML file on as they are, and refuse what is too large for one', async () => {
    const page = await start('#/settings/storage');
    const head = '<?xml version="1.0" encoding="ISO-8859-1"?><opml><body><outline text="Caf';
    const document = Buffer.concat([Buffer.from(head), Buffer.of(0xe9), Buffer.from('" xmlUrl="https://cafe.example/feed.xml"/></body></opml>')]);
    await page.locator('input[type="file"]').setInputFiles({ name: 'feeds.opml', mimeType: 'text/x-opml', buffer: document });
    await page.getByText('1 job was added').waitFor();
    const sent = () => page.evaluate(() => window.__mock.calls.filter(({ command }) => command === 'import_opml').map(({ args }) => [...(args as unknown as Uint8Array)]));
    expect(await sent()).toEqual([[...document]]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    await page.locator('input[type="file"]').setInputFiles({ name: 'film.opml', mimeType: 'text/x-opml', buffer: Buffer.alloc((16 << 20) + 1) });
    await page.getByRole('dialog').getByText('larger than 16 MiB').waitFor();
    expect(await sent()).toHaveLength(1);
  });

  it('are found by a word', async () => {
    const page = await start('#/settings');
    await page.keyboard.press('/');
    await page.keyboard.type('dark');
    await expect.poll(() => page.getByRole('switch').count()).toBe(0);
    expect(await page.getByRole('radiogroup', { name: 'Theme' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('switch').count()).toBeGreaterThan(3);
  });

  it('turn single letters off', async () => {
    const page = await start('#/settings/appearance');
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).click();
    await goTo(page, '#/inbox');
    await page.keyboard.press('j');
    await settled(page);
    expect(await page.locator('[role="option"][aria-selected="true"]').count()).toBe(0);
  });
});

describe('a window in which every command fails', () => {
  it('says so in a sentence in each view, and goes on to the next', async () => {
    const page = await start('#/inbox', 'error');
    for (const name of viewNames) {
      await goTo(page, views[name]);
      await expect.poll(() => page.getByText('The store is busy').count(), { message: name }).toBeGreaterThan(0);
    }
  });

  it('recovers when one tries again', async () => {
    const page = await start('#/jobs');
    await page.evaluate(() => { window.__mock.fail('list_runs', 'The store is busy.'); });
    await goTo(page, '#/activity');
    await page.getByRole('alert').getByText('The store is busy.').waitFor();
    await page.evaluate(() => { window.__mock.fail('list_runs', null); });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-run]').first().waitFor();
  });
});
