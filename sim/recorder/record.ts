// Writes down what passes between an app and a ZIM instance on a real device, in the format of docs/log-format.md. It
// imports nothing of others, and whatever happens in here the app must not notice: what fails is not recorded.
import { hash } from './hash.js';
import { keyOf, type Redact, redactor } from './redact.js';

/** What is recorded besides, and how. */
export interface RecordOptions {
  /** A name for this device in the logs of an incident. Default: drawn. */
  readonly device?: string;
  /** The version of the app. */
  readonly app?: string;
  /** The version of the SDK. Default: what the instance's class says. */
  readonly sdk?: string;
  /** Shared by all devices of one incident, so that their logs name users and rooms alike. Default: drawn. */
  readonly salt?: string;
  /** `false` leaves IDs and texts readable. Tokens are hashed all the same. */
  readonly redact?: boolean;
  /** The type of the network, if known. Default: what a browser says. */
  readonly network?: string;
}

/** What an app can say besides: without these, rules about people and screens cannot be judged. */
export interface Marks {
  /** A person did something: `mark.user('taps retry')`. */
  user(name: string): void;
  /** The app shows a reminder, takes it away, or changes to another screen. */
  ui(action: 'remind' | 'clear' | 'screen', what: string): void;
  /** The app asks its own server for a token, and gets one or does not. */
  token(step: 'asked' | 'got' | 'failed'): void;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, unknown>;
type Line = Readonly<Record<string, unknown>>;

interface Host {
  readonly performance?: { now(): number };
  readonly navigator?: { readonly connection?: { readonly type?: string } };
  readonly document?: { readonly visibilityState: string };
  addEventListener?(name: string, listener: (event: Thrown) => void): void;
}

/** What a page says of an error that nobody caught. */
interface Thrown {
  readonly error?: unknown;
  readonly reason?: unknown;
}

/**
 * Wraps an instance in place. Call it right after `ZIM.create`, so that nothing is missed.
 *
 * Where a call returns a promise the app gets one that follows it, so that a rejection that nobody handles stays one.
 *
 * @param sink gets one line of JSON at a time, without a line break
 * @returns marks that the app may set
 * @example
 * const mark = record(zim, (line) => lines.push(line), { app: '1.4.0', salt: incident });
 * mark.ui('remind', 'reconnecting');
 */
export function record(zim: object, sink: (line: string) => unknown, options: RecordOptions = {}): Marks {
  const host = globalThis as unknown as Host;
  let isWriting = false;
  let isInSdk = false;
  let calls = 0;
  let lastMs = 1 / 0;
  let lastError: unknown;
  let redact: Redact;
  let device: string;

  const put = (kind: string, rest: Line): unknown =>
    (
      sink(JSON.stringify({ kind, wall: Date.now(), mono: lastMs, device, ...rest })) as Partial<
        Promise<unknown>
      >
    )?.catch?.(() => {});
  const say = (kind?: string, rest?: () => Line): void => {
    // An event within the sink.
    if (isWriting) return;
    isWriting = true;
    try {
      const beforeMs = lastMs;
      lastMs = (host.performance ?? Date).now();
      const ms = lastMs - beforeMs;
      // Timers that stood still, or were held back.
      if (ms > 15_000) put('device', { what: 'slept', ms });
      if (kind) put(kind, rest!());
    } catch {
      // The app must not notice.
    }
    isWriting = false;
  };

  const threw = (source: string, error: unknown): void => {
    // What a listener threw may come again as something that nobody caught.
    if (error !== lastError) say('error', () => ({ source, message: redact(`${error}`) }));
    lastError = error;
  };

  /** What the app calls instead of the SDK's method. */
  const wrapped = (name: string, original: Method): Method =>
    function (this: unknown, ...args) {
      // The SDK calls itself, or the sink calls it.
      if (isInSdk || isWriting) return original.apply(this, args);
      const id = calls++;
      const end = (ok: boolean) => (outcome: unknown) => {
        say('settle', () => ({ id, name, ok, [ok ? 'value' : 'error']: redact(outcome) }));
        if (ok) return outcome;
        throw outcome;
      };
      say('call', () => ({ id, name, args: args.map((value, at) => redact(value, keyOf(name, at))) }));
      if (name === 'on' && typeof args[1] === 'function') args[1] = heard(args[0], args[1] as Method);
      let result: unknown;
      isInSdk = true;
      try {
        result = original.apply(this, args);
      } catch (error) {
        end(false)(error);
      } finally {
        isInSdk = false;
      }
      return result instanceof Promise ? result.then(end(true), end(false)) : end(true)(result);
    };

  const heard = (name: unknown, listener: Method): Method =>
    function (this: unknown, ...args) {
      say('event', () => ({ name, data: redact(args[1]) }));
      // What the listener calls is the app's again.
      const before = isInSdk;
      isInSdk = false;
      try {
        return listener.apply(this, args);
      } catch (error) {
        threw('listener', error);
        throw error;
      } finally {
        isInSdk = before;
      }
    };

  try {
    const drawn = (): string => hash(`${Math.random()}`);
    const salt = options.redact === false ? '' : options.salt || drawn() + drawn();
    redact = redactor(salt);
    device = options.device ?? drawn();
    say('log', () => ({
      format: 1,
      sdk: (zim.constructor as { getVersion?(): string }).getVersion?.(),
      network: host.navigator?.connection?.type,
      ...options,
      salt: salt && hash(salt),
    }));
    for (let at = zim as Methods; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      for (const name of Reflect.ownKeys(at) as string[]) {
        const value = (zim as Methods)[name];
        // What a class has besides was wrapped where it is overridden.
        if (typeof value !== 'function' || name === 'constructor' || at[name] !== value) continue;
        (zim as Methods)[name] = wrapped(name, value as Method);
      }
    }
    (setInterval(say, 5000) as { unref?(): void }).unref?.();
    for (const event of 'online offline visibilitychange error unhandledrejection'.split(' ')) {
      host.addEventListener!(event, ({ error, reason }) =>
        error || reason
          ? threw('uncaught', error || reason)
          : say('device', () => ({ what: event > 'v' ? host.document!.visibilityState : event })),
      );
    }
  } catch {
    // As above. Where there is no page, there are no listeners.
  }

  const mark = (kind: string) => (action: string, what?: string) => say(kind, () => ({ action, what }));
  return { user: mark('user'), ui: mark('ui'), token: mark('token') };
}
