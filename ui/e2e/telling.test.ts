// What is told, where and when: channels, quiet hours, digests, trying them, and the list of messages.
import { afterEach, describe, expect, it } from 'vitest';

import { calls, openWindow, settled, sizes, violations, type Opened, type Size, type Theme } from './support/window';

let opened: Opened;
const start = async (route = '#/settings/notifications', scenario: 'full' | 'empty' = 'full', size: Size = sizes.wide, theme: Theme = 'light') => {
  opened = await openWindow({ scenario, route, size, theme });
  return opened.page;
};
const looks = [['light', sizes.wide], ['dark', sizes.wide], ['light', sizes.narrow], ['dark', sizes.narrow]] as const;
const row = (name: string) => opened.page.locator('.set', { has: opened.page.getByText(name, { exact: true }) });
const focused = () => opened.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  expect(opened.strangers).toEqual([]);
  await opened.close();
});

describe('channels', () => {
  it('say where they go, what keeps them, and when they try again', async () => {
    await start();
    await row('Desktop').getByText('Told last 26 min ago.').waitFor();
    await row('Mail').getByText('To ines@harbour.example, through smtp.harbour.example').waitFor();
    await row('Mail').getByText('smtp.harbour.example refused the password (535). 2 messages wait, next try in 12 min.').waitFor();
    await row('Webhook').getByText('1 message waits. Told last 3 hr ago.').waitFor();
  });

  it('are tried with a button, and say what came of it', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Send a test: Mail' }).click();
    await row('Mail').getByRole('status').getByText('took the mail to ines@harbour.example').waitFor();
    await row('Mail').getByText('Told last 0 sec ago.').or(row('Mail').getByText('Told last now.')).waitFor();
    await page.getByRole('button', { name: 'Send a test: Webhook' }).click();
    await row('Webhook').getByRole('alert').getByText('ntfy.example refused the token (401).').waitFor();
    await page.getByRole('button', { name: 'Send a test: Desktop' }).click();
    await row('Desktop').getByRole('status').getByText('A message was told on the desktop.').waitFor();
    expect(await calls(page, 'send_test')).toEqual([{ channel: 'mail' }, { channel: 'webhook' }, { channel: 'desktop' }]);
  });

  it('gather new content for a fixed time, and say at the field what is no time', async () => {
    const page = await start();
    await page.getByLabel('New content on Desktop').selectOption('Daily');
    await expect.poll(() => calls(page, 'set_digest')).toEqual([{ channel: 'desktop', digest: { every: 'day', at: '08:00', weekday: null } }]);
    await page.getByLabel('at (digest on Desktop)').fill('1830');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await calls(page, 'set_digest')).at(-1)).toEqual({ channel: 'desktop', digest: { every: 'day', at: '18:30', weekday: null } });
    await page.getByLabel('Day of the digest on Mail').selectOption('Sunday');
    await expect.poll(async () => (await calls(page, 'set_digest')).at(-1)).toEqual({ channel: 'mail', digest: { every: 'week', at: '08:00', weekday: 7 } });
    await page.getByLabel('at (digest on Mail)').fill('noon');
    await page.keyboard.press('Enter');
    await row('Mail').getByRole('alert').getByText('A time of day is written as 08:00.').waitFor();
    expect(await page.getByLabel('at (digest on Mail)').getAttribute('aria-invalid')).toBe('true');
    expect(await calls(page, 'set_mail')).toEqual([]);
  });

  it('cannot be tried without an address, and say so', async () => {
    const page = await start();
    await page.evaluate(() => {
      const { settings } = window.__mock.world();
      if (settings.mail) settings.mail = { ...settings.mail, to: null };
      window.__mock.emit({ event: 'settings_changed' });
    });
    await row('Mail').getByText('A test needs an address to go to').waitFor();
    expect(await page.getByRole('button', { name: 'Send a test: Mail' }).isDisabled()).toBe(true);
  });

  it('are removed once that is confirmed', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Remove: Mail' }).click();
    const question = page.getByRole('dialog', { name: 'Remove mail?' });
    await expect.poll(focused).toBe('Cancel');
    await page.keyboard.press('Escape');
    await settled(page);
    expect(await calls(page, 'remove_mail')).toEqual([]);
    await page.getByRole('button', { name: 'Remove: Mail' }).click();
    await question.getByRole('button', { name: 'Remove' }).click();
    await row('Mail').getByText('Not set up').waitFor();
    await page.getByRole('button', { name: 'Remove: Webhook' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await row('Webhook').getByText('Not set up').waitFor();
    expect(await calls(page, 'remove_webhook')).toHaveLength(1);
  });
});

