// Channels, messages and filters in the mock backend. Of a secret only that there is one is kept.
import type { BackTest } from '../../src/bindings/BackTest';
import type { Channel } from '../../src/bindings/Channel';
import type { ChannelState } from '../../src/bindings/ChannelState';
import type { Event } from '../../src/bindings/Event';
import type { FieldError } from '../../src/bindings/FieldError';
import type { Filters } from '../../src/bindings/Filters';
import type { MailChange } from '../../src/bindings/MailChange';
import type { Notification } from '../../src/bindings/Notification';
import { failure, type Command } from './commands';
import { DAY, HOUR, MINUTE, iso, type World } from './world';

const words: Record<Channel, string> = { terminal: 'terminal', desktop: 'desktop', mail: 'mail', webhook: 'webhook' };

export function channel(name: Channel, more: Partial<ChannelState> = {}): ChannelState {
  return { channel: name, waiting: 0, problem: null, next_attempt_at: null, last_told_at: null, quiet_until: null, ...more };
}

/** Words only, and a language that nothing is in: what the window has to be told. */
export function judge(text: string, filters: Filters): { is_told: boolean; reason: string } {
  const found = (rules: Filters['include']) => rules.find(({ value }) => text.toLowerCase().includes(value.toLowerCase()));
  const out = found(filters.exclude);
  if (out) return { is_told: false, reason: `It has the word “${out.value}”, which is excluded.` };
  if (filters.languages.length > 0 && !filters.languages.includes('en')) return { is_told: false, reason: 'It is in English.' };
  const match = found(filters.include);
  if (filters.include.length > 0) return match ? { is_told: true, reason: `It has the word “${match.value}”.` } : { is_told: false, reason: 'It has none of the words.' };
  return { is_told: true, reason: 'Nothing is filtered.' };
}

function backTest(world: World, jobId: string, filters: Filters, days: number): BackTest {
  const wrong = filters.include.findIndex(({ kind, value }) => kind === 'regex' && value.includes('[['));
  if (wrong >= 0) throw failure('invalid_field', 'filters: no', [{ field: `filters.include[${wrong}]`, message: 'The pattern is not valid: unclosed character class.' }]);
  const items = world.items.filter((item) => item.job_id === jobId && Date.parse(item.first_seen_at) > world.now - days * DAY);
  const judged = items.map((item) => ({ item, ...judge(`${item.title ?? ''} ${item.text}`, filters) }));
  const told = judged.filter(({ is_told }) => is_told);
  const dayOf = (at: string) => at.slice(0, 10);
  return {
    items: items.length,
    told: told.length,
    messages: new Set(told.map(({ item }) => item.run_id)).size,
    days: Array.from({ length: days }, (_, index) => iso(world.now - (days - 1 - index) * DAY).slice(0, 10)).map((day) => ({
      day, items: items.filter((item) => dayOf(item.first_seen_at) === day).length, told: told.filter(({ item }) => dayOf(item.first_seen_at) === day).length,
    })),
    latest: world.items.filter((item) => item.job_id === jobId).slice(0, 20).map((item) => {
      const verdict = judge(`${item.title ?? ''} ${item.text}`, filters);
      return { item_id: item.id, title: item.title ?? item.text, found_at: item.first_seen_at, is_told: verdict.is_told, reason: verdict.reason };
    }),
  };
}

