// The picker shows what the engine says of a schedule, and keeps the last good times when one is impossible.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import { scheduleForm } from '../jobs/schedule';
import { reactive } from '../jobs/testing.svelte';
import SchedulePicker from './SchedulePicker.svelte';

vi.mock('../api', () => ({ api: { previewSchedule: vi.fn() }, onEngineEvent: () => Promise.resolve(() => undefined) }));

const rest = () => vi.advanceTimersByTimeAsync(250);
const asked = () => vi.mocked(api.previewSchedule).mock.calls.map(([schedule]) => schedule);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-02T14:00:00Z') });
  vi.mocked(api.previewSchedule).mockResolvedValue({ text: 'Every hour at :42', times: ['2026-03-02T14:42:00Z', '2026-03-02T15:42:00Z'], warning: null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

async function picker(faults: { field: string; message: string }[] = []) {
  render(SchedulePicker, { form: reactive(scheduleForm(null, new Date(2026, 2, 2, 14, 42))), faults });
  await rest();
}

test('says the schedule in words, with its next times', async () => {
  await picker();
  expect(screen.getByText('Every hour at :42.')).toBeTruthy();
  expect(document.querySelectorAll('ol time').length).toBe(2);
});

test('a warning is told beside the words', async () => {
  vi.mocked(api.previewSchedule).mockResolvedValue({ text: 'Every minute', times: [], warning: 'This asks the source more often than is wise.' });
  await picker();
  expect(screen.getByText('This asks the source more often than is wise.')).toBeTruthy();
});

test('an impossible schedule says why and greys the last good times', async () => {
  await picker();
  vi.mocked(api.previewSchedule).mockRejectedValue({ code: 'invalid_schedule', message: 'x', fields: [{ field: 'schedule.cron', message: 'This never happens.' }] });
  await fireEvent.click(screen.getByRole('radio', { name: 'Cron' }));
  await rest();
  expect(screen.getByText('This never happens.')).toBeTruthy();
  expect(screen.getByLabelText(/Cron expression/u).getAttribute('aria-invalid')).toBe('true');
  expect(document.querySelector('ol')?.classList.contains('stale')).toBe(true);
  expect(document.querySelectorAll('ol time').length).toBe(2);
});

test('a number that cannot be sent is told without asking', async () => {
  await picker();
  await fireEvent.input(screen.getByLabelText('at minute'), { target: { value: '75' } });
  await rest();
  expect(screen.getByText('The minute is a number from 0 to 59.')).toBeTruthy();
  expect(asked().length).toBe(1);
});

test('days are switched on and off, and asked about once after a rest', async () => {
  await picker();
  await fireEvent.click(screen.getByRole('radio', { name: 'Weekly' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Monday' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Sunday' }));
  await rest();
  expect(asked().at(-1)).toEqual({ frequency: 'weekly', interval_minutes: null, schedule: { weekdays: [2, 3, 4, 5, 7], at: '08:00' } });
  expect(asked().length).toBe(2);
});

test('what was refused on saving stands here as well', async () => {
  await picker([{ field: 'schedule.minute', message: 'Not this minute.' }]);
  expect(screen.getByText('Not this minute.')).toBeTruthy();
});
