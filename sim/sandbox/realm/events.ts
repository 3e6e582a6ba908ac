// Event and EventTarget. Listeners are kept beside their target, so that the global object can be one.
// It leaves the other kinds of events to event-kinds.ts and errors of listeners to report.ts.
import { DOMException } from './dom-exception.js';
import { realmGlobal } from './globals.js';
import { elapsed } from './time.js';

/** What may stand in an event's options. */
export interface EventInit {
  readonly bubbles?: boolean;
  readonly cancelable?: boolean;
  readonly composed?: boolean;
}

interface EventState {
  target: object | null;
  stopped: boolean;
  stoppedAll: boolean;
  prevented: boolean;
  passive: boolean;
  dispatching: boolean;
  trusted: boolean;
}

/** An event of the web platform; every event is at its target, there is no tree. */
export class Event {
  static readonly NONE = 0;
  static readonly AT_TARGET = 2;
  readonly type: string;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly composed: boolean;
  readonly timeStamp: number;
  readonly #state: EventState = {
    target: null,
    stopped: false,
    stoppedAll: false,
    prevented: false,
    passive: false,
    dispatching: false,
    trusted: false,
  };

  constructor(type: string, init: EventInit = {}) {
    this.type = `${type}`;
    this.bubbles = init?.bubbles === true;
    this.cancelable = init?.cancelable === true;
    this.composed = init?.composed === true;
    this.timeStamp = elapsed();
  }

  /** The state of an event, for dispatching; a static of the class that is deleted before the app runs. */
  static stateOf(event: Event): EventState {
    return event.#state;
  }

  get target(): object | null {
    return this.#state.target;
  }

  get srcElement(): object | null {
    return this.#state.target;
  }

  get currentTarget(): object | null {
    return this.#state.dispatching ? this.#state.target : null;
  }

  get eventPhase(): number {
    return this.#state.dispatching ? 2 : 0;
  }

  get defaultPrevented(): boolean {
    return this.#state.prevented;
  }

  get returnValue(): boolean {
    return !this.#state.prevented;
  }

  get isTrusted(): boolean {
    return this.#state.trusted;
  }

  get cancelBubble(): boolean {
    return this.#state.stopped;
  }

  preventDefault(): void {
    if (this.cancelable && !this.#state.passive) this.#state.prevented = true;
  }

  stopPropagation(): void {
    this.#state.stopped = true;
  }

  stopImmediatePropagation(): void {
    this.#state.stopped = true;
    this.#state.stoppedAll = true;
  }

  composedPath(): object[] {
    return this.#state.dispatching && this.#state.target !== null ? [this.#state.target] : [];
  }

  get [Symbol.toStringTag](): string {
    return this.constructor.name;
  }
}

const { stateOf } = Event;
Reflect.deleteProperty(Event, 'stateOf');

type Callback = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };

interface Listener {
  readonly callback: Callback;
  readonly capture: boolean;
  readonly once: boolean;
  readonly passive: boolean;
  removed: boolean;
}

interface ListenerOptions {
  readonly capture?: boolean;
  readonly once?: boolean;
  readonly passive?: boolean;
  readonly signal?: EventTarget & { readonly aborted: boolean };
}

const listenersOf = new WeakMap<object, Map<string, Listener[]>>();
let onError: (error: unknown, where: string) => void = () => {};

/** Says what becomes of an error in a listener. */
export function setListenerErrors(report: (error: unknown, where: string) => void): void {
  onError = report;
}

/** What has listeners. Its methods, called without a `this`, mean the window. */
export class EventTarget {
  addEventListener(type: string, callback: Callback | null, options?: boolean | ListenerOptions): void {
    if (callback === null || callback === undefined) return;
    const target = this ?? realmGlobal;
    const given: ListenerOptions =
      typeof options === 'object' && options !== null ? options : { capture: options === true };
    if (given.signal?.aborted === true) return;
    const byType = mapOf(target);
    const list = byType.get(`${type}`) ?? [];
    const capture = given.capture === true;
    if (list.some((one) => one.callback === callback && one.capture === capture)) return;
    byType.set(`${type}`, [
      ...list,
      { callback, capture, once: given.once === true, passive: given.passive === true, removed: false },
    ]);
    given.signal?.addEventListener('abort', () => remove(target, `${type}`, callback, capture));
  }

