// The readings of what was pasted: which there are, and which of them is meant.
import type { Job } from '../bindings/Job';
import type { Platform } from '../bindings/Platform';
import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import type { TargetType } from '../bindings/TargetType';

/** What tells the readings of one text apart. */
export interface Kind {
  platform: Platform;
  target_type: TargetType;
}

export const kindOf = ({ platform, target_type }: Kind): Kind => ({ platform, target_type });

export function isKind(one: Kind | null, other: Kind | null): boolean {
  return one?.platform === other?.platform && one?.target_type === other?.target_type;
}

export function isSame(one: Recognised | null, other: Recognised | null): boolean {
  return isKind(one, other) && one?.target_url === other?.target_url;
}

/** The best reading, then the others. */
export function readingsOf(found: Recognition | null): readonly Recognised[] {
  return found ? [found, ...found.alternatives] : [];
}

/** The reading of a kind; the best one where no kind is meant or the text has none of it. */
export function meantOf(found: Recognition, kind: Kind | null): Recognised {
  return readingsOf(found).find((reading) => isKind(reading, kind)) ?? found;
}

/** What a stored job watches, also where its link would be read otherwise by now. */
export function ownOf(job: Job, found: Recognition): Recognised {
  const { target_url, target_id } = job;
  return { ...meantOf(found, job), ...kindOf(job), target_url, target_id };
}

/**
 * The kind to name when a reading is looked at. A first reading that nobody chose goes without:
 * the engine may then find that it is another.
 */
export function namedKind(reading: Recognised, found: Recognition | null, choice: Kind | null): Kind | null {
  return choice === null && isKind(reading, found) ? null : kindOf(reading);
}
