// A page in the form: found where a feed was looked for, chosen for a stored job, watched in part.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import type { PageOutline } from '../bindings/PageOutline';
import type { Preview } from '../bindings/Preview';
import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import { platforms } from '../state/platforms.svelte';
import { Editor } from './editor.svelte';
import { aJob, aPlatform, aPreviewItem, aSwitch } from './testing';

vi.mock('../api', () => ({
  api: { recogniseTarget: vi.fn(), previewTarget: vi.fn(), listItems: vi.fn(), createJob: vi.fn(), changeJob: vi.fn() },
  onEngineEvent: () => Promise.resolve(() => undefined),
}));

const link = 'https://harbour.example/fees';
const reading: Recognised = { platform: 'feed', target_type: 'feed', target_url: link, target_id: null, display: 'harbour.example' };
const page: Recognised = { ...reading, platform: 'webpage', target_type: 'page' };
const kind = { platform: 'webpage', target_type: 'page' } as const;
const found: Recognition = { ...reading, alternatives: [page], notice: null, existing_job_ids: [] };
const outline: PageOutline = { matches: null, blocks: [{ text: 'Fees', state: 'watched', selector: 'h1' }], is_cut: false };
const shown: Preview = { ...page, title: 'Fees', items: [aPreviewItem()], outcome: 'new_items', warnings: ['No feed was found here.'], page: outline };
const part = aSwitch({ name: 'selector', kind: { type: 'text', placeholder: '' }, default: '', target_types: ['page'] });
const asked = () => vi.mocked(api.previewTarget).mock.calls;
const rest = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  platforms.list = [aPlatform({ platform: 'webpage', key: null, options: [part] })];
  vi.mocked(api.recogniseTarget).mockResolvedValue(found);
  vi.mocked(api.previewTarget).mockResolvedValue(shown);
  vi.mocked(api.listItems).mockResolvedValue({ items: [], total: 0, next: null });
  vi.mocked(api.createJob).mockResolvedValue(aJob({ id: 'new' }));
  vi.mocked(api.changeJob).mockResolvedValue(aJob());
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

test('where no feed is found the page is taken over with its options, and nothing counts as entered', async () => {
  const editor = new Editor(null, link);
  await rest(600);
  expect(asked()).toEqual([[link, 5, null, null, {}, null]]);
  expect(editor.reading).toEqual(page);
  expect(editor.options).toEqual([part]);
  expect(editor.previewWarnings).toEqual(['No feed was found here.']);
  expect(editor.page).toEqual(outline);
  expect(editor.isTouched).toBe(false);
  editor.set('selector', 'h1');
  await rest(600);
  expect(asked().at(-1)).toEqual([link, 5, 'webpage', 'page', { selector: 'h1' }, null]);
  await editor.save();
  expect(vi.mocked(api.createJob).mock.calls[0]?.[0]).toMatchObject({ ...kind, target_url: link, options: { selector: 'h1' } });
});

test('a feed that is chosen after all is asked for by name, and stays chosen', async () => {
  const editor = new Editor(null, link);
  await rest(600);
  vi.mocked(api.previewTarget).mockRejectedValue({ code: 'malformed_response', message: 'It names no feed.' });
  editor.choose(reading);
  expect(editor.page).toBeNull();
  await rest(600);
  expect(asked().at(-1)).toEqual([link, 5, 'feed', 'feed', {}, null]);
  expect(editor.reading).toEqual(reading);
  expect(editor.preview).toBe('failed');
});

test('an answer about a text that was typed over is taken for nothing', async () => {
  const editor = new Editor(null, link);
  await rest(400);
  editor.type(`${link}/`);
  await rest(120);
  expect(editor.reading?.platform).toBe('feed');
  expect(asked()).toEqual([]);
});

test('a page that is wanted is looked at as one, and forgotten where the text is none', async () => {
  const editor = new Editor(null, link, null, kind);
  await rest(600);
  expect(editor.reading).toEqual(page);
  expect(editor.isTouched).toBe(false);
  expect(asked()).toEqual([[link, 5, 'webpage', 'page', {}, null]]);
  vi.mocked(api.recogniseTarget).mockResolvedValue({ ...found, platform: 'youtube', target_type: 'channel', alternatives: [] });
  vi.mocked(api.previewTarget).mockResolvedValue({ ...shown, platform: 'youtube', target_type: 'channel' });
  const other = new Editor(null, 'youtube.com/@quay', null, kind);
  await rest(600);
  expect(other.reading?.platform).toBe('youtube');
  await other.save();
  expect(vi.mocked(api.createJob).mock.calls[0]?.[0].platform).toBeUndefined();
});

test('a stored job changes its reading, and only that is sent', async () => {
  const editor = new Editor(aJob({ target_url: link }));
  await rest(600);
  expect(editor.isTouched).toBe(false);
  expect(asked()).toEqual([]);
  editor.choose(page);
  expect(editor.isRetargeted).toBe(true);
  await rest(600);
  expect(asked()).toEqual([[link, 5, 'webpage', 'page', {}, null]]);
  await editor.save();
  expect(vi.mocked(api.changeJob).mock.calls).toEqual([['job-1', kind]]);
  editor.choose(reading);
  expect(editor.isRetargeted).toBe(false);
  expect(editor.isChanged).toBe(false);
});

test('a stored page keeps being one when its link changes, and so does a duplicate', async () => {
  const editor = new Editor(aJob({ ...kind, target_url: link }));
  await rest(600);
  editor.type('https://quay.example/');
  vi.mocked(api.recogniseTarget).mockResolvedValue({ ...found, target_url: 'https://quay.example/', alternatives: [{ ...page, target_url: 'https://quay.example/' }] });
  await rest(600);
  expect(editor.reading).toMatchObject(kind);
  expect(asked().at(-1)).toEqual(['https://quay.example/', 5, 'webpage', 'page', {}, null]);
  await editor.save();
  expect(vi.mocked(api.changeJob).mock.calls).toEqual([['job-1', { target_url: 'https://quay.example/' }]]);
  const like = new Editor(null, '', aJob({ ...kind, target_url: link }));
  await like.save();
  expect(vi.mocked(api.createJob).mock.calls[0]?.[0]).toMatchObject(kind);
});

test('what was refused of an option stands at its field until it is taken, and the page stays to choose in', async () => {
  const editor = new Editor(null, link, null, kind);
  await rest(600);
  const fields = [{ field: 'options.selector', message: 'This is not a selector.' }];
  vi.mocked(api.previewTarget).mockRejectedValue({ code: 'invalid_field', message: 'x', fields });
  editor.set('selector', 'h1[');
  await rest(600);
  expect(editor.faults).toEqual(fields);
  expect(editor.page).toEqual(outline);
  vi.mocked(api.previewTarget).mockResolvedValue(shown);
  editor.retry();
  await rest(600);
  expect(editor.faults).toEqual([]);
});

test('a stored page can be looked at, and stays to choose in when a choice is taken back', async () => {
  const editor = new Editor(aJob({ ...kind, target_url: link }));
  await rest(600);
  expect(editor.page).toBeNull();
  editor.lookNow();
  await rest(600);
  expect(editor.page).toEqual(outline);
  expect(editor.startsAnew).toBe(false);
  editor.set('selector', 'h1');
  await rest(600);
  expect(editor.startsAnew).toBe(true);
  editor.set('selector', '');
  await rest(600);
  expect(editor.page).toEqual(outline);
  expect(editor.isChanged).toBe(false);
});
