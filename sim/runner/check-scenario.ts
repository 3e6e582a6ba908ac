// Whether a scenario makes sense before it runs: its shape, and every name in it. Pure.
// Where a name stands in a file is the loader's business, which knows the file.

import type { Fault } from '../faults/fault.js';
import { unreachable } from '../kernel/assert.js';
import { type DurationText as Duration, parseDurationMs } from '../kernel/duration.js';
import { nearestNames, quotedList } from '../kernel/nearest.js';
import { UsageError } from '../kernel/usage-error.js';
import type { Action, ScriptEntry } from '../models/script.js';
import { findProfile } from '../network/profiles.js';
import { parseFactId, parseParam } from '../zim/facts.js';
import {
  declares,
  SDK_EVENT_NAMES,
  SDK_METHOD_NAMES,
  SDK_METHODS,
  type SdkMethodName,
} from '../zim/sdk-surface.js';
import { parseSdkVersion, SDK_VERSIONS } from '../zim/versions.js';
import { membersOf } from './groups.js';
import { faultThatNever, neverHappens } from './never-happens.js';
import { plainProblems } from './plain-values.js';
import type { Scenario } from './scenario.js';
import { scenarioSchema, scheduleSchema } from './scenario-schema.js';
import { formatPath, type Problem, shapeProblems } from './shape-problems.js';

export { formatPath, type Problem } from './shape-problems.js';

// Every scenario has them besides its devices.
const FIXED_HOSTS: readonly string[] = ['server', 'issuer'];

type Path = readonly (string | number)[];

/**
 * Everything that is wrong with a scenario, the first mistake first; empty when it can run.
 *
 * @param knownProperties ids that `expects` may name; not checked when left out
 * @example checkScenario({ ...lift, faults: [{ kind: 'reset', at: '1s', host: 'alcie' }] })[0]?.message
 */
export function checkScenario(scenario: unknown, knownProperties?: readonly string[]): readonly Problem[] {
  const shape = problemsOfShape(scenarioSchema, scenario);
  if (shape.length > 0) return shape;
  const whole = scenario as Scenario;
  return [
    ...checkDevices(whole),
    ...checkSettings(whole),
    ...whole.script.flatMap((entry, index) => checkEntry(whole, entry, ['script', index])),
    ...(whole.faults ?? []).flatMap((fault, index) => checkFault(whole, fault, ['faults', index])),
    ...checkExpects(whole, knownProperties),
    ...neverHappens(whole),
  ];
}

/** The same for a list of faults that replaces the scenario's own. */
export function checkSchedule(schedule: unknown, scenario: Scenario): readonly Problem[] {
  const shape = problemsOfShape(scheduleSchema, schedule);
  if (shape.length > 0) return shape;
  return (schedule as readonly Fault[]).flatMap((fault, index) => [
    ...checkFault(scenario, fault, [index]),
    ...faultThatNever(scenario, fault, [index]),
  ]);
}

// What is no data has no shape either.
function problemsOfShape(
  schema: typeof scenarioSchema | typeof scheduleSchema,
  value: unknown,
): readonly Problem[] {
  const problems = plainProblems(value);
  return problems.length > 0 ? problems : shapeProblems(schema, value);
}

/**
 * Fails when a scenario cannot run.
 *
 * @throws UsageError one line: the first mistake with its path, and how many there are besides.
 * @example assertScenario(JSON.parse(text))
 */
export function assertScenario(
  scenario: unknown,
  knownProperties?: readonly string[],
): asserts scenario is Scenario {
  const problems = checkScenario(scenario, knownProperties);
  const name = (scenario as { name?: unknown } | null | undefined)?.name;
  throwFirst(`scenario ${typeof name === 'string' ? name : '(without a name)'}`, problems);
}

/**
 * Fails when a list of faults cannot be used with a scenario.
 *
 * @throws UsageError one line: the first mistake with its path, and how many there are besides.
 */
export function assertSchedule(schedule: unknown, scenario: Scenario): asserts schedule is readonly Fault[] {
  throwFirst(`schedule for ${scenario.name}`, checkSchedule(schedule, scenario));
}

function throwFirst(what: string, problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const place = formatPath(first.path);
  const rest = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  throw new UsageError(`${what}${place === '' ? '' : `, ${place}`}: ${first.message}${rest}`);
}

