// What can be chosen for a target beyond its address: which options it has, and what is sent of them.
import type { OptionAbout } from '../bindings/OptionAbout';
import type { Platform } from '../bindings/Platform';
import type { PlatformAbout } from '../bindings/PlatformAbout';
import type { TargetType } from '../bindings/TargetType';

/** Values by the names of their options; what is absent has its default. */
export type Chosen = Record<string, string>;

/** The options of a target, as its platform describes them. */
export function optionsOf(platforms: readonly PlatformAbout[], target: { platform: Platform; target_type: TargetType } | null): readonly OptionAbout[] {
  const about = platforms.find(({ platform }) => platform === target?.platform);
  return about?.options.filter(({ target_types }) => target !== null && target_types.includes(target.target_type)) ?? [];
}

export function valueOf(option: OptionAbout, chosen: Chosen): string {
  return chosen[option.name] ?? option.default;
}

/** The value of every option, by its name. */
export function allValues(options: readonly OptionAbout[], chosen: Chosen): Chosen {
  return Object.fromEntries(options.map((option) => [option.name, valueOf(option, chosen)]));
}

/** Only what differs from the defaults. What another target had is not among it. */
export function differing(options: readonly OptionAbout[], chosen: Chosen): Chosen {
  const differs = (option: OptionAbout) => valueOf(option, chosen).trim() !== option.default;
  return allValues(options.filter(differs), chosen);
}

const MOST_SEGMENTS = 4;
const MOST_LETTERS = 32;

/** Whether the values of a choice fit side by side; more of them are a list. */
export function fitsSegments(labels: readonly string[]): boolean {
  return labels.length <= MOST_SEGMENTS && labels.join('').length <= MOST_LETTERS;
}
