// A message in the list of what was told: what it is, and how each channel stands with it.
import type { Delivery } from '../bindings/Delivery';
import type { Notification } from '../bindings/Notification';
import type { NotificationKind } from '../bindings/NotificationKind';
import { dayKey, dayLabel, relativeTime, shortTime } from '../format';
import { CHANNEL_NAMES } from './channels';

export const KIND_NAMES: Record<NotificationKind, string> = { new_items: 'New items', failure: 'Failure', recovery: 'Recovery', test: 'Test' };

/** So many are listed. */
export const MOST_TOLD = 100;

export interface Told {
  tone: 'ok' | 'waits' | 'bad' | 'off';
  words: string;
  /** Why the latest try failed. */
  problem: string | null;
}

/** "Desktop 13:42", "Mail waits", "Webhook failed 3 times, next try in 5 min". */
export function deliveryInWords(delivery: Delivery, now: Date): Told {
  const name = CHANNEL_NAMES[delivery.channel];
  const { state } = delivery;
  if (state === 'silenced') return { tone: 'off', words: `${name} silent`, problem: null };
  if (delivery.delivered_at) return { tone: 'ok', words: `${name} ${shortTime(new Date(delivery.delivered_at), now)}`, problem: null };
  const at = delivery.next_attempt_at ? new Date(delivery.next_attempt_at) : null;
  if (state === 'told') return { tone: 'ok', words: name, problem: null };
  if (delivery.last_error || state === 'given_up') {
    const tries = delivery.attempts === 1 ? 'failed' : `failed ${delivery.attempts} times`;
    const next = state === 'given_up' ? ', given up' : at === null ? ', tried again' : at > now ? `, next try ${relativeTime(at, now)}` : ', tried again now';
    return { tone: 'bad', words: `${name} ${tries}${next}`, problem: delivery.last_error };
  }
  return { tone: 'waits', words: at && at > now ? `${name} waits until ${shortTime(at, now)}` : `${name} waits`, problem: null };
}

/** Where a message leads: to its job, its items or its run. */
export function placeOf({ kind, job_id, run_id }: Notification): string | null {
  switch (kind) {
    case 'new_items': return `#/inbox/run/${encodeURIComponent(run_id)}`;
    case 'failure': return `#/runs/${encodeURIComponent(run_id)}`;
    case 'recovery': return `#/jobs/${encodeURIComponent(job_id)}`;
    case 'test': return null;
  }
}



export interface Day {
  /** Unique: a day comes twice where the clock was set back. */
  key: string;
  name: string;
  messages: Notification[];
}

/** Messages as they are listed, with a head for each day. */
export function byDay(list: readonly Notification[], now: Date): Day[] {
  const days: (Day & { of: string })[] = [];
  for (const message of list) {
    const at = new Date(message.created_at);
    const of = dayKey(at);
    const last = days.at(-1);
    if (last?.of === of) {
      last.messages.push(message);
      continue;
    }
    const again = days.filter((day) => day.of === of).length;
    const { name, date } = dayLabel(at, now);
    days.push({ key: again === 0 ? of : `${of}-${again}`, of, name: date ? `${name}, ${date}` : name, messages: [message] });
  }
  return days;
}
