// Makes a failing run small: no fault and no part of the script can be left out, nothing is out of the ordinary that
// need not be, and times are such as people write. It works on data and knows nothing of what generated it.

import { parseDurationMs } from '../kernel/duration.js';
import type { Action, ScriptEntry } from '../models/script.js';
import type { Scenario } from '../runner/scenario.js';
import type { RunSpec } from '../runner/summary.js';
import { minimal } from './ddmin.js';
import { asDuration, humanTimes } from './human-times.js';

/** Whether a run still fails in the same way. */
export type StillFails = (spec: RunSpec) => boolean;

export interface Shrunk {
  readonly spec: RunSpec;
  /** How many runs it took. */
  readonly runs: number;
}

/** Nobody waits longer for a number to become rounder. */
const MOST_RUNS = 20_000;

/**
 * Shrinks a run.
 *
 * @param stillFails asked for every candidate; must be true for `spec` itself, or that is what comes back
 * @param onProgress called now and then with the smallest run so far
 * @example shrink(spec, (candidate) => isSameFailure(failure, failureOf(execute(candidate, options))))
 */
export function shrink(
  spec: RunSpec,
  stillFails: StillFails,
  onProgress: (smallest: RunSpec, runs: number) => void = () => {},
): Shrunk {
  let runs = 0;
  const ask: StillFails = (candidate) => {
    runs += 1;
    return runs <= MOST_RUNS && stillFails(candidate);
  };
  let smallest = withSchedule(spec, spec.schedule ?? spec.scenario.faults ?? []);
  if (!ask(smallest)) return { spec, runs };
  for (let size = -1; size !== sizeOf(smallest); ) {
    size = sizeOf(smallest);
    for (const step of STEPS) {
      smallest = step(smallest, ask);
      onProgress(smallest, runs);
    }
  }
  smallest = rounded(smallest, ask);
  // Rounder times may have made something superfluous.
  for (const step of STEPS) smallest = step(smallest, ask);
  onProgress(smallest, runs);
  return { spec: smallest, runs };
}

/** Faults and parts of the script, as a measure of what a reader has to take in. */
function sizeOf({ schedule = [], scenario, params = {} }: RunSpec): number {
  const actions = scenario.script.reduce((sum, entry) => sum + 1 + entry.do.length, 0);
  return schedule.length + actions + Object.keys(params).length + scenario.devices.length;
}

type Step = (spec: RunSpec, stillFails: StillFails) => RunSpec;

const STEPS: readonly Step[] = [plainer, fewerFaults, fewerEntries, fewerActions, fewerDevices, earlierEnd];

/** Without whatever a run need not have: a shuffled order, other parameters, another network, another version. */
function plainer(spec: RunSpec, stillFails: StillFails): RunSpec {
  let plain = spec;
  for (const key of ['order', 'profile', 'params', 'sdk'] as const) {
    if (plain[key] === undefined) continue;
    const { [key]: _, ...without } = plain;
    if (stillFails(without)) plain = without;
  }
  const { params = {} } = plain;
  const names = minimal(Object.keys(params), (kept) => stillFails(withParams(plain, kept)));
  return names.length === Object.keys(params).length ? plain : withParams(plain, names);
}

function fewerFaults(spec: RunSpec, stillFails: StillFails): RunSpec {
  const schedule = minimal(spec.schedule ?? [], (kept) => stillFails(withSchedule(spec, kept)));
  return withSchedule(spec, schedule);
}

function fewerEntries(spec: RunSpec, stillFails: StillFails): RunSpec {
  const script = minimal(spec.scenario.script, (kept) => stillFails(withScript(spec, kept)));
  return withScript(spec, script);
}

function fewerActions(spec: RunSpec, stillFails: StillFails): RunSpec {
  let smaller = spec;
  for (let index = 0; index < smaller.scenario.script.length; index++) {
    const entry = smaller.scenario.script[index] as ScriptEntry;
    const without = (actions: readonly Action[]): RunSpec =>
      withEntry(smaller, index, { ...entry, do: actions });
    smaller = without(minimal(entry.do, (kept) => stillFails(without(kept))));
    smaller = simplerActions(smaller, index, stillFails);
  }
  return smaller;
}

// What an action does about an error matters seldom.
function simplerActions(spec: RunSpec, index: number, stillFails: StillFails): RunSpec {
  let simpler = spec;
  const entry = spec.scenario.script[index] as ScriptEntry;
  entry.do.forEach((action, place) => {
    if (!('onError' in action)) return;
    const { onError: _, ...plain } = action;
    const actions = (simpler.scenario.script[index] as ScriptEntry).do.map((one, at) =>
      at === place ? plain : one,
    );
    const candidate = withEntry(simpler, index, { ...entry, do: actions as readonly Action[] });
    if (stillFails(candidate)) simpler = candidate;
  });
  return simpler;
}

