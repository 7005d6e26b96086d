// The one listener of the engine's events; the states of this folder and the views hang on it.
import { onEngineEvent } from '../api';
import type { Event } from '../bindings/Event';

export type EngineEvent = Event;
type Take = (event: EngineEvent) => void;

let takers: readonly Take[] = [];

/** Calls `take` with every event of the engine until the answer is called. */
export function onEvent(take: Take): () => void {
  takers = [...takers, take];
  return () => { takers = takers.filter((other) => other !== take); };
}

/** Hands an event to everybody who listens. */
export function spread(event: EngineEvent): void {
  for (const take of takers) take(event);
}

/** Starts to listen; the answer ends it. Called once, by the window itself. */
export function listenToEngine(): () => void {
  const ending = onEngineEvent(spread);
  return () => { void ending.then((end) => { end(); }); };
}
