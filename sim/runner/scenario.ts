// A scenario: who takes part, what they do, what goes wrong, what must be reached. All of it is data.

import type { Fault } from '../faults/fault.js';
import type { DurationText as Duration } from '../kernel/duration.js';
import type { ScriptEntry } from '../models/script.js';
import type { PathSpec } from '../network/path-spec.js';

/** A device with an app on it. Its name is also its host on the network; `server` and `issuer` are taken. */
export interface DeviceSpec {
  readonly name: string;
  /** The user who logs in on it; the device's name unless given. */
  readonly user?: string;
  /** Whose connect timeout the SDK lives with: a browser's (30 s) or none. Default `chromium`. */
  readonly platform?: 'chromium' | 'node';
  /** How long the token is valid that the app holds at the start. Default: the scenario's `tokenValidity`. */
  readonly tokenValidity?: Duration;
  /** Its network, by a name in `zim-sim list profiles`; comes before the scenario's. */
  readonly profile?: string;
  /**
   * So many devices like this, `client-1` to `client-9` for `{ name: 'client', count: 9 }`, each with a user of its name
   * unless `user` is given. Script and faults mean all of them by `client`, and one by its own name.
   */
  readonly count?: number;
}

/** The network of all devices. `delay` is the parameter `oneWayDelayMs` unless given; nothing is lost by default. */
export interface NetworkSpec extends PathSpec {
  /** For every device without one of its own; what is said besides comes before what it says. */
  readonly profile?: string;
  /** Round trips of a connect after that of TCP. Default 2 for TLS and 1 for the upgrade to a WebSocket. */
  readonly handshake?: { readonly tls?: number; readonly upgrade?: number };
}

/** One story. Written with `defineScenario` in a `.ts` file, or as YAML of the same shape. */
export interface Scenario {
  /** Kebab case: what one types after `zim-sim run`. */
  readonly name: string;
  /** One line, for the list. */
  readonly title: string;
  /** A few sentences: what happens and why it matters. */
  readonly story?: string;
  /** A version of the SDK on npm. Default: the newest that is modelled. */
  readonly sdk?: string;
  /** Parameters that differ from the facts, by their names in `zim-sim list params`. */
  readonly params?: Readonly<Record<string, number | string>>;
  /** `none`: the app does not use token authentication. Default `token`. */
  readonly authentication?: 'token' | 'none';
  /** How long tokens are valid that the app's token server mints. Default 1 h. */
  readonly tokenValidity?: Duration;
  readonly network?: NetworkSpec;
  readonly devices: readonly DeviceSpec[];
  readonly script: readonly ScriptEntry[];
  readonly faults?: readonly Fault[];
  /** The run ends here. */
  readonly until: Duration;
  /** Properties that must be exercised, and goals that must be reached. */
  readonly expects: readonly string[];
}

/**
 * Gives a scenario its type. It checks nothing by itself; `run` and the command line check the shape.
 * @example
 * export default defineScenario({
 *   name: 'lift', title: 'A lift ride of 20 s', until: '90s', expects: ['N3'],
 *   devices: [{ name: 'alice' }],
 *   script: [{ at: '1s', device: 'alice', do: [{ call: 'login' }] }],
 *   faults: [{ kind: 'offline', at: '20s', for: '20s', device: 'alice' }],
 * });
 */
export function defineScenario<const S extends Scenario>(scenario: S): S {
  return scenario;
}
