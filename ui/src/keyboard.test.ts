// Which presses count, what they are called, and who takes them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { bindKeys, counts, dispatchKey, keyName } from './keyboard';

const ends: (() => void)[] = [];
const bind = (bindings: Parameters<typeof bindKeys>[0]) => ends.push(bindKeys(bindings));
beforeEach(() => { document.body.replaceChildren(); });
afterEach(() => { for (const end of ends.splice(0)) end(); });

function press(key: string, at: Element = document.body, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  at.addEventListener('keydown', (seen) => { dispatchKey(seen as KeyboardEvent); }, { once: true });
  at.dispatchEvent(event);
  return event;
}
function add(tag: string, more: { type?: string } = {}, role?: string): HTMLElement {
  const element = Object.assign(document.createElement(tag), more);
  if (role) element.setAttribute('role', role);
  document.body.append(element);
  return element;
}

describe('the name of a press', () => {
  it.each([
    ['j', {}, 'j'],
    ['J', {}, 'j'],
    ['U', { shiftKey: true }, 'Shift+U'],
    ['k', { ctrlKey: true }, 'Ctrl+K'],
    ['k', { metaKey: true }, 'Ctrl+K'],
    ['?', { shiftKey: true }, '?'],
    ['/', {}, '/'],
    [' ', {}, 'Space'],
    ['F6', { shiftKey: true }, 'Shift+F6'],
    ['ArrowDown', { shiftKey: true }, 'Shift+ArrowDown'],
    [',', { ctrlKey: true }, 'Ctrl+,'],
  ])('%s with %o is %s', (key, more, name) => {
    expect(keyName(new KeyboardEvent('keydown', { key, ...more }))).toBe(name);
  });
});

it('what was bound last takes a press first, unless it passes it on', () => {
  const [first, second, third] = [vi.fn(), vi.fn(() => false), vi.fn()];
  bind({ j: first });
  bind({ j: second });
  const event = press('j');
  expect(second).toHaveBeenCalledOnce();
  expect(first).toHaveBeenCalledOnce();
  expect(event.defaultPrevented).toBe(true);
  bind({ j: third });
  press('j');
  expect(third).toHaveBeenCalledOnce();
  expect(first).toHaveBeenCalledOnce();
});

it('a press that nobody takes stays the browser’s', () => {
  bind({ j: () => false });
  expect(press('j').defaultPrevented).toBe(false);
  expect(press('toString').defaultPrevented).toBe(false);
});

it('letters belong to a field that has the focus, Ctrl with a letter does not', () => {
  const [letter, jump, undo] = [vi.fn(), vi.fn(), vi.fn()];
  bind({ 'j': letter, 'Ctrl+K': jump, 'Ctrl+Z': undo });
  const field = add('input', { type: 'text' });
  press('j', field);
  press('j', add('textarea'));
  press('j', add('select'));
  press('z', field, { ctrlKey: true });
  expect(letter).not.toHaveBeenCalled();
  expect(undo).not.toHaveBeenCalled();
  press('k', field, { ctrlKey: true });
  expect(jump).toHaveBeenCalledOnce();
  press('j', add('input', { type: 'checkbox' }));
  expect(letter).toHaveBeenCalledOnce();
});

it('Space, Enter and arrows belong to a control that has the focus, letters do not', () => {
  const [space, letter] = [vi.fn(), vi.fn()];
  bind({ Space: space, Enter: space, ArrowDown: space, j: letter });
  const button = add('button');
  for (const key of [' ', 'Enter', 'ArrowDown']) press(key, button);
  press(' ', add('span', {}, 'tab'));
  expect(space).not.toHaveBeenCalled();
  press('j', button);
  expect(letter).toHaveBeenCalledOnce();
  press(' ');
  expect(space).toHaveBeenCalledOnce();
});

it('an open dialog or menu holds the keyboard', () => {
  const taken = vi.fn();
  bind({ 'j': taken, 'Escape': taken, 'Ctrl+K': taken });
  for (const role of ['dialog', 'menu', 'alertdialog']) {
    const inside = document.createElement('p');
    add('div', {}, role).append(inside);
    for (const key of ['j', 'Escape']) press(key, inside);
    press('k', inside, { ctrlKey: true });
  }
  expect(taken).not.toHaveBeenCalled();
});

it('single keys can be turned off, the others stay', () => {
  const event = (key: string, more = {}) => new KeyboardEvent('keydown', { key, ...more });
  for (const key of ['j', '?', '/']) expect(counts(event(key), false)).toBe(false);
  expect(counts(event('U', { shiftKey: true }), false)).toBe(false);
  for (const key of ['F6', 'Escape', ' ', 'Delete']) expect(counts(event(key), false)).toBe(true);
  expect(counts(event('k', { ctrlKey: true }), false)).toBe(true);
});

it('a press that ends a composition or was used already counts for nothing', () => {
  expect(counts(new KeyboardEvent('keydown', { key: 'j', isComposing: true }), true)).toBe(false);
  const used = new KeyboardEvent('keydown', { key: 'j', cancelable: true });
  used.preventDefault();
  expect(counts(used, true)).toBe(false);
});
