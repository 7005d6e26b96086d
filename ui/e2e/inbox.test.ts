// Reading: search, star, mark, live items, and all of it by keyboard alone.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { uuid } from './mock/world';
import { calls, goTo, openWindow, settled, type Opened } from './support/window';

let opened: Opened;
const start = async (scenario: 'full' | 'large' = 'full') => {
  opened = await openWindow({ scenario });
  return opened.page;
};
const list = () => opened.page.getByRole('listbox');
const selected = () => opened.page.locator('[role="option"][aria-selected="true"]');

beforeEach(() => { opened = undefined as unknown as Opened; });
afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  await opened.close();
});

describe('the inbox', () => {
  it('searches as one types, and says so when nothing is found', async () => {
    const page = await start();
    await page.keyboard.press('/');
    await page.keyboard.type('lower quay');
    await expect.poll(async () => (await calls(page, 'list_items')).at(-1)).toMatchObject({ query: { search: 'lower quay' } });
    await settled(page);
    expect(await list().getByRole('option').first().textContent()).toContain('Lower quay closed until Thursday');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('zebra crossing');
    await page.getByRole('button', { name: 'Clear the search' }).last().waitFor();
    await expect.poll(() => list().count()).toBe(0);
    await page.keyboard.press('Escape');
    await list().waitFor();
  });

  it('opens an item by click, marks it read at once, and stars it', async () => {
    const page = await start();
    await list().getByRole('option').first().click();
    await page.getByRole('heading', { name: 'Lower quay closed until Thursday' }).waitFor();
    await expect.poll(() => calls(page, 'change_item')).toEqual([{ id: 320, patch: { state: 'read' } }]);
    await page.getByRole('button', { name: 'Star, S' }).click();
    await expect.poll(() => calls(page, 'change_item')).toContainEqual({ id: 320, patch: { starred: true } });
    expect(await page.getByRole('button', { name: 'Star, S' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('can be read by keyboard alone', async () => {
    const page = await start();
    await page.keyboard.press('j');
    await expect.poll(() => selected().getAttribute('data-item')).toBe('320');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => selected().getAttribute('data-item')).toBe('318');
    await page.keyboard.press('k');
    await expect.poll(() => selected().getAttribute('data-item')).toBe('319');
    // Selection and focus move together.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-item'))).toBe('319');
    await page.keyboard.press('m');
    await expect.poll(() => calls(page, 'change_item')).toContainEqual({ id: 319, patch: { state: 'read' } });
    await page.keyboard.press('s');
    await expect.poll(() => calls(page, 'change_item')).toContainEqual({ id: 319, patch: { starred: false } });
    await page.keyboard.press('o');
    await expect.poll(() => calls(page, 'open_item')).toEqual([{ id: 319 }]);
    await page.keyboard.press('Escape');
    await expect.poll(() => selected().count()).toBe(0);
  });

  it('marks an item that was reached by key as read after a second, not before', async () => {
    const page = await start();
    await page.evaluate(() => { window.addEventListener('keydown', () => { document.body.dataset['pressed'] = String(window.__mock.clock()); }, { capture: true }); });
    await page.keyboard.press('j');
    await expect.poll(() => calls(page, 'change_item')).toEqual([{ id: 320, patch: { state: 'read' } }]);
    const waited = await page.evaluate(() => {
      const call = window.__mock.calls.find(({ command }) => command === 'change_item');
      return (call?.at ?? 0) - Number(document.body.dataset['pressed']);
    });
    // The timers of a page whose date is held run a little unevenly.
    expect(waited).toBeGreaterThan(800);
  });

  it('marks all as read', async () => {
    const page = await start();
    await page.getByRole('button', { name: 'Mark all as read, Shift U' }).click();
    await expect.poll(() => calls(page, 'mark_items')).toHaveLength(1);
    await expect.poll(() => page.evaluate(() => (window.__mock.run('get_status', {}) as { items_unread: number }).items_unread)).toBe(0);
  });

  it('does not offer to mark all as read where it shows only some', async () => {
    const page = await start();
    const button = page.getByRole('button', { name: 'Mark all as read, Shift U' });
    await button.waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('quay');
    await expect.poll(() => button.count()).toBe(0);
    await list().getByRole('option').first().focus();
    await page.keyboard.press('Shift+U');
    await page.getByText('Clear the search first').waitFor();
    expect(await calls(page, 'mark_items')).toEqual([]);
  });

  it('says how many jobs are watched and how many need the user, all of it to be read', async () => {
    const page = await start();
    const line = page.locator('.watch strong');
    expect(await line.textContent()).toBe('Watching 14 jobs, 3\u00a0need\u00a0you');
    expect(await line.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
  });

  it.each(['empty', 'full'] as const)('draws nothing while nothing happens: %s', async (scenario) => {
    opened = await openWindow({ scenario, moving: true });
    const { page } = opened;
    await page.evaluate(() => {
      const { runs } = window.__mock.world();
      for (const { id, status } of runs) if (status === 'in_progress') window.__mock.run('mock:finish_run', { id, count: 0 });
    });
    // Entering ones end, and so does what a check that runs shows.
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
    const asked = await page.evaluate(() => new Promise<number>((done) => {
      let frames = 0;
      const real = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (work) => { frames += 1; return real(work); };
      setTimeout(() => { done(frames); }, 500);
    }));
    expect(asked).toBe(0);
  });

  it('leaves letters to the field that has the focus', async () => {
    const page = await start();
    await page.keyboard.press('/');
    await page.keyboard.type('jsm');
    await settled(page);
    expect(await selected().count()).toBe(0);
    expect(await calls(page, 'change_item')).toEqual([]);
  });

  it('shows items that arrive while it is open', async () => {
    const page = await start();
    const run = await page.evaluate((job) => window.__mock.run('check_job', { id: job }) as string, uuid(1, 1));
    await page.evaluate((id) => window.__mock.run('mock:finish_run', { id, count: 2 }), run);
    await expect.poll(async () => (await list().getByRole('option').first().textContent()) ?? '').toContain('Fresh item');
  });

  it('waits with new items while the list is scrolled', async () => {
    const page = await start();
    await list().hover();
    await page.mouse.wheel(0, 1_500);
    await settled(page);
    const run = await page.evaluate((job) => window.__mock.run('check_job', { id: job }) as string, uuid(1, 1));
    await page.evaluate((id) => window.__mock.run('mock:finish_run', { id, count: 2 }), run);
    await page.getByRole('button', { name: '2 new' }).click();
    await expect.poll(async () => (await list().getByRole('option').first().textContent()) ?? '').toContain('Fresh item');
  });

  it('goes where a notification points', async () => {
    const page = await start();
    await page.evaluate(() => { window.__mock.navigate('#/items/300'); });
    await expect.poll(() => selected().getAttribute('data-item')).toBe('300');
  });

  it('keeps few rows of a hundred thousand items in the document', async () => {
    const page = await start('large');
    for (const route of ['#/inbox', '#/jobs', '#/activity']) {
      await goTo(page, route);
      const rows = page.locator('[role="option"], [role="row"]');
      await expect.poll(() => rows.count(), { message: route }).toBeGreaterThan(5);
      expect(await rows.count(), route).toBeLessThan(200);
    }
    await goTo(page, '#/inbox');
    await list().hover();
    for (let step = 0; step < 12; step += 1) {
      await page.mouse.wheel(0, 4_000);
      await settled(page, 40);
    }
    expect(await list().getByRole('option').count()).toBeLessThan(200);
    expect((await calls(page, 'list_items')).length).toBeGreaterThan(2);
  });
});
