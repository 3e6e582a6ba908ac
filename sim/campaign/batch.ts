// A batch of a campaign: so many runs, one after the other, and what they come to. A run is a value; where and in how
// many batches it is run makes no difference.

import type { Property } from '../check/property.js';
import { deriveSeed } from '../kernel/random.js';
import { UsageError } from '../kernel/usage-error.js';
import type { ExecuteOptions, Wrap } from '../runner/execute.js';
import type { RunResult, RunSpec } from '../runner/summary.js';
import { type Attempted, attempt } from './attempt.js';
import { addTo, type Collector, createCollector } from './coverage.js';
import { type Failure, failureOf } from './failure.js';
import {
  type FailedRun,
  merged,
  NOTHING,
  type PropertyTally,
  type Range,
  runDigest,
  type Tally,
} from './tally.js';

/** What every run of a campaign needs besides its index. */
export interface BatchDeps {
  /** Makes the run of a seed. */
  readonly specOf: (seed: number) => RunSpec;
  readonly properties: readonly Property[];
  readonly wrap?: Wrap | undefined;
  /** Code in the place of scripts: makes the apps of a run. */
  readonly apps?: ExecuteOptions['apps'];
  readonly unseen?: ExecuteOptions['unseen'];
  /** Only failures of this property count. */
  readonly property?: string | undefined;
  /** A run tells of every property that it breaks, and not only of the first. */
  readonly tellsAll?: true;
  /** The tally has a digest of the traces. */
  readonly digests?: true;
}

/** A run in which zim-sim itself failed; the message says which. */
export class CampaignCrash extends Error {
  override readonly name: string = 'CampaignCrash';
  readonly index: number;
  readonly seed: number;

  constructor(cause: unknown, { index, seed }: { readonly index: number; readonly seed: number }) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.index = index;
    this.seed = seed;
  }
}

/** The seed of run `index` of a campaign. */
export function seedOfRun(campaignSeed: number, index: number): number {
  return deriveSeed(campaignSeed, index);
}

/**
 * Runs indices `from` to before `to`.
 *
 * @param stopAtFirst ends behind the first run that fails; the range in the tally says how far it came
 * @throws CampaignCrash for a bug of ours, with the run that shows it
 * @example runBatch(7, { from: 0, to: 200 }, { specOf, properties }).failed[0]?.failure.reason
 */
export function runBatch(
  campaignSeed: number,
  { from, to }: Range,
  deps: BatchDeps,
  stopAtFirst = false,
): Tally {
  const collector = collectorFor(deps.properties);
  const options = {
    properties: collector.properties,
    wrap: deps.wrap,
    apps: deps.apps,
    unseen: deps.unseen,
    keepTrace: false,
    keepObservations: false,
  };
  const outcomes: Record<string, number> = {};
  const seen: Record<string, number> = {};
  const properties: Record<string, { -readonly [K in keyof PropertyTally]: number }> = {};
  const failed: FailedRun[] = [];
  let digests: Tally = NOTHING;
  let [events, faults, virtualMs, index] = [0, 0, 0, from];
  while (index < to) {
    const seed = seedOfRun(campaignSeed, index);
    const { run, failure } = runOne(index, seed, deps, collector, options);
    if (run !== undefined) {
      events += run.events;
      virtualMs += run.virtualMs;
      for (const { phase } of run.faults) if (phase === 'begins') faults += 1;
      addTo(seen, collector.end(run));
      addProperties(properties, run);
      if (deps.digests === true) {
        digests = merged(digests, { ...NOTHING, digest: runDigest(index, run.traceHash) });
      }
    }
    const outcome = failure === undefined ? 'held' : failure.verdict === 'pending' ? 'stuck' : 'violated';
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    index += 1;
    if (failure === undefined) continue;
    for (const one of allOf(failure, seed, run, deps)) failed.push({ index: index - 1, seed, failure: one });
    if (stopAtFirst) break;
  }
  const ranges = index > from ? [{ from, to: index }] : [];
  const { digest } = digests;
  return {
    ranges,
    runs: index - from,
    outcomes,
    events,
    faults,
    virtualMs,
    seen,
    properties,
    failed,
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The failure of one run, if it fails. */
export function failureIn(spec: RunSpec, deps: Omit<BatchDeps, 'specOf'>): Failure | undefined {
  const options = {
    properties: deps.properties,
    wrap: deps.wrap,
    apps: deps.apps,
    unseen: deps.unseen,
    keepTrace: false,
    keepObservations: false,
  };
  return attempt(spec, options, deps.property).failure;
}

function allOf(
  first: Failure,
  seed: number,
  run: RunResult | undefined,
  { tellsAll, specOf, property }: BatchDeps,
): readonly Failure[] {
  if (tellsAll === undefined || run === undefined) return [first];
  const spec = specOf(seed);
  const broken = run.properties.filter(({ verdict }) => verdict === 'violated' || verdict === 'pending');
  const asked = broken.filter(({ id }) => property === undefined || id === property);
  return asked.flatMap(({ id }) => failureOf(spec, run, id) ?? []);
}

interface BatchCollector extends Collector {
  readonly properties: readonly Property[];
}

// Lists of properties are compared by identity to reuse the tables made from them.
const collectors: WeakMap<readonly Property[], BatchCollector> = new WeakMap();

function collectorFor(properties: readonly Property[]): BatchCollector {
  const known = collectors.get(properties);
  if (known !== undefined) return known;
  const collector = createCollector();
  const made = { ...collector, properties: [...properties, collector.property] };
  collectors.set(properties, made);
  return made;
}

function runOne(
  index: number,
  seed: number,
  deps: BatchDeps,
  collector: Collector,
  options: ExecuteOptions,
): Attempted {
  collector.begin();
  try {
    return attempt(deps.specOf(seed), options, deps.property);
  } catch (error) {
    // What a caller did wrong, such as a mutant that is none, is the same in every run.
    if (error instanceof UsageError) throw error;
    throw new CampaignCrash(error, { index, seed });
  }
}

function addProperties(
  counts: Record<string, { -readonly [K in keyof PropertyTally]: number }>,
  { properties }: RunResult,
): void {
  for (const { id, verdict, exercised } of properties) {
    let count = counts[id];
    if (count === undefined) {
      count = { exercised: 0, violated: 0, pending: 0 };
      counts[id] = count;
    }
    if (exercised > 0) count.exercised += 1;
    if (verdict === 'violated') count.violated += 1;
    else if (verdict === 'pending') count.pending += 1;
  }
}
