// Puts the mock backend where the built window looks for Tauri. Runs before the page's own scripts.
import type { Event } from '../../src/bindings/Event';
import type { StoreTrouble } from '../../src/bindings/StoreTrouble';
import { commandsOf, failure, type Args, type Command } from './commands';
import { build } from './scenarios';
import type { Scenario, World } from './world';

interface Call {
  command: string;
  args: Record<string, unknown>;
  /** Milliseconds on the clock of `Mock.clock`. */
  at: number;
}

/** What tests reach as `window.__mock`. */
export interface Mock {
  calls: Call[];
  /** Sends an event of the engine. */
  emit: (event: Event) => void;
  /** Sends the window to a route, as a notification does. */
  navigate: (route: string) => void;
  /** Makes a command reject until called with null. */
  fail: (command: string, message: string | null) => void;
  run: (command: string, args: Record<string, unknown>) => unknown;
  /** Time that passes, also while a test holds the date. */
  clock: () => number;
  world: () => World;
}

interface Internals {
  invoke: (command: string, args?: Record<string, unknown>) => Promise<unknown>;
  transformCallback: (callback?: (answer: unknown) => void, once?: boolean) => number;
  unregisterCallback: (id: number) => void;
  metadata: unknown;
}

declare global {
  interface Window {
    __mock: Mock;
    __mockScenario?: Scenario;
    __mockTrouble?: Partial<StoreTrouble>;
    __executed?: number;
    __violations: string[];
    __TAURI_INTERNALS__: Internals;
    __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: (event: string, id: number) => void };
  }
}

/** All that works while the database cannot be used. */
const RECOVERY = new Set(['get_trouble', 'restore_backup', 'start_anew', 'quit']);

function install(scenario: Scenario): void {
  // The page's own, before a test puts another in its place.
  const real = performance;
  const clock = () => real.now();
  const callbacks = new Map<number, (answer: unknown) => void>();
  const listeners = new Map<number, { event: string; handler: number }>();
  const calls: Call[] = [];
  const failing = new Map<string, string>();
  let lastId = 0;

  const send = (name: string, payload: unknown) => {
    for (const [id, { event, handler }] of listeners) {
      if (event === name) callbacks.get(handler)?.({ event, id, payload });
    }
  };
  // Later than the answer, as events of another process are.
  const emit = (event: Event) => { setTimeout(() => { send('engine', event); }, 0); };

  // Built at the first call: until then a test may still set the clock.
  let built: { world: World; commands: Record<string, Command> } | undefined;
  const backend = () => {
    if (!built) {
      const world = build(scenario, Date.now());
      if (world.trouble) Object.assign(world.trouble, window.__mockTrouble);
      built = { world, commands: commandsOf(world, emit) };
    }
    return built;
  };

  const run = (command: string, args: Record<string, unknown>): unknown => {
    const known = backend().commands[command];
    if (!known) throw failure('internal', `The mock backend knows no command ${command}.`);
    const { trouble } = backend().world;
    if (trouble && !RECOVERY.has(command)) throw failure('internal', `There is no engine, and ${command} was asked.`);
    if (scenario === 'error') throw failure('store_busy', 'The store is busy: another program holds its file. Nothing is lost; try again in a moment.');
    const message = failing.get(command);
    if (message !== undefined) throw failure('internal', message);
    return known(args as unknown as Args);
  };

  window.__violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.__violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
  });

  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { windowLabel: 'main', label: 'main' } },
    transformCallback(callback, once = false) {
      lastId += 1;
      const id = lastId;
      callbacks.set(id, (answer) => {
        if (once) callbacks.delete(id);
        callback?.(answer);
      });
      return id;
    },
    unregisterCallback: (id) => { callbacks.delete(id); },
    async invoke(command, args = {}) {
      if (command === 'plugin:event|listen') {
        lastId += 1;
        listeners.set(lastId, { event: String(args['event']), handler: Number(args['handler']) });
        return lastId;
      }
      if (command === 'plugin:event|unlisten') {
        listeners.delete(Number(args['eventId']));
        return null;
      }
      calls.push({ command, args: structuredClone(args), at: clock() });
      await Promise.resolve();
      // What crosses to Rust and back is a copy.
      return structuredClone(run(command, structuredClone(args)));
    },
  };
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: (_event, id) => { listeners.delete(id); } };
  window.__mock = {
    calls,
    emit,
    navigate: (route) => { send('navigate', route); },
    fail: (command, message) => {
      if (message === null) failing.delete(command);
      else failing.set(command, message);
    },
    run,
    clock,
    world: () => backend().world,
  };
}

install(window.__mockScenario ?? 'full');
