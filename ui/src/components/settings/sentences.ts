// What the settings say in whole sentences: who runs the schedule, and which port is none.
import type { DesktopState } from '../../bindings/DesktopState';
import type { LostSecrets } from '../../bindings/LostSecrets';
import type { Platform } from '../../bindings/Platform';
import type { Status } from '../../bindings/Status';
import { list } from '../../format';

/** Whether anything checks the jobs, and which program that is. */
export function scheduleSentence(status: Status, desktop: DesktopState | null): string {
  if (!status.monitor_running) return 'Nothing runs the schedule at present, so no job is checked.';
  if (desktop?.monitor_is_here ?? status.role === 'owner') return 'This program runs the schedule. It goes on when the window is closed.';
  const which = status.owner_pid === null ? '' : ` (process ${status.owner_pid})`;
  return `Another Tidewatch on this computer${which} runs the schedule. This window shows what it finds.`;
}

/** What becomes of a token that is made now: no page shows it, so the clipboard is the only way to it. */
export function tokenSentence(hasOne: boolean): string {
  const now = hasOne ? 'There is one. A new one takes its place.' : 'There is none yet. Every call needs it.';
  return `${now} A token goes to the clipboard only, and is gone from there when the window closes where no clipboard manager keeps it. Paste it before you close this window.`;
}

/** What has to be set anew after keys were moved; nothing where all went along. */
export function lostSentence({ platforms, channels }: LostSecrets, nameOf: (platform: Platform) => string): string {
  const lost = [
    ...platforms.map((platform) => `the key of ${nameOf(platform)}`),
    ...channels.map((channel) => (channel === 'mail' ? 'the password for mail' : 'the address of the webhook')),
  ];
  return lost.length === 0 ? '' : `The old place could not be read, so these did not go along: ${list(lost)}. Set them again.`;
}

/** A port as it was typed; null for what is none. */
export function parsePort(text: string): number | null {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
