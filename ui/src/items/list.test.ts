// The item list without its pixels: rows, fresh pages, what is asked, and how things are named.
import { beforeAll, describe, expect, it } from 'vitest';

import { useManner } from '../format';
import { item } from '../testing';
import { emptyList } from './empty';
import { mergeTop, positions } from './merge';
import { filtersSet, itemQuery, noFilter } from './query';
import { itemRows } from './rows';
import { byline, langOf, mediaWords, paragraphs, restOfText, shortAddress } from './words';

beforeAll(() => { useManner({ locale: 'en-GB', timeZone: 'UTC' }); });
const now = new Date('2026-03-11T18:00:00Z');

describe('rows', () => {
  it('begin each day with its head', () => {
    const days = ['2026-03-11T12:00:00Z', '2026-03-11T00:10:00Z', '2026-03-10T23:50:00Z', '2026-02-01T08:00:00Z'];
    const rows = itemRows(days.map((at, index) => item(9 - index, { first_seen_at: at })), now);
    expect(rows.map((row) => (row.kind === 'day' ? row.name : row.key))).toEqual(['Today', 9, 8, 'Yesterday', 7, '1 February', 6]);
    expect(rows.map((row) => (row.kind === 'item' ? row.index : null)).filter((index) => index !== null)).toEqual([0, 1, 2, 3]);
  });

  it('have keys of their own even where a clock went backwards', () => {
    const days = ['2026-03-10T12:00:00Z', '2026-03-11T12:00:00Z', '2026-03-10T11:00:00Z', '2026-03-09T11:00:00Z'];
    const keys = itemRows(days.map((at, index) => item(9 - index, { first_seen_at: at })), now).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a fresh first page', () => {
  const known = [item(5), item(4), item(3)];

  it('names what is new and takes what changed', () => {
    const page = { items: [item(7), item(6), item(5), item(4, { starred: true })], total: 9, next: 4 };
    const merged = mergeTop(known, page);
    expect(merged.fresh.map(({ id }) => id)).toEqual([7, 6]);
    expect(merged.items.map(({ id, starred }) => [id, starred])).toEqual([[5, false], [4, true], [3, false]]);
    expect(merged.gap).toBe(false);
  });

  it('has a gap after it when all of it is new and more follows', () => {
    expect(mergeTop(known, { items: [item(9), item(8)], total: 9, next: 8 }).gap).toBe(true);
    expect(mergeTop(known, { items: [item(9), item(8)], total: 2, next: null }).gap).toBe(false);
    expect(mergeTop([], { items: [], total: 0, next: null }).gap).toBe(false);
  });

  it('is found by id', () => {
    expect(positions(known).get(4)).toBe(1);
    expect(positions(known).get(99)).toBeUndefined();
  });
});

describe('what the engine is asked', () => {
  it.each([
    [{ list: 'all', id: null }, {}],
    [{ list: 'starred', id: null }, { starred: true }],
    [{ list: 'job', id: 'j' }, { job_id: 'j' }],
    [{ list: 'platform', id: 'youtube' }, { platform: 'youtube' }],
    [{ list: 'run', id: 'r' }, { run_id: 'r' }],
  ] as const)('for %o', (place, wanted) => {
    expect(itemQuery(place, '', false, noFilter, 'UTC')).toEqual(wanted);
  });

  it('holds search, state and filters; both days of a range belong to it', () => {
    const filter = { job: 'j', platform: 'feed', from: '2026-03-01', to: '2026-03-02', starred: true };
    expect(itemQuery({ list: 'all', id: null }, 'tide', true, filter, 'Europe/Berlin')).toEqual({
      job_id: 'j', platform: 'feed', starred: true, state: 'unread', search: 'tide',
      since: '2026-02-28T23:00:00.000Z', until: '2026-03-02T23:00:00.000Z',
    });
    expect(filtersSet(filter)).toBe(5);
    expect(filtersSet(noFilter)).toBe(0);
  });

  it('keeps to the job of the list, whatever the filter says', () => {
    expect(itemQuery({ list: 'job', id: 'here' }, '', false, { ...noFilter, job: 'other' })).toEqual({ job_id: 'here' });
  });
});

describe('an empty list', () => {
  const asked = { list: 'all', search: '', unreadOnly: false, filter: noFilter, kept: 12_408, nextCheck: 'in 4 min', checking: false } as const;

  it.each([
    [{ search: 'sluice', unreadOnly: true }, 'Nothing matches “sluice”', 'clear-search'],
    [{ filter: { ...noFilter, job: 'j' } }, 'No item fits the filters', 'clear-filters'],
    [{ unreadOnly: true }, 'All read', 'show-all'],
    [{ list: 'starred' }, 'Nothing is starred', null],
    [{ list: 'run' }, 'This check found nothing new', null],
    [{}, 'No items yet', null],
  ] as const)('%o says "%s"', (more, title, action) => {
    expect(emptyList({ ...asked, ...more })).toMatchObject({ title, action });
  });

  it('says how much was searched only where all of it was', () => {
    expect(emptyList({ ...asked, search: 'x' }).text).toBe('Searched 12,408 items.');
    expect(emptyList({ ...asked, search: 'x', list: 'job' }).text).toBe('Searched the items of this list.');
    expect(emptyList({ ...asked, unreadOnly: true }).text).toBe('The next check is in 4 min.');
    expect(emptyList({ ...asked, unreadOnly: true, nextCheck: '' }).text).toBe('');
    expect(emptyList({ ...asked, list: 'job', checking: true }).text).toBe('It is being checked now.');
  });
});

describe('the name of an item', () => {
  const author = (name: string | null, handle: string | null) => item(1, { author: { name, handle, url: null, avatar: null } });

  it('is its author, else the job', () => {
    expect(byline(author('Ada', '@ada'), 'Tides')).toEqual({ who: 'Ada', handle: '@ada' });
    expect(byline(author(null, '@ada'), 'Tides')).toEqual({ who: '@ada', handle: 'Tides' });
    expect(byline(author(null, null), 'Tides')).toEqual({ who: 'Tides', handle: '' });
    expect(byline({ ...author(null, null), kind: 'video' }, 'Tides')).toEqual({ who: 'Tides', handle: 'Video' });
    expect(byline(author('Tides', null), 'Tides')).toEqual({ who: 'Tides', handle: '' });
    expect(byline(author(null, null), undefined)).toEqual({ who: 'Unknown author', handle: '' });
  });

  it('does not say a title twice', () => {
    expect(restOfText('High water', ' High water\nat noon')).toBe('at noon');
    expect(restOfText('High water', 'Low water')).toBe('Low water');
    expect(restOfText(null, 'Low water')).toBe('Low water');
  });
});

it('paragraphs come from lines', () => {
  expect(paragraphs('one\n\n two \nthree\n')).toEqual(['one', 'two', 'three']);
  expect(paragraphs(' \n ')).toEqual([]);
});

it('media are told in words', () => {
  const medium = { url: 'https://example.org/a', type: 'audio/mpeg', alt: null, size: 12_000_000, duration_seconds: 1_084 };
  expect(mediaWords(medium)).toBe('Audio, 18:04, 12 MB');
  expect(mediaWords({ ...medium, type: 'image', size: null, duration_seconds: null })).toBe('Picture');
  expect(mediaWords({ ...medium, type: null, size: -1, duration_seconds: -4 })).toBe('File');
});

it('addresses are shortened for a line', () => {
  expect(shortAddress('https://www.example.org/')).toBe('example.org');
  expect(shortAddress(`https://example.org/${'a'.repeat(100)}`)).toHaveLength(70);
});

it('only a language is given to the page', () => {
  expect(langOf({ language: 'pt-BR' })).toBe('pt-BR');
  for (const language of [null, '', 'en"><script>', 'x']) expect(langOf({ language })).toBeUndefined();
});
