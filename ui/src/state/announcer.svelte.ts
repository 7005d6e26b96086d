// What is said to screen readers when runs end: one sentence, at most one every ten seconds.
import { plural } from '../format';
import { jobs } from './jobs.svelte';
import { onEvent } from './live.svelte';

const PAUSE = 10_000;

export class Announcer {
  sentence = $state('');
  /** What was found since the last sentence. */
  #found: { jobId: string; count: number }[] = [];
  #waiting = false;
  #last = -Infinity;

  /** A run of a job kept this many new items. */
  found(jobId: string, count: number): void {
    this.#found.push({ jobId, count });
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => { this.#say(); }, Math.max(0, this.#last + PAUSE - Date.now()));
  }

  #say(): void {
    const total = this.#found.reduce((sum, { count }) => sum + count, 0);
    const [first, ...others] = this.#found.map(({ jobId }) => jobId).filter((id, at, all) => all.indexOf(id) === at);
    const where = others.length > 0 ? plural(others.length + 1, 'job', 'jobs') : (jobs.get(first ?? '')?.name ?? 'one job');
    this.sentence = `${plural(total, 'new item', 'new items')} from ${where}.`;
    this.#found = [];
    this.#waiting = false;
    this.#last = Date.now();
  }
}

export const announcer = new Announcer();
onEvent((event) => { if (event.event === 'items_found' && event.count > 0) announcer.found(event.job_id, event.count); });
