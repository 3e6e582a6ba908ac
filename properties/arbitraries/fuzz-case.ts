// Whole runs, drawn from a seed: who takes part, what they do, what goes wrong, on which network, with what assumptions.
// First everything may go wrong; then everything is well, for long enough that everybody settles.
import fc from 'fast-check';
import { behavesWell } from '../../scenarios/habits.js';
import { at, login } from '../../scenarios/moves.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import { parseDurationMs } from '../../sim/kernel/duration.js';
import { deriveSeed } from '../../sim/kernel/random.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { appScript } from './app-script.js';
import { drawn } from './draws.js';
import { FAULT_KINDS } from './fault-kinds.js';
import { faultSchedule } from './fault-schedule.js';
import { scenarioParams } from './scenario-params.js';

export interface FuzzCaseOptions {
  /** Its devices and its script, with other faults. Default: a world of its own, with a drawn script. */
  readonly scenario?: Scenario;
  /** Which kinds of faults there may be. Default: all. */
  readonly kinds?: readonly FaultKind[];
  /** Default 20. */
  readonly maxFaults?: number;
  /** How long things may go wrong, ms. Default 6 minutes; with a scenario, as long as that one runs. */
  readonly horizonMs?: number;
  /** How long everything is well after that, ms. Default 4 minutes. */
  readonly healMs?: number;
}

/** Enough for the longest back-off, an attempt that hangs, and everything that is asked and sent after it. */
const HEAL_MS = 240_000;
const HORIZON_MS = 360_000;

const ROOMS = ['lobby', 'kitchen'] as const;
const GROUP = 'team';
const DEVICES = [{ name: 'alice' }, { name: 'bob' }, { name: 'tablet', user: 'alice' }] as const;
/** Of so many worlds, a few are without token authentication, and one has a crowd, which costs as much as forty. */
const WORLDS = 400;
const CROWDED = 1;
const WITHOUT_TOKENS = 16;

/** So many that chance alone does not bring them back within the same second. */
const CROWD = { name: 'crowd', count: 80 } as const;
const CROWD_SCRIPT = [...behavesWell(CROWD.name), at('1s', CROWD.name, login())];

const VALIDITIES_MS: readonly number[] = [60_000, 90_000, 120_000, 180_000, 300_000, 3_600_000, 3_600_000];

/** Published networks without loss; on a bad one nobody could say when everything is well again. */
const PROFILES = ['fast-4g', '3g-fast', '4g', 'lte'] as const;

type DrawnCase = Omit<RunSpec, 'seed'>;

/**
 * Makes the run of a seed. The same seed gives the same run, on every machine.
 *
 * @returns a function from a seed, a whole number from 0 to 2^53 - 1, to the spec of a run with that seed
 * @throws RangeError for options that make no sense
 * @example const specOf = fuzzCases({ kinds: ['partition', 'kick'] }); execute(specOf(42), { properties });
 */
export function fuzzCases(options: FuzzCaseOptions = {}): (seed: number) => RunSpec {
  const cases = options.scenario === undefined ? ownWorld(options) : given(options.scenario, options);
  return (seed) => ({ ...drawn(cases, deriveSeed(seed, 0)), seed });
}

function given(scenario: Scenario, options: FuzzCaseOptions): fc.Arbitrary<DrawnCase> {
  const horizonMs = options.horizonMs ?? Math.min(HORIZON_MS, parseDurationMs(scenario.until));
  const names = scenario.devices.flatMap(({ name }) => name);
  const users = [...new Set(scenario.devices.map(({ name, user }) => user ?? name))];
  const rooms = roomsOf(scenario);
  return fc
    .tuple(scheduleFor(options, { devices: names, users, rooms }, horizonMs), circumstances)
    .map(([schedule, more]) => ({ scenario: lasting(scenario, horizonMs, options), schedule, ...more }));
}

function ownWorld(options: FuzzCaseOptions): fc.Arbitrary<DrawnCase> {
  const horizonMs = options.horizonMs ?? HORIZON_MS;
  const scripts = (devices: readonly { readonly name: string; readonly user: string }[]) =>
    appScript({ devices, rooms: ROOMS, group: GROUP, horizonMs });
  const all = DEVICES.map((device) => ({
    name: device.name,
    user: 'user' in device ? device.user : device.name,
  }));
  const two = scripts(all.slice(0, 2));
  const three = scripts(all);
  const targets = { users: ['alice', 'bob'], rooms: ROOMS };
  const schedules = (devices: readonly string[], edgesMs: readonly number[]) =>
    scheduleFor(options, { ...targets, devices }, horizonMs, edgesMs);
  const validities = VALIDITIES_MS.map((ms) => ({
    ms,
    two: schedules(['alice', 'bob'], edgesOf(ms)),
    three: schedules(['alice', 'bob', 'tablet'], edgesOf(ms)),
  }));
  return fc
    .tuple(fc.nat(WORLDS - 1), fc.nat(3), fc.constantFrom(...validities), circumstances)
    .chain(([world, third, validity, more]) => {
      const isThree = third === 0;
      const isCrowded = world < CROWDED;
      const devices = isThree ? DEVICES : DEVICES.slice(0, 2);
      return fc
        .tuple(isThree ? three : two, isThree ? validity.three : validity.two)
        .map(([script, schedule]) => ({
          scenario: {
            name: 'fuzz',
            title: 'A drawn day',
            devices: isCrowded ? [...devices, CROWD] : devices,
            ...(world >= WORLDS - WITHOUT_TOKENS ? { authentication: 'none' as const } : {}),
            tokenValidity: validity.ms,
            script: isCrowded ? [...script, ...CROWD_SCRIPT] : script,
            until: horizonMs + (options.healMs ?? HEAL_MS),
            expects: [],
          },
          schedule,
          ...more,
        }));
    });
}

/** 30 s and 2 s before a token that was issued at the start runs out, and where it does. */
function edgesOf(validityMs: number): readonly number[] {
  return [validityMs - 30_000, validityMs - 2000, validityMs, 1000, 35_000];
}

const circumstances: fc.Arbitrary<Pick<DrawnCase, 'params' | 'order' | 'profile'>> = fc
  .tuple(
    fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, { arbitrary: scenarioParams(), weight: 3 }),
    fc.boolean(),
    fc.option(fc.constantFrom(...PROFILES), { freq: 4 }),
  )
  .map(([params, shuffled, profile]) => ({
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(shuffled ? { order: 'shuffled' as const } : {}),
    ...(profile === null ? {} : { profile }),
  }));

function scheduleFor(
  { kinds = FAULT_KINDS, maxFaults = 20 }: FuzzCaseOptions,
  targets: {
    readonly devices: readonly string[];
    readonly users: readonly string[];
    readonly rooms: readonly string[];
  },
  horizonMs: number,
  edgesMs: readonly number[] = [],
): ReturnType<typeof faultSchedule> {
  const { devices: hosts, users, rooms } = targets;
  return faultSchedule({ hosts, users, rooms, horizonMs, kinds, maxFaults, edgesMs });
}

// The scenario's own goals belong to its own faults.
function lasting(scenario: Scenario, horizonMs: number, { healMs = HEAL_MS }: FuzzCaseOptions): Scenario {
  return { ...scenario, faults: [], expects: [], until: horizonMs + healMs };
}

function roomsOf({ script }: Scenario): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(script, (key, value: unknown) => {
    if (key === 'roomID' && typeof value === 'string') found.add(value);
    return value;
  });
  return found.size === 0 ? ['lobby'] : [...found];
}
