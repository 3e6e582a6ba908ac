// AbortController and AbortSignal; a timeout is one of the virtual clock.
import { DOMException } from './dom-exception.js';
import { defineHandlers, Event, EventTarget, fireAt } from './events.js';
import { later } from './time.js';

let setAborted: (signal: AbortSignal, reason: unknown) => boolean;
const KEY = Symbol('only the platform makes signals');

/** Says whether, and why, something shall stop. */
export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown = undefined;

  constructor(key?: symbol) {
    super();
    if (key !== KEY) throw new TypeError('Illegal constructor: use new AbortController().signal');
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal(KEY);
    abortSignal(signal, reason);
    return signal;
  }

  static timeout(ms: number): AbortSignal {
    const signal = new AbortSignal(KEY);
    later(() => abortSignal(signal, new DOMException('The operation timed out.', 'TimeoutError')), ms);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const all = [...signals];
    const made = new AbortSignal(KEY);
    const first = all.find((signal) => signal.aborted);
    if (first !== undefined) abortSignal(made, first.reason);
    else {
      for (const signal of all) {
        signal.addEventListener('abort', () => abortSignal(made, signal.reason), { once: true });
      }
    }
    return made;
  }

  static {
    setAborted = (signal, reason) => {
      if (signal.#aborted) return false;
      signal.#aborted = true;
      signal.#reason = reason;
      return true;
    };
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }
}

defineHandlers(AbortSignal.prototype, ['abort']);

function abortSignal(signal: AbortSignal, given: unknown): void {
  const reason = given === undefined ? new DOMException('The operation was aborted.', 'AbortError') : given;
  if (setAborted(signal, reason)) fireAt(signal, new Event('abort'));
}

/** The one who may abort. */
export class AbortController {
  readonly #signal: AbortSignal = new AbortSignal(KEY);

  get signal(): AbortSignal {
    return this.#signal;
  }

  abort(reason?: unknown): void {
    abortSignal(this.#signal, reason);
  }

  get [Symbol.toStringTag](): string {
    return 'AbortController';
  }
}
