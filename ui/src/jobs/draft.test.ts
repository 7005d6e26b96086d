// Saving sends what the form says for a new job, and only what changed for an old one.
import { expect, test } from 'vitest';

import { draftFaults, draftOf, newJobOf, patchOf } from './draft';
import { aJob, aSwitch } from './testing';

const now = new Date(2026, 2, 2, 13, 42);

test('a new job has what the form shows and leaves the rest to the engine', () => {
  const draft = { ...draftOf(null, '', now), target: ' https://harbour.example/feed.xml ' };
  expect(newJobOf(draft)).toEqual({
    target_url: 'https://harbour.example/feed.xml', frequency: 'hourly', schedule: { minute: 42 },
    notify_on_new_content: true, notify_on_failure: true, max_items_per_run: 50, options: {},
  });
});

const options = [aSwitch({ name: 'replies', default: 'true' }), aSwitch({ name: 'reposts', default: 'false' })];

test('a new job has those options that differ from the defaults, and none of another target', () => {
  const draft = { ...draftOf(null, 'x', now), options: { replies: 'false', reposts: 'false', shorts: 'true' } };
  expect(newJobOf(draft, options).options).toEqual({ replies: 'false' });
});

test('a changed option sends the values of all', () => {
  const opened = draftOf(aJob({ options: { replies: 'false' } }), '', now);
  expect(patchOf(structuredClone(opened), opened, options)).toEqual({});
  expect(patchOf({ ...opened, options: { replies: 'true' } }, opened, options)).toEqual({ options: { replies: 'true', reposts: 'false' } });
  // Chosen and taken back is no change.
  expect(patchOf({ ...opened, options: { replies: 'false', reposts: 'false' } }, opened, options)).toEqual({});
});

test('another target gets its options along, since it would start with the defaults', () => {
  const opened = draftOf(aJob({ options: { replies: 'false' } }), '', now);
  const target = 'https://quay.example/feed.xml';
  expect(patchOf({ ...opened, target }, opened, options)).toEqual({ target_url: target, options: { replies: 'false', reposts: 'false' } });
  expect(patchOf({ ...opened, target, options: {} }, { ...opened, options: {} }, options)).toEqual({ target_url: target });
});

test('a chosen reading, a name, a folder, limits and filters go along', () => {
  const draft = {
    ...draftOf(null, 'x', now), choice: { platform: 'youtube', target_type: 'playlist' } as const, name: ' Films ', folder: 'Sea/Coast',
    maxRuns: 9, exclude: [{ kind: 'word', value: 'shorts' } as const], languages: 'en',
  };
  expect(newJobOf(draft)).toMatchObject({
    platform: 'youtube', target_type: 'playlist', name: 'Films', folder: 'Sea/Coast', max_runs: 9,
    filters: { include: [], exclude: [{ kind: 'word', value: 'shorts' }], languages: ['en'] },
  });
});

test('a form that was only opened changes nothing', () => {
  const opened = draftOf(aJob({ expires_at: '2027-01-01T00:00:00Z', filters: { include: [], exclude: [], languages: ['de'], min: { likes: 3, reposts: null, replies: null, views: null } } }), '', now);
  expect(patchOf(structuredClone(opened), opened)).toEqual({});
});

test('only what was changed is sent, and what was emptied is cleared', () => {
  const opened = draftOf(aJob({ folder: 'Coast', max_runs: 4 }), '', now);
  const draft = { ...structuredClone(opened), name: 'Quay', folder: '', maxRuns: null };
  expect(patchOf(draft, opened)).toEqual({ name: 'Quay', folder: null, max_runs: null });
});

test('a changed frequency sends the whole schedule', () => {
  const opened = draftOf(aJob(), '', now);
  const draft = structuredClone(opened);
  draft.schedule.frequency = 'custom';
  draft.schedule.interval = 45;
  expect(patchOf(draft, opened)).toEqual({ frequency: 'custom', interval_minutes: 45, schedule: {} });
});

test('a last day ends when that day is over here, and comes back as that day', () => {
  const expires_at = newJobOf({ ...draftOf(null, 'x', now), lastDay: '2026-12-31' }).expires_at;
  expect(expires_at).toBe(new Date(2027, 0, 1).toISOString());
  expect(draftOf(aJob({ expires_at: expires_at ?? null }), '', now).lastDay).toBe('2026-12-31');
});

test('numbers that cannot be sent are told at their fields', () => {
  const draft = draftOf(null, '', now);
  draft.maxItems = 1.5;
  draft.min.likes = -1;
  expect(draftFaults(draft).map((fault) => fault.field)).toEqual(['max_items_per_run', 'filters.min.likes']);
});

test('another reading of a job is sent with its options, and none where the reading is left open', () => {
  const opened = draftOf(aJob({ options: { replies: 'false' } }), '', now);
  const choice = { platform: 'webpage', target_type: 'page' } as const;
  expect(patchOf({ ...opened, choice }, opened)).toEqual(choice);
  expect(patchOf({ ...opened, choice }, opened, options)).toEqual({ ...choice, options: { replies: 'false', reposts: 'false' } });
  expect(patchOf({ ...opened, choice: { platform: 'feed', target_type: 'feed' } }, opened)).toEqual({});
  expect(patchOf({ ...opened, choice: null }, opened)).toEqual({});
});

test('an address and a retention of its own go along, and are cleared with null', () => {
  const keep = { choice: 'days', items: 1_000, days: 30 } as const;
  const draft = { ...draftOf(null, 'x', now), email: ' ines@harbour.example ', ownKeep: true, keep };
  expect(newJobOf(draft)).toMatchObject({ notification_email: 'ines@harbour.example', retention: { items: null, days: 30 } });
  const opened = draftOf(aJob({ notification_email: 'ines@harbour.example', retention: { items: null, days: null } }), '', now);
  expect([opened.email, opened.ownKeep, opened.keep.choice]).toEqual(['ines@harbour.example', true, 'all']);
  expect(patchOf(structuredClone(opened), opened)).toEqual({});
  expect(patchOf({ ...opened, email: '', ownKeep: false }, opened)).toEqual({ notification_email: null, retention: null });
  expect(draftFaults({ ...draft, keep: { ...keep, days: 0 } }).map(({ field }) => field)).toEqual(['retention.days']);
  expect(draftFaults({ ...draft, ownKeep: false, keep: { ...keep, days: 0 } })).toEqual([]);
});
