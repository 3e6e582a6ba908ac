// Runs inside the realm of a device, before the app: its clock, its `ZIM`, and what starts the app and acts for its user.
// The outside keeps what `boot` returns; the app's code never sees it.

import { moduleExports } from '../dropin/exports.js';
import { plainCopy } from '../dropin/plain-copy.js';
import { createZimClass } from '../dropin/zim-class.js';
import type { AppAction, BootControls, BootHost, Launch, LaunchValues } from './boot-host.js';
import { pageUser } from './page-user.js';
import { putClock } from './realm-clock.js';
import { handlerFor, servedHosts, serveRequest, socketHandlerFor } from './serve-request.js';
import { serveSocket } from './serve-socket.js';

/** Where the bundle finds the package that it imports, and leaves what it exports. */
export const REGISTRY: symbol = Symbol.for('zim-sim.realm');

/** What the bundle sees of all this. */
interface Registry {
  readonly zim: Record<string, unknown>;
  /** Assigned by the bundle when its modules have run: at once, or after their top-level awaits. */
  exports: Readonly<Record<string, unknown>> | undefined;
  /** One of its modules threw. */
  failed(error: unknown): void;
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** Makes a bare global into one that an app can live in. */
export function boot(host: BootHost): BootControls {
  const realm = globalThis as unknown as Record<string, unknown>;
  const { platform, clock } = putClock(host);
  const { ZIM, controls } = createZimClass(
    {
      call: (name, args, settle) => host.call(name, args, settle),
      listenerFailed: (_event, error) => host.failed('listener', error),
    },
    host.surface,
  );
  const zim = moduleExports(ZIM, host.surface);
  let exports: Readonly<Record<string, unknown>> | undefined;
  let waiting: LaunchValues | undefined;
  const registry: Registry = {
    zim,
    get exports() {
      return exports;
    },
    set exports(given) {
      exports = given;
      if (waiting !== undefined) start(waiting);
    },
    failed: (error) => host.failed('uncaught', error),
  };
  Object.defineProperty(realm, REGISTRY, { value: registry });
  Object.defineProperty(realm, 'ZIM', { value: ZIM, configurable: true, writable: true });
  const page = pageUser();
  let actions = new Map<string, { readonly act: AnyFunction; readonly params: readonly string[] }>();

  function start(values: LaunchValues): Launch {
    if (exports === undefined) {
      waiting = values;
      return 'waiting';
    }
    waiting = undefined;
    const launched = { ...values, ZIM, fetchToken: () => tokens(host), ui: uiOf(host) };
    const entry = entryOf(exports);
    if (entry !== undefined) {
      const result = isClass(entry) ? (Reflect.construct(entry, [launched]) as unknown) : entry(launched);
      void Promise.resolve(result).then((given) => {
        if (given !== undefined && given !== null) actions = actionsOf(given);
      });
      return 'called';
    }
    const object = objectOf(exports);
    actions = actionsOf(object);
    if (actions.size > 0) return 'object';
    return Object.keys(exports).length === 0 ? 'by itself' : 'nothing';
  }

  return {
    promises: Promise.prototype,
    ...clock,
    start,
    actions: () => [...actions].map(([name, { params }]): AppAction => ({ name, params })),
    act(name, args) {
      if (page !== undefined && isPageAction(name) && !actions.has(name)) {
        try {
          return page[name](args[0] as never, args[1] as never);
        } catch (error) {
          host.failed('uncaught', error);
          return true;
        }
      }
      const action = actions.get(name);
      if (action === undefined) return false;
      try {
        const result = action.act(...(plainCopy(args) as unknown[]));
        // Whoever presses a button does not look at its promise; what the app says of a failure is the app's business.
        if (isThenable(result)) void Promise.resolve(result).catch(() => {});
      } catch (error) {
        host.failed('uncaught', error);
      }
      return true;
    },
    servedHosts: () => servedHosts(exports),
    serve: (name, request, answer) => serveRequest(handlerFor(exports, name), request, { host, answer }),
    serveSocket: (name, address, port) =>
      serveSocket(socketHandlerFor(exports, name), address, { host, port }),
    pageText: () => page?.text() ?? '',
    pageHas: (selector) => page?.has(selector) === true,
    emit: controls.emit,
    spellStates(table) {
      const own = plainCopy(table) as Record<string, unknown>;
      controls.spellStates((kind, state) => own[`${kind} ${state}`] ?? state);
    },
    setOnline: platform.setOnline,
    setVisible: platform.setVisible,
    rejected: platform.rejected,
  };
}

function isPageAction(name: string): name is 'click' | 'type' | 'clickAny' | 'typeAny' {
  return name === 'click' || name === 'type' || name === 'clickAny' || name === 'typeAny';
}

function tokens(host: BootHost): Promise<unknown> {
  return new Promise((resolve, reject) => {
    host.fetchToken((ok, value) => {
      if (ok) resolve(value);
      else reject(new Error('The token server is not available.'));
    });
  });
}

function uiOf(host: BootHost): Record<string, (what: unknown) => void> {
  return {
    remind: (what) => host.ui('remind', String(what)),
    clear: (what) => host.ui('clear', String(what)),
    screen: (what) => host.ui('screen', String(what)),
  };
}

/** What is called with everything: the default export, `main`, or a class of either name. */
function entryOf(exports: Readonly<Record<string, unknown>>): AnyFunction | undefined {
  for (const name of ['default', 'main']) {
    const value = exports[name];
    if (typeof value === 'function') return value as AnyFunction;
  }
  return undefined;
}

/** An object whose methods are what the user can do: the default export, the only export, or all exports together. */
function objectOf(exports: Readonly<Record<string, unknown>>): unknown {
  const { default: main } = exports;
  if (typeof main === 'object' && main !== null) return main;
  const values = Object.values(exports);
  if (values.length === 1 && typeof values[0] === 'object') return values[0];
  return exports;
}

const ACTION_NAME =
  /^(login|logout|log[A-Z]|sign|connect|disconnect|join|enter|leave|create|send|call|start|open)/;

function actionsOf(object: unknown): Map<string, { act: AnyFunction; params: readonly string[] }> {
  const found = new Map<string, { act: AnyFunction; params: readonly string[] }>();
  if (typeof object !== 'object' || object === null) return found;
  for (let level: object | null = object; level !== null; level = Object.getPrototypeOf(level)) {
    if (level === Object.prototype || level === Array.prototype) break;
    for (const name of Object.getOwnPropertyNames(level)) {
      if (found.has(name) || !ACTION_NAME.test(name)) continue;
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function' || isClass(value as AnyFunction)) continue;
      const act: AnyFunction = (...args) => Reflect.apply(value, object, args);
      found.set(name, { act, params: paramsOf(value as AnyFunction) });
    }
  }
  return found;
}

function isClass(value: AnyFunction): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}

/** The names of a function's parameters, as far as its text tells without parsing it. */
function paramsOf(value: AnyFunction): readonly string[] {
  const text = Function.prototype.toString.call(value);
  const open = text.indexOf('(');
  const [bare] = /^(?:async\s+)?(\w+)\s*=>/.exec(text)?.slice(1) ?? [];
  if (bare !== undefined) return [bare];
  const close = text.indexOf(')', open);
  if (open < 0 || close < 0) return [];
  return text
    .slice(open + 1, close)
    .split(',')
    .map((part) => /^\s*(\w+)/.exec(part)?.[1] ?? '')
    .filter((name) => name !== '');
}
