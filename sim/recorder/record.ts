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
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Line = Readonly<Record<string, unknown>>;

interface Host {
  readonly performance?: { now(): number };
  readonly navigator?: { readonly connection?: { readonly type?: string } };
  readonly document?: { readonly visibilityState: string };
  addEventListener?(name: string, listener: () => void): void;
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
  let lastMs = Number.POSITIVE_INFINITY;
  let redact: Redact;
  let device: string;

  const put = (kind: string, rest: Line): unknown => {
    const line = { kind, wall: Date.now(), mono: lastMs, device, ...rest };
    return (sink(JSON.stringify(line)) as Partial<Promise<unknown>>)?.catch?.(() => {});
  };
  const say = (kind?: string, rest?: () => Line): void => {
    // An event within the sink.
    if (isWriting) return;
    isWriting = true;
    try {
      const beforeMs = lastMs;
      lastMs = Math.floor((host.performance ?? Date).now());
      const ms = lastMs - beforeMs;
      // Timers that stood still, or were held back.
      if (ms > 15_000) put('device', { what: 'slept', ms });
      if (kind) put(kind, rest!());
    } catch {
      // The app must not notice.
    }
    isWriting = false;
  };

  /** What the app calls instead of the SDK's method. */
  const wrapped = (name: string, original: Method): Method =>
    function (this: unknown, ...args) {
      // The SDK calls itself, or the sink calls it.
      if (isInSdk || isWriting) return original.apply(this, args);
      const id = calls++;
      const end = (ok: boolean) => (outcome: unknown) => {
        say('settle', () => ({ id, name, ok, [ok ? 'value' : 'error']: redact(outcome, '') }));
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
        return end(false)(error);
      } finally {
        isInSdk = false;
      }
      return result instanceof Promise ? result.then(end(true), end(false)) : end(true)(result);
    };

  const heard = (name: unknown, listener: Method): Method =>
    function (this: unknown, ...args) {
      say('event', () => ({ name, data: redact(args[1], '') }));
      // What the listener calls is the app's again.
      const before = isInSdk;
      isInSdk = false;
      try {
        return listener.apply(this, args);
      } finally {
        isInSdk = before;
      }
    };

  try {
    const drawn = (): string => hash(`${Math.random()}${Math.random()}${Date.now()}`);
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
    const methods = zim as Record<string, unknown>;
    for (let at = methods; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) {
        const value = methods[name];
        // What a class has besides was wrapped where it is overridden.
        if (typeof value !== 'function' || name === 'constructor' || at[name] !== value) continue;
        methods[name] = wrapped(name, value as Method);
      }
    }
    for (const event of ['online', 'offline', 'visibilitychange']) {
      host.addEventListener?.(event, () =>
        say('device', () => ({ what: event > 'v' ? host.document!.visibilityState : event })),
      );
    }
    (setInterval(say, 5000) as { unref?(): void }).unref?.();
  } catch {
    // As above.
  }

  return {
    user: (action) => say('user', () => ({ action })),
    ui: (action, what) => say('ui', () => ({ action, what })),
  };
}
