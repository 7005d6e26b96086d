// What "Search or jump to" offers.
import { describe, expect, it } from 'vitest';

import type { PlatformAbout } from '../bindings/PlatformAbout';
import { job } from '../testing';
import { jumpResults, looksLikeLink, marked } from './results';

const jobs = [
  job('1', { name: 'Low Tide Diary' }),
  job('2', { name: 'Tide tables', items_unread: 2 }),
  job('3', { name: 'Untidy', target_url: 'https://mess.example' }),
  job('4', { name: 'Harbour', target_url: 'https://tide.example/feed' }),
];
const platforms = [{ platform: 'youtube', name: 'YouTube' } as PlatformAbout];
const labels = (typed: string) => jumpResults(typed, jobs, platforms).map(({ label }) => label);

describe('results', () => {
  it('begin with what begins with the words, then with words of it, then with parts and addresses', () => {
    expect(labels('tid')).toEqual(['Tide tables', 'Low Tide Diary', 'Untidy', 'Harbour', 'Search all items for “tid”']);
  });

  it('hold views and platforms', () => {
    expect(labels('you')).toEqual(['YouTube', 'Search all items for “you”']);
    expect(labels('SET')).toContain('Settings');
  });

  it('offer the views and some jobs before anything is typed, and no search', () => {
    expect(labels('')).toContain('Inbox');
    expect(labels('  ')).not.toContain('Search all items for “”');
  });

  it('are bounded however many jobs there are', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => job(String(index), { name: `Tide ${String(index)}` }));
    expect(jumpResults('tide', many, platforms).length).toBeLessThan(20);
  });

  it('begin with adding a job when a link is pasted', () => {
    const [first] = jumpResults('https://example.org/?a=b&c=d', jobs, platforms);
    expect(first).toMatchObject({ group: 'Add', hash: '#/jobs/new?target=https%3A%2F%2Fexample.org%2F%3Fa%3Db%26c%3Dd' });
  });

  it('lead to the search with any sign in it', () => {
    expect(jumpResults('50% & more', jobs, platforms).at(-1)?.hash).toBe('#/inbox?search=50%25%20%26%20more');
  });

  it('have keys of their own', () => {
    const keys = jumpResults('', jobs, platforms).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

it.each([
  ['https://example.org', true], ['www.example.org', true], ['example.org/feed', true],
  ['tide', false], ['9.5 m', false], ['and/or', false], ['https://a b', false],
])('"%s" is a link: %s', (text, wanted) => {
  expect(looksLikeLink(text)).toBe(wanted);
});

it('marks what was typed', () => {
  expect(marked('Low Tide', 'tid')).toEqual([{ text: 'Low ', hit: false }, { text: 'Tid', hit: true }, { text: 'e', hit: false }]);
  expect(marked('Low Tide', '')).toEqual([{ text: 'Low Tide', hit: false }]);
});
