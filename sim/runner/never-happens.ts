// What a scenario says and what then never happens: a fault after the end, a reaction to a value that no event has. It
// would run, hold, and prove nothing. Names and shapes are check-scenario.ts's business.
import type { Fault } from '../faults/fault.js';
import { type DurationText as Duration, formatDuration, parseDurationMs } from '../kernel/duration.js';
import { nearestNames, quotedList } from '../kernel/nearest.js';
import type { ScriptEntry } from '../models/script.js';
import { pathSpecOf } from '../network/path-spec.js';
import { membersOf } from './groups.js';
import type { Scenario } from './scenario.js';
import type { Problem } from './shape-problems.js';

type Path = readonly (string | number)[];

/**
 * Everything in a scenario of the right shape that cannot come about.
 *
 * @example neverHappens({ ...lift, until: 0 })[0]?.path // ['until']
 */
export function neverHappens(scenario: Scenario): readonly Problem[] {
  const { until, script, faults = [] } = scenario;
  if (parseDurationMs(until) === 0) {
    return [
      {
        path: ['until'],
        message: `Expected a duration longer than 0, got ${JSON.stringify(until)}. For example: 90s`,
      },
    ];
  }
  return [
    ...script.flatMap((entry, index) => entryThatNever(scenario, entry, ['script', index])),
    ...faults.flatMap((fault, index) => faultThatNever(scenario, fault, ['faults', index])),
  ];
}

/** The same for one fault. */
export function faultThatNever(scenario: Scenario, fault: Fault, path: Path): readonly Problem[] {
  const late = tooLate(scenario, fault.at, [...path, 'at']);
  switch (fault.kind) {
    case 'kick':
      return [...late, ...strangersDevice(scenario, fault, [...path, 'device'])];
    case 'weakNetwork': {
      if (Object.keys(pathSpecOf(fault)).length > 0) return late;
      const message =
        'Expected a weak network to say what is weak, such as loss, delay, burst or rateBitsPerSecond, got none of them. For example: loss: 0.3';
      return [...late, { path, message }];
    }
    case 'dns': {
      if (fault.delay === undefined || fault.answer === 'slow') return late;
      const message = `Expected a delay only with answer: slow, got it with ${fault.answer}. Leave it out, or change the answer.`;
      return [...late, { path: [...path, 'delay'], message }];
    }
    default:
      return late;
  }
}

function tooLate({ until }: Scenario, at: Duration, path: Path): readonly Problem[] {
  const endMs = parseDurationMs(until);
  if (parseDurationMs(at) < endMs) return [];
  const message = `Expected a time before the run ends at ${formatDuration(endMs)}, got ${JSON.stringify(at)}. Take an earlier one, or let the run end later with "until".`;
  return [{ path, message }];
}

function strangersDevice(
  { devices }: Scenario,
  { user, device }: Fault & { kind: 'kick' },
  path: Path,
): readonly Problem[] {
  if (device === undefined) return [];
  const members = membersOf(devices);
  const own = members.filter((member) => member.user === user || member.group === user);
  const named = members.filter((member) => member.name === device || member.group === device);
  // Whom nobody knows is told elsewhere.
  if (own.length === 0 || named.length === 0 || own.some((member) => named.includes(member))) return [];
  const names = own.slice(0, 5).map(({ name }) => name);
  const message = `Expected a device of ${user}, got ${JSON.stringify(device)}, which is another user's. Use ${quotedList(names)}, or leave it out to end all sessions.`;
  return [{ path, message }];
}

function entryThatNever(scenario: Scenario, entry: ScriptEntry, path: Path): readonly Problem[] {
  if (!('at' in entry)) return unknownData(entry.on, Object.keys(entry.when ?? {}), [...path, 'when']);
  const once = entry.times !== undefined && entry.every === undefined;
  const message =
    'Expected "times" together with "every", got it alone. Add the interval, for example every: 10s, or leave it out.';
  return [
    ...tooLate(scenario, entry.at, [...path, 'at']),
    ...(once ? [{ path: [...path, 'times'], message }] : []),
  ];
}

/** What an event's data has; of the events that are not here, nobody can say. */
const DATA: ReadonlyMap<string, readonly string[]> = new Map([
  ['connectionStateChanged', ['state', 'event', 'extendedData']],
  ['roomStateChanged', ['roomID', 'state', 'event', 'extendedData']],
  ['tokenWillExpire', ['second']],
  ['restart', []],
]);

function unknownData(event: string, keys: readonly string[], path: Path): readonly Problem[] {
  const known = DATA.get(event);
  if (known === undefined) return [];
  return keys
    .filter((key) => !known.includes(key))
    .map((key) => {
      const [nearest] = nearestNames(key, known, 1);
      const hint =
        nearest === undefined
          ? 'which has no data. Leave "when" out.'
          : `which has ${known.join(', ')}. The nearest is ${JSON.stringify(nearest)}.`;
      return {
        path: [...path, key],
        message: `Unknown key ${JSON.stringify(key)} of ${event}, ${hint}`,
        isAboutKey: true as const,
      };
    });
}
