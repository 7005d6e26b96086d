// Keys of platforms in words: how one stands, and whether a job lacks one.
import type { Accounts } from '../bindings/Accounts';
import type { KeyState } from '../bindings/KeyState';
import type { PlatformAbout } from '../bindings/PlatformAbout';

/** A key's state, or that there is none. */
export type Standing = KeyState | 'none';

const WORDS: Record<Standing, string> = { none: 'Not set', untested: 'Set, not tried yet', works: 'Works', wrong: 'Was refused' };

export function keyWord(standing: Standing): string {
  return WORDS[standing];
}

/** What a platform's key is for while none is set, in a line of the settings. */
export function withoutKey({ keyless, key }: PlatformAbout): string {
  const help = key?.help ?? '';
  return keyless ? `Works without a key; with one: ${help}` : help;
}

/** A key that a job on this platform cannot do without; null where nothing is lacking or known. */
export interface KeyNeed {
  isRefused: boolean;
  sentence: string;
}

export function keyNeed(about: PlatformAbout | undefined, accounts: Accounts | null): KeyNeed | null {
  if (!about?.key || about.keyless || !accounts) return null;
  const status = accounts.keys.find(({ platform }) => platform === about.platform);
  if (!status) return { isRefused: false, sentence: `${about.name} needs a key of yours. The job can be saved and waits until one is set.` };
  if (status.state !== 'wrong') return null;
  const said = status.message ?? `${about.name} refused your key.`;
  return { isRefused: true, sentence: `${said} The job can be saved and waits until another key is set.` };
}
