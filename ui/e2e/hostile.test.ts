// Texts from elsewhere that try to run a script or to call out: every view shows them, none of them does anything.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { payloads } from './mock/hostile';
import { calls, goTo, openWindow, settled, type Opened } from './support/window';
import { viewNames, views } from './views';

let opened: Opened;

beforeAll(async () => { opened = await openWindow({ scenario: 'hostile' }); });
afterAll(async () => { await opened.close(); });

/** What a payload would have left behind. */
async function harm() {
  const { page, strangers, problems } = opened;
  const executed = await page.evaluate(() => window.__executed ?? 0);
  // Elements that only a payload can have made: the window uses none of them.
  const made = await page.evaluate(() =>
    [...document.querySelectorAll('script:not([type="module"]), iframe, object, embed, base, meta[http-equiv], form[action], video, audio, marquee, [onerror], [onload], [srcdoc], img:not([src$=".svg"])')].map((element) => `${element.tagName} ${element.getAttributeNames().join(' ')}`));
  const links = await page.evaluate(() =>
    [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href') ?? '').filter((href) => !href.startsWith('#')));
  return { executed, made, links, strangers, problems: await problems() };
}
const none = { executed: 0, made: [], links: [], strangers: [], problems: [] };

describe('hostile texts', () => {
  it('are many, and the harm they would do is one that the test notices', async () => {
    expect(payloads.length).toBeGreaterThanOrEqual(40);
    const { page, close } = await openWindow({ scenario: 'hostile' });
    await page.evaluate((payload) => {
      const holder = document.createElement('div');
      document.body.append(holder);
      // The policy stops the handler; its report and the element are what a slip would show.
      holder.setAttribute('onload', '1');
      // eslint-disable-next-line no-restricted-properties -- this is the slip that the tests look for
      holder.innerHTML = payload;
    }, payloads.find((payload) => payload.includes('onerror')) ?? '');
    await settled(page);
    expect(await page.evaluate(() => window.__violations.length + document.querySelectorAll('[onerror]').length)).toBeGreaterThan(1);
    await close();
  });

  it.each(viewNames)('do nothing in a view: %s', async (name) => {
    await goTo(opened.page, views[name]);
    expect(await harm()).toEqual(none);
  });

  it('do nothing in any item, and stand in the reading pane letter by letter', async () => {
    const { page } = opened;
    for (let id = 1; id <= payloads.length; id += 1) {
      await page.evaluate((hash) => { location.hash = hash; }, `#/items/${id}`);
      const expected = payloads[payloads.length - id] ?? '';
      // What cannot be seen is not compared: controls, and how white space is laid out.
      const visible = (text: string) => text.replace(/[\p{C}\s]+/gu, '');
      await expect.poll(async () => visible((await page.getByRole('region', { name: 'Text of the item' }).textContent()) ?? ''))
        .toContain(visible(expected));
    }
    expect(await harm()).toEqual(none);
  });

  it('do nothing when their rows are pointed at, clicked and opened', async () => {
    const { page } = opened;
    await goTo(page, '#/inbox');
    const rows = page.getByRole('listbox').getByRole('option');
    for (const index of [0, 1, 2, 3]) await rows.nth(index).click();
    await goTo(page, '#/jobs');
    for (const index of [0, 1, 2]) await page.locator('[data-job]').nth(index).hover();
    await goTo(page, '#/activity');
    for (const index of [0, 1, 2]) await page.locator('[data-run]').nth(index).click({ position: { x: 8, y: 8 } });
    await settled(page);
    expect(await harm()).toEqual(none);
  });

  it('do nothing where the database cannot be used', async () => {
    const backups = payloads.slice(0, 6).map((path, index) => ({ path: `${path}${index}`, bytes: -1, created_at: '2026-11-23T03:00:00Z' }));
    const damaged = await openWindow({ scenario: 'damaged', trouble: { message: payloads[2] ?? '', data_dir: payloads[4] ?? '', backups } });
    const { page, strangers, problems, close } = damaged;
    await page.getByRole('heading', { name: 'The database cannot be used' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(6);
    expect(await page.evaluate(() => [window.__executed ?? 0, document.querySelectorAll('[onerror], [onload], iframe, object').length])).toEqual([0, 0]);
    expect([strangers, await problems()]).toEqual([[], []]);
    await close();
  });

  it('open no link of an item except through Rust, which judges the address', async () => {
    const { page } = opened;
    await goTo(page, '#/items/20');
    const before = (await calls(page, 'open_item_link')).length;
    const links = page.getByRole('list', { name: 'Links' }).getByRole('button');
    await links.first().click();
    await links.last().click();
    await expect.poll(async () => (await calls(page, 'open_item_link')).length).toBe(before + 2);
    expect((await calls(page, 'open_item_link')).at(-1)).toEqual({ id: 20, position: (await links.count()) - 1 });
    expect(await harm()).toEqual(none);
  });
});
