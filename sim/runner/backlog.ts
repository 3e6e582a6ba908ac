// What has reached an overloaded backend and waits to be processed, as plain data. The world fires an event for each
// of them; which one is next is decided here. With no overload and nothing waiting it is not asked.

import type { EventHandle } from '../kernel/event-queue.js';
import type { ServerInput } from '../models/server/turn.js';

export interface Backlog {
  /** How much later what comes now is processed, microseconds. */
  delayMicros: number;
  /** When the last one so far is due. */
  lastMicros: number;
  /** In the order in which they came, each with its queue event. */
  readonly waiting: { readonly input: ServerInput; readonly handle: EventHandle }[];
}

export function createBacklog(): Backlog {
  return { delayMicros: 0, lastMicros: 0, waiting: [] };
}

/** Whether what comes now has to wait. */
export function isBehind({ delayMicros, waiting }: Backlog): boolean {
  return delayMicros > 0 || waiting.length > 0;
}

/** When an input that comes now is due: never with or before the last one, since events of one instant have no order. */
export function dueMicros(backlog: Backlog, nowMicros: number): number {
  const wanted = nowMicros + backlog.delayMicros;
  backlog.lastMicros = wanted > backlog.lastMicros ? wanted : backlog.lastMicros + 1;
  return backlog.lastMicros;
}

/** The input that is due. */
export function takeNext({ waiting }: Backlog): ServerInput | undefined {
  return waiting.shift()?.input;
}

/** A restart processes nothing of what came before it. Gives the events that are in vain now. */
export function dropAll(backlog: Backlog): readonly EventHandle[] {
  return backlog.waiting.splice(0).map(({ handle }) => handle);
}
