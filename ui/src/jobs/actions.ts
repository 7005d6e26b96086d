// What one does with jobs, from a row, a menu, a key or the bulk bar: each says when it failed.
import { api } from '../api';
import type { Job } from '../bindings/Job';
import type { Mute } from '../bindings/Mute';
import { plural } from '../format';
import { go, route } from '../router.svelte';
import { asError } from '../state/errors';
import { jobs as store } from '../state/jobs.svelte';
import { toast } from '../toasts.svelte';

// A name in running text keeps its own direction.
const isolated = (name: string) => `\u2068${name}\u2069`;
const named = (jobs: readonly Job[]) => (jobs.length === 1 && jobs[0] ? isolated(jobs[0].name) : plural(jobs.length, 'job', 'jobs'));

/** What was refused, without the name of the field that the engine puts before it. */
function reason(thrown: unknown): string {
  const error = asError(thrown);
  return error.fields[0]?.message ?? error.message;
}

/** Does something with each; one message tells of all that failed, with the first reason. */
async function each(jobs: readonly Job[], what: string, work: (job: Job) => Promise<unknown>): Promise<number> {
  const answers = await Promise.allSettled(jobs.map(work));
  const failed = answers.filter((answer) => answer.status === 'rejected');
  const [first] = failed;
  if (first) {
    const which = jobs.length > 1 ? ` (${failed.length} of ${jobs.length})` : '';
    toast(`${what}${which}: ${reason(first.reason)}`, { error: true });
  }
  return answers.length - failed.length;
}

export async function checkNow(jobs: readonly Job[]): Promise<void> {
  const asked = await each(jobs, 'The check was not started', (job) => api.checkJob(job.id));
  if (asked > 1) toast(`Checking ${plural(asked, 'job', 'jobs')} now.`);
}

export async function checkAll(): Promise<void> {
  try {
    const asked = await api.checkAllJobs();
    toast(asked === 0 ? 'There is no active job to check.' : `Checking ${plural(asked, 'job', 'jobs')} now.`);
  } catch (thrown) {
    toast(`The checks were not started: ${reason(thrown)}`, { error: true });
  }
}

const change = (to: 'active' | 'paused') => async (job: Job) => { store.put(await api.changeJob(job.id, { status: to })); };

export async function pause(jobs: readonly Job[]): Promise<void> {
  await each(jobs.filter((job) => job.status === 'active' || job.status === 'failed'), 'Not paused', change('paused'));
}

export async function resume(jobs: readonly Job[]): Promise<void> {
  await each(jobs.filter((job) => job.status !== 'active'), 'Not resumed', change('active'));
}

/** Whether pausing is what P does to them: while any of them is checked. */
export function canPause(jobs: readonly Job[]): boolean {
  return jobs.some((job) => job.status === 'active' || job.status === 'failed');
}

export function togglePause(jobs: readonly Job[]): Promise<void> {
  return canPause(jobs) ? pause(jobs) : resume(jobs);
}

/** Mutes a job for a while or until that is ended; null ends it. */
export async function muteJob(job: Job, mute: Mute | null): Promise<void> {
  await each([job], mute ? 'Not muted' : 'Still muted', async () => { store.put(await api.changeJob(job.id, { mute })); });
}

/** Deletes at once and offers to undo it. */
export async function remove(jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  for (const job of jobs) store.remove(job.id);
  const gone: Job[] = [];
  await each(jobs, 'Not deleted', async (job) => {
    try {
      await api.deleteJob(job.id);
      gone.push(job);
    } catch (thrown) {
      store.put(job);
      throw thrown;
    }
  });
  if (gone.length === 0) return;
  const items = gone.reduce((sum, job) => sum + job.items, 0);
  const kept = items > 0 ? ` and ${gone.length === 1 ? 'its' : 'their'} ${plural(items, 'item', 'items')}` : '';
  toast(`Deleted ${named(gone)}${kept}. Kept for 30 days.`, { action: { label: 'Undo', run: () => restore(gone) } });
}

async function restore(jobs: readonly Job[]): Promise<void> {
  await each(jobs, 'Not restored', async (job) => { store.put(await api.restoreJob(job.id)); });
}

export async function openTarget(job: Job): Promise<void> {
  await each([job], 'The target was not opened', () => api.openJobTarget(job.id));
}

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied.`);
  } catch {
    toast(`${what} not copied: the clipboard is not available.`, { error: true, action: { label: 'Try again', run: () => copyText(text, what) } });
  }
}

export const copyLink = (job: Job) => copyText(job.target_url, 'Link');

export function edit(job: Job): void {
  go(`#/jobs/${encodeURIComponent(job.id)}/edit?from=${route.view === 'jobs' ? 'list' : 'job'}`);
}

/** Opens a new job's form with what this one watches. */
export function duplicate(job: Job): void {
  go(`#/jobs/new?target=${encodeURIComponent(job.target_url)}&like=${encodeURIComponent(job.id)}`);
}