export function tellingCommands(world: World, emit: (event: Event) => void): Record<string, Command> {
  const changed = <T>(answer: T): T => {
    emit({ event: 'settings_changed' });
    return answer;
  };
  const refuse = (faults: FieldError[]) => { if (faults.length > 0) throw failure('invalid_field', 'The settings were refused.', faults); };
  const forget = (name: Channel) => { world.channels = world.channels.filter((state) => state.channel !== name); };
  const use = (name: Channel) => { if (!world.channels.some((state) => state.channel === name)) world.channels.push(channel(name)); };

  return {
    list_notifications: ({ limit }) => world.notifications.slice(0, limit),
    list_channels: () => world.channels,
    send_test: ({ channel: name }) => {
      if (name === 'webhook') throw failure('unreachable', 'ntfy.example refused the token (401). Set it anew.');
      const state = world.channels.find((other) => other.channel === name);
      if (state) Object.assign(state, { last_told_at: iso(world.now), problem: null, waiting: 0, next_attempt_at: null });
      return name === 'mail' ? 'smtp.harbour.example took the mail to ines@harbour.example in 1.2 s.' : `A message was told on the ${words[name]}.`;
    },
    set_digest: ({ channel: name, digest }) => {
      refuse(/^([01]\d|2[0-3]):[0-5]\d$/.test(digest?.at ?? '08:00') ? [] : [{ field: 'digest.at', message: 'A time of day is written as 08:00.' }]);
      const { settings } = world;
      if (name === 'desktop') settings.desktop_digest = digest;
      else if (name === 'mail' && settings.mail) settings.mail = { ...settings.mail, digest };
      else if (name === 'webhook' && settings.webhook) settings.webhook = { ...settings.webhook, digest };
      else refuse([{ field: 'channel', message: `The channel ${name} is not set up yet.` }]);
      return changed(null);
    },
    set_mail: ({ change }) => {
      const { settings, password } = change as MailChange;
      const isKept = password === null && world.settings.mail?.username != null;
      refuse([
        ...(/^[\w.-]+$/.test(settings.host) ? [] : [{ field: 'mail.host', message: 'This is not the name of a server.' }]),
        ...(settings.from.includes('@') ? [] : [{ field: 'mail.from', message: 'This is not a mail address.' }]),
        ...(settings.username === null || password || isKept ? [] : [{ field: 'mail.password', message: 'A login needs a password; leave out the user name for none.' }]),
      ]);
      world.settings.mail = settings;
      use('mail');
      return changed({ ...world.settings });
    },
    remove_mail: () => {
      world.settings.mail = null;
      forget('mail');
      return changed(null);
    },
    set_webhook: ({ change }) => {
      const { settings, address } = change as { settings: NonNullable<World['settings']['webhook']>; address: string | null };
      if (address !== null && !URL.canParse(address)) refuse([{ field: 'webhook.address', message: 'This is not an address that starts with https.' }]);
      world.settings.webhook = { ...settings, host: address === null ? settings.host : new URL(address).host };
      use('webhook');
      return changed({ ...world.settings });
    },
    remove_webhook: () => {
      world.settings.webhook = null;
      forget('webhook');
      return changed(null);
    },
    back_test: ({ jobId, filters, days }) => backTest(world, jobId ?? '', filters ?? { include: [], exclude: [], languages: [], min: { likes: null, reposts: null, replies: null, views: null } }, days),
  };
}

/** Mail that does not get through at present, a webhook that does, and messages in every state. */
export function addTelling(world: World): void {
  const { now, jobs } = world;
  world.settings.quiet_hours = [{ weekdays: [1, 2, 3, 4, 5], from: '22:00', until: '07:00' }, { weekdays: [6, 7], from: '23:00', until: '10:00' }];
  world.settings.mail = { host: 'smtp.harbour.example', port: 587, security: 'starttls', username: 'watcher', from: 'watcher@harbour.example', to: 'ines@harbour.example', digest: { every: 'week', at: '08:00', weekday: 5 } };
  world.settings.webhook = { format: 'ntfy', host: 'ntfy.example', template: null, digest: null };
  const problem = 'smtp.harbour.example refused the password (535).';
  world.channels = [
    channel('desktop', { last_told_at: iso(now - 26 * MINUTE) }),
    channel('mail', { waiting: 2, problem, next_attempt_at: iso(now + 12 * MINUTE), last_told_at: iso(now - 2 * DAY) }),
    channel('webhook', { waiting: 1, last_told_at: iso(now - 3 * HOUR) }),
  ];
  const message = (id: number, at: number, more: Partial<Notification>): Notification => {
    const job = jobs[id % jobs.length];
    return {
      id, job_id: job?.id ?? '', run_id: world.runs.find((run) => run.job_id === job?.id)?.id ?? '', job_name: job?.name ?? '', platform: job?.platform ?? 'feed', kind: 'new_items',
      title: `${job?.name ?? ''}: 3 new items`, body: 'Spring tide report\nBuoys out of service', item_count: 3, items: [], created_at: iso(at), delivered_at: iso(at + 2_000), deliveries: [], ...more,
    };
  };
  const told = (at: number) => ({ channel: 'desktop' as const, state: 'told' as const, attempts: 1, delivered_at: iso(at + 2_000), last_error: null, next_attempt_at: null });
  world.notifications = [
    message(40, now - 26 * MINUTE, { deliveries: [told(now - 26 * MINUTE), { channel: 'mail', state: 'waiting', attempts: 3, delivered_at: null, last_error: problem, next_attempt_at: iso(now + 12 * MINUTE) }, { channel: 'webhook', state: 'waiting', attempts: 0, delivered_at: null, last_error: null, next_attempt_at: null }] }),
    message(39, now - 2 * HOUR, { kind: 'failure', title: 'Members of the Pier asks for a login', body: 'This job waits until you change it.', item_count: 0, deliveries: [told(now - 2 * HOUR), { channel: 'mail', state: 'given_up', attempts: 20, delivered_at: null, last_error: problem, next_attempt_at: null }] }),
    message(38, now - 3 * HOUR, { kind: 'recovery', title: 'Kelp and Current works again', body: '', item_count: 0, deliveries: [told(now - 3 * HOUR)] }),
    ...Array.from({ length: 30 }, (_, index) => message(37 - index, now - (index + 9) * 2 * HOUR, { deliveries: [told(now - (index + 9) * 2 * HOUR)] })),
    message(2, now - 4 * DAY, { kind: 'test', title: 'A test', body: 'Messages of Tidewatch get here.', item_count: 0, deliveries: [] }),
  ];
}
