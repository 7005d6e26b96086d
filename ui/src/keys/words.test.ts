// A key in words, and whether a job lacks one.
import { expect, test } from 'vitest';

import type { Accounts } from '../bindings/Accounts';
import type { KeyStatus } from '../bindings/KeyStatus';
import { aPlatform } from '../jobs/testing';
import { keyNeed, withoutKey } from './words';

const status = (more: Partial<KeyStatus> = {}): KeyStatus => ({ platform: 'x', state: 'works', set_at: '', checked_at: null, message: null, ...more });
const accounts = (...keys: KeyStatus[]): Accounts => ({ place: 'keychain', keys, settings: {} });

test('a platform that needs a key says so until one is set, also one that nobody has tried', () => {
  expect(keyNeed(aPlatform(), accounts())).toMatchObject({ isRefused: false, sentence: expect.stringContaining('X needs a key of yours.') as string });
  expect(keyNeed(aPlatform(), accounts(status({ platform: 'reddit' })))).not.toBeNull();
  expect(keyNeed(aPlatform(), accounts(status({ state: 'untested' })))).toBeNull();
  expect(keyNeed(aPlatform(), accounts(status()))).toBeNull();
});

test('a refused key says what the platform said of it', () => {
  const need = keyNeed(aPlatform(), accounts(status({ state: 'wrong', message: 'X says that this key has expired.' })));
  expect(need).toEqual({ isRefused: true, sentence: 'X says that this key has expired. The job can be saved and waits until another key is set.' });
  expect(keyNeed(aPlatform(), accounts(status({ state: 'wrong' })))?.sentence).toContain('X refused your key. The job');
});

test('where no key is needed, none exists or nothing is known, nothing is said', () => {
  expect(keyNeed(aPlatform({ keyless: true }), accounts())).toBeNull();
  expect(keyNeed(aPlatform({ key: null }), accounts())).toBeNull();
  expect(keyNeed(aPlatform(), null)).toBeNull();
  expect(keyNeed(undefined, accounts())).toBeNull();
});

test('an optional key says that it works without', () => {
  expect(withoutKey(aPlatform({ keyless: true }))).toBe('Works without a key; with one: Create an app.');
  expect(withoutKey(aPlatform())).toBe('Create an app.');
});
