// What the hash of the window means.
import { describe, expect, it } from 'vitest';

import { parse } from './route';

describe('a hash', () => {
  it.each([
    ['', { view: 'inbox', list: 'all' }],
    ['#/inbox', { view: 'inbox', list: 'all', id: null, item: null }],
    ['#/inbox/starred', { view: 'inbox', list: 'starred' }],
    ['#/inbox/job/0198-a', { view: 'inbox', list: 'job', id: '0198-a' }],
    ['#/inbox/platform/youtube', { view: 'inbox', list: 'platform', id: 'youtube' }],
    ['#/inbox/run/0198-b', { view: 'inbox', list: 'run', id: '0198-b' }],
    ['#/inbox?search=spring%20tide', { view: 'inbox', list: 'all', search: 'spring tide' }],
    ['#/items/42', { view: 'inbox', list: 'all', item: 42 }],
    ['#/jobs', { view: 'jobs', dialog: null }],
    ['#/jobs/new', { view: 'jobs', dialog: 'add', target: null }],
    ['#/jobs/new?target=https%3A%2F%2Fexample.org%2F%3Fa%3Db%26c', { view: 'jobs', dialog: 'add', target: 'https://example.org/?a=b&c' }],
    ['#/jobs/0198-a', { view: 'job', id: '0198-a', tab: 'overview', dialog: null }],
    ['#/jobs/0198-a/runs', { view: 'job', id: '0198-a', tab: 'runs' }],
    ['#/jobs/0198-a/edit', { view: 'job', id: '0198-a', dialog: 'edit' }],
    ['#/activity', { view: 'activity', id: null }],
    ['#/activity/told', { view: 'activity', section: 'told' }],
    ['#/activity/else', { view: 'activity', section: null }],
    ['#/runs/0198-b', { view: 'activity', id: '0198-b' }],
    ['#/settings', { view: 'settings', section: null }],
    ['#/settings/storage', { view: 'settings', section: 'storage' }],
  ])('%s is understood', (hash, wanted) => {
    expect(parse(hash)).toMatchObject(wanted);
  });

  it.each(['#/nowhere', '#/items/no', '#/items/-3', '#/items/1e999', '#/inbox/job', '#/inbox/other/x', '#/%E0%A4%A', '#//'])(
    '%s, which means nothing, is the inbox',
    (hash) => {
      expect(parse(hash)).toMatchObject({ view: 'inbox', list: 'all', id: null, item: null });
    },
  );

  it('keeps an id with a broken escape as it is', () => {
    expect(parse('#/jobs/%zz')).toMatchObject({ view: 'job', id: '%zz' });
  });
});
