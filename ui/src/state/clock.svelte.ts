// The clocks of the window: one of whole minutes, one of seconds while somebody shows them, and a slow one.
import { createSubscriber } from 'svelte/reactivity';

class Clock {
  readonly #step: number;
  readonly #subscribe: () => void;

  constructor(step: number) {
    this.#step = step;
    this.#subscribe = createSubscriber((update) => this.each(update));
  }

  /** Calls `take` at each tick until the answer is called. */
  each(take: () => void): () => void {
    let timer = 0;
    const wait = () => {
      timer = window.setTimeout(() => { take(); wait(); }, this.#step - (Date.now() % this.#step));
    };
    wait();
    return () => { window.clearTimeout(timer); };
  }

  /** Now; what reads it in a template or an effect is drawn again at each tick. */
  get now(): Date {
    this.#subscribe();
    return new Date();
  }
}

export const minute = new Clock(60_000);
export const second = new Clock(1_000);
/** For what is asked again because no event tells of it. */
export const slow = new Clock(5 * 60_000);

/** Now, as often as the distance to `at` changes in words: each second within a minute, else each minute. */
export function nowFor(at: Date): Date {
  const now = minute.now;
  // A little over a minute, so that a countdown from 60 s does not wait for the next whole minute.
  return Math.abs(at.getTime() - now.getTime()) < 120_000 ? second.now : now;
}
