// How a channel stands, in one line.
import { expect, test } from 'vitest';

import type { ChannelState } from '../bindings/ChannelState';
import { useManner } from '../format';
import { channelStanding, mailSentence, quietNow, webhookSentence } from './channels';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-02T22:30:00Z');
const state = (more: Partial<ChannelState> = {}): ChannelState => ({ channel: 'mail', waiting: 0, problem: null, next_attempt_at: null, last_told_at: null, quiet_until: null, ...more });

test('a channel that works says when it told last', () => {
  expect(channelStanding(state(), now)).toEqual({ tone: 'ok', words: 'Nothing told yet' });
  expect(channelStanding(state({ last_told_at: '2026-03-02T22:00:00Z' }), now)).toEqual({ tone: 'ok', words: 'Told last 30 min ago' });
});

test('one that holds something says how much, and until when it is quiet', () => {
  expect(channelStanding(state({ waiting: 1 }), now).words).toBe('1 message waits. Nothing told yet');
  expect(channelStanding(state({ waiting: 3, quiet_until: '2026-03-03T07:00:00Z' }), now)).toEqual({ tone: 'waits', words: 'Quiet until 3 Mar, 7:00. 3 messages wait' });
  expect(channelStanding(state({ quiet_until: '2026-03-02T22:30:00Z' }), now).tone).toBe('ok');
});

test('trouble comes first, with what waits and the next try', () => {
  const problem = 'mail.example refused the password (535).';
  expect(channelStanding(state({ problem, waiting: 2, next_attempt_at: '2026-03-02T22:45:00Z' }), now)).toEqual({
    tone: 'bad', words: 'mail.example refused the password (535). 2 messages wait, next try in 15 min',
  });
  expect(channelStanding(state({ problem }), now).words).toMatch(/\. it is tried again$/);
});

test('quiet hours last until the last channel is free', () => {
  expect(quietNow([state(), state({ quiet_until: '2026-03-02T22:00:00Z' })], now)).toBeNull();
  expect(quietNow([state({ quiet_until: '2026-03-03T07:00:00Z' }), state({ quiet_until: '2026-03-02T23:00:00Z' })], now)).toEqual(new Date('2026-03-03T07:00:00Z'));
});

test('where messages go is told without a secret', () => {
  const mail = { host: 'smtp.example', port: 465, security: 'tls', username: null, from: 'a@example.org', to: null, digest: null } as const;
  expect(mailSentence({ ...mail, to: 'b@example.org' })).toBe('To b@example.org, through smtp.example');
  expect(mailSentence(mail)).toContain('only for jobs with an address of their own');
  expect(webhookSentence({ format: 'ntfy', host: 'ntfy.example', template: null, digest: null })).toBe('ntfy to ntfy.example');
});
