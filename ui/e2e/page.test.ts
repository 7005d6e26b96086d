// A web page before it is watched: which parts are, and how one chooses them.
import { afterEach, describe, expect, it } from 'vitest';

import { uuid } from './mock/world';
import { calls, openWindow, settled, sizes, violations, type Opened, type Size, type Theme } from './support/window';

let opened: Opened;
const start = async (route: string, scenario: 'full' | 'empty' = 'full', size: Size = sizes.wide, theme: Theme = 'light') => {
  opened = await openWindow({ scenario, route, size, theme });
  return opened.page;
};
const add = (address: string) => `#/jobs/new?target=${encodeURIComponent(address)}`;
const noFeed = add('https://nofeed.example/fees');
const blocks = () => opened.page.getByRole('list', { name: 'Text of the page' });
const block = (text: string) => blocks().getByRole('button', { name: text });
const part = () => opened.page.getByLabel('Part of the page', { exact: true });
const previews = () => calls(opened.page, 'preview_target');

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  expect(opened.strangers).toEqual([]);
  await opened.close();
});

describe('a page without a feed', () => {
  it('is taken for what it is, with its options, and says so', async () => {
    const page = await start(noFeed);
    await page.getByText('No feed was found here, so the page itself is watched for changes.').waitFor();
    await page.getByText('Web page, no key needed').waitFor();
    await part().waitFor();
    expect(await previews()).toEqual([{ text: 'https://nofeed.example/fees', limit: 5, platform: null, targetType: null, options: {}, filters: null }]);
    await page.getByText('The main text is watched.').waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => calls(page, 'create_job')).toMatchObject([{ job: { platform: 'webpage', target_type: 'page' } }]);
  });

  it('is closed without a question, since nothing was entered', async () => {
    const page = await start(noFeed);
    await blocks().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('can be asked for as a feed all the same, which is told to fail', async () => {
    const page = await start(noFeed);
    await blocks().waitFor();
    await page.getByRole('button', { name: 'Watch something else' }).click();
    await page.getByRole('menuitem', { name: 'Feed: nofeed.example/fees' }).click();
    await page.getByText('a page that names no feed').waitFor();
    expect(await blocks().count()).toBe(0);
    expect(await part().count()).toBe(0);
  });
});

describe('the parts of a page', () => {
  it('are chosen by a click and by key, and the focus stays where it is', async () => {
    const page = await start(noFeed);
    await block('Watched: Berth up to 8 m').click();
    await page.getByText('1 part of the page matches.').waitFor();
    expect(await part().inputValue()).toBe('#fees > ul > li:nth-of-type(1)');
    expect((await previews()).at(-1)).toMatchObject({ platform: 'webpage', targetType: 'page', options: { selector: '#fees > ul > li:nth-of-type(1)' } });
    expect(await block('Watched: Berth up to 8 m').getAttribute('aria-pressed')).toBe('true');
    expect(await blocks().getByText('Watched:').count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await block('Watched: Berth up to 12 m').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Berth up to 12 m');
    expect(await violations(page)).toEqual([]);
    const whole = page.getByRole('button', { name: 'Whole main text', exact: true });
    await whole.click();
    await page.getByText('The main text is watched.').waitFor();
    expect(await part().inputValue()).toBe('');
    await expect.poll(() => whole.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('say what is left out, and by a word too', async () => {
    const page = await start(noFeed);
    await part().fill('.price');
    await page.getByText('3 parts of the page match.').waitFor();
    await part().fill('');
    await page.getByLabel('Leave out', { exact: true }).fill('.advert');
    await block('Left out: Advertisement').waitFor();
    expect(await block('Left out: Advertisement').locator('.text').evaluate((text) => getComputedStyle(text).textDecorationLine)).toBe('line-through');
  });

  it('refuse at its field what is no selector, and keep the page where one finds nothing', async () => {
    const page = await start(noFeed);
    await part().fill('li[');
    await page.getByText('This is not a CSS selector that can be read.').waitFor();
    expect(await part().getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('alert').getByText('CSS selector').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await part().fill('.gone');
    await page.getByRole('alert').getByText('The page has nothing that the selector ".gone" finds.').waitFor();
    expect(await part().getAttribute('aria-invalid')).toBeNull();
    expect(await blocks().getByText('Watched:').count()).toBe(0);
    await block('Berth up to 8 m').click();
    await page.getByText('1 part of the page matches.').waitFor();
  });

  it.each([['light', sizes.wide], ['dark', sizes.wide], ['dark', sizes.narrow], ['light', sizes.narrow]] as const)('have nothing for axe to find, and are bounded: %s %s', async (theme, size) => {
    const page = await start(add('https://nofeed.example/long.example'), 'full', size, theme);
    await page.getByText('The page goes on.').waitFor();
    expect(await blocks().getByRole('listitem').count()).toBe(500);
    // The list scrolls by itself, and nothing beside it is pushed out of sight.
    expect(await blocks().evaluate((list) => [list.scrollHeight > list.clientHeight, list.clientHeight <= 560, list.scrollWidth <= list.clientWidth])).toEqual([true, true, true]);
    expect(await blocks().locator('button[tabindex="0"]').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
  });
});

describe('a stored job', () => {
  const id = uuid(1, 2);

  it('can be made to watch the page instead of its feed, and only that is sent', async () => {
    const page = await start(`#/jobs/${id}/edit`);
    await page.getByRole('button', { name: 'Watch something else' }).click();
    await page.getByRole('menuitem', { name: 'Web page: kelp.example/atom.xml' }).click();
    await page.getByText('The job watches something else from now on.').waitFor();
    await page.getByText('The main text is watched.').waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => calls(page, 'change_job')).toEqual([{ id, patch: { platform: 'webpage', target_type: 'page' } }]);
  });

  it('that watches a page shows it when asked, to choose in', async () => {
    const page = await start('#/jobs');
    await page.evaluate((job) => { window.__mock.run('change_job', { id: job, patch: { platform: 'webpage', target_type: 'page' } }); }, id);
    // The window has read it again before it is opened.
    await settled(page, 600);
    await page.evaluate((job) => { location.hash = `#/jobs/${job}/settings`; }, id);
    await page.getByRole('button', { name: 'Show the page' }).click();
    await block('Watched: Fees of the harbour').click();
    await page.getByText('With other choices the job starts anew.').waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await calls(page, 'change_job')).at(-1)).toMatchObject({ id, patch: { options: { selector: 'h1' } } });
  });
});

describe('what is known of a site', () => {
  it('is told below its link where there is no connector for it', async () => {
    const page = await start(add('https://www.snapchat.com/add/quay'));
    await page.getByText('Tidewatch does not support Snapchat.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'What to watch' }).fill('sandbank.example');
    await expect.poll(() => page.getByText('Tidewatch does not support').count()).toBe(0);
  });
});

describe('the first start', () => {
  it('offers a page, and takes what is pasted then for one', async () => {
    const page = await start('#/inbox', 'empty');
    await page.getByRole('button', { name: 'A Telegram channel' }).click();
    const field = page.getByRole('textbox', { name: 'Link to watch' });
    expect(await field.inputValue()).toBe('https://t.me/');
    await page.getByRole('button', { name: 'A web page Told when its text changes' }).click();
    await field.fill('https://sandbank.example/fees');
    await page.keyboard.press('Enter');
    await page.getByText('Web page, no key needed').waitFor();
    await expect.poll(previews).toMatchObject([{ platform: 'webpage', targetType: 'page' }]);
  });

  it.each([[640, 2], [760, 2], [900, 3], [1100, 3], [1280, 3]])('has its cards in full rows at %i pixels', async (width, columns) => {
    const page = await start('#/inbox', 'empty', [width, 800]);
    const cards = page.getByRole('region', { name: 'Try one' }).getByRole('listitem');
    await settled(page);
    const boxes = await cards.evaluateAll((items) => items.map((item) => ({ ...item.getBoundingClientRect().toJSON() as DOMRect, cut: item.scrollWidth > item.clientWidth })));
    expect(boxes).toHaveLength(8);
    expect(new Set(boxes.map(({ left }) => Math.round(left))).size).toBe(columns);
    const right = Math.max(...boxes.map((box) => Math.round(box.right)));
    const rows = [...new Set(boxes.map(({ top }) => Math.round(top)))];
    for (const row of rows) expect(Math.max(...boxes.filter(({ top }) => Math.round(top) === row).map((box) => Math.round(box.right)))).toBe(right);
    expect(boxes.filter(({ cut }) => cut)).toEqual([]);
  });
});
