// A run in words: what came of it, who started it, what happens next.
import type { Beat } from '../bindings/Beat';
import type { Run } from '../bindings/Run';
import type { RunOutcome } from '../bindings/RunOutcome';
import type { Trigger } from '../bindings/Trigger';
import { count, plural } from '../format';

/** The first sentence, without its full stop where it fills the whole of a line. */
export function firstSentence(text: string): string {
  // A full stop inside of an address or a number is followed by no space.
  const end = /[.!?](?=\s+\S)/u.exec(text);
  return (end ? text.slice(0, end.index + 1) : text).trim();
}

/** What came of a run, as one line of a table. */
export function runSentence(run: Run): string {
  switch (run.status) {
    case 'in_progress': return 'Checking now';
    case 'failed': return run.error_message ? firstSentence(run.error_message) : 'The check failed';
    case 'completed': return completed(run);
    case 'skipped': return skipped(run.outcome, run.error_message, run.missed_slots);
    case 'interrupted': return interrupted(run.outcome);
  }
}

function completed(run: Run): string {
  const parts: string[] = [];
  if (run.new_items_downloaded > 0) parts.push(plural(run.new_items_downloaded, 'new item', 'new items'));
  if (run.updated_items > 0) parts.push(`${count(run.updated_items)} edited`);
  const found = parts.length > 0 ? parts.join(', ') : 'Nothing new';
  if (run.outcome === 'partial') return `${found}, some could not be read`;
  return run.may_have_missed ? `${found}, older ones may be missing` : found;
}

function skipped(outcome: RunOutcome | null, reason: string | null, slots: number | null): string {
  switch (outcome) {
    case 'held': return reason ? `Held: ${lowered(firstSentence(reason))}` : 'Held';
    case 'overlap': return slots !== null && slots > 1 ? `${plural(slots, 'due time', 'due times')} passed while the last run had not finished` : 'Skipped: the last run had not finished';
    case 'offline': return slots !== null && slots > 1 ? `${plural(slots, 'due time', 'due times')} passed without a network` : 'Skipped: there was no network';
    case 'missed': return `${plural(slots ?? 1, 'due time', 'due times')} passed while nothing was watching`;
    default: return reason ? firstSentence(reason) : 'Skipped';
  }
}

function interrupted(outcome: RunOutcome | null): string {
  switch (outcome) {
    case 'shutdown': return 'Cut off: Tidewatch was ended';
    case 'crash': return 'Cut off: Tidewatch ended unexpectedly';
    case 'cancelled': return 'Cut off: the job was changed while it ran';
    default: return 'Cut off before it was done';
  }
}

/** After a colon a sentence goes on small, unless its first word is a name. */
function lowered(text: string): string {
  const common = /^(The|It|This|There|Its|A|An|Waiting|Asked|Too)\b/u.test(text);
  return common ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** One mark of a strip, read aloud: what a beat alone can tell. */
export function beatSentence(beat: Beat): string {
  switch (beat.status) {
    case 'in_progress': return 'Checking now';
    case 'failed': return 'Failed';
    case 'completed': return beat.new_items > 0 ? plural(beat.new_items, 'new item', 'new items') : 'Nothing new';
    case 'skipped': return beat.outcome === 'missed' ? 'Nothing was watching' : skipped(beat.outcome, null, null);
    case 'interrupted': return interrupted(beat.outcome);
  }
}

const STARTED_BY: Record<Trigger, string> = { schedule: 'Schedule', manual: 'You', catch_up: 'Catch-up' };

export function startedBy(trigger: Trigger): string {
  return STARTED_BY[trigger];
}

/** What a run may have missed, and what helps. */
export const MISSED = 'Everything that the source listed was new, so what it had listed in between may be missing. Checking this job more often lets less slip through.';

/** All that is known of a run in sentences, for its details. */
export function runStory(run: Run): string {
  const message = run.error_message?.trim();
  switch (run.status) {
    case 'in_progress': return 'The check has not ended yet. What it has read so far is not kept before it ends.';
    case 'failed': return message || 'The check failed and gave no reason.';
    case 'completed': {
      const found = run.outcome === 'not_modified'
        ? 'The source said that nothing has changed since the last check.'
        : `The source held ${plural(run.items_found, 'item', 'items')}.`;
      return message ? `${found} ${message}` : found;
    }
    case 'skipped': return message || skippedStory(run);
    case 'interrupted': return message || `${interrupted(run.outcome)}. It runs again by itself.`;
  }
}

function skippedStory(run: Run): string {
  switch (run.outcome) {
    case 'missed':
      return 'Tidewatch was not running, or this computer was asleep or off. One check caught up afterwards; what the source no longer listed by then is not known.';
    case 'overlap': return 'The last run was still under way at this time, so this one was left out.';
    case 'offline': return 'This computer had no network, so nothing was asked and nothing failed. One check caught up afterwards.';
    default: return 'This check was left out so that the source is not asked too often.';
  }
}
