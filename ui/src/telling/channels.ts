// How the channels stand, in words.
import type { Channel } from '../bindings/Channel';
import type { ChannelState } from '../bindings/ChannelState';
import type { MailSettings } from '../bindings/MailSettings';
import type { WebhookFormat } from '../bindings/WebhookFormat';
import type { WebhookSettings } from '../bindings/WebhookSettings';
import { plural, relativeTime, shortTime } from '../format';

export const CHANNEL_NAMES: Record<Channel, string> = { terminal: 'Terminal', desktop: 'Desktop', mail: 'Mail', webhook: 'Webhook' };

export const FORMAT_NAMES: Record<WebhookFormat, string> = { json: 'JSON', ntfy: 'ntfy', discord: 'Discord', slack: 'Slack', matrix: 'Matrix' };

/** Where mail goes and through what. */
export function mailSentence({ host, from, to }: MailSettings): string {
  return to ? `To ${to}, through ${host}` : `From ${from}, through ${host}; only for jobs with an address of their own`;
}

export function webhookSentence({ format, host }: WebhookSettings): string {
  return `${FORMAT_NAMES[format]} to ${host || 'its address'}`;
}

export interface Standing {
  /** `bad`: it does not get through; `waits`: it holds something back. */
  tone: 'ok' | 'waits' | 'bad';
  /** Sentences without an end of their own. */
  words: string;
}

/** What a channel does at present: its trouble with the next try, what it holds, when it told last. */
export function channelStanding(state: ChannelState, now: Date): Standing {
  const waits = state.waiting > 0 ? `${plural(state.waiting, 'message waits', 'messages wait')}` : '';
  if (state.problem) {
    const at = state.next_attempt_at ? new Date(state.next_attempt_at) : null;
    const next = at && at > now ? `next try ${relativeTime(at, now)}` : 'it is tried again';
    return { tone: 'bad', words: [state.problem.replace(/\.$/u, ''), [waits, next].filter(Boolean).join(', ')].join('. ') };
  }
  const quiet = state.quiet_until ? new Date(state.quiet_until) : null;
  const last = state.last_told_at ? `Told last ${relativeTime(new Date(state.last_told_at), now)}` : 'Nothing told yet';
  if (quiet && quiet > now) return { tone: 'waits', words: [`Quiet until ${shortTime(quiet, now)}`, waits || last].join('. ') };
  return waits ? { tone: 'waits', words: `${waits}. ${last}` } : { tone: 'ok', words: last };
}

/** Until when quiet hours hold everything; null when they do not. */
export function quietNow(states: readonly ChannelState[], now: Date): Date | null {
  const ends = states.flatMap(({ quiet_until }) => (quiet_until ? [new Date(quiet_until)] : [])).filter((end) => end > now);
  return ends.length > 0 ? new Date(Math.max(...ends.map(Number))) : null;
}
