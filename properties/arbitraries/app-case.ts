// Runs of an app under test: which faults there are, and what its user does with what the app offers. Everything drawn
// is data, as in every other campaign.
import fc from 'fast-check';
import type { FaultKind } from '../../sim/faults/fault.js';
import { type DurationText, parseDurationMs } from '../../sim/kernel/duration.js';
import { deriveSeed } from '../../sim/kernel/random.js';
import type { Action, ScriptEntry } from '../../sim/models/script.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { drawn } from './draws.js';
import { FAULT_KINDS } from './fault-kinds.js';
import { faultSchedule } from './fault-schedule.js';
import { scenarioParams } from './scenario-params.js';

/** A function that the app offers to its user. */
export interface OfferedAction {
  readonly name: string;
  readonly params: readonly string[];
}

export interface AppCaseOptions {
  /** Names scenario and files. */
  readonly name: string;
  readonly devices: readonly { readonly name: string; readonly user?: string }[];
  readonly roomID: string;
  readonly actions: readonly OfferedAction[];
  /** Whether there is a page, whose buttons and fields a stock user may use. */
  readonly page?: true;
  /** What the user does, instead of what a stock user does. */
  readonly user?: readonly { readonly at: DurationText; readonly do: string; readonly device?: string }[];
  readonly kinds?: readonly FaultKind[];
  readonly tokenValidity?: DurationText;
  readonly profile?: string;
  /** Default 6 minutes. */
  readonly horizonMs?: number;
  /** Default 4 minutes. */
  readonly healMs?: number;
  /** Default 12. */
  readonly maxFaults?: number;
}

const HORIZON_MS = 360_000;
const HEAL_MS = 240_000;
const VALIDITIES_MS: readonly number[] = [60_000, 90_000, 150_000, 300_000, 3_600_000];
const PROFILES = ['fast-4g', '3g-fast', '4g', 'lte'] as const;

/** How long the user waits before they try again after the app has said goodbye. */
const PATIENCE = '60s';

/**
 * Makes the run of a seed for an app under test.
 *
 * @example const specOf = appCases({ name: 'chat', devices: [{ name: 'alice' }], roomID: 'lobby', actions })
 */
export function appCases(options: AppCaseOptions): (seed: number) => RunSpec {
  const { devices, roomID, kinds = FAULT_KINDS, maxFaults = 12, name } = options;
  const horizonMs = options.horizonMs ?? HORIZON_MS;
  const healMs = options.healMs ?? HEAL_MS;
  const fixed = options.tokenValidity === undefined ? undefined : parseDurationMs(options.tokenValidity);
  const validities = fixed === undefined ? VALIDITIES_MS : [fixed];
  const hosts = devices.map((device) => device.name);
  const users = [...new Set(devices.map((device) => device.user ?? device.name))];
  const cases = fc.constantFrom(...validities).chain((validityMs) => {
    const edgesMs = [validityMs - 30_000, validityMs - 2000, validityMs, 35_000].filter((ms) => ms > 0);
    return fc
      .tuple(
        faultSchedule({ hosts, users, rooms: [roomID], horizonMs, kinds, maxFaults, edgesMs }),
        options.user === undefined ? stockScript(options, horizonMs) : fc.constant(ownScript(options)),
        fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, { arbitrary: scenarioParams(), weight: 1 }),
        fc.boolean(),
        fc.option(fc.constantFrom(...PROFILES), { freq: 4 }),
      )
      .map(([schedule, script, params, shuffled, profile]) => ({
        scenario: {
          name,
          title: `A drawn day of ${name}`,
          devices: devices.map((device) => ({
            name: device.name,
            ...(device.user === undefined ? {} : { user: device.user }),
          })),
          tokenValidity: validityMs,
          script,
          until: horizonMs + healMs,
          expects: [],
        },
        schedule,
        ...(Object.keys(params).length === 0 ? {} : { params }),
        ...(shuffled ? { order: 'shuffled' as const } : {}),
        ...(options.profile !== undefined
          ? { profile: options.profile }
          : profile === null
            ? {}
            : { profile }),
      }));
  });
  return (seed) => ({ ...drawn(cases, deriveSeed(seed, 0)), seed });
}

/** The run in which an app is looked at: nothing goes wrong. */
export function calmCase(options: AppCaseOptions, seed: number): RunSpec {
  return {
    scenario: {
      name: options.name,
      title: `A calm minute of ${options.name}`,
      devices: options.devices.map(({ name }) => ({ name })),
      script: [],
      until: 20_000,
      expects: [],
    },
    seed,
  };
}

function ownScript({ user = [], devices }: AppCaseOptions): readonly ScriptEntry[] {
  return user.flatMap((step) =>
    devices
      .filter(({ name }) => step.device === undefined || step.device === name)
      .map(({ name }) => ({ at: step.at, device: name, do: [{ user: step.do }] })),
  );
}

