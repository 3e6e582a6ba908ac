// Runs inside the realm that the SDK lives in: its clock, its database, and what makes the calls of a script.

import { moduleExports } from '../dropin/exports.js';
import type { ZimSurface } from '../dropin/surface.js';
import { createZimClass } from '../dropin/zim-class.js';
import { putClock } from '../sandbox/realm-clock.js';
import type { ModelHost, SdkBootHost, SdkControls } from './boot-host.js';
import type { DatabaseKind, Listening, SdkArgument } from './sdk-case.js';

type AnyFunction = (...args: unknown[]) => unknown;
type AnyObject = Record<string, unknown>;

/** What scripts throw themselves, so that it can be told from what the SDK throws. */
export const OWN_ERROR = 'thrown by a listener of the script';

/** Calls that a listener makes from inside may lead to the listener again. */
const MOST_INNER_CALLS = 3;

export function boot(host: SdkBootHost): SdkControls {
  const { platform, clock } = putClock(host);
  spoilDatabase(host.database);
  const realm = globalThis as unknown as AnyObject;
  let sdk: AnyObject | undefined;
  let zim: AnyObject | undefined;
  let model: { emit(event: string, data: unknown): void } | undefined;
  const timers = new Map<string, unknown>();
  const inner = new Map<string, number>();
  const newest = new Map<string, number>();

  function settle(id: number, make: () => unknown, isCreate = false): void {
    let result: unknown;
    try {
      result = make();
    } catch (error) {
      host.settled(id, { ok: false, json: textOf(error) });
      return;
    }
    if (isCreate || !isThenable(result)) {
      host.settled(id, { ok: true, json: isCreate ? instanceText(result) : textOf(result) });
      return;
    }
    Promise.resolve(result).then(
      (value) => host.settled(id, { ok: true, json: textOf(value) }),
      (error: unknown) => host.settled(id, { ok: false, json: textOf(error) }),
    );
  }

  function call(id: number, target: unknown, name: string, args: readonly SdkArgument[]): void {
    settle(id, () => Reflect.apply(functionOf(target, name), target, own(args) as unknown[]));
  }

  function listenerFor(event: string, listening: Listening): AnyFunction {
    const number = (newest.get(event) ?? 0) + 1;
    newest.set(event, number);
    return (_zim, data) => {
      host.heard(event, textOf(data), newest.get(event) !== number);
      if (listening.how === 'throw') throw new Error(OWN_ERROR);
      if (listening.how === 'reject') return Promise.reject(new Error(OWN_ERROR));
      if (listening.how !== 'again') return undefined;
      const { name, args } = listening;
      const made = (inner.get(event) ?? 0) + 1;
      inner.set(event, made);
      if (made <= MOST_INNER_CALLS) call(host.calls(name, JSON.stringify(args)), zim, name, args);
      return undefined;
    };
  }

  return {
    ...clock,
    promises: Promise.prototype,
    load(run) {
      let exports: unknown;
      if (run === undefined) {
        const made = dropIn(host.model as ModelHost);
        model = made;
        exports = made.exports;
      } else {
        const module = { exports: {} as unknown };
        run(module, module.exports, (name) => {
          throw new Error(`the package asks for "${name}"`);
        });
        exports = module.exports;
      }
      const all = exports as AnyObject | undefined;
      const found = all?.ZIM ?? all?.default ?? realm.ZIM ?? exports;
      // Some versions export an object in the place of the class.
      sdk = typeof found === 'function' || typeof found === 'object' ? (found as AnyObject) : undefined;
      return JSON.stringify(typeof sdk?.create === 'function' ? Object.keys(all ?? {}) : []);
    },
    has: (name) => zim !== undefined && typeof Reflect.get(zim, name) === 'function',
    hasStatic: (name) => sdk !== undefined && typeof Reflect.get(sdk, name) === 'function',
    create(id, args) {
      settle(
        id,
        () => {
          const made = Reflect.apply(functionOf(sdk, 'create'), sdk, own(args) as unknown[]) as unknown;
          if (typeof made === 'object' && made !== null) {
            zim = made as AnyObject;
            host.model?.created();
          }
          return made;
        },
        true,
      );
    },
    call: (id, name, args) => call(id, zim, name, args),
    callStatic(id, name, args) {
      const isInstance = name === 'getInstance';
      settle(id, () => Reflect.apply(functionOf(sdk, name), sdk, own(args) as unknown[]), isInstance);
    },
    listen(event, listening) {
      if (zim === undefined) return;
      const listener = listening === undefined ? null : listenerFor(event, listening);
      Reflect.apply(functionOf(zim, 'on'), zim, [event, listener]);
    },
    unlisten(event) {
      if (zim !== undefined) Reflect.apply(functionOf(zim, 'off'), zim, [event]);
    },
    setOnline: platform.setOnline,
    setVisible: platform.setVisible,
    rejected: platform.rejected,
    unload: platform.unload,
    emit: (event, json) => model?.emit(event, JSON.parse(json) as unknown),
    setTimer(name, afterMs) {
      clear(name);
      timers.set(
        name,
        Reflect.apply(realm.setTimeout as AnyFunction, realm, [() => host.model?.timer(name), afterMs]),
      );
    },
    clearTimer: clear,
  };

  function clear(name: string): void {
    Reflect.apply(realm.clearTimeout as AnyFunction, realm, [timers.get(name)]);
    timers.delete(name);
  }
}