function checkDevices({ devices }: Scenario): readonly Problem[] {
  const taken = new Set<string>();
  return devices.flatMap(({ name, profile, ...spec }, index): readonly Problem[] => {
    const path = ['devices', index, 'name'];
    const own = [
      name,
      ...(spec.count === undefined ? [] : membersOf([{ name, ...spec }]).map((one) => one.name)),
    ];
    const twice = own.find((one) => taken.has(one));
    for (const one of own) taken.add(one);
    if (FIXED_HOSTS.includes(name)) {
      return [
        {
          path,
          message: `Expected a device's own name, got "${name}", which is a host's. For example: alice`,
        },
      ];
    }
    return [
      ...(twice === undefined
        ? []
        : [{ path, message: `Expected each device to have a name of its own, got "${twice}" twice.` }]),
      ...checkProfile(profile, ['devices', index, 'profile']),
    ];
  });
}

function checkProfile(name: string | undefined, path: Path): readonly Problem[] {
  return name === undefined ? [] : mistakeOf(path, () => findProfile(name));
}

function checkSettings({ sdk, params, network }: Scenario): readonly Problem[] {
  const ofProfile = checkProfile(network?.profile, ['network', 'profile']);
  const problems = Object.entries(params ?? {}).flatMap(([name, value]) =>
    mistakeOf(['params', name], () => parseParam(parseFactId(name), String(value))),
  );
  const ofSdk = sdk === undefined ? [] : mistakeOf(['sdk'], () => parseSdkVersion(sdk));
  return [...ofSdk, ...problems, ...ofProfile];
}

// The readers of facts, versions and profiles say what they expected; here it only gets its place.
function mistakeOf(path: Path, read: () => unknown): readonly Problem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof RangeError || error instanceof UsageError) return [{ path, message: error.message }];
    throw error;
  }
}

function checkEntry(scenario: Scenario, entry: ScriptEntry, path: Path): readonly Problem[] {
  return [
    ...checkName('device', entry.device, deviceNames(scenario), [...path, 'device']),
    ...('on' in entry ? checkName('event of the SDK', entry.on, EVENTS, [...path, 'on']) : []),
    ...('every' in entry && entry.every !== undefined ? checkLonger(entry.every, [...path, 'every']) : []),
    ...checkActions(scenario, entry.do, [...path, 'do']),
  ];
}

// Without time between the repetitions they would all happen in one instant, for ever.
function checkLonger(every: Duration, path: Path): readonly Problem[] {
  if (parseDurationMs(every) > 0) return [];
  return [
    { path, message: `Expected an interval longer than 0, got ${JSON.stringify(every)}. For example: 10s` },
  ];
}

function checkActions(scenario: Scenario, actions: readonly Action[], path: Path): readonly Problem[] {
  return actions.flatMap((action, index) => {
    const place = [...path, index];
    const call = 'call' in action ? checkCall(scenario, action.call, [...place, 'call']) : [];
    const onError = 'onError' in action ? (action.onError ?? []) : [];
    return [...call, ...checkActions(scenario, onError, [...place, 'onError'])];
  });
}

/** The events of the SDK, and the app's own one after its process was started again. */
const EVENTS: readonly string[] = [...SDK_EVENT_NAMES, 'restart'];

/** The calls of the SDK, and `create` for an app that starts anew after `destroy`. */
const CALLS: readonly string[] = [...SDK_METHOD_NAMES, 'create'];

function checkCall({ sdk }: Scenario, call: string, path: Path): readonly Problem[] {
  const unknown = checkName('method of the SDK', call, CALLS, path);
  const isVersion = (SDK_VERSIONS as readonly (string | undefined)[]).includes(sdk);
  if (unknown.length > 0 || sdk === undefined || !isVersion || call === 'create') return unknown;
  const name = call as SdkMethodName;
  if (declares(parseSdkVersion(sdk), name) !== 'no') return [];
  const message = `Expected a method that SDK ${sdk} has, got "${name}", which came with ${SDK_METHODS[name]}. Use another version or leave the call out.`;
  return [{ path, message }];
}