// A device that nobody mentions any more.
function fewerDevices(spec: RunSpec, stillFails: StillFails): RunSpec {
  const devices = minimal(spec.scenario.devices, (kept) => {
    const candidate = withScenario(spec, { devices: kept });
    return kept.length > 0 && isComplete(candidate) && stillFails(candidate);
  });
  return withScenario(spec, { devices });
}

function isComplete({ scenario, schedule }: RunSpec): boolean {
  const gone = JSON.stringify([scenario.script.map(({ device }) => device), schedule]);
  const names = new Set(
    scenario.devices.flatMap(({ name, user = name }) => [name, user, 'server', 'issuer']),
  );
  const named = [...gone.matchAll(/"(?:device|user|host)":"([^"]*)"/g)].map(([, name]) => name as string);
  const others = [...gone.matchAll(/"between":\["([^"]*)","([^"]*)"\]/g)].flatMap(
    ([, a, b]) => [a, b] as string[],
  );
  return (
    scenario.script.every(({ device }) => names.has(device)) &&
    [...named, ...others].every((name) => names.has(name))
  );
}

// The rest of a run after its failure is of no interest; how long is tried in halves.
function earlierEnd(spec: RunSpec, stillFails: StillFails): RunSpec {
  let shorter = spec;
  for (;;) {
    const endMs = parseDurationMs(shorter.scenario.until);
    const halfMs = Math.ceil(endMs / 2000) * 1000;
    const candidate = withScenario(shorter, { until: halfMs });
    if (halfMs >= endMs || halfMs < 10_000 || !stillFails(candidate)) return shorter;
    shorter = candidate;
  }
}

/** The times of faults and of the script, and the end, as people write them, where the run still fails so. */
function rounded(spec: RunSpec, stillFails: StillFails): RunSpec {
  let round = spec;
  for (let index = 0; index < (round.schedule ?? []).length; index++) {
    round = roundedIn(
      round,
      (value) => withFault(round, index, value),
      round.schedule?.[index] as object,
      stillFails,
    );
  }
  for (let index = 0; index < round.scenario.script.length; index++) {
    const entry = round.scenario.script[index] as ScriptEntry;
    round = roundedIn(round, (value) => withEntry(round, index, value as ScriptEntry), entry, stillFails);
  }
  round = roundedIn(
    round,
    (value) => withScenario(round, value),
    { until: round.scenario.until },
    stillFails,
  );
  const { tokenValidity } = round.scenario;
  return tokenValidity === undefined
    ? round
    : roundedIn(round, (value) => withScenario(round, value), { tokenValidity }, stillFails);
}

const TIME_FIELDS = [
  'at',
  'for',
  'every',
  'delay',
  'jitter',
  'by',
  'idle',
  'to',
  'validity',
  'until',
  'tokenValidity',
];

function roundedIn<T extends object>(
  spec: RunSpec,
  put: (value: T) => RunSpec,
  value: T,
  stillFails: StillFails,
): RunSpec {
  let round = value as T & Readonly<Record<string, unknown>>;
  let smallest = spec;
  for (const field of TIME_FIELDS) {
    const time = round[field];
    if (typeof time !== 'number' && typeof time !== 'string') continue;
    const ms = parseDurationMs(time);
    const candidates = [...humanTimes(ms), ms].map((each) => ({ ...round, [field]: asDuration(each) }));
    const found = candidates.find((candidate) => stillFails(put(candidate)));
    if (found === undefined) continue;
    round = found;
    smallest = put(found);
  }
  return smallest;
}

function withScenario(spec: RunSpec, change: Partial<Scenario>): RunSpec {
  return { ...spec, scenario: { ...spec.scenario, ...change } };
}

function withSchedule(spec: RunSpec, schedule: NonNullable<RunSpec['schedule']>): RunSpec {
  return { ...spec, schedule };
}

function withScript(spec: RunSpec, script: readonly ScriptEntry[]): RunSpec {
  return withScenario(spec, { script });
}

function withEntry(spec: RunSpec, index: number, entry: ScriptEntry): RunSpec {
  return withScript(spec, spec.scenario.script.with(index, entry));
}

function withFault(spec: RunSpec, index: number, fault: object): RunSpec {
  return withSchedule(spec, (spec.schedule ?? []).with(index, fault as never));
}

function withParams(spec: RunSpec, names: readonly string[]): RunSpec {
  const { params = {}, ...rest } = spec;
  if (names.length === 0) return rest;
  return {
    ...rest,
    params: Object.fromEntries(names.map((name) => [name, params[name] as number | string])),
  };
}
