// Whoever guards what was entered is asked before the window goes elsewhere, whatever leads there.
import { afterEach, expect, test, vi } from 'vitest';

import { go, guardLeaving, route, stay } from './router.svelte';

let end = () => { /* nothing is guarded yet */ };
afterEach(() => {
  end();
  go('#/inbox', { replace: true });
});
const guarded = (answer: boolean) => {
  const ask = vi.fn(() => answer);
  end = guardLeaving(ask);
  return ask;
};

test('the window stays where it is while the guard says no', () => {
  go('#/jobs/new');
  const ask = guarded(false);
  go('#/items/4', { replace: true });
  expect(ask).toHaveBeenCalledWith('#/items/4', true);
  expect([route.hash, location.hash]).toEqual(['#/jobs/new', '#/jobs/new']);
});

test('a link is not followed either, and the address can be put back', () => {
  go('#/jobs/new');
  const ask = guarded(false);
  history.replaceState(null, '', '#/settings');
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  expect(ask).toHaveBeenCalledWith('#/settings', false);
  expect(route.hash).toBe('#/jobs/new');
  stay();
  expect(location.hash).toBe('#/jobs/new');
});

test('going to where the window is asks nobody', () => {
  go('#/jobs/new');
  const ask = guarded(false);
  go('#/jobs/new');
  expect(ask).not.toHaveBeenCalled();
});

test('the window goes on once the guard says yes, or is gone', () => {
  go('#/jobs/new');
  guarded(true);
  go('#/jobs');
  expect(route.hash).toBe('#/jobs');
  guarded(false);
  end();
  go('#/activity');
  expect(route.hash).toBe('#/activity');
});
