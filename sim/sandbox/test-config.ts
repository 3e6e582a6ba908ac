// What a test of an app is told in `zim-sim.config.ts`: all of it may be left out but the entry.

import { z } from 'zod';
import type { Property } from '../check/property.js';
import type { FaultKind } from '../faults/fault.js';
import type { DurationText as Duration } from '../kernel/duration.js';
import { nearestNames, quotedList } from '../kernel/nearest.js';
import { UsageError } from '../kernel/usage-error.js';

/** A device with the app on it. */
export interface TestDevice {
  readonly name: string;
  /** Who logs in on it; the device's name unless given. */
  readonly user?: string;
  /** IANA name. Default UTC. */
  readonly timeZone?: string;
  /** Default `en-US`. */
  readonly locale?: string;
}

/** Something that the user does at a time: made by `at`. */
export interface UserStep {
  readonly at: Duration;
  readonly do: string;
  /** On which device; all of them unless given. */
  readonly device?: string;
}

/** How one sees that the app shows something. One of `console`, `selector` and `text` is given. */
export type Shown = (
  | { readonly remind: string; readonly clearedBy?: RegExp | string }
  | { readonly screen: string }
) & {
  /** A line of the console that says so. */
  readonly console?: RegExp | string;
  /** An element that is there while it is shown, where there is a DOM. */
  readonly selector?: string;
  /** A text that is visible while it is shown, where there is a DOM. */
  readonly text?: RegExp | string;
};

/** A rule that is not asked. */
export interface RuleOff {
  readonly rule: string;
  readonly reason: string;
  /** `2027-01-31`: after this day the rule is asked again. */
  readonly until: string;
}

/** A web-standard handler of an app's own server. */
export type ServiceHandler = (
  request: WebRequest,
  context: { readonly token: (userID: string) => string },
) => WebResponse | Promise<WebResponse>;

/**
 * Takes the WebSockets of an app's own server, beside or in the place of `fetch`: it gets the server's end, which is
 * open. A `Response` that it returns refuses the socket.
 *
 * @example export default { 'live.example.com': { websocket: (socket) => socket.send('hello') } };
 */
export type ServiceSocketHandler = (
  socket: WebSocketEnd,
  request: WebRequest,
  context: { readonly token: (userID: string) => string },
) => unknown;

/** What a module of services exports by default: who answers for which host. */
export type Services = Readonly<
  Record<
    string,
    ServiceHandler | { readonly fetch?: ServiceHandler; readonly websocket?: ServiceSocketHandler }
  >
>;

type WebSocketEnd = typeof globalThis extends { WebSocket: new (...args: never[]) => infer R } ? R : object;

/** `Request` and `Response`, where the declarations of the web platform are there. */
type WebRequest = typeof globalThis extends { Request: new (...args: never[]) => infer R } ? R : object;
type WebResponse = typeof globalThis extends { Response: new (...args: never[]) => infer R } ? R : object;

/** What `zim-sim test` is told. */
export interface TestConfig {
  /** The file that starts the app, relative to the configuration. */
  readonly app: string;
  /** In messages and file names. Default: the folder's name. */
  readonly name?: string;
  /** Default: two, `alice` and `bob`. */
  readonly devices?: readonly TestDevice[];
  /** Default `lobby`. */
  readonly roomID?: string;
  /** How long tokens are valid. Default: drawn, from a minute to an hour. */
  readonly tokenValidity?: Duration;
  /** A path at which the app fetches tokens, answered with `{ "token": … }`. For anything else, `services`. */
  readonly tokenEndpoint?: string;
  /**
   * The app's own servers: a module that exports `{ 'api.example.com': handler }` by default. A handler is a function
   * of requests, or has `fetch`, `websocket`, or both.
   */
  readonly services?: string;
  /** `process.env.X` and `import.meta.env.X`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Modules in the place of packages, relative to the configuration. */
  readonly stubs?: Readonly<Record<string, string>>;
  /** `dom`: a page of happy-dom. Default `none`. */
  readonly environment?: 'none' | 'dom';
  /** What the page begins with, where there is a DOM. Default `<div id="root"></div><div id="app"></div>`. */
  readonly html?: string;
  /** What the user does. Default: what a stock user does with the functions that the app offers. */
  readonly user?: readonly UserStep[];
  readonly shown?: readonly Shown[];
  readonly rules?: { readonly off?: readonly RuleOff[] };
  /** Kinds of faults that may happen. Default: all. */
  readonly faults?: readonly FaultKind[];
  /** A network by a name in `zim-sim list profiles`. */
  readonly profile?: string;
  /** How long things may go wrong. Default 6 minutes. */
  readonly horizon?: Duration;
  /** How long all is well after that. Default 4 minutes. */
  readonly heal?: Duration;
  /** Properties of your own, beside the rules. */
  readonly properties?: readonly Property[];
  /** A file of failures that are known: they are told and do not fail the test. */
  readonly baseline?: string;
}