  removeEventListener(type: string, callback: Callback | null, options?: boolean | ListenerOptions): void {
    const capture = typeof options === 'object' && options !== null ? options.capture : options;
    remove(this ?? realmGlobal, `${type}`, callback, capture === true);
  }

  dispatchEvent(event: Event): boolean {
    if (!(event instanceof Event)) throw new TypeError('Expected dispatchEvent to get an Event');
    if (stateOf(event).dispatching) {
      throw new DOMException('The event is already being dispatched.', 'InvalidStateError');
    }
    stateOf(event).trusted = false;
    return dispatch(this ?? realmGlobal, event);
  }

  get [Symbol.toStringTag](): string {
    return this?.constructor?.name ?? 'EventTarget';
  }
}

/** Fires an event of the platform itself at a target. */
export function fireAt(target: object, event: Event): boolean {
  stateOf(event).trusted = true;
  return dispatch(target, event);
}

function mapOf(target: object): Map<string, Listener[]> {
  const known = listenersOf.get(target);
  if (known !== undefined) return known;
  const made = new Map<string, Listener[]>();
  listenersOf.set(target, made);
  return made;
}

function remove(target: object, type: string, callback: Callback | null, capture: boolean): void {
  const list = listenersOf.get(target)?.get(type) ?? [];
  const found = list.find((one) => one.callback === callback && one.capture === capture);
  if (found === undefined) return;
  found.removed = true;
  mapOf(target).set(
    type,
    list.filter((one) => one !== found),
  );
}

function dispatch(target: object, event: Event): boolean {
  const state = stateOf(event);
  state.target = target;
  state.dispatching = true;
  const list = listenersOf.get(target)?.get(event.type) ?? [];
  // Capturing listeners come first at the target, too.
  for (const capture of [true, false]) {
    for (const listener of list) {
      if (state.stoppedAll) break;
      if (listener.removed || listener.capture !== capture) continue;
      if (listener.once) remove(target, event.type, listener.callback, listener.capture);
      state.passive = listener.passive;
      callListener(target, event, listener.callback);
    }
  }
  state.passive = false;
  state.dispatching = false;
  return !state.prevented;
}

function callListener(target: object, event: Event, callback: Callback): void {
  try {
    if (typeof callback === 'function') Reflect.apply(callback, target, [event]);
    else callback.handleEvent(event);
  } catch (error) {
    onError(error, `a listener for ${event.type}`);
  }
}

/** Gives a target an attribute such as `onmessage`, which is one more listener. */
export function defineHandlers(
  prototype: object,
  types: readonly string[],
  enable?: (target: object) => void,
): void {
  for (const type of types) {
    const current = new WeakMap<object, { value: unknown; relay: Callback }>();
    Reflect.defineProperty(prototype, `on${type}`, {
      configurable: true,
      enumerable: true,
      get(this: object): unknown {
        return current.get(this ?? realmGlobal)?.value ?? null;
      },
      set(this: object, value: unknown): void {
        const target = this ?? realmGlobal;
        const held = current.get(target);
        if (typeof value !== 'function') {
          if (held !== undefined) remove(target, type, held.relay, false);
          current.delete(target);
          return;
        }
        if (held !== undefined) held.value = value;
        else {
          // The attribute keeps its place among the listeners when it is assigned again.
          const slot = {
            value: value as unknown,
            relay: (event: Event) => relayed(target, slot.value, event),
          };
          current.set(target, slot);
          EventTarget.prototype.addEventListener.call(target as EventTarget, type, slot.relay);
        }
        enable?.(target);
      },
    });
  }
}

function relayed(target: object, handler: unknown, event: Event): void {
  const isErrorAtWindow = event.type === 'error' && target === realmGlobal && 'message' in event;
  const { message, filename, lineno, colno, error } = event as unknown as Record<string, unknown>;
  const args = isErrorAtWindow ? [message, filename, lineno, colno, error] : [event];
  const result = Reflect.apply(handler as () => unknown, target, args);
  if (isErrorAtWindow ? result === true : result === false) event.preventDefault();
}
