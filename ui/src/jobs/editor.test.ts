// The form finds out what was pasted, shows what it holds, and tells at its fields what was refused.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import { Editor } from './editor.svelte';
import { platforms } from '../state/platforms.svelte';
import { aJob, aPlatform, aPreviewItem, aSwitch } from './testing';

vi.mock('../api', () => ({
  api: { recogniseTarget: vi.fn(), previewTarget: vi.fn(), listItems: vi.fn(), createJob: vi.fn(), changeJob: vi.fn() },
  onEngineEvent: () => Promise.resolve(() => undefined),
}));

const reading: Recognised = { platform: 'feed', target_type: 'feed', target_url: 'https://harbour.example/feed.xml', target_id: null, display: 'harbour.example' };
const feed: Recognition = { ...reading, alternatives: [], notice: null, existing_job_ids: [] };
const preview = { ...reading, title: 'Harbour notices', items: [aPreviewItem()], outcome: 'new_items' as const, warnings: [] };
const rest = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  platforms.list = [];
  vi.mocked(api.recogniseTarget).mockResolvedValue(feed);
  vi.mocked(api.previewTarget).mockResolvedValue(preview);
  vi.mocked(api.listItems).mockResolvedValue({ items: [], total: 0, next: null });
  vi.mocked(api.createJob).mockResolvedValue(aJob({ id: 'new' }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

test('a pasted link is recognised, then looked at, and names the job', async () => {
  const editor = new Editor(null);
  editor.type(' harbour.example ');
  expect(editor.target).toBe('asking');
  await rest(150);
  expect(editor.target).toBe('recognised');
  expect(editor.preview).toBe('asking');
  await rest(350);
  expect(editor.preview).toBe('ready');
  expect(editor.draft.name).toBe('Harbour notices');
  expect(vi.mocked(api.recogniseTarget).mock.calls).toEqual([['harbour.example']]);
});

test('a name that the user gave stays', async () => {
  const editor = new Editor(null, 'harbour.example');
  editor.rename('Quay');
  await rest(600);
  expect(editor.draft.name).toBe('Quay');
});

test('what is no link says what to paste instead, and nothing is fetched', async () => {
  vi.mocked(api.recogniseTarget).mockRejectedValue({ code: 'invalid_target', message: 'target_url: x', fields: [{ field: 'target_url', message: 'This is not a link.' }] });
  const editor = new Editor(null, 'harbour');
  await rest(600);
  expect(editor.target).toBe('refused');
  expect(editor.targetError).toBe('This is not a link.');
  expect(api.previewTarget).not.toHaveBeenCalled();
});

test('saving works before the preview has come, and when it never does', async () => {
  vi.mocked(api.previewTarget).mockRejectedValue({ code: 'unreachable', message: 'It did not answer.' });
  const editor = new Editor(null, 'harbour.example');
  await rest(200);
  expect((await editor.save())?.id).toBe('new');
  await rest(500);
  expect(editor.previewError?.message).toBe('It did not answer.');
  expect(editor.faults).toEqual([]);
});

test('another reading is fetched and saved by its kind', async () => {
  const playlist = { ...reading, platform: 'youtube', target_type: 'playlist', target_url: 'https://youtube.com/playlist?list=a' } as const;
  vi.mocked(api.recogniseTarget).mockResolvedValue({ ...feed, alternatives: [playlist] });
  const editor = new Editor(null, 'https://youtube.com/watch?v=b&list=a');
  await rest(600);
  editor.choose(playlist);
  await rest(600);
  await editor.save();
  expect(vi.mocked(api.previewTarget).mock.calls.at(-1)).toEqual(['https://youtube.com/watch?v=b&list=a', 5, 'youtube', 'playlist', {}, null]);
  expect(vi.mocked(api.createJob).mock.calls[0]?.[0]).toMatchObject({ target_url: 'https://youtube.com/watch?v=b&list=a', platform: 'youtube', target_type: 'playlist' });
});

test('what the engine refuses is told at the fields', async () => {
  const fields = [{ field: 'schedule.at', message: 'The time is written as HH:MM, from 00:00 to 23:59.' }];
  vi.mocked(api.createJob).mockRejectedValue({ code: 'invalid_schedule', message: 'schedule.at: x', fields });
  const editor = new Editor(null, 'harbour.example');
  expect(await editor.save()).toBeNull();
  expect(editor.faults).toEqual(fields);
  expect(editor.saveError).not.toContain('schedule.at');
});

test('without a target nothing is sent', async () => {
  const editor = new Editor(null);
  expect(await editor.save()).toBeNull();
  expect(editor.faults[0]?.field).toBe('target_url');
  expect(api.createJob).not.toHaveBeenCalled();
});

test('a stored job shows what was kept of it and asks nobody, until its target changes', async () => {
  const editor = new Editor(aJob());
  await rest(600);
  expect(api.listItems).toHaveBeenCalled();
  expect(api.previewTarget).not.toHaveBeenCalled();
  expect(editor.isRetargeted).toBe(false);
  vi.mocked(api.recogniseTarget).mockResolvedValue({ ...feed, target_url: 'https://quay.example/feed.xml' });
  editor.type('quay.example');
  await rest(600);
  expect(editor.isRetargeted).toBe(true);
  expect(api.previewTarget).toHaveBeenCalledTimes(1);
});

test('a change sends only what was changed', async () => {
  vi.mocked(api.changeJob).mockResolvedValue(aJob());
  const editor = new Editor(aJob());
  expect(editor.isChanged).toBe(false);
  editor.rename('Quay');
  expect(editor.isChanged).toBe(true);
  await editor.save();
  expect(vi.mocked(api.changeJob).mock.calls).toEqual([['job-1', { name: 'Quay' }]]);
});

test('a duplicate takes everything but the name', () => {
  const editor = new Editor(null, '', aJob({ folder: 'Coast', max_runs: 3 }));
  expect(editor.draft).toMatchObject({ name: '', folder: 'Coast', maxRuns: 3, target: 'https://harbour.example/feed.xml' });
  expect(editor.job).toBeNull();
});

test('what was filled in by itself is nothing to lose, what the user entered is', async () => {
  const editor = new Editor(null, 'harbour.example');
  await rest(600);
  expect(editor.draft.name).toBe('Harbour notices');
  expect(editor.isTouched).toBe(false);
  editor.rename('Quay');
  expect(editor.isTouched).toBe(true);

  const typed = new Editor(null);
  expect(typed.isTouched).toBe(false);
  typed.type('quay.example');
  expect(typed.isTouched).toBe(true);
});

test('a stored job is touched once it differs, also by an emptied name or another reading', () => {
  const stored = new Editor(aJob());
  expect(stored.isTouched).toBe(false);
  stored.rename('');
  expect(stored.isTouched).toBe(true);
  const fresh = new Editor(null, 'harbour.example');
  fresh.choose({ ...reading, target_type: 'feed' });
  expect(fresh.isTouched).toBe(true);
});

const withOption = aPlatform({ platform: 'feed', key: null, options: [aSwitch({ target_types: ['feed'] })] });

test('another value of an option is looked at once, after a rest, and saved with the job', async () => {
  platforms.list = [withOption];
  const editor = new Editor(null, 'harbour.example');
  await rest(600);
  editor.set('replies', 'false');
  editor.set('replies', 'true');
  editor.set('replies', 'false');
  expect(editor.preview).toBe('asking');
  await rest(600);
  expect(api.previewTarget).toHaveBeenCalledTimes(2);
  expect(editor.startsAnew).toBe(false);
  await editor.save();
  expect(vi.mocked(api.createJob).mock.calls[0]?.[0].options).toEqual({ replies: 'false' });
});

test('a stored job starts anew with another value, and shows what was kept when it is taken back', async () => {
  platforms.list = [withOption];
  const editor = new Editor(aJob());
  await rest(600);
  editor.set('replies', 'false');
  expect(editor.isReoptioned).toBe(true);
  await rest(600);
  expect(api.previewTarget).toHaveBeenCalledTimes(1);
  editor.set('replies', 'true');
  await rest(600);
  expect(editor.startsAnew).toBe(false);
  expect(api.previewTarget).toHaveBeenCalledTimes(1);
  expect(editor.isChanged).toBe(false);
});

test('what was refused of an option is forgotten once it is changed', async () => {
  platforms.list = [withOption];
  vi.mocked(api.createJob).mockRejectedValue({ code: 'invalid_field', message: 'x', fields: [{ field: 'options.replies', message: 'No.' }] });
  const editor = new Editor(null, 'harbour.example');
  await rest(600);
  await editor.save();
  expect(editor.faults).toHaveLength(1);
  editor.set('replies', 'false');
  expect(editor.faults).toEqual([]);
});

test('a stored job keeps its own reading of its link, and its options', async () => {
  const page = { ...feed, platform: 'lemmy', target_type: 'community' } as const;
  vi.mocked(api.recogniseTarget).mockResolvedValue({ ...page, alternatives: [reading, { ...reading, target_url: 'https://harbour.example/other.xml' }] });
  platforms.list = [withOption];
  const stored = new Editor(aJob());
  await rest(600);
  expect(stored.reading).toMatchObject({ platform: 'feed', target_type: 'feed' });
  expect(stored.options).toHaveLength(1);
  expect(stored.isRetargeted).toBe(false);
  expect(stored.readings).toHaveLength(3);
  vi.mocked(api.previewTarget).mockResolvedValue({ ...preview, platform: 'lemmy', target_type: 'community' });
  const fresh = new Editor(null, 'harbour.example');
  await rest(600);
  expect(fresh.reading?.platform).toBe('lemmy');
  expect(fresh.readings).toHaveLength(3);
});

test('a look that failed for the filters alone is taken again once they are mended', async () => {
  const wrong = { code: 'invalid_field', message: 'x', fields: [{ field: 'filters.include[0]', message: 'The pattern is not valid.' }] };
  vi.mocked(api.previewTarget).mockRejectedValueOnce(wrong);
  const editor = new Editor(null, 'harbour.example');
  editor.draft.include = [{ kind: 'regex', value: '[[' }];
  editor.refilter();
  await rest(600);
  expect(editor.preview).toBe('failed');
  editor.refilter();
  await rest(600);
  expect(api.previewTarget).toHaveBeenCalledTimes(1);
  editor.draft.include = [];
  editor.refilter();
  expect(editor.faults).toEqual([]);
  await rest(600);
  expect([editor.preview, vi.mocked(api.previewTarget).mock.calls.length]).toEqual(['ready', 2]);
});

test.each([
  [{ code: 'unreachable', message: 'It did not answer.', fields: [] }],
  [{ code: 'invalid_field', message: 'x', fields: [{ field: 'filters.include[0]', message: 'No.' }, { field: 'options.replies', message: 'No.' }] }],
])('a look that failed for something else is not asked again by filters: %o', async (thrown) => {
  vi.mocked(api.previewTarget).mockRejectedValue(thrown);
  const editor = new Editor(null, 'harbour.example');
  editor.refilter();
  await rest(600);
  editor.draft.include = [{ kind: 'word', value: 'tide' }];
  editor.refilter();
  await rest(2_000);
  expect(api.previewTarget).toHaveBeenCalledTimes(1);
});
