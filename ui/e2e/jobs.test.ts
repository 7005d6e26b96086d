// Jobs: adding one from what was pasted, keys, deleting with undo, activity while it happens.
import { afterEach, describe, expect, it } from 'vitest';

import { uuid } from './mock/world';
import { calls, openWindow, settled, violations, type Opened } from './support/window';

let opened: Opened;
const start = async (route: string, scenario: 'full' | 'empty' = 'full') => {
  opened = await openWindow({ scenario, route });
  return opened.page;
};

afterEach(async () => {
  expect(await opened.problems()).toEqual([]);
  await opened.close();
});

describe('adding a job', () => {
  it('recognises what was pasted, shows its latest items and saves it', async () => {
    const page = await start('#/jobs');
    await page.keyboard.press('Control+n');
    await page.getByRole('dialog').waitFor();
    // The first field has the focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-first'))).toBe(true);
    await page.keyboard.insertText('sandbank.example/feed.xml');
    await page.getByText('Feed, no key needed').waitFor();
    await page.getByRole('dialog').getByText('Spring tide report').waitFor();
    expect((await calls(page, 'preview_target')).at(-1)).toMatchObject({ limit: 5 });
    await page.getByRole('dialog').getByRole('radio', { name: 'Daily' }).click();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => calls(page, 'create_job')).toHaveLength(1);
    expect((await calls(page, 'create_job'))[0]).toMatchObject({
      job: { target_url: expect.stringContaining('sandbank.example/feed.xml') as string, frequency: 'daily', notify_on_new_content: true, notify_on_failure: true },
    });
    await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/inbox\/job\//);
  });

  it('says what is wrong with what is no link, and saves nothing', async () => {
    const page = await start('#/jobs/new');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.insertText('not a link at all');
    await page.getByText('This is not a link.').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await settled(page);
    expect(await page.evaluate(() => location.hash)).toContain('#/jobs/new');
  });

  it('leads to the job that watches the same already', async () => {
    const page = await start(`#/jobs/new?target=${encodeURIComponent('https://kelp.example/atom.xml')}`);
    await page.getByText('Watched already by').waitFor();
    expect(await page.getByRole('dialog').getByRole('link', { name: 'Kelp and Current' }).getAttribute('href')).toBe(`#/jobs/${uuid(1, 2)}`);
  });

  it('begins in the empty window with the field for a link', async () => {
    const page = await start('#/inbox', 'empty');
    await page.getByRole('textbox', { name: 'Link to watch' }).fill('https://sandbank.example/feed.xml');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Spring tide report').waitFor();
  });
});

describe('what was entered in the form of a job', () => {
  const question = () => opened.page.getByRole('alertdialog', { name: 'Discard what you have entered?' });
  const hash = () => opened.page.evaluate(() => location.hash);
  const edited = async () => {
    const page = await start(`#/jobs/${uuid(1, 1)}/edit`);
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Quay notices');
    return page;
  };

  it('is not lost by a click beside it', async () => {
    const page = await edited();
    await page.mouse.click(8, 400);
    await settled(page);
    expect(await page.getByRole('dialog').getByLabel('Name', { exact: true }).inputValue()).toBe('Quay notices');
    expect(await question().count()).toBe(0);
  });

  it('is asked for once on Esc, which also answers, and can be kept or discarded', async () => {
    const page = await edited();
    await page.keyboard.press('Escape');
    await question().waitFor();
    expect(await violations(page)).toEqual([]);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Keep editing');
    await page.keyboard.press('Escape');
    await expect.poll(() => question().count()).toBe(0);
    expect(await page.getByLabel('Name', { exact: true }).evaluate((field: HTMLInputElement) => [field.value, field === document.activeElement])).toEqual(['Quay notices', true]);
    await page.keyboard.press('Escape');
    await question().getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await hash()).toBe(`#/jobs/${uuid(1, 1)}`);
    expect(await calls(page, 'change_job')).toEqual([]);
  });

  it('is not dropped by a notification that leads elsewhere, until it is discarded', async () => {
    const page = await edited();
    await page.evaluate(() => { window.__mock.navigate('#/items/300'); });
    await question().getByRole('button', { name: 'Keep editing' }).click();
    expect(await hash()).toBe(`#/jobs/${uuid(1, 1)}/edit`);
    // A link, or going back, has changed the address already.
    await page.evaluate(() => { location.hash = '#/settings'; });
    await question().getByRole('button', { name: 'Keep editing' }).click();
    await expect.poll(hash).toBe(`#/jobs/${uuid(1, 1)}/edit`);
    await page.evaluate(() => { window.__mock.navigate('#/items/300'); });
    await question().getByRole('button', { name: 'Discard' }).click();
    await page.locator('[data-item="300"][aria-selected="true"]').waitFor();
  });

  it('is saved without a question, and closed without one where nothing was entered', async () => {
    const page = await edited();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await calls(page, 'change_job')).toEqual([{ id: uuid(1, 1), patch: { name: 'Quay notices' } }]);
    await page.evaluate(() => { location.hash = '#/jobs/new'; });
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });
});

