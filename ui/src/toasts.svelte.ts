// Short messages at the bottom right: at most three, each with at most one action.

export interface ToastAction {
  label: string;
  run: () => unknown;
}

export interface Toast {
  id: number;
  text: string;
  action: ToastAction | null;
  error: boolean;
}

const MOST = 3;
/** How long a message stays that nobody points at. */
export const TOAST_LIFE = 8_000;

let last = 0;
/** The messages on the screen, newest first. */
export const toasts: { list: Toast[] } = $state({ list: [] });

/** Shows a message; an error stays until it is dismissed. Answers its id. */
export function toast(text: string, { action = null, error = false }: { action?: ToastAction | null; error?: boolean } = {}): number {
  last += 1;
  toasts.list = [{ id: last, text, action, error }, ...toasts.list].slice(0, MOST);
  return last;
}

export function dismissToast(id: number): void {
  toasts.list = toasts.list.filter((other) => other.id !== id);
}

/** Does what the toast offers, once. */
export function runToastAction(id: number): void {
  const found = toasts.list.find((other) => other.id === id);
  dismissToast(id);
  found?.action?.run();
}

/** Undoes the newest thing that can be undone; false when there is none. */
export function undoNewest(): boolean {
  const found = toasts.list.find(({ action }) => action?.label === 'Undo');
  if (!found) return false;
  runToastAction(found.id);
  return true;
}
