// Mail and webhook: what is sent, what stays, and what is told at its field.
import { afterEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import { MailForm } from './mail.svelte';
import { WebhookForm } from './webhook.svelte';

vi.mock('../api', () => ({ api: { setMail: vi.fn(), setWebhook: vi.fn() } }));
afterEach(() => { vi.resetAllMocks(); });

const mail = { host: 'smtp.example', port: 2525, security: 'starttls', username: 'ines', from: 'a@example.org', to: 'b@example.org', digest: { every: 'day', at: '08:00', weekday: null } } as const;
const hook = { format: 'json', host: 'hook.example', template: null, digest: null } as const;
const refusal = (field: string) => ({ code: 'invalid_field', message: 'x', fields: [{ field, message: 'No.' }] });

test('the usual port follows the protection, one of your own stays', () => {
  const fresh = new MailForm(null);
  expect(fresh.port).toBe(465);
  fresh.protect('starttls');
  expect(fresh.port).toBe(587);
  fresh.protect('none');
  expect(fresh.port).toBe(25);
  const own = new MailForm(mail);
  own.protect('tls');
  expect(own.port).toBe(2_525);
});

test('a password that nobody touched stays, and the digest with it', async () => {
  const form = new MailForm(mail);
  form.to = ' ';
  expect(await form.save()).toBe(true);
  expect(api.setMail).toHaveBeenCalledWith({ settings: { ...mail, to: null }, password: null });
});

test('what the mail server is refused for stands at its field until that is changed; the password stays to be corrected', async () => {
  vi.mocked(api.setMail).mockRejectedValue(refusal('mail.host'));
  const form = new MailForm(null);
  form.password = 'pier';
  expect(await form.save()).toBe(false);
  expect([form.faults.length, form.error, form.password]).toEqual([1, null, 'pier']);
  form.forget('mail.host');
  expect(form.faults).toEqual([]);
  vi.mocked(api.setMail).mockRejectedValue({ code: 'secret_unavailable', message: 'The keychain is locked.', fields: [] });
  await form.save();
  expect(form.error?.message).toBe('The keychain is locked.');
});

test('a port that is none is never sent', async () => {
  const form = new MailForm(mail);
  for (const port of [null, 0, 70_000, 2.5]) {
    form.port = port;
    expect(await form.save()).toBe(false);
    expect(form.faults[0]?.field).toBe('mail.port');
  }
  expect(api.setMail).not.toHaveBeenCalled();
});

test('a new webhook needs an address; of one that is kept only what was changed is sent', async () => {
  const fresh = new WebhookForm(null);
  expect(await fresh.save()).toBe(false);
  expect(fresh.faults.map(({ field }) => field)).toEqual(['webhook.address']);
  fresh.set('address', ' https://ntfy.example/tide ');
  fresh.format = 'ntfy';
  fresh.template = '{"left": "from before"}';
  await fresh.save();
  expect(api.setWebhook).toHaveBeenLastCalledWith({ settings: { format: 'ntfy', host: '', template: null, digest: null }, address: 'https://ntfy.example/tide', token: null, signing_key: null });
  expect(fresh.secrets).toEqual({ address: null, token: null, signing_key: null });
  const kept = new WebhookForm(hook);
  kept.set('token', '');
  await kept.save();
  expect(api.setWebhook).toHaveBeenLastCalledWith({ settings: hook, address: null, token: '', signing_key: null });
});

test('a template that is none is told at once, and not sent', async () => {
  const form = new WebhookForm(hook);
  form.template = '{"text": "{nobody}"}';
  expect(form.templateFault).toContain('{nobody}');
  expect(await form.save()).toBe(false);
  expect(form.faults[0]?.field).toBe('webhook.template');
  expect(api.setWebhook).not.toHaveBeenCalled();
  form.format = 'slack';
  expect(form.templateFault).toBeNull();
});

test('what the engine refuses of a webhook stands at its field', async () => {
  vi.mocked(api.setWebhook).mockRejectedValue(refusal('webhook.address'));
  const form = new WebhookForm(hook);
  await form.save();
  expect(form.faults).toHaveLength(1);
  form.set('address', 'https://x.example');
  expect(form.faults).toEqual([]);
  form.keep('address');
  expect(form.secrets.address).toBeNull();
});

test('a token and a key that the format has no use for are removed', async () => {
  const form = new WebhookForm(hook);
  form.set('token', 'typed before');
  form.format = 'discord';
  await form.save();
  expect(vi.mocked(api.setWebhook).mock.calls[0]?.[0]).toMatchObject({ token: '', signing_key: '' });
});

test('what is refused of a field that is not shown is told all the same', async () => {
  vi.mocked(api.setWebhook).mockRejectedValue(refusal('webhook.token'));
  const form = new WebhookForm(hook);
  await form.save();
  expect(form.others).toEqual([]);
  form.format = 'discord';
  expect(form.others).toHaveLength(1);
});

test('a kept secret that does not do is to be given anew, or removed', async () => {
  vi.mocked(api.setWebhook).mockRejectedValueOnce(refusal('webhook.token'));
  const form = new WebhookForm(hook);
  await form.save();
  expect(form.secrets).toEqual({ address: null, token: '', signing_key: null });
  await form.save();
  expect(vi.mocked(api.setWebhook).mock.calls[1]?.[0]).toMatchObject({ token: '' });
  vi.mocked(api.setMail).mockRejectedValueOnce(refusal('mail.password'));
  const post = new MailForm(mail);
  await post.save();
  expect([post.password, post.needsPassword]).toEqual(['', true]);
  post.username = ' ';
  expect(post.needsPassword).toBe(false);
});
