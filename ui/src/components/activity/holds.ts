// Who is left alone for a while, as sentences.
import type { FailureCode } from '../../bindings/FailureCode';
import type { Hold } from '../../bindings/Hold';
import type { Platform } from '../../bindings/Platform';
import { shortTime } from '../../format';
import { shortTarget } from '../../jobs/target';

const KEY = 'key:';

function whyOf(code: FailureCode): string {
  switch (code) {
    case 'rate_limited': return 'it was asked too often';
    case 'blocked': return 'it refuses automatic reading';
    case 'platform_down': return 'it is down and named a time';
    default: return 'it did not answer as it should';
  }
}

/** "example.org is left alone until 14:05: it was asked too often". */
export function holdSentence({ scope, code, until }: Hold, nameOf: (platform: Platform) => string, now: Date): string {
  const isKey = scope.startsWith(KEY);
  const who = isKey ? nameOf(scope.slice(KEY.length) as Platform) : shortTarget(scope);
  const way = isKey ? ' is not asked with your key' : ' is left alone';
  return `${who}${way} until ${shortTime(new Date(until), now)}: ${whyOf(code)}`;
}

/** Those that still hold; the soonest to end first. */
export function standingHolds(holds: readonly Hold[], now: Date): Hold[] {
  return holds.filter(({ until }) => Date.parse(until) > now.getTime()).sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
}
