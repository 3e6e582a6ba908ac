// What a caller runs a scenario with: it checks everything that came from outside, then executes.
// The table of properties is the caller's; `index.ts` binds the project's own.

import { ownProperties } from '../check/own-property.js';
import type { Property } from '../check/property.js';
import type { Fault } from '../faults/fault.js';
import { type DurationText, parseDurationMs } from '../kernel/duration.js';
import { UsageError } from '../kernel/usage-error.js';
import { findProfile } from '../network/profiles.js';
import { parseFactId, parseParam } from '../zim/facts.js';
import { parseSdkVersion } from '../zim/versions.js';
import { checkOptions } from './check-options.js';
import { assertScenario, assertSchedule } from './check-scenario.js';
import { type ExecuteOptions, execute, type Wrap } from './execute.js';
import type { Scenario } from './scenario.js';
import type { RunResult } from './summary.js';

/** How a scenario is run. Everything has a default. */
export interface RunOptions {
  /** A whole number from 0 to 2^53 - 1. Default 1. */
  readonly seed?: number;
  /** On top of the scenario's own, by the names in `zim-sim list params`. */
  readonly params?: Readonly<Record<string, number | string>>;
  /** A version of the SDK on npm. */
  readonly sdk?: string;
  /** A network by a name in `zim-sim list profiles`, for all devices without one of their own. */
  readonly profile?: string;
  /** Faults instead of the scenario's own. */
  readonly schedule?: readonly Fault[];
  /** Where the run ends, instead of the scenario's own `until`. */
  readonly until?: DurationText;
  /** What becomes of events of one instant. Default `fifo`. */
  readonly order?: 'fifo' | 'shuffled';
  /** Properties of your own, on top of the contract's. */
  readonly properties?: readonly Property[];
  /** A client or a backend that is wrong in some way. */
  readonly wrap?: Wrap;
  /** Default true; `false` keeps only the hash of what happened. */
  readonly keepTrace?: boolean;
  /** Default true. */
  readonly keepObservations?: boolean;
}

/** Where a run without a seed starts. */
export const DEFAULT_SEED = 1;

/**
 * Checks and runs a scenario.
 *
 * @throws UsageError one line that says what was expected, what came and what to do
 */
export function runWith(table: readonly Property[], scenario: Scenario, options: RunOptions = {}): RunResult {
  checkOptions(options);
  const own = options.properties ?? [];
  const properties = own.length === 0 ? table : withOwn(table, own);
  const { sdk } = options;
  if (sdk !== undefined) asUsage(() => parseSdkVersion(sdk));
  // What the scenario calls must exist in the version that it runs with.
  assertScenario(sdk === undefined ? scenario : { ...scenario, sdk }, idsOf(properties));
  if (options.profile !== undefined) findProfile(options.profile);
  const untilMs = options.until === undefined ? undefined : untilOf(options.until);
  if (options.schedule !== undefined) assertSchedule(options.schedule, withLatestEnd(scenario, untilMs));
  return execute(
    {
      scenario,
      seed: seedOf(options.seed),
      ...(options.params === undefined ? {} : { params: checkParams(options.params) }),
      ...(sdk === undefined ? {} : { sdk }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
      ...(untilMs === undefined ? {} : { untilMs }),
      ...(options.order === undefined ? {} : { order: orderOf(options.order) }),
    },
    executeOptionsOf(properties, options),
  );
}

/**
 * The scenario with the later of two ends, by which a schedule is judged: who runs only its beginning need not take
 * out what comes later.
 */
export function withLatestEnd(scenario: Scenario, untilMs: number | undefined): Scenario {
  const isLater = untilMs !== undefined && untilMs > parseDurationMs(scenario.until);
  return isLater ? { ...scenario, until: untilMs } : scenario;
}

function untilOf(until: DurationText): number {
  const untilMs = asUsage(() => parseDurationMs(until));
  if (untilMs > 0) return untilMs;
  throw new UsageError(
    `Expected until to be a duration longer than 0, got ${JSON.stringify(until)}. For example: 90s`,
  );
}

function executeOptionsOf(properties: readonly Property[], options: RunOptions): ExecuteOptions {
  const { wrap, keepTrace, keepObservations } = options;
  return { properties, wrap, keepTrace, keepObservations };
}

// Lists of properties are compared by identity to reuse the tables made from them.
const joined: WeakMap<readonly Property[], WeakMap<readonly Property[], readonly Property[]>> = new WeakMap();

function withOwn(table: readonly Property[], own: readonly Property[]): readonly Property[] {
  const ofTable = joined.get(table) ?? new WeakMap<readonly Property[], readonly Property[]>();
  joined.set(table, ofTable);
  const known = ofTable.get(own);
  if (known !== undefined) return known;
  const watched = ownProperties(own);
  const taken = new Set(idsOf(table));
  for (const { id } of watched) {
    if (taken.has(id)) {
      throw new UsageError(
        `Expected each property to have an id of its own, got "${id}" twice. Give yours another one.`,
      );
    }
    taken.add(id);
  }
  const all = [...table, ...watched];
  ofTable.set(own, all);
  return all;
}

function idsOf(properties: readonly Property[]): readonly string[] {
  return properties.map(({ id }) => id);
}

function seedOf(seed: number | undefined): number {
  if (seed === undefined) return DEFAULT_SEED;
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new UsageError(
    `Expected the seed to be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, got ${seed}. For example: 42`,
  );
}

function orderOf(order: string): 'fifo' | 'shuffled' {
  if (order === 'fifo' || order === 'shuffled') return order;
  throw new UsageError(
    `Expected order to be fifo or shuffled, got ${JSON.stringify(order)}. For example: fifo`,
  );
}

function checkParams(
  params: Readonly<Record<string, number | string>>,
): Readonly<Record<string, number | string>> {
  for (const [name, value] of Object.entries(params)) {
    asUsage(() => parseParam(parseFactId(name), String(value)));
  }
  return params;
}

/** The readers of facts, versions and durations say what they expected; a caller gets it as one kind of error. */
function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name === 'DurationError')) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
