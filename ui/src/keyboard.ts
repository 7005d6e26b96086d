// Keys of the whole window: what a press is called, whether it counts here, and who takes it.

/** A handler that answers false lets the press go on to the next. */
export type KeyHandler = (event: KeyboardEvent) => unknown;
export type KeyBindings = Readonly<Record<string, KeyHandler>>;

const stack: KeyBindings[] = [];
let lettersOn = () => true;

/** Asks `on` whether keys without Ctrl are on (Settings can turn them off). */
export function lettersFollow(on: () => boolean): void {
  lettersOn = on;
}

/**
 * Binds keys until the answer is called; what is bound last comes first. Names are as
 * `keyName` says: `j`, `Shift+U`, `Ctrl+K`, `/`, `?`, `Space`, `Enter`, `Delete`, `F6`.
 */
export function bindKeys(bindings: KeyBindings): () => void {
  stack.push(bindings);
  return () => {
    const at = stack.lastIndexOf(bindings);
    if (at >= 0) stack.splice(at, 1);
  };
}

/** The name of a press: letters are lower-case alone and upper-case after a modifier. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const letter = /^\p{L}$/u.test(key);
  const modified = ctrlKey || metaKey || altKey || shiftKey;
  const name = key === ' ' ? 'Space' : letter ? (modified ? key.toUpperCase() : key.toLowerCase()) : key;
  // A sign such as ? needs Shift on one keyboard and not on another, so Shift is not part of its name.
  const shift = shiftKey && (letter || name.length > 1);
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`;
}

/** Whether the element takes text, so that letters belong to it. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'reset', 'file', 'range'].includes(target.type);
}

const OWN_KEYS = new Set(['Space', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']);
const CONTROLS = 'button, a, input, select, summary, [role="tab"], [role="radio"], [role="switch"], [role="menuitem"], [role="separator"]';

/** Whether a press may reach the bindings at all. */
export function counts(event: KeyboardEvent, letters = lettersOn()): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const target = event.target instanceof Element ? event.target : null;
  // A dialog or a menu holds the keyboard; what it does not use goes nowhere.
  if (target?.closest('[role="dialog"], [role="menu"], [role="alertdialog"]')) return false;
  const single = [...event.key].length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (single && !letters) return false;
  if (isTyping(target)) return event.ctrlKey || event.metaKey ? !'acvxzy'.includes(event.key.toLowerCase()) : /^(Escape|F\d+)$/.test(event.key);
  return !(target?.closest(CONTROLS) && OWN_KEYS.has(keyName(event)));
}

/** Gives a press to the bindings, newest first; true when one took it. */
export function dispatchKey(event: KeyboardEvent): boolean {
  if (!counts(event)) return false;
  const name = keyName(event);
  for (const bindings of [...stack].reverse()) {
    const handler = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
    if (handler && handler(event) !== false) {
      event.preventDefault();
      return true;
    }
  }
  return false;
}
