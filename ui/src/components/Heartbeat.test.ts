// A strip is read run by run with the arrow keys, and Enter opens the run that was read.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { useManner } from '../format';
import { aBeat } from '../jobs/testing';
import { route } from '../router.svelte';
import Heartbeat from './Heartbeat.svelte';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-02T14:00:00Z') });
  useManner({ locale: 'en-GB', timeZone: 'UTC' });
});
afterEach(() => { vi.useRealTimers(); });

const beats = [
  aBeat({ run_id: 'a', new_items: 3, start_time: '2026-03-02T11:20:00Z' }),
  aBeat({ run_id: 'b', status: 'failed', outcome: null, start_time: '2026-03-02T12:20:00Z' }),
  aBeat({ run_id: 'c', start_time: '2026-03-02T13:20:00Z' }),
];

test('says in its name what the runs came to', () => {
  render(Heartbeat, { beats, length: 30 });
  expect(screen.getByRole('slider').getAttribute('aria-label')).toBe('Last 3 runs: 1 nothing new, 1 new items, 1 failed');
});

test('starts at the newest run and reads older ones to the left', async () => {
  render(Heartbeat, { beats, length: 30 });
  const strip = screen.getByRole('slider');
  await fireEvent.focus(strip);
  expect(strip.getAttribute('aria-valuetext')).toBe('13:20: Nothing new');
  await fireEvent.keyDown(strip, { key: 'ArrowLeft' });
  expect(strip.getAttribute('aria-valuetext')).toBe('12:20: Failed');
  await fireEvent.keyDown(strip, { key: 'End' });
  expect(strip.getAttribute('aria-valuenow')).toBe('3');
});

test('Enter opens the run that is read', async () => {
  render(Heartbeat, { beats, length: 30 });
  const strip = screen.getByRole('slider');
  await fireEvent.focus(strip);
  await fireEvent.keyDown(strip, { key: 'ArrowLeft' });
  await fireEvent.keyDown(strip, { key: 'Enter' });
  expect(route).toMatchObject({ view: 'activity', id: 'b' });
});

test('only the newest runs are drawn where there are more than it has room for', () => {
  render(Heartbeat, { beats, length: 2 });
  expect(screen.getByRole('slider').getAttribute('aria-valuemax')).toBe('2');
  expect([...document.querySelectorAll('svg path')].map((path) => path.classList.item(1))).toEqual(['failed', 'quiet']);
});

test('a job without runs has no strip to stop at', () => {
  render(Heartbeat, { beats: [], length: 30 });
  expect(screen.queryByRole('slider')).toBeNull();
  expect(screen.getByText('No runs yet')).toBeTruthy();
});
