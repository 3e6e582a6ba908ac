// A twin of a run: everything is the same but the states, which the app gets as it takes them to come. Where the app
// then behaves differently, its comparison decides something, and decides it wrongly with the real SDK.

import type { BatchDeps } from '../../sim/campaign/batch.js';
import { seedOfRun } from '../../sim/campaign/batch.js';
import { CAPSULE_FORMAT, type Capsule } from '../../sim/campaign/capsule.js';
import { chainOf } from '../../sim/campaign/chain.js';
import type { Failure } from '../../sim/campaign/failure.js';
import type { CapsuleInfo } from '../../sim/campaign/found.js';
import type { Replayed } from '../../sim/campaign/replay.js';
import { shrink } from '../../sim/campaign/shrink.js';
import type { Observation } from '../../sim/check/observation.js';
import type { PropertyVerdict } from '../../sim/check/property.js';
import { execute } from '../../sim/runner/execute.js';
import type { RunResult, RunSpec } from '../../sim/runner/summary.js';
import { version } from '../../sim/runner/version.js';
import type { Sandbox, SandboxOptions } from '../../sim/sandbox/sandbox.js';
import { type StateComparison, twinSpelling } from '../../sim/sandbox/state-comparisons.js';
import type { AppPlan } from './plan.js';
import { STATES_RULE, STATES_TITLE } from './states-rule.js';

interface TwinSetting {
  readonly plan: AppPlan;
  readonly deps: BatchDeps;
  readonly sandbox: Sandbox;
  readonly settings: Omit<SandboxOptions, 'roomID'>;
}

/** A capsule of a twin carries what was compared. */
type TwinCapsule = Capsule & { readonly comparisons?: readonly StateComparison[] };

/** The first run, of so many, in which the twin behaves differently. */
export function findTwin(
  comparisons: readonly StateComparison[],
  runs: number,
  setting: TwinSetting,
  info: CapsuleInfo,
): TwinCapsule | undefined {
  const { plan, deps } = setting;
  for (let index = 0; index < runs; index++) {
    const spec = deps.specOf(seedOfRun(plan.seed, index));
    const capsule = twinCapsule(spec, comparisons, setting, info);
    if (capsule !== undefined)
      return { ...capsule, found: { campaignSeed: plan.seed, index, spec, shrunk: false, runs: 0 } };
  }
  return undefined;
}

/** The same made small. */
export function shrinkTwin(
  capsule: TwinCapsule,
  setting: TwinSetting,
  onProgress: (smallest: RunSpec, runs: number) => void,
): TwinCapsule {
  const { comparisons = [], found, app, node } = capsule;
  const differs = (spec: RunSpec): boolean => differenceIn(spec, comparisons, setting) !== undefined;
  const { spec, runs } = shrink(capsule.spec, differs, onProgress);
  const small = twinCapsule(spec, comparisons, setting, { node, app }) ?? capsule;
  return { ...small, ...(found === undefined ? {} : { found: { ...found, shrunk: true, runs } }) };
}

export function replayTwin(capsule: TwinCapsule, setting: TwinSetting): Replayed {
  const { comparisons = [], spec, node, app } = capsule;
  const now = twinCapsule(spec, comparisons, setting, { node, app });
  const run = runOf(spec, setting, undefined);
  return {
    reproduced: now !== undefined,
    identical: run.traceHash === capsule.traceHash,
    failure: now?.failure,
    parting: undefined,
    run: now === undefined ? run : withTwinVerdict(run, now.failure),
  };
}

/** A run in which no property broke, judged by its twin. */
function withTwinVerdict(run: RunResult, failure: Failure): RunResult {
  const { property: id, title, atMs, device, reason } = failure;
  const verdict: PropertyVerdict = {
    id,
    title,
    verdict: 'violated',
    exercised: 1,
    atMs,
    ...(device === undefined ? {} : { device }),
    reason,
  };
  return { ...run, outcome: 'violated', properties: [...run.properties, verdict] };
}

function twinCapsule(
  spec: RunSpec,
  comparisons: readonly StateComparison[],
  setting: TwinSetting,
  info: CapsuleInfo,
): TwinCapsule | undefined {
  const difference = differenceIn(spec, comparisons, setting);
  if (difference === undefined) return undefined;
  const { run, at, instead } = difference;
  const places = comparisons.map(
    ({ where, literal, kind }) => `${where} compares the ${kind}'s state with ${JSON.stringify(literal)}`,
  );
  return {
    format: CAPSULE_FORMAT,
    zimSim: version,
    node: info.node,
    spec,
    ...(info.app === undefined ? {} : { app: info.app }),
    failure: {
      property: STATES_RULE,
      title: STATES_TITLE,
      verdict: 'violated',
      atMs: at?.atMs ?? run.virtualMs,
      ...(at === undefined ? {} : { device: at.device }),
      reason: `${places.join('; ')}, which it never is; if it were, the app would ${instead}`,
      kind: `compared with ${comparisons.map(({ literal }) => JSON.stringify(literal)).join(', ')}`,
    },
    traceHash: run.traceHash,
    chain: chainOf(run.trace),
    comparisons,
  };
}

interface Difference {
  readonly run: RunResult;
  /** What the app did, if anything, where its twin did something else. */
  readonly at: Observation | undefined;
  readonly instead: string;
}

function differenceIn(
  spec: RunSpec,
  comparisons: readonly StateComparison[],
  setting: TwinSetting,
): Difference | undefined {
  const run = runOf(spec, setting, undefined);
  const twin = runOf(spec, setting, twinSpelling(comparisons));
  const [own, others] = [doneIn(run), doneIn(twin)];
  for (let index = 0; index < Math.max(own.length, others.length); index++) {
    const [mine, other] = [own[index], others[index]];
    if (JSON.stringify(mine) === JSON.stringify(other)) continue;
    return { run, at: mine ?? other, instead: other === undefined ? 'do nothing more' : doing(other) };
  }
  return undefined;
}

/** What apps did. */
function doneIn({ observations }: RunResult): readonly Observation[] {
  return observations.filter(({ kind }) => kind === 'call' || kind === 'ui' || kind === 'error');
}

function doing(observation: Observation): string {
  const when = `at ${observation.atMs / 1000} s`;
  switch (observation.kind) {
    case 'call':
      return `call ${observation.name} ${when}`;
    case 'ui':
      return `${observation.action} ${JSON.stringify(observation.what)} ${when}`;
    case 'error':
      return `throw ${JSON.stringify(observation.message)} ${when}`;
    default:
      return `do something else ${when}`;
  }
}

function runOf(
  spec: RunSpec,
  { plan, sandbox, settings }: TwinSetting,
  spelling: Readonly<Record<string, unknown>> | undefined,
): RunResult {
  return execute(spec, {
    properties: [],
    apps: () => sandbox.appsFor({ ...settings, seed: spec.seed, roomID: plan.cases.roomID, spelling }),
  });
}
