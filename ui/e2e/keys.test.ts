// Keys of platforms: set where one is missing, tried, replaced and removed in the settings, kept elsewhere.
import { afterEach, describe, expect, it } from 'vitest';

import { RIGHT } from './mock/accounts';
import { calls, openWindow, settled, sizes, violations, type Opened, type Size } from './support/window';

let opened: Opened;
const start = async (route: string, size: Size = sizes.wide) => {
  opened = await openWindow({ scenario: 'full', route, size });
  return opened.page;
};
const add = `#/jobs/new?target=${encodeURIComponent('https://x.com/harbourwatch')}`;
const key = () => opened.page.getByRole('dialog', { name: 'Key for X' });
const account = (name: string) => opened.page.getByRole('list', { name: 'Keys of platforms' }).getByRole('listitem', { name, exact: true });

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  expect(opened.strangers).toEqual([]);
  await opened.close();
});

describe('a job on a platform that needs a key', () => {
  it('asks for the key, keeps a wrong one in the dialog with what was said, and goes on with a right one', async () => {
    const page = await start(add);
    await page.getByText('X needs a key of yours.').waitFor();
    await page.getByRole('button', { name: 'Set the key' }).click();
    const field = key().getByLabel('Bearer token', { exact: true });
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await field.getAttribute('type')).toBe('password');
    await field.fill('wrong-0123456789');
    await page.keyboard.press('Enter');
    await key().getByText('X does not know this key (401).').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await field.inputValue()).toBe('wrong-0123456789');
    await field.fill(RIGHT);
    await key().getByRole('button', { name: 'Save and test' }).click();
    await key().getByText('The key works. It may read public posts.').waitFor();
    expect(await calls(page, 'set_key')).toEqual([
      { platform: 'x', values: { token: 'wrong-0123456789' } }, { platform: 'x', values: { token: RIGHT } },
    ]);
    expect(await violations(page)).toEqual([]);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Close');
    await page.keyboard.press('Enter');
    await expect.poll(() => key().count()).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: 'Set the key' }).count()).toBe(0);
    await page.getByText('X profile, with your key').waitFor();
    // The button that opened the dialog is gone, and the form is still there.
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-first'))).toBe(true);
  });

  it('says at its field what is missing, shows the value only when asked, and forgets it on Esc', async () => {
    const page = await start(add, sizes.narrow);
    await page.getByRole('button', { name: 'Set the key' }).click();
    await key().getByRole('button', { name: 'Save and test' }).click();
    const field = key().getByLabel('Bearer token', { exact: true });
    await key().getByText('Bearer token is missing.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await violations(page)).toEqual([]);
    // What is optional is not missing.
    expect(await key().getByLabel('Project, optional').getAttribute('aria-invalid')).toBeNull();
    await field.fill('abc');
    await key().getByRole('button', { name: 'Show Bearer token' }).click();
    expect(await field.getAttribute('type')).toBe('text');
    await key().getByRole('button', { name: 'Open the page for it' }).click();
    await expect.poll(() => calls(page, 'open_key_page')).toEqual([{ platform: 'x' }]);
    await page.keyboard.press('Escape');
    await expect.poll(() => key().count()).toBe(0);
    // Esc has closed the dialog on top, and no other.
    expect(await page.getByRole('dialog', { name: 'Add job' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Set the key' }).click();
    expect(await field.inputValue()).toBe('');
  });

  it('tells where a key cannot be kept, and that one is kept which cannot be tried', async () => {
    const page = await start(add);
    const advice = 'There is no keychain here. To keep keys in a file that only you can read: tidewatch secrets use file';
    await page.evaluate((text) => { window.__mock.fail('set_key', text); }, advice);
    await page.getByRole('button', { name: 'Set the key' }).click();
    await key().getByLabel('Bearer token', { exact: true }).fill('later');
    await page.keyboard.press('Enter');
    await key().getByRole('alert').getByText(advice).waitFor();
    await page.evaluate(() => { window.__mock.fail('set_key', null); });
    await page.keyboard.press('Enter');
    await key().getByText('X did not answer within 30 seconds.').waitFor();
    await key().getByText('The key was kept, and whether it works is not known.').waitFor();
    expect(await key().getByRole('alert').count()).toBe(0);
  });
});

describe('the accounts in the settings', () => {
  it('say how each key stands, and follow what happens elsewhere', async () => {
    const page = await start('#/settings/accounts');
    await account('YouTube').getByText('Works').waitFor();
    await account('YouTube').getByText('Tried 40 min ago.').waitFor();
    await account('Reddit').getByText('Was refused').waitFor();
    await account('X').getByText('Not set').waitFor();
    await page.evaluate(() => {
      window.__mock.world().accounts.keys = [];
      window.__mock.emit({ event: 'settings_changed' });
    });
    await account('Reddit').getByText('Works without a key; with one: Create an app').waitFor();
  });

  it('try a key, replace it and remove it once that is confirmed', async () => {
    const page = await start('#/settings/accounts');
    await account('YouTube').getByRole('button', { name: 'Test' }).click();
    await account('YouTube').getByText('It may read public posts.').waitFor();
    expect(await calls(page, 'test_key')).toEqual([{ platform: 'youtube' }]);
    await account('Reddit').getByRole('button', { name: 'Replace' }).click();
    const dialog = page.getByRole('dialog', { name: 'Key for Reddit' });
    expect(await dialog.getByLabel('Client ID', { exact: true }).getAttribute('type')).toBe('text');
    await dialog.getByLabel('Client ID', { exact: true }).fill('harbour');
    await dialog.getByLabel('Client secret', { exact: true }).fill(RIGHT);
    await page.keyboard.press('Enter');
    await dialog.getByText('The key works.').waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await account('Reddit').getByText('Works').waitFor();
    await account('Reddit').getByRole('button', { name: 'Remove' }).click();
    const question = page.getByRole('dialog', { name: 'Remove the key for Reddit?' });
    await question.getByText('Jobs on Reddit go on without it.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await settled(page);
    expect(await calls(page, 'remove_key')).toEqual([]);
    await account('Reddit').getByRole('button', { name: 'Remove' }).click();
    await question.getByRole('button', { name: 'Remove' }).click();
    await account('Reddit').getByText('Not set').waitFor();
    expect(await calls(page, 'remove_key')).toEqual([{ platform: 'reddit' }]);
  });

  it('move keys once that is confirmed, and tell in full why they cannot be moved', async () => {
    const page = await start('#/settings/accounts');
    const move = async (name: string) => {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').getByRole('button', { name }).click();
    };
    await move('Use a file');
    await page.getByText('In a file that only you can read. It is not encrypted.').waitFor();
    expect(await calls(page, 'set_secret_place')).toEqual([{ place: 'file' }]);
    const reason = 'The keychain is locked and was not unlocked. To keep keys in a file that only you can read: tidewatch secrets use file';
    await page.evaluate((text) => { window.__mock.fail('set_secret_place', text); }, reason);
    await move('Use the keychain');
    await page.getByRole('alert').getByText(reason).waitFor();
    await page.getByText('In a file that only you can read. It is not encrypted.').waitFor();
  });

  it('name what did not go along to another place', async () => {
    const page = await start('#/settings/accounts');
    await page.evaluate(() => { window.__mock.world().lostSecrets = { platforms: ['reddit'], channels: ['mail'] }; });
    await page.getByRole('button', { name: 'Use a file' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Use a file' }).click();
    await page.getByRole('alert').getByText('these did not go along: the key of Reddit and the password for mail. Set them again.').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('set addresses and versions of platforms, refuse what is no address, and go back to the default', async () => {
    const page = await start('#/settings/addresses', sizes.narrow);
    const group = page.locator('details', { hasText: 'X' }).last();
    await group.locator('summary').focus();
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'Address of X' });
    expect(await field.getAttribute('placeholder')).toBe('https://api.x.example');
    await field.fill('not an address');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This is not the address of a server').waitFor();
    expect(await violations(page)).toEqual([]);
    await field.fill('https://mirror.example');
    await page.keyboard.press('Enter');
    await group.getByText('1 changed').waitFor();
    await page.getByRole('button', { name: 'Reset Address of X' }).click();
    await expect.poll(() => group.getByText('1 changed').count()).toBe(0);
    expect(await field.inputValue()).toBe('');
    expect((await calls(page, 'set_platform_setting')).slice(1)).toEqual([
      { platform: 'x', name: 'base_url', value: 'https://mirror.example' }, { platform: 'x', name: 'base_url', value: null },
    ]);
  });

  it('are found by the name of a platform', async () => {
    const page = await start('#/settings');
    await page.keyboard.press('/');
    await page.keyboard.type('reddit');
    await expect.poll(() => page.getByRole('switch').count()).toBe(0);
    await account('Reddit').waitFor();
  });
});

describe('who is left alone', () => {
  it('is listed in the activity, until when and why, and no longer when that is over', async () => {
    const page = await start('#/activity');
    const list = page.getByRole('list', { name: 'Left alone for a while' });
    await list.getByText('harbourwall.example is left alone until 14:32: it was asked too often').waitFor();
    await list.getByText('in 24 min').waitFor();
    expect(await list.getByText('YouTube is not asked with your key').count()).toBe(1);
    expect(await list.getByText('ended.example').count()).toBe(0);
    await page.evaluate(() => {
      window.__mock.world().holds = [];
      window.__mock.emit({ event: 'store_changed' });
    });
    await expect.poll(() => list.count()).toBe(0);
  });
});