describe('mail', () => {
  const dialog = () => opened.page.getByRole('dialog');

  it('is set up by keyboard alone, with what is wrong at its field, and the password in one call only', async () => {
    const page = await start('#/settings/notifications', 'empty');
    await page.getByRole('button', { name: 'Set up: Mail' }).focus();
    await page.keyboard.press('Enter');
    const host = dialog().getByLabel('Mail server');
    await expect.poll(() => host.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('not a host');
    await dialog().getByRole('radio', { name: 'TLS', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await dialog().getByLabel('Port').inputValue()).toBe('587');
    await dialog().getByLabel('User name').fill('watcher');
    const password = dialog().getByLabel('Password', { exact: false }).first();
    expect(await password.getAttribute('type')).toBe('password');
    await password.fill('pier-and-quay');
    await dialog().getByLabel('From').fill('nobody');
    await page.keyboard.press('Enter');
    await dialog().getByText('This is not the name of a server.').waitFor();
    await dialog().getByText('This is not a mail address.').waitFor();
    await expect.poll(() => host.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await violations(page)).toEqual([]);
    await host.fill('smtp.example');
    expect(await dialog().getByText('This is not the name of a server.').count()).toBe(0);
    await dialog().getByLabel('From').fill('nobody@example.org');
    await dialog().getByLabel('To').fill('ines@example.org');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog().count()).toBe(0);
    expect((await calls(page, 'set_mail')).at(-1)).toEqual({ change: {
      settings: { host: 'smtp.example', port: 587, security: 'starttls', username: 'watcher', from: 'nobody@example.org', to: 'ines@example.org', digest: null }, password: 'pier-and-quay',
    } });
    await row('Mail').getByText('To ines@example.org, through smtp.example').waitFor();
    await expect.poll(focused).toBe('Change');
    expect(await page.content()).not.toContain('pier-and-quay');
  });

  it('keeps the password that nobody touches', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Change: Mail' }).click();
    await dialog().getByText('Kept as it is').waitFor();
    await dialog().getByLabel('To').fill('else@example.org');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => calls(page, 'set_mail')).toMatchObject([{ change: { password: null, settings: { to: 'else@example.org', digest: { every: 'week' } } } }]);
  });

  it('replaces the password, or leaves it after all', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Change: Mail' }).click();
    await dialog().getByRole('button', { name: 'Replace: Password' }).click();
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('password');
    await page.keyboard.type('another');
    await dialog().getByRole('button', { name: 'Keep as it is: Password' }).click();
    await dialog().getByText('Kept as it is').waitFor();
    await dialog().getByRole('button', { name: 'Replace: Password' }).click();
    expect(await dialog().getByText('Saved empty, it is removed.').count()).toBe(0);
    await page.keyboard.press('Enter');
    await dialog().getByText('A login needs a password').waitFor();
    await dialog().getByLabel('User name').fill('');
    await dialog().getByText('Saved empty, it is removed.').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await calls(page, 'set_mail')).at(-1)).toMatchObject({ change: { password: '', settings: { username: null } } });
  });

  it.each(looks)('has nothing for axe to find: %s %s', async (theme, size) => {
    const page = await start('#/settings/notifications', 'full', size, theme);
    await page.getByRole('button', { name: 'Change: Mail' }).click();
    await dialog().getByRole('button', { name: 'Replace: Password' }).click();
    expect(await violations(page)).toEqual([]);
    expect(await dialog().evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
  });
});

