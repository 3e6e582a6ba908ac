// From a run that failed to its capsule: as it was drawn, then made small, with its nearest neighbour that passes.

import type { RunSpec } from '../runner/summary.js';
import { version } from '../runner/version.js';
import { attempt } from './attempt.js';
import { type BatchDeps, failureIn } from './batch.js';
import { type AppRef, CAPSULE_FORMAT, type Capsule, type MutantRef } from './capsule.js';
import { chainOf } from './chain.js';
import { isSameFailure } from './failure.js';
import { shrink } from './shrink.js';

const NO_HASH = '0'.repeat(16);

type Deps = Omit<BatchDeps, 'specOf'>;

export interface CapsuleInfo {
  /** `process.version`, or whatever runs this. */
  readonly node: string;
  readonly mutant?: MutantRef | undefined;
  readonly app?: AppRef | undefined;
  readonly found?: { readonly campaignSeed: number; readonly index: number } | undefined;
}

/** The capsule of a run that fails, as it is; undefined if it does not. */
export function capsuleOf(spec: RunSpec, deps: Deps, info: CapsuleInfo): Capsule | undefined {
  const options = {
    properties: deps.properties,
    wrap: deps.wrap,
    apps: deps.apps,
    unseen: deps.unseen,
    keepObservations: false,
  };
  const { run, failure } = attempt(spec, options, deps.property);
  if (failure === undefined) return undefined;
  return {
    format: CAPSULE_FORMAT,
    zimSim: version,
    node: info.node,
    spec,
    ...(info.mutant === undefined ? {} : { mutant: info.mutant }),
    ...(info.app === undefined ? {} : { app: info.app }),
    failure,
    // A run that was broken off has no trace.
    traceHash: run?.traceHash ?? NO_HASH,
    chain: run === undefined ? '' : chainOf(run.trace),
    ...(info.found === undefined ? {} : { found: { ...info.found, spec, shrunk: false, runs: 0 } }),
  };
}

/**
 * A capsule made small: the same failure with the fewest faults, the shortest script and human times, and the nearest
 * run that passes.
 *
 * @param onProgress called now and then with the smallest run so far
 */
export function shrunkCapsule(
  capsule: Capsule,
  deps: Deps,
  info: CapsuleInfo,
  onProgress?: (smallest: RunSpec, runs: number) => void,
): Capsule {
  const own: Deps = { ...deps, property: capsule.failure.property };
  const fails = (spec: RunSpec): boolean => isSameFailure(capsule.failure, failureIn(spec, own));
  const { spec, runs } = shrink(capsule.spec, fails, onProgress);
  const small = capsuleOf(spec, own, info) ?? capsule;
  const neighbour = passingNeighbour(spec, own);
  const origin = capsule.found ?? { campaignSeed: -1, index: -1, spec: capsule.spec };
  return {
    ...small,
    ...(capsule.mutant === undefined ? {} : { mutant: capsule.mutant }),
    ...(capsule.app === undefined ? {} : { app: capsule.app }),
    found: { ...origin, shrunk: true, runs },
    ...(neighbour === undefined ? {} : { neighbour }),
  };
}

/** The same run less one fault that then does not fail at all; the last such fault, since it is nearest to the failure. */
function passingNeighbour(spec: RunSpec, deps: Deps): RunSpec | undefined {
  const schedule = spec.schedule ?? [];
  for (let index = schedule.length - 1; index >= 0; index--) {
    const candidate = { ...spec, schedule: schedule.toSpliced(index, 1) };
    if (failureIn(candidate, { ...deps, property: undefined }) === undefined) return candidate;
  }
  return undefined;
}
