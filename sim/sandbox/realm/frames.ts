// Frames, idle callbacks, message channels and performance, on the virtual clock.
import { structuredClone } from './clone.js';
import { MessageEvent } from './event-kinds.js';
import { defineHandlers, EventTarget, fireAt } from './events.js';
import { defineValues, realmGlobal } from './globals.js';
import { reportException } from './report.js';
import { cancel, elapsed, later, now } from './time.js';

const FRAME_MS = 16;

/** Puts frames and idle callbacks on the global. */
export function putFrames(): void {
  const soon = (delay: number, action: () => void, what: string): number =>
    later(() => {
      try {
        action();
      } catch (error) {
        reportException(error, what);
      }
    }, delay);
  defineValues(realmGlobal, {
    requestAnimationFrame: (callback: (at: number) => void) =>
      soon(FRAME_MS - (Math.floor(elapsed()) % FRAME_MS), () => callback(elapsed()), 'a frame'),
    cancelAnimationFrame: (id: number) => cancel(id),
    requestIdleCallback: (callback: (deadline: object) => void) =>
      soon(
        FRAME_MS,
        () => callback({ didTimeout: false, timeRemaining: () => FRAME_MS }),
        'an idle callback',
      ),
    cancelIdleCallback: (id: number) => cancel(id),
  });
}

/** Makes `performance`: the time since the page started, marks and measures. */
export function makePerformance(): object {
  const timeOrigin = now() - elapsed();
  let entries: { name: string; entryType: string; startTime: number; duration: number }[] = [];
  const add = (name: string, entryType: string, startTime: number, duration: number): object => {
    const entry = { name: `${name}`, entryType, startTime, duration };
    entries.push(entry);
    return entry;
  };
  const startOf = (mark: unknown): number =>
    typeof mark === 'number' ? mark : (entries.findLast(({ name }) => name === mark)?.startTime ?? 0);
  const clear = (kind: string) => (name?: string) => {
    entries = entries.filter((one) => one.entryType !== kind || (name !== undefined && one.name !== name));
  };
  return {
    timeOrigin,
    now: () => elapsed(),
    mark: (name: string) => add(name, 'mark', elapsed(), 0),
    measure: (name: string, from?: unknown, to?: unknown) => {
      const start = startOf(from);
      return add(name, 'measure', start, (to === undefined ? elapsed() : startOf(to)) - start);
    },
    getEntries: () => [...entries],
    getEntriesByName: (name: string) => entries.filter((entry) => entry.name === name),
    getEntriesByType: (type: string) => entries.filter((entry) => entry.entryType === type),
    clearMarks: clear('mark'),
    clearMeasures: clear('measure'),
    toJSON: () => ({ timeOrigin }),
  };
}

let pairUp: (a: MessagePort, b: MessagePort) => void;

/** One end of a channel. A message arrives as a task of its own. */
export class MessagePort extends EventTarget {
  #other: MessagePort | undefined;
  #started = false;
  #waiting: unknown[] = [];

  static {
    pairUp = (a, b) => {
      a.#other = b;
      b.#other = a;
    };
  }

  postMessage(data: unknown): void {
    const copy = structuredClone(data);
    const target = this.#other;
    if (target !== undefined) later(() => target.#arrive(copy));
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) later(() => this.#arrive(data));
  }

  close(): void {
    if (this.#other !== undefined) this.#other.#other = undefined;
    this.#other = undefined;
  }

  #arrive(data: unknown): void {
    if (this.#started) fireAt(this, new MessageEvent('message', { data }));
    else this.#waiting.push(data);
  }
}

defineHandlers(MessagePort.prototype, ['message', 'messageerror'], (port) => (port as MessagePort).start());

/** Two ports that belong together. */
export class MessageChannel {
  readonly port1: MessagePort = new MessagePort();
  readonly port2: MessagePort = new MessagePort();

  constructor() {
    pairUp(this.port1, this.port2);
  }
}