describe('the webhook', () => {
  const dialog = () => opened.page.getByRole('dialog');

  it('needs an address, looks at its template while it is written, and sends what was changed', async () => {
    const page = await start('#/settings/notifications', 'empty');
    await page.getByRole('button', { name: 'Set up: Webhook' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('Messages need an address to go to.').waitFor();
    await dialog().getByLabel('Address', { exact: true }).fill('nowhere');
    await dialog().getByLabel('Template').fill('{"text": "{titel}"}');
    await dialog().getByText('There is no placeholder {titel}.').waitFor();
    await dialog().getByLabel('Template').fill('{"text": ');
    await dialog().getByText(/^This is not JSON/).waitFor();
    await dialog().getByLabel('Template').fill('{"text": "{title}"}');
    await dialog().getByText('This is JSON, and every placeholder exists.').waitFor();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('This is not an address that starts with https.').waitFor();
    await dialog().getByLabel('Address', { exact: true }).fill('https://hook.example/in');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await row('Webhook').getByText('JSON to hook.example').waitFor();
    expect((await calls(page, 'set_webhook')).at(-1)).toEqual({ change: {
      settings: { format: 'json', host: '', template: '{"text": "{title}"}', digest: null }, address: 'https://hook.example/in', token: null, signing_key: null,
    } });
  });

  it('asks of each format what it needs', async () => {
    const page = await start('#/settings/notifications', 'empty');
    await page.getByRole('button', { name: 'Set up: Webhook' }).click();
    const has = async () => [await dialog().getByLabel(/^Token/).count(), await dialog().getByLabel(/^Signing key/).count(), await dialog().getByLabel('Template').count()].map(Boolean);
    for (const [format, fields] of [['JSON', [true, true, true]], ['ntfy', [true, false, false]], ['Discord', [false, false, false]], ['Matrix', [true, false, false]]] as const) {
      await dialog().getByLabel('What it understands').selectOption(format);
      expect(await has(), format).toEqual(fields);
    }
  });

  it.each(looks)('has nothing for axe to find: %s %s', async (theme, size) => {
    const page = await start('#/settings/notifications', 'full', size, theme);
    await page.getByRole('button', { name: 'Change: Webhook' }).click();
    await dialog().getByLabel('What it understands').selectOption('JSON');
    await dialog().getByLabel('Template').fill('{');
    await dialog().getByText('Placeholders', { exact: true }).click();
    expect(await violations(page)).toEqual([]);
  });
});

describe('quiet hours', () => {
  const dialog = () => opened.page.getByRole('dialog', { name: 'Quiet hours' });

  it('are said in words, and that it is quiet now', async () => {
    const page = await start();
    await row('Quiet hours').getByText('From 22:00 to 07:00 the next day, Monday to Friday').waitFor();
    await page.evaluate(() => {
      for (const state of window.__mock.world().channels) state.quiet_until = '2026-11-24T15:30:00Z';
      window.__mock.emit({ event: 'settings_changed' });
    });
    await page.getByText('Quiet now until 15:30').waitFor();
    await row('Desktop').getByText('Quiet until 15:30. Told last 26 min ago.').waitFor();
  });

  it('are changed by keyboard, refused at their field, added and taken away', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Change: Quiet hours' }).focus();
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    const first = dialog().getByRole('group', { name: 'Quiet hours 1 of 2' });
    await first.getByRole('button', { name: 'Monday' }).focus();
    await page.keyboard.press('Space');
    expect(await first.getByRole('button', { name: 'Monday' }).getAttribute('aria-pressed')).toBe('false');
    await first.getByLabel('until').fill('22');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('They end when they begin. Give another end.').waitFor();
    expect(await first.getByLabel('until').getAttribute('aria-invalid')).toBe('true');
    await first.getByLabel('until').fill('630');
    await dialog().getByRole('button', { name: 'Remove quiet hours 2' }).click();
    await dialog().getByRole('button', { name: 'Add hours' }).click();
    await dialog().getByRole('group', { name: 'Quiet hours 2 of 2' }).getByLabel('from').fill('13:00');
    await dialog().getByRole('group', { name: 'Quiet hours 2 of 2' }).getByLabel('until').fill('14:00');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await calls(page, 'change_settings')).at(-1)).toEqual({ patch: { quiet_hours: [
      { weekdays: [2, 3, 4, 5], from: '22:00', until: '06:30' }, { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '13:00', until: '14:00' },
    ] } });
    await expect.poll(() => dialog().count()).toBe(0);
    await page.getByRole('button', { name: 'Remove: Quiet hours' }).click();
    await row('Quiet hours').getByText('None: messages are told at any time').waitFor();
  });

  it.each(looks)('have nothing for axe to find: %s %s', async (theme, size) => {
    const page = await start('#/settings/notifications', 'full', size, theme);
    await page.getByRole('button', { name: 'Change: Quiet hours' }).click();
    await dialog().getByLabel('until').first().fill('x');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('A time of day is written as 07:00.').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await dialog().evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
  });
});

describe('what was told', () => {
  it('is listed with how each channel stands, and grows while one looks', async () => {
    const page = await start('#/activity');
    await page.getByRole('link', { name: 'Told', exact: true }).click();
    const list = page.getByRole('region', { name: 'What was told' });
    await list.getByText('Mail failed 3 times, next try in 12 min').waitFor();
    await list.getByText('Mail failed 20 times, given up').waitFor();
    await list.getByText('Webhook waits').waitFor();
    expect((await calls(page, 'list_notifications'))[0]).toEqual({ limit: 100 });
    await page.evaluate(() => {
      const world = window.__mock.world();
      const [first] = world.notifications;
      if (first) world.notifications.unshift({ ...first, id: 99, title: 'One that came meanwhile' });
      window.__mock.emit({ event: 'notification_raised', id: 99 });
    });
    await list.getByText('One that came meanwhile').waitFor();
    await list.getByRole('link', { name: 'Members of the Pier asks for a login' }).click();
    await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/runs\//);
  });

  it('says so where nothing was', async () => {
    const page = await start('#/activity/told', 'empty');
    await page.getByText('Nothing was told yet').waitFor();
  });
});
