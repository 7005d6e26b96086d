// Filter rules are added by Enter or by leaving the field, and taken out by their buttons or Backspace.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import type { FilterRule } from '../bindings/FilterRule';
import TokenField from './TokenField.svelte';

const shown = () => screen.queryAllByRole('listitem').map((token) => token.textContent?.trim());

async function withRules(...texts: string[]) {
  render(TokenField, { label: 'Include', rules: [] as FilterRule[] });
  for (const text of texts) await type(text);
  return screen.getByLabelText<HTMLInputElement>('Include');
}
async function type(text: string) {
  const input = screen.getByLabelText<HTMLInputElement>('Include');
  await fireEvent.input(input, { target: { value: text } });
  await fireEvent.keyDown(input, { key: 'Enter' });
}

test('Enter makes a rule of what was typed and empties the field', async () => {
  const input = await withRules('gauge', '/datum( shift)?/');
  expect(shown()).toEqual(['gauge', '/datum( shift)?/']);
  expect(input.value).toBe('');
});

test('the same rule is not added twice', async () => {
  await withRules('gauge', 'GAUGE');
  expect(shown()).toEqual(['gauge']);
});

test('what was typed is kept when the field is left', async () => {
  const input = await withRules();
  await fireEvent.input(input, { target: { value: 'surge' } });
  await fireEvent.blur(input);
  expect(shown()).toEqual(['surge']);
});

test('Backspace in the empty field takes the last rule out', async () => {
  const input = await withRules('gauge', 'surge');
  await fireEvent.keyDown(input, { key: 'Backspace' });
  expect(shown()).toEqual(['gauge']);
});

test('each rule has its own button to take it out', async () => {
  await withRules('gauge', 'surge');
  await fireEvent.click(screen.getByRole('button', { name: 'Remove gauge' }));
  expect(shown()).toEqual(['surge']);
});

test('Ctrl Enter is left for saving', async () => {
  const input = await withRules();
  await fireEvent.input(input, { target: { value: 'gauge' } });
  await fireEvent.keyDown(input, { key: 'Enter', ctrlKey: true });
  expect(shown()).toEqual([]);
});
