// A key is kept, then tried; what it consists of is forgotten as soon as it is not needed.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { api } from '../api';
import type { KeyStatus } from '../bindings/KeyStatus';
import { deferred } from '../testing';
import { KeyForm } from './form.svelte';

vi.mock('../api', () => ({
  api: { setKey: vi.fn(), testKey: vi.fn(), getAccounts: vi.fn() },
  onEngineEvent: () => Promise.resolve(() => undefined),
}));

const status = (state: KeyStatus['state'], message: string | null = null): KeyStatus => ({ platform: 'x', state, set_at: '', checked_at: null, message });
const filled = () => {
  const form = new KeyForm('x');
  form.set('token', 'abc');
  return form;
};

beforeEach(() => {
  vi.mocked(api.setKey).mockResolvedValue(status('untested'));
  vi.mocked(api.getAccounts).mockResolvedValue({ place: 'keychain', keys: [], settings: {} });
});
afterEach(() => { vi.resetAllMocks(); });

test('one that works is kept, tried and forgotten here', async () => {
  vi.mocked(api.testKey).mockResolvedValue(status('works', 'Signed in.'));
  const form = filled();
  await form.save();
  expect(vi.mocked(api.setKey).mock.calls).toEqual([['x', { token: 'abc' }]]);
  expect(form).toMatchObject({ step: 'idle', status: { state: 'works' }, values: {}, error: null });
});

test('what is empty is not sent', async () => {
  vi.mocked(api.testKey).mockResolvedValue(status('works'));
  const form = filled();
  form.set('project', ' ');
  await form.save();
  expect(vi.mocked(api.setKey).mock.calls).toEqual([['x', { token: 'abc' }]]);
});

test('a wrong one stays to be corrected, with what was said of it', async () => {
  vi.mocked(api.testKey).mockResolvedValue(status('wrong', 'Unknown key (401).'));
  const form = filled();
  await form.save();
  expect(form.status?.message).toBe('Unknown key (401).');
  expect(form.values).toEqual({ token: 'abc' });
});

test('what the engine refuses stands at its field until that is changed, and nothing is tried', async () => {
  vi.mocked(api.setKey).mockRejectedValue({ code: 'invalid_field', message: 'x', fields: [{ field: 'key.token', message: 'Bearer token is missing.' }] });
  const form = new KeyForm('x');
  await form.save();
  expect(form.faults.map(({ field }) => field)).toEqual(['key.token']);
  expect(form.error).toBeNull();
  expect(api.testKey).not.toHaveBeenCalled();
  form.set('token', 'a');
  expect(form.faults).toEqual([]);
});

test('where it cannot be kept, the whole reason is told; where it cannot be tried, that it is kept', async () => {
  const error = { code: 'secret_unavailable', message: 'The keychain is locked.\nUse a file.', fields: [] };
  vi.mocked(api.setKey).mockRejectedValueOnce(error);
  const form = filled();
  await form.save();
  expect(form).toMatchObject({ isKept: false, error });
  vi.mocked(api.testKey).mockRejectedValue(error);
  await form.save();
  expect(form).toMatchObject({ isKept: true, error, step: 'idle' });
});

test('closing forgets the values, and an answer that comes later shows nothing', async () => {
  const answer = deferred<KeyStatus>();
  vi.mocked(api.testKey).mockReturnValue(answer.promise);
  const form = filled();
  const saving = form.save();
  form.close();
  expect(form.values).toEqual({});
  answer.resolve(status('wrong'));
  await saving;
  expect(form.status).toBeNull();
});
