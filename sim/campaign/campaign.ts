// A campaign in one process: runs of a seed until one fails, and what fails as a capsule; and one run that must hold.

import type { RunSpec } from '../runner/summary.js';
import { type BatchDeps, runBatch, seedOfRun } from './batch.js';
import type { Capsule, MutantRef } from './capsule.js';
import { capsuleOf, shrunkCapsule } from './found.js';
import type { Tally } from './tally.js';

export interface CampaignOptions {
  /** Of the campaign: run `index` has a seed of its own that follows from both. Default 1. */
  readonly seed?: number;
  /** Default 100. */
  readonly runs?: number;
  /** Go on behind the first failure. Default false. */
  readonly continue?: boolean;
  /** `process.version`, or whatever runs this: it is written into the capsules. */
  readonly node: string;
  readonly mutant?: MutantRef | undefined;
}

/** What a campaign came to. */
export interface CampaignResult {
  readonly tally: Tally;
  /** One for each way of failing, made small, in the order of the runs. */
  readonly capsules: readonly Capsule[];
}

/** Runs a campaign in this process. */
export function campaign(deps: BatchDeps, options: CampaignOptions): CampaignResult {
  const { seed = 1, runs = 100, node, mutant } = options;
  const tally = runBatch(seed, { from: 0, to: runs }, deps, options.continue !== true);
  const capsules = new Map<string, Capsule>();
  for (const { index, failure } of tally.failed) {
    const key = `${failure.property} ${failure.verdict} ${failure.kind}`;
    if (capsules.has(key)) continue;
    const own = { ...deps, property: failure.property };
    const info = { node, mutant, found: { campaignSeed: seed, index } };
    const capsule = capsuleOf(deps.specOf(seedOfRun(seed, index)), own, info);
    if (capsule === undefined) throw new Error(`run ${index} failed in a batch and does not alone`);
    capsules.set(key, shrunkCapsule(capsule, own, info));
  }
  return { tally, capsules: [...capsules.values()] };
}

/** A run that had to hold does not. The message has the smallest schedule that shows it. */
export class RunFailed extends Error {
  override readonly name: string = 'RunFailed';
  /** Write `capsuleText(capsule)` to a file, and `zim-sim replay` runs it again. */
  readonly capsule: Capsule;

  constructor(capsule: Capsule, command: string | undefined) {
    super(messageOf(capsule, command));
    this.capsule = capsule;
  }
}

/**
 * Does nothing when a run holds.
 *
 * @param command that repeats the run: it ends the message
 * @throws RunFailed with the failure made small
 */
export function assertRun(
  spec: RunSpec,
  deps: Omit<BatchDeps, 'specOf'>,
  {
    node,
    command,
    mutant,
  }: { readonly node: string; readonly command?: string; readonly mutant?: MutantRef },
): void {
  const info = { node, mutant };
  const capsule = capsuleOf(spec, deps, info);
  if (capsule !== undefined) throw new RunFailed(shrunkCapsule(capsule, deps, info), command);
}

function messageOf({ failure, spec, found }: Capsule, command: string | undefined): string {
  const faults = spec.schedule ?? [];
  const drawn = found?.spec.schedule?.length ?? faults.length;
  return [
    `${failure.property} is ${failure.verdict}: ${failure.title}`,
    `  ${failure.reason}`,
    `  ${faults.length} faults, of ${drawn}`,
    ...faults.map((fault) => `  - ${JSON.stringify(fault)}`),
    ...(command === undefined ? [] : [`  again: ${command}`]),
  ].join('\n');
}
