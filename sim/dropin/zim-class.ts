// The drop-in `ZIM`: the names, forms and oddities of the class that apps use, on top of whoever hosts it. It runs in
// the realm of the app, so that its promises and objects are the app's own.
// Observed of the real one: one listener an event, unknown names and non-functions accepted silently, plain error
// objects, a second `create` gives null, `logout` returns undefined and emits before it returns.

import { ZIMErrorCode } from '../zim/error-codes.js';
import { SDK_EVENT_NAMES, SDK_METHOD_NAMES, withoutSession } from '../zim/sdk-surface.js';
import { LATEST_SDK_VERSION } from '../zim/versions.js';
import { plainCopy } from './plain-copy.js';
import type { ZimControls, ZimHost } from './zim-host.js';

type Listener = (zim: unknown, data: unknown) => unknown;

/** Where `sendMessage` has the object with the callbacks of the message. */
const NOTIFICATION_ARGUMENT = 4;

/** Calls that the class itself answers: they never reach the client. */
const LOCAL: ReadonlySet<string> = new Set(['on', 'off', 'setLogConfig', 'destroy']);

const EVENTS: ReadonlySet<string> = new Set(SDK_EVENT_NAMES);

/**
 * The class for one device.
 *
 * @example const { ZIM, controls } = createZimClass(host); const zim = ZIM.create({ appID: 1 });
 */
export function createZimClass(host: ZimHost): {
  readonly ZIM: Readonly<Record<string, unknown>>;
  readonly controls: ZimControls;
} {
  let instance: object | undefined;
  let created = 0;
  let listeners = new Map<string, Listener>();
  let notification: Readonly<Record<string, unknown>> | undefined;
  let spelling: ((kind: 'connection' | 'room', state: number) => unknown) | undefined;

  class ZIM {
    static getVersion(): string {
      return LATEST_SDK_VERSION;
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
      if (EVENTS.has(event)) listeners.set(event, listener as Listener);
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

  for (const name of SDK_METHOD_NAMES) {
    if (LOCAL.has(name)) continue;
    const returnsNothing = withoutSession(name) === 'returnsUndefined';
    Object.defineProperty(ZIM.prototype, name, {
      configurable: true,
      writable: true,
      value: { [name]: returnsNothing ? nothing(name) : promise(name) }[name],
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
          reject({ code: ZIMErrorCode.CommonModuleNotInit, message: 'The SDK is not initialized.' });
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
  const code = ZIMErrorCode.CommonModuleInvalidAppID;
  return new Error(JSON.stringify({ code, message: 'API.create: The appID is illegal.' }));
}
