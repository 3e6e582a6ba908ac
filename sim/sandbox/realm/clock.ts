// Takes over the clock that the host installed on the global: its functions lead to the host, so the app gets
// functions of the realm in their place. It leaves Date to date.ts and frames to frames.ts.
import { defineValues, realmGlobal } from './globals.js';
import { ownError } from './port.js';
import { reportException } from './report.js';
import { type InstalledClock, setClock } from './time.js';

/** Puts placeholders on the global: a clock installs itself only over what it finds. */
export function announceTimers(): void {
  const idle = (): number => 0;
  defineValues(realmGlobal, {
    setTimeout: idle,
    clearTimeout: idle,
    setInterval: idle,
    clearInterval: idle,
    setImmediate: idle,
    clearImmediate: idle,
    performance: { now: idle },
  });
}

/** Takes the installed clock off the global and puts the realm's timers in its place. */
export function takeClock(): void {
  const found = realmGlobal as unknown as Omit<InstalledClock, 'now' | 'elapsed'> & {
    Date: { now: () => number };
    performance: { now: () => number };
  };
  const { setTimeout: timeout, setInterval: interval, setImmediate: immediate } = found;
  const { clearTimeout, clearInterval, clearImmediate } = found;
  const { Date: date, performance: timer } = found;
  const { now: readDate } = date;
  const { now: readTimer } = timer;
  const clock: InstalledClock = {
    setTimeout: timeout,
    clearTimeout,
    setInterval: interval,
    clearInterval,
    setImmediate: immediate,
    clearImmediate,
    now: () => readDate(),
    elapsed: () => readTimer(),
  };
  setClock(clock);
  putTimers(clock);
}

function putTimers(found: InstalledClock): void {
  defineValues(realmGlobal, {
    setTimeout(handler: unknown, delay?: unknown, ...args: unknown[]): number {
      return call(() => found.setTimeout(run(handler, args, 'a timeout'), wait(delay)));
    },
    clearTimeout(id?: unknown): void {
      call(() => clear(found.clearTimeout, id));
    },
    setInterval(handler: unknown, delay?: unknown, ...args: unknown[]): number {
      return call(() => found.setInterval(run(handler, args, 'an interval'), wait(delay)));
    },
    clearInterval(id?: unknown): void {
      call(() => clear(found.clearInterval, id));
    },
    setImmediate(handler: unknown, ...args: unknown[]): number {
      return call(() => found.setImmediate(run(handler, args, 'an immediate')));
    },
    clearImmediate(id?: unknown): void {
      call(() => clear(found.clearImmediate, id));
    },
    queueMicrotask(callback: unknown): void {
      if (typeof callback !== 'function') throw new TypeError('Expected queueMicrotask to get a function');
      Promise.resolve().then(run(callback, [], 'a microtask'));
    },
  });
}

function call<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw ownError(error);
  }
}

/** What is no identifier of a timer clears nothing, as in a browser. */
function clear(stop: (id: unknown) => void, id: unknown): void {
  if (typeof id === 'number' && id > 0) stop(id);
}

function wait(delay: unknown): number {
  const ms = Number(delay);
  return ms > 0 && ms <= 0x7fffffff ? Math.floor(ms) : 0;
}

function run(handler: unknown, args: readonly unknown[], what: string): () => void {
  // Text is code in the global scope, as it has always been.
  const action = typeof handler === 'function' ? handler : () => indirectEval(`${handler}`);
  return () => {
    try {
      Reflect.apply(action as () => void, realmGlobal, args);
    } catch (error) {
      reportException(error, what);
    }
  };
}

function indirectEval(code: string): unknown {
  // biome-ignore lint/security/noGlobalEval: the app's own code in the app's own realm
  const evaluate = globalThis.eval;
  return evaluate(code);
}
