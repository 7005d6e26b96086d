// What the settings say.
import { describe, expect, it } from 'vitest';

import type { DesktopState } from '../../bindings/DesktopState';
import type { Status } from '../../bindings/Status';
import { lostSentence, parsePort, scheduleSentence, tokenSentence } from './sentences';

const status = { monitor_running: true, role: 'guest', owner_pid: 812 } as Status;
const desktop = { monitor_is_here: false } as DesktopState;

describe('who runs the schedule', () => {
  it('says plainly that nobody does', () => {
    expect(scheduleSentence({ ...status, monitor_running: false }, desktop)).toContain('no job is checked');
  });

  it('tells this program from another one', () => {
    expect(scheduleSentence(status, { ...desktop, monitor_is_here: true })).toContain('This program');
    expect(scheduleSentence(status, desktop)).toContain('process 812');
  });
});

describe('the token of the API', () => {
  it.each([true, false])('says how long the clipboard has it, where there is one already: %s', (hasOne) => {
    expect(tokenSentence(hasOne)).toContain('gone from there when the window closes where no clipboard manager keeps it. Paste it before you close this window.');
  });
});

describe('keys that were moved', () => {
  it('names what did not go along', () => {
    const name = (platform: string) => platform.toUpperCase();
    expect(lostSentence({ platforms: [], channels: [] }, name)).toBe('');
    expect(lostSentence({ platforms: ['x'], channels: ['mail', 'webhook'] }, name)).toContain('the key of X, the password for mail, and the address of the webhook. Set them again.');
  });
});

describe('a port', () => {
  it('is a number from 1 to 65535', () => {
    expect(parsePort(' 8787 ')).toBe(8787);
    expect(parsePort('65535')).toBe(65_535);
    for (const no of ['', '0', '65536', '80 80', '8e3', '-1', '80.5']) expect(parsePort(no), no).toBeNull();
  });
});