describe('the list of jobs', () => {
  const focused = () => opened.page.evaluate(() => document.activeElement?.closest('[data-job]')?.getAttribute('data-job') ?? null);

  it('can be worked by keyboard alone', async () => {
    const page = await start('#/jobs');
    await page.locator('[data-job][tabindex="0"]').focus();
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    const second = await focused();
    expect(second).not.toBe(first);
    await page.keyboard.press('p');
    await expect.poll(() => calls(page, 'change_job')).toEqual([{ id: second, patch: { status: 'paused' } }]);
    await settled(page);
    await page.locator('[data-job][tabindex="0"]').focus();
    const third = await focused();
    await page.keyboard.press('r');
    await expect.poll(() => calls(page, 'check_job')).toEqual([{ id: third }]);
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('1 selected').count()).toBe(0);
    await page.locator('[data-job][tabindex="0"]').focus();
    const last = await focused();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#/jobs/${last ?? ''}`);
  });

  it('deletes at once, moves the focus on, and takes it back with undo', async () => {
    const page = await start('#/jobs');
    await page.locator('[data-job][tabindex="0"]').focus();
    const gone = await focused();
    await page.keyboard.press('Delete');
    await expect.poll(() => calls(page, 'delete_job')).toEqual([{ id: gone }]);
    await expect.poll(() => page.locator(`[data-job="${gone ?? ''}"]`).count()).toBe(0);
    await expect.poll(focused).not.toBeNull();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => calls(page, 'restore_job')).toEqual([{ id: gone }]);
    await page.locator(`[data-job="${gone ?? ''}"]`).waitFor();
  });
});

describe('activity', () => {
  it('has each hour below its strip in one line, also at the edge', async () => {
    opened = await openWindow({ scenario: 'full', route: '#/activity', locale: 'en-US', now: '2026-11-24T12:20:00Z', size: [900, 600] });
    const axis = await opened.page.locator('.axis').evaluate((line) => {
      const right = line.getBoundingClientRect().right;
      return [...line.children].map((label) => {
        const text = document.createRange();
        text.selectNodeContents(label);
        return { text: label.textContent, lines: text.getClientRects().length, beyond: Math.round(text.getBoundingClientRect().right - right) };
      });
    });
    expect(axis.at(-1)).toEqual({ text: expect.stringMatching(/^12:00\sPM$/) as string, lines: 1, beyond: 0 });
    expect(axis.filter(({ lines, beyond }) => lines !== 1 || beyond > 0)).toEqual([]);
  });

  it('shows a run while it runs, what it reads, and how it ended', async () => {
    const page = await start('#/activity');
    const job = uuid(1, 3);
    const run = await page.evaluate((id) => window.__mock.run('check_job', { id }) as string, job);
    const row = page.locator(`[data-run="${run}"]`);
    await row.getByText('Checking now').waitFor();
    await page.evaluate(([job_id = '', run_id = '']) => { window.__mock.emit({ event: 'run_progressed', job_id, run_id, requests: 7, bytes: 1_234_000 }); }, [job, run]);
    const card = page.getByRole('region', { name: 'Running: Breakwater Weekly' });
    await card.getByText('7 requests').waitFor();
    await card.getByText('1.2 MB read').waitFor();
    await page.evaluate((id) => window.__mock.run('mock:finish_run', { id, count: 4 }), run);
    await row.getByText('4 new items').waitFor();
    await expect.poll(() => card.count()).toBe(0);
  });

  it('opens the details of a run by key, and checks its job again', async () => {
    const page = await start('#/activity');
    await page.locator('[data-run][tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    const id = await page.evaluate(() => document.activeElement?.getAttribute('data-run'));
    await page.keyboard.press('Enter');
    expect(await page.locator(`[data-run="${id ?? ''}"]`).getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('button', { name: 'Copy details' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(id);
    await page.getByRole('treegrid').getByRole('button', { name: 'Check now' }).click();
    await expect.poll(() => calls(page, 'check_job')).toHaveLength(1);
  });

  it('lists one sort of runs, and only changes of state', async () => {
    const page = await start('#/activity');
    await page.getByRole('radio', { name: 'Failed' }).click();
    await expect.poll(async () => (await calls(page, 'list_runs')).at(-1)).toMatchObject({ query: { kind: 'failed' } });
    await page.getByRole('switch', { name: 'Only changes of state' }).click();
    await expect.poll(async () => (await calls(page, 'list_runs')).at(-1)).toMatchObject({ query: { kind: 'changes' } });
    expect(await page.getByRole('radio', { name: 'All' }).getAttribute('aria-checked')).toBe('true');
  });

  it('opens the run that a link names, also one of long ago', async () => {
    opened = await openWindow({ scenario: 'full', route: '#/activity' });
    const old = await opened.page.evaluate(() => window.__mock.world().runs.at(-1)?.id ?? '');
    await opened.page.evaluate((id) => { location.hash = `#/runs/${id}`; }, old);
    await opened.page.locator(`[data-run="${old}"][aria-expanded="true"]`).waitFor();
  });
});
