// How a failed change of a setting is told.
import { describe, expect, it } from 'vitest';

import { Saver, sentenceOf } from './saver.svelte';

const refusal = { code: 'invalid_field' as const, message: 'Refused.', fields: [{ field: 'api_port', message: 'Port 80 needs more rights.' }] };

describe('saving a setting', () => {
  it('keeps what a change failed with, until one works', async () => {
    const saver = new Saver();
    // What Rust rejects with is a plain object.
    expect(await saver.run(async () => { await Promise.resolve(); throw refusal as unknown as Error; })).toBe(false);
    expect(saver.error?.message).toBe('Refused.');
    expect(await saver.run(() => Promise.resolve())).toBe(true);
    expect(saver.error).toBeNull();
  });

  it('does not let an earlier failure speak over a later success', async () => {
    const saver = new Saver();
    let refuse: (reason: unknown) => void = () => undefined;
    const first = saver.run(() => new Promise((_, reject) => { refuse = reject; }));
    await saver.run(() => Promise.resolve());
    refuse(refusal);
    await first;
    expect(saver.error).toBeNull();
  });

  it('says the sentence about the field rather than the general one', () => {
    expect(sentenceOf(refusal)).toBe('Port 80 needs more rights.');
    expect(sentenceOf({ ...refusal, fields: [] })).toBe('Refused.');
  });
});
