// The drop-in `ZIM`: the names, forms and oddities of the class that apps use, on top of whoever hosts it. It runs in
// the realm of the app, so that its promises and objects are the app's own.
// Observed of the real one: one listener an event, unknown names and non-functions accepted silently, plain error
// objects, a second `create` gives null, `logout` returns undefined and emits before it returns.

import { plainCopy } from './plain-copy.js';
import type { ZimSurface } from './surface.js';
import type { ZimControls, ZimHost } from './zim-host.js';

type Listener = (zim: unknown, data: unknown) => unknown;

/** Where `sendMessage` has the object with the callbacks of the message. */
const NOTIFICATION_ARGUMENT = 4;

/** Calls that the class itself answers: they never reach the client. */
const LOCAL: ReadonlySet<string> = new Set(['on', 'off', 'setLogConfig', 'destroy']);

// Of ZIMErrorCode, whose table would be made anew in every realm.
const NOT_INITIALIZED = 6000002;
const INVALID_APP_ID = 6000003;

/**
 * The class for one device.
 *
 * @example const { ZIM, controls } = createZimClass(host, ZIM_SURFACE); const zim = ZIM.create({ appID: 1 });
 */
export function createZimClass(
  host: ZimHost,
  surface: ZimSurface,
): {
  readonly ZIM: Readonly<Record<string, unknown>>;
  readonly controls: ZimControls;
} {
  const { version } = surface;
  const events: ReadonlySet<string> = new Set(surface.events);
  const quiet: ReadonlySet<string> = new Set(surface.quiet);
  let instance: object | undefined;
  let created = 0;
  let listeners = new Map<string, Listener>();
  let notification: Readonly<Record<string, unknown>> | undefined;
  let spelling: ((kind: 'connection' | 'room', state: number) => unknown) | undefined;

  class ZIM {
    static getVersion(): string {
      return version;
    }

    static create(config: unknown): ZIM | null {
      const appID = typeof config === 'object' && config !== null ? Reflect.get(config, 'appID') : config;
      if (typeof appID !== 'number' || !Number.isSafeInteger(appID) || appID <= 0) throw badAppID();
      if (instance !== undefined) return null;
      const zim = new ZIM();
      instance = zim;
      listeners = new Map();
      created += 1;
      if (created > 1) host.call('create', [plainCopy(config)], () => {});
      return zim;
    }

    static getInstance(): ZIM | undefined {
      return instance as ZIM | undefined;
    }

    static setAdvancedConfig(): void {}

    static setGeofencingConfig(): boolean {
      return true;
    }

    on(event: unknown, listener: unknown): void {
      if (instance !== this || typeof event !== 'string' || typeof listener !== 'function') return;
      if (events.has(event)) listeners.set(event, listener as Listener);
    }

    off(event: unknown): void {
      if (instance === this && typeof event === 'string') listeners.delete(event);
    }

    setLogConfig(): void {}

    destroy(): void {
      if (instance !== this) return;
      host.call('destroy', [], () => {});
      instance = undefined;
      listeners = new Map();
    }
  }

  for (const name of surface.methods) {
    if (LOCAL.has(name)) continue;
    Object.defineProperty(ZIM.prototype, name, {
      configurable: true,
      writable: true,
      value: quiet.has(name) ? nothing(name) : promise(name),
    });
  }

  function nothing(name: string): (this: unknown, ...args: unknown[]) => undefined {
    return function (...args) {
      if (instance === this) host.call(name, plainCopy(args) as unknown[], () => {});
      return undefined;
    };
  }

  function promise(name: string): (this: unknown, ...args: unknown[]) => Promise<unknown> {
    return function (...args) {
      return new Promise((resolve, reject) => {
        if (instance !== this) {
          reject({ code: NOT_INITIALIZED, message: 'The SDK is not initialized.' });
          return;
        }
        const outer = notification;
        notification = callbacksIn(name, args);
        try {
          host.call(name, plainCopy(args) as unknown[], (ok, value) => {
            if (ok) resolve(plainCopy(value));
            else reject(plainCopy(value));
          });
        } finally {
          notification = outer;
        }
      });
    };
  }

  function emit(event: string, data: unknown): void {
    if (event === 'onMessageAttached') {
      callBack(event, data);
      return;
    }
    const listener = listeners.get(event);
    if (listener === undefined) return;
    const own = plainCopy(data) as Record<string, unknown>;
    if (spelling !== undefined) respell(event, own, spelling);
    try {
      listener(instance, own);
    } catch (error) {
      host.listenerFailed(event, error);
    }
  }

  function callBack(event: string, data: unknown): void {
    const attached = notification?.[event];
    if (typeof attached !== 'function') return;
    const { message } = plainCopy(data) as { readonly message: unknown };
    try {
      attached.call(notification, message);
    } catch (error) {
      host.listenerFailed(event, error);
    }
  }

  return {
    ZIM: ZIM as unknown as Readonly<Record<string, unknown>>,
    controls: {
      emit,
      spellStates(spell) {
        spelling = spell;
      },
    },
  };
}

function callbacksIn(name: string, args: readonly unknown[]): Readonly<Record<string, unknown>> | undefined {
  const place = name === 'replyMessage' ? NOTIFICATION_ARGUMENT - 1 : NOTIFICATION_ARGUMENT;
  const callbacks = name === 'sendMessage' || name === 'replyMessage' ? args[place] : undefined;
  return typeof callbacks === 'object' && callbacks !== null
    ? (callbacks as Readonly<Record<string, unknown>>)
    : undefined;
}

function respell(
  event: string,
  data: Record<string, unknown>,
  spell: (kind: 'connection' | 'room', state: number) => unknown,
): void {
  const kind =
    event === 'connectionStateChanged' ? 'connection' : event === 'roomStateChanged' ? 'room' : undefined;
  if (kind !== undefined && typeof data.state === 'number') data.state = spell(kind, data.state);
}

// An `Error` whose message is JSON: so observed.
function badAppID(): Error {
  return new Error(JSON.stringify({ code: INVALID_APP_ID, message: 'API.create: The appID is illegal.' }));
}