/** Which of its functions an app means for what, by how such functions are called. */
function meant(actions: readonly OfferedAction[]): Readonly<Record<Meaning, OfferedAction | undefined>> {
  const find = (pattern: RegExp): OfferedAction | undefined => actions.find(({ name }) => pattern.test(name));
  return {
    login: find(/^(log_?in|sign_?in|connect|start|open)$/i) ?? find(/^(log_?in|sign_?in|connect|start)/i),
    join: find(/^(join|enter)/i) ?? find(/^createRoom/i),
    send: find(/^send/i),
    leave: find(/^leave/i),
    logout: find(/^(log_?out|sign_?out|disconnect)/i),
  };
}

type Meaning = 'login' | 'join' | 'send' | 'leave' | 'logout';

/** What parameters of such names are for. */
const PARAMS: readonly (readonly [RegExp, string])[] = [
  [/token/i, '$token'],
  [/room|channel/i, '$room'],
  [/name/i, '$userName'],
  [/^(to|peer|target|receiver|recipient|other|conversation)/i, '$peer'],
  [/user|^id$|^uid$/i, '$user'],
];

function doing(action: OfferedAction | undefined, text: string): readonly Action[] {
  if (action === undefined) return [];
  const args = action.params.map((param) => PARAMS.find(([pattern]) => pattern.test(param))?.[1] ?? text);
  return [{ user: `${action.name}(${args.map((argument) => JSON.stringify(argument)).join(', ')})` }];
}

function stockScript(options: AppCaseOptions, horizonMs: number): fc.Arbitrary<readonly ScriptEntry[]> {
  if (options.page === true && options.actions.length === 0) return pageScript(options, horizonMs);
  const does = meant(options.actions);
  const each = options.devices.map(({ name }) => oneUser(name, does, horizonMs));
  return fc.tuple(...each).map((scripts) => scripts.flat());
}

function oneUser(
  device: string,
  does: Readonly<Record<Meaning, OfferedAction | undefined>>,
  horizonMs: number,
): fc.Arbitrary<readonly ScriptEntry[]> {
  const instant = fc.integer({ min: 4, max: Math.floor(horizonMs / 1000) }).map((s) => s * 1000);
  const comeIn = (pause: DurationText): readonly Action[] => [
    ...doing(does.login, ''),
    ...(does.join === undefined ? [] : [{ wait: pause }, ...doing(does.join, '')]),
  ];
  const special = [2, 4, 5, 6].map(
    (event): ScriptEntry => ({
      on: 'connectionStateChanged',
      device,
      when: { state: 0, event },
      do: [{ wait: PATIENCE }, ...comeIn('4s')],
    }),
  );
  const always: readonly ScriptEntry[] =
    does.login === undefined
      ? []
      : [...special, { on: 'restart', device, do: [{ wait: '3s' }, ...comeIn('4s')] }];
  const goings = fc.option(
    fc.tuple(fc.constantFrom('leave', 'logout'), instant, fc.integer({ min: 2, max: 60 })),
    { freq: 3 },
  );
  return fc
    .tuple(fc.integer({ min: 0, max: 3000 }), fc.array(instant, { maxLength: 6 }), goings)
    .map(([late, sends, going]) => {
      const entries: ScriptEntry[] = [];
      if (does.login !== undefined) entries.push({ at: 1000 + late, device, do: comeIn('3s') });
      else if (does.join !== undefined) entries.push({ at: 4000 + late, device, do: doing(does.join, '') });
      sends.forEach((time, index) => {
        if (does.send !== undefined)
          entries.push({ at: time, device, do: doing(does.send, `hello ${index + 1}`) });
      });
      if (going !== null) {
        const [what, time, awayS] = going;
        const away = does[what as Meaning];
        const back = what === 'leave' ? doing(does.join, '') : comeIn('3s');
        if (away !== undefined && back.length > 0) {
          entries.push({ at: time, device, do: [...doing(away, ''), { wait: awayS * 1000 }, ...back] });
        }
      }
      return [...entries, ...always];
    });
}

/** Somebody who presses and fills in whatever there is. */
function pageScript({ devices }: AppCaseOptions, horizonMs: number): fc.Arbitrary<readonly ScriptEntry[]> {
  const step = fc.tuple(fc.integer({ min: 1, max: Math.floor(horizonMs / 1000) }), fc.nat(7), fc.boolean());
  const each = devices.map(({ name }) =>
    fc.array(step, { minLength: 6, maxLength: 24 }).map((steps) =>
      steps.map(([second, which, types]): ScriptEntry => {
        const action = types ? `typeAny(${which}, "hello")` : `clickAny(${which})`;
        return { at: second * 1000, device: name, do: [{ user: action }] };
      }),
    ),
  );
  return fc.tuple(...each).map((scripts) => scripts.flat());
}
