// How a job stands at this moment, by all that the window knows.
import type { Job } from '../bindings/Job';
import { minute } from '../state/clock.svelte';
import { jobs } from '../state/jobs.svelte';
import { platforms } from '../state/platforms.svelte';
import { status } from '../state/status.svelte';
import { standing, type Standing } from './status';

export function standsNow(job: Job): Standing {
  return standing(job, {
    isRunning: jobs.running.has(job.id),
    now: minute.now,
    status: status.value,
    takesKey: platforms.list.some(({ platform, key }) => platform === job.platform && key !== null),
  });
}
