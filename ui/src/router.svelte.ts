// Where the window is, and the one way to go elsewhere.
import { parse, type Route } from './route';

export type { JobTab, ListKind, Route } from './route';

/** Where the window is now. */
export const route: Route = $state(parse(location.hash));

/** Answers false to stay for now; it may go to the hash itself later. */
type Guard = (hash: string, replace: boolean) => boolean;
let guard: Guard | null = null;

/** Asks `ask` before the window goes elsewhere, until the answer is called. */
export function guardLeaving(ask: Guard): () => void {
  guard = ask;
  return () => { if (guard === ask) guard = null; };
}

const mayGo = (hash: string, replace: boolean) => guard === null || parse(hash).hash === route.hash || guard(hash, replace);

/** Puts the address back to where the window is, after a link or "back" that was not followed. */
export function stay(): void {
  history.replaceState(null, '', route.hash);
}

/** Goes to a hash such as `#/jobs`; `replace` leaves no step for "back". */
export function go(hash: string, { replace = false }: { replace?: boolean } = {}): void {
  if (!mayGo(hash, replace)) return;
  if (replace) history.replaceState(null, '', hash);
  else location.hash = hash;
  // The event comes later; what follows a call should see the new place at once.
  Object.assign(route, parse(hash));
}

window.addEventListener('hashchange', () => { if (mayGo(location.hash, false)) Object.assign(route, parse(location.hash)); });
