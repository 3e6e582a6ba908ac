// Runs what promises have waiting, now, in the middle of synchronous code. Node has this for its own timers; where a
// version should lack it, contexts get queues of their own, which a script that does nothing empties.

import { type Context, createContext, Script } from 'node:vm';

type Tick = (() => void) | undefined;

const tick: Tick = (process as unknown as { readonly _tickCallback?: () => void })._tickCallback;

/** Whether Node empties the queue of all contexts by one call. */
const DRAINS_AT_ONCE: boolean = typeof tick === 'function';

const NOTHING: Script = new Script('0');

/** A context for code whose promises `drain` can run. */
export function contextFor(name: string): Context {
  const options = { name, codeGeneration: { strings: true, wasm: true } };
  return createContext({}, DRAINS_AT_ONCE ? options : { ...options, microtaskMode: 'afterEvaluate' });
}

/**
 * Runs everything that promises have waiting in these contexts, and tells of rejections that nobody handles. Must not
 * be called from inside a promise: start a run from a timer or an immediate.
 */
export function drainPromises(contexts: Iterable<Context>): void {
  if (tick !== undefined) tick.call(process);
  else for (const context of contexts) NOTHING.runInContext(context);
}
