// The first screen, as somebody sees it.
import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import App from './App.svelte';
import { relativeTime } from './format';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-03-11T12:00:00Z') }));
afterEach(() => vi.useRealTimers());

it('says who runs the monitor until the window can', () => {
  render(App);

  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Tidewatch');
  expect(screen.getByText('tidewatch scheduler').tagName).toBe('CODE');
});

it('keeps the time since opening current', async () => {
  const { container } = render(App);
  const openedAt = new Date();
  const shown = () => container.querySelector('time')?.textContent;
  expect(shown()).toBe(relativeTime(openedAt, openedAt));

  for (let minute = 0; minute < 3; minute += 1) {
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1_000);
      await tick();
    }
  }

  expect(shown()).toBe(relativeTime(openedAt, new Date()));
  expect(container.querySelector('time')?.dateTime).toBe('2026-03-11T12:00:00.000Z');
});
