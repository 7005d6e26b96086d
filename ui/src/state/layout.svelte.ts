// How much room the window has, and the sizes that the user chose.
import { MediaQuery } from 'svelte/reactivity';

/** The sidebar is a rail, the list narrower. */
export const rail = new MediaQuery('(max-width: 1099px)');
/** One pane at a time. */
export const onePane = new MediaQuery('(max-width: 759px)');

/** Reads a value that this window remembers; anything unreadable is the fallback. */
export function remembered<T>(key: string, fallback: T, fits: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`tidewatch.${key}`) ?? 'null');
    return fits(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(`tidewatch.${key}`, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs only the memory of it.
  }
}
