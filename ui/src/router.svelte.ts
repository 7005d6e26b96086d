// Where the window is, and the one way to go elsewhere.
import { parse, type Route } from './route';

export type { JobTab, ListKind, Route } from './route';

/** Where the window is now. */
export const route: Route = $state(parse(location.hash));

/** Goes to a hash such as `#/jobs`; `replace` leaves no step for "back". */
export function go(hash: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', hash);
  else location.hash = hash;
  // The event comes later; what follows a call should see the new place at once.
  Object.assign(route, parse(hash));
}

window.addEventListener('hashchange', () => { Object.assign(route, parse(location.hash)); });
