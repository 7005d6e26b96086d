// A run as text, for a report to somebody who can help.
import type { Job } from '../bindings/Job';
import type { Run } from '../bindings/Run';
import { runSentence, runStory, startedBy } from './sentences';

/** Lines of "name: value"; what is not known is left out. */
export function detailsText(run: Run, job: Pick<Job, 'name' | 'target_url'> | null): string {
  const lines: [string, string | number | null | undefined][] = [
    ['Job', job?.name],
    ['Target', job?.target_url],
    ['Run', run.id],
    ['Result', runSentence(run)],
    ['Status', [run.status, run.outcome, run.error_code].filter(Boolean).join(', ')],
    ['Details', runStory(run)],
    ['Started by', startedBy(run.trigger)],
    ['Started', run.start_time],
    ['Ended', run.end_time],
    ['Took', run.duration_ms === null ? null : `${run.duration_ms} ms`],
    ['Tried again', run.retry_at],
    ['HTTP', run.http_status],
    ['Requests', run.requests],
    ['Bytes', run.bytes],
    ['Found', run.items_found],
    ['New', run.new_items_downloaded],
    ['Edited', run.updated_items],
  ];
  return lines.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => `${name}: ${value}`).join('\n');
}