/**
 * Gives a configuration its type.
 *
 * @example
 * // zim-sim.config.ts
 * export default defineConfig({ app: './src/chat.ts', user: [at('1s', call('login')), at('5s', call('send', 'hi'))] });
 */
export function defineConfig(config: TestConfig): TestConfig {
  return config;
}

/**
 * Something that the user does.
 *
 * @example at('2s', click('Login'))
 */
export function at(time: Duration, action: string, device?: string): UserStep {
  return device === undefined ? { at: time, do: action } : { at: time, do: action, device };
}

/** Calls a function that the app offers. @example call('send', 'hi') */
export function call(name: string, ...args: readonly unknown[]): string {
  return `${name}(${args.map((argument) => JSON.stringify(argument)).join(', ')})`;
}

/** Presses a button, link or other control with this name. @example click('Login') */
export function click(name: string): string {
  return call('click', name);
}

/** Types into the field with this label, placeholder or name. @example type('Message', 'hi') */
export function type(field: string, text: string): string {
  return call('type', field, text);
}

const duration = z.union([z.string(), z.number()]);
const pattern = z.union([z.string(), z.instanceof(RegExp)]);

const schema = z.strictObject({
  app: z.string(),
  name: z.optional(z.string().regex(/^[\w-]+$/)),
  devices: z.optional(
    z
      .array(
        z.strictObject({
          name: z.string().min(1),
          user: z.optional(z.string().min(1)),
          timeZone: z.optional(z.string()),
          locale: z.optional(z.string()),
        }),
      )
      .min(1),
  ),
  roomID: z.optional(z.string().min(1)),
  tokenValidity: z.optional(duration),
  tokenEndpoint: z.optional(z.string()),
  services: z.optional(z.string()),
  env: z.optional(z.record(z.string(), z.string())),
  stubs: z.optional(z.record(z.string(), z.string())),
  environment: z.optional(z.enum(['none', 'dom'])),
  html: z.optional(z.string()),
  user: z.optional(z.array(z.strictObject({ at: duration, do: z.string(), device: z.optional(z.string()) }))),
  shown: z.optional(
    z.array(
      z.strictObject({
        remind: z.optional(z.string()),
        screen: z.optional(z.string()),
        clearedBy: z.optional(pattern),
        console: z.optional(pattern),
        selector: z.optional(z.string()),
        text: z.optional(pattern),
      }),
    ),
  ),
  rules: z.optional(
    z.strictObject({
      off: z.optional(
        z.array(
          z.strictObject({
            rule: z.string(),
            reason: z.string().min(1),
            until: z.string().regex(/^\d{4}-\d\d-\d\d$/),
          }),
        ),
      ),
    }),
  ),
  faults: z.optional(z.array(z.string())),
  profile: z.optional(z.string()),
  horizon: z.optional(duration),
  heal: z.optional(duration),
  properties: z.optional(z.array(z.custom<Property>((value) => typeof value === 'object' && value !== null))),
  baseline: z.optional(z.string()),
});

/**
 * Checks a configuration.
 *
 * @param file for messages
 * @throws UsageError one line: what was expected, what came, what to do
 */
export function checkTestConfig(value: unknown, file: string): TestConfig {
  const result = schema.safeParse(value);
  if (result.success) return value as TestConfig;
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).map(String).join('.');
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const nearest = quotedList(nearestNames(key, Object.keys(schema.shape)));
    throw new UsageError(
      `${file}: Expected keys of a configuration, got ${JSON.stringify(path === '' ? key : `${path}.${key}`)}: the nearest are ${nearest}. All of them: zim-sim test --help`,
    );
  }
  throw new UsageError(
    `${file}: Expected ${path === '' ? 'a configuration' : path} to be as documented, got something else: ${issue?.message}. For example: export default defineConfig({ app: './src/chat.ts' })`,
  );
}
