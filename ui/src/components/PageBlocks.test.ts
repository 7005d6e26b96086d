// The blocks of a page: a word for each state, one tab stop, a click that chooses.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';

import type { PageBlock } from '../bindings/PageBlock';
import PageBlocks from './PageBlocks.svelte';

const block = (text: string, state: PageBlock['state'], selector: string | null = `#${text}`): PageBlock => ({ text, state, selector });
const blocks = [block('Menu', 'beside'), block('Fees', 'watched'), block('Advert', 'left_out'), block('Unnamed', 'watched', null)];
const show = (changes: Partial<{ matches: number | null; is_cut: boolean; selector: string; isStale: boolean }> = {}) => {
  const { matches = null, is_cut = false, selector = '', isStale = false } = changes;
  const onpick = vi.fn();
  render(PageBlocks, { page: { matches, blocks, is_cut }, selector, isStale, onpick });
  return onpick;
};
const texts = () => screen.getAllByRole('listitem').map((item) => item.querySelector('.text')?.textContent);

test('says what becomes of each block, and of how many parts', () => {
  show();
  expect(texts()).toEqual(['Menu', 'Watched: Fees', 'Left out: Advert', 'Watched: Unnamed']);
  expect(screen.queryByText('The main text is watched.')).not.toBeNull();
});

test.each([[1, '1 part of the page matches.'], [3, '3 parts of the page match.']])('%i matches are told', (matches, words) => {
  show({ matches, selector: '#Fees' });
  expect(screen.queryByText(words)).not.toBeNull();
});

test('what holds no longer is not marked', () => {
  show({ isStale: true, selector: '#gone' });
  expect(texts()).toEqual(['Menu', 'Fees', 'Advert', 'Unnamed']);
});

test('a click watches only that block, another or the button the main text again', async () => {
  const onpick = show({ selector: '#Fees' });
  await fireEvent.click(screen.getByRole('button', { name: /Menu/ }));
  await fireEvent.click(screen.getByRole('button', { name: /Fees/, pressed: true }));
  await fireEvent.click(screen.getByRole('button', { name: 'Whole main text' }));
  expect(onpick.mock.calls).toEqual([['#Menu'], [''], ['']]);
});

test('without a choice there is nothing to reset', async () => {
  const onpick = show();
  const button = screen.getByRole('button', { name: 'Whole main text' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await fireEvent.click(button);
  expect(onpick).not.toHaveBeenCalled();
});

test('it is one tab stop, which starts at what is watched, with arrow keys inside', async () => {
  show();
  const stops = () => screen.getAllByRole('button', { name: /Watch only this/ }).filter((button) => button.tabIndex === 0).map((button) => button.textContent);
  expect(stops()).toEqual([expect.stringContaining('Fees')]);
  const fees = screen.getByRole('button', { name: /Fees/ });
  fees.focus();
  await fireEvent.keyDown(fees, { key: 'ArrowDown' });
  expect(document.activeElement?.textContent).toContain('Advert');
  expect(stops()).toEqual([expect.stringContaining('Advert')]);
  await fireEvent.keyDown(document.activeElement as Element, { key: 'Home' });
  expect(document.activeElement?.textContent).toContain('Menu');
});

test('that the page goes on is said', () => {
  show({ is_cut: true });
  expect(screen.queryByText(/The page goes on/)).not.toBeNull();
});