function checkFault(scenario: Scenario, fault: Fault, path: Path): readonly Problem[] {
  const devices = deviceNames(scenario);
  const hosts = hostNames(scenario);
  switch (fault.kind) {
    case 'partition':
    case 'weakNetwork':
      return checkPair(fault.between, hosts, [...path, 'between']);
    case 'blackHole':
    case 'refuse':
    case 'reset':
    case 'clockJump':
    case 'clockSkew':
    case 'clockDrift':
      return checkName('host', fault.host, hosts, [...path, 'host']);
    case 'offline':
    case 'visible':
    case 'online':
    case 'sleep':
    case 'kill':
    case 'dns':
    case 'captivePortal':
      return checkName('device', fault.device, devices, [...path, 'device']);
    case 'natTimeout':
      return [
        ...checkName('device', fault.device, devices, [...path, 'device']),
        ...checkLonger(fault.idle, [...path, 'idle']),
      ];
    case 'handover':
      return [
        ...checkName('device', fault.device, devices, [...path, 'device']),
        ...checkProfile(fault.profile, [...path, 'profile']),
      ];
    case 'kick':
      return [
        ...checkName('user', fault.user, userNames(scenario), [...path, 'user']),
        ...(fault.device === undefined
          ? []
          : checkName('device', fault.device, devices, [...path, 'device'])),
      ];
    case 'handlerThrows':
      return [
        ...checkName('device', fault.device, devices, [...path, 'device']),
        ...checkName('event of the SDK', fault.on, SDK_EVENT_NAMES, [...path, 'on']),
      ];
    case 'unregister':
    case 'kickByDevice':
    case 'tokenRevoke':
    case 'memberRemove':
    case 'memberTimeout':
      return checkName('user', fault.user, userNames(scenario), [...path, 'user']);
    case 'roomDelete':
    case 'resumeAnswer':
    case 'issuerDown':
    case 'issuerSlow':
    case 'issuerStale':
    case 'tokenShorten':
    case 'serverRestart':
    case 'serverSlow':
    case 'serverDeploy':
    case 'duplicateDelivery':
    case 'lateAnswer':
    case 'memberTimeoutShorten':
      return [];
    default:
      return unreachable(fault);
  }
}

function checkPair(
  between: readonly [source: string, target: string],
  hosts: readonly string[],
  path: Path,
): readonly Problem[] {
  const problems = between.flatMap((host, index) => checkName('host', host, hosts, [...path, index]));
  if (problems.length > 0 || between[0] !== between[1]) return problems;
  return [
    {
      path,
      message: `Expected two different hosts, got "${between[0]}" twice. For example: [alice, server]`,
    },
  ];
}

function checkExpects({ expects }: Scenario, known: readonly string[] | undefined): readonly Problem[] {
  if (known === undefined) return [];
  return expects.flatMap((id, index) => checkName('property', id, known, ['expects', index]));
}

function checkName(what: string, name: string, known: readonly string[], path: Path): readonly Problem[] {
  if (known.includes(name)) return [];
  const few =
    known.length <= 5
      ? `expected ${quotedList(known)}`
      : `the nearest are ${quotedList(nearestNames(name, known))}`;
  return [{ path, message: `Unknown ${what} ${JSON.stringify(name)}: ${few}.` }];
}

// A scenario of five hundred devices has as many names, and each entry and fault is checked against them.
interface Names {
  readonly devices: readonly string[];
  readonly hosts: readonly string[];
  readonly users: readonly string[];
}

const NAMES: WeakMap<Scenario['devices'], Names> = new WeakMap();

/** Devices by their own names and by those of their groups; for users alike. */
function namesOf({ devices }: Scenario): Names {
  const known = NAMES.get(devices);
  if (known !== undefined) return known;
  const members = membersOf(devices);
  const ownNames = [...new Set([...devices.map(({ name }) => name), ...members.map(({ name }) => name)])];
  const groups = devices.filter(({ count, user }) => count !== undefined && user === undefined);
  const users = [...new Set([...groups.map(({ name }) => name), ...members.map(({ user }) => user)])];
  const names: Names = { devices: ownNames, hosts: [...ownNames, ...FIXED_HOSTS], users };
  NAMES.set(devices, names);
  return names;
}

function deviceNames(scenario: Scenario): readonly string[] {
  return namesOf(scenario).devices;
}

function hostNames(scenario: Scenario): readonly string[] {
  return namesOf(scenario).hosts;
}

function userNames(scenario: Scenario): readonly string[] {
  return namesOf(scenario).users;
}