function dropIn(model: ModelHost): { readonly exports: unknown; emit(event: string, data: unknown): void } {
  const surface = JSON.parse(model.surface) as ZimSurface;
  const { ZIM, controls } = createZimClass(
    {
      call: (name, args, settle) => model.call(name, args, (ok, json) => settle(ok, parsed(json))),
      // What a script's listeners throw is known.
      listenerFailed: () => {},
    },
    surface,
  );
  return { exports: moduleExports(ZIM, surface), emit: controls.emit };
}

function parsed(json: string): unknown {
  return json === '' ? undefined : JSON.parse(json);
}

function functionOf(target: unknown, name: string): AnyFunction {
  const value: unknown = target === undefined || target === null ? undefined : Reflect.get(target, name);
  if (typeof value !== 'function') throw new TypeError(`${name} is not a function`);
  return value as AnyFunction;
}

/** A copy that belongs to the realm. */
function own(args: readonly SdkArgument[]): unknown {
  return JSON.parse(JSON.stringify(args));
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}

function instanceText(value: unknown): string {
  return value === null || value === undefined ? String(value) : '"an instance"';
}

/** JSON of what can be shown; `undefined` has none. Errors are shown by what they say. */
function textOf(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value instanceof Error) {
    return JSON.stringify({ name: value.name, message: value.message, stack: value.stack ?? '' });
  }
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch (error) {
    return JSON.stringify({ unreadable: String(error) });
  }
}

function spoilDatabase(kind: DatabaseKind): void {
  if (kind === 'works') return;
  const open = (): unknown => {
    if (kind === 'throws') throw new DOMException('The operation is insecure.', 'SecurityError');
    const request = new EventTarget() as EventTarget & AnyObject;
    Object.assign(request, { result: undefined, readyState: 'pending', onerror: null, onsuccess: null });
    if (kind === 'hangs') return request;
    // The realm's own, on its clock.
    const after = Reflect.get(globalThis, 'setTimeout') as AnyFunction;
    after(() => {
      const error = new DOMException('Internal error opening backing store.', 'UnknownError');
      Object.assign(request, { error, readyState: 'done' });
      const event = new Event('error');
      Object.defineProperty(event, 'target', { value: request });
      if (typeof request.onerror === 'function') request.onerror(event);
      request.dispatchEvent(event);
    }, 1);
    return request;
  };
  const value = kind === 'missing' ? undefined : { open, deleteDatabase: open, cmp: () => 0 };
  Object.defineProperty(globalThis, 'indexedDB', { value, configurable: true, writable: true });
}
