// When new content is told on a channel: at once, or together at a fixed time.
import type { Digest } from '../bindings/Digest';
import type { DigestEvery } from '../bindings/DigestEvery';
import { clock } from '../jobs/schedule';

export type DigestChoice = 'at_once' | DigestEvery;

export const DIGEST_CHOICES: readonly { value: DigestChoice; label: string }[] = [
  { value: 'at_once', label: 'At once' },
  { value: 'day', label: 'Daily' },
  { value: 'week', label: 'Weekly' },
];

export const choiceOf = (digest: Digest | null): DigestChoice => digest?.every ?? 'at_once';

/** Another choice, with what was set before where it still means something. */
export function digestOf(choice: DigestChoice, before: Digest | null): Digest | null {
  if (choice === 'at_once') return null;
  return { every: choice, at: before?.at ?? '08:00', weekday: choice === 'week' ? (before?.weekday ?? 1) : null };
}

/** A time as it was typed, in the form that is sent; what is none stays for the engine to refuse. */
export const withTime = (digest: Digest, at: string): Digest => ({ ...digest, at: clock(at) });
