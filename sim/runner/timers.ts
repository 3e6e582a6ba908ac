// The timers of one actor that are set, by name. What a timer means is its owner's business.
//
// It is read like a Map of handles. An actor sets the same few timers over and over, and a Map would allocate each
// time: a handle is a number that needs memory of its own there. Here a timer that is not set keeps its place.

import type { EventHandle } from '../kernel/event-queue.js';

interface Timer {
  handle: EventHandle;
  isSet: boolean;
}

// Names of sessions and rooms are used once. Each time so many were added, those that are not set are dropped.
const SWEEP_EVERY = 64;

export class Timers {
  private readonly byName: Map<string, Timer> = new Map();

  /** The event of a timer that is set. */
  get(name: string): EventHandle | undefined {
    const timer = this.byName.get(name);
    return timer?.isSet === true ? timer.handle : undefined;
  }

  set(name: string, handle: EventHandle): void {
    const timer = this.byName.get(name);
    if (timer === undefined) {
      this.add(name, handle);
      return;
    }
    timer.handle = handle;
    timer.isSet = true;
  }

  /** Returns whether it was set. */
  delete(name: string): boolean {
    const timer = this.byName.get(name);
    if (timer?.isSet !== true) return false;
    timer.isSet = false;
    return true;
  }

  /** The names of the timers that are set. */
  keys(): string[] {
    return [...this.byName].filter(([, { isSet }]) => isSet).map(([name]) => name);
  }

  /** An independent copy, for a fork. The places of those that are not set are part of it: `keys` has an order. */
  clone(): Timers {
    const copy = new Timers();
    for (const [name, { handle, isSet }] of this.byName) copy.byName.set(name, { handle, isSet });
    return copy;
  }

  private add(name: string, handle: EventHandle): void {
    const { byName } = this;
    if (byName.size % SWEEP_EVERY === SWEEP_EVERY - 1) this.sweep();
    byName.set(name, { handle, isSet: true });
  }

  private sweep(): void {
    for (const [name, { isSet }] of this.byName) if (!isSet) this.byName.delete(name);
  }
}
