// What moves a simulator: as fast as possible here, in step with a real clock in another file. Input from
// outside enters between events, through `inject`.

import type { EventHandle } from './event-queue.js';
import type { Simulator } from './simulator.js';

/** Something that happens from outside: `'now'` is whatever instant the driver says it is. */
export interface Injection {
  /** µs since the start, not before now. */
  readonly at: number | 'now';
  readonly target: number;
  readonly kind: number;
  readonly payload: unknown;
}

/** A driver whose `run` returns a promise waits in real time; `await` does for both. */
export interface Driver {
  readonly name: string;
  /** Fires every event that is due by this instant (µs) and leaves the clock there. */
  run(simulator: Simulator, untilMicros: number): void | Promise<void>;
  /** Adds an input. It fires in order with the events of its instant, not inside this call. */
  inject(simulator: Simulator, input: Injection): EventHandle;
}

/** A driver that is done when `run` returns. */
export interface SynchronousDriver extends Driver {
  run(simulator: Simulator, untilMicros: number): void;
}

/**
 * As fast as possible.
 *
 * @example virtual.run(simulator, 60_000_000);
 */
export const virtual: SynchronousDriver = {
  name: 'virtual',
  run(simulator, untilMicros) {
    simulator.runUntil(untilMicros);
  },
  inject(simulator, { at, target, kind, payload }) {
    return simulator.scheduleAt(at === 'now' ? simulator.now : at, target, kind, payload);
  },
};
