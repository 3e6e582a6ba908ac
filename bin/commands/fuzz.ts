// `zim-sim fuzz`: many drawn runs; what fails is written down at once, made small, and reported.
import { availableParallelism } from 'node:os';
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import { campaignReport, count, percent, type ReportedFailure } from '../../reports/campaign.js';
import { type BatchDeps, CampaignCrash, seedOfRun } from '../../sim/campaign/batch.js';
import type { Capsule } from '../../sim/campaign/capsule.js';
import { capsuleOf, shrunkCapsule } from '../../sim/campaign/found.js';
import { type FailedRun, newsOf, type Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import { conduct } from '../campaign/conduct.js';
import { depsFor, mutantRef } from '../campaign/deps.js';
import { faultKinds, propertyId, rangeOf, shardOf, timeLimit, wholeNumber } from '../campaign/options.js';
import { openPool } from '../campaign/pool.js';
import { type Progress, progressOn } from '../campaign/progress.js';
import { summaryOf, writeCapsule, writeSummary } from '../campaign/report-folder.js';
import { type CampaignSettings, campaignName } from '../campaign/settings.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';
import { RunCrash } from './run.js';
import { chooseOne } from './run-options.js';

export interface FuzzFlags {
  readonly runs?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly only?: string;
  readonly workers?: string;
  readonly shard?: string;
  readonly property?: string;
  readonly mutant?: string;
  readonly continue?: boolean;
  readonly json?: boolean;
}

const DEFAULT_RUNS = 1000;
const MOST_RUNS = 1_000_000_000;
const BATCH = 200;
/** Beside fewer runs than this the start of workers is what takes time. */
const WORTH_WORKERS = 2000;
/** With `--continue`, so many ways of failing are made small. */
const MOST_KINDS = 20;

/** @returns 0 when all runs held, 1 when one failed, 130 after Ctrl-C */
export async function fuzzCommand(
  words: readonly string[],
  flags: FuzzFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const plan = await planOf(words, flags, engine);
  const { settings, range, workers, withinMs, goesOn } = plan;
  const deps = await depsFor(settings);
  const progress = progressOn(io);
  const recorder = new FailureRecorder(settings, deps, {
    goesOn,
    progress,
    tell: (line) => {
      progress.clear();
      io.stderr(`${line}\n`);
    },
  });
  const pool = await openPool(workers);
  const watch = io.watchInterrupts();
  const began = performance.now();
  try {
    const { tally, interrupted } = await conduct({
      range,
      goesOn,
      withinMs,
      batch: BATCH,
      pool: pool.runs(settings),
      interrupted: watch.interrupted,
      onProgress: (so) => {
        recorder.see(so);
        progress.show(progressText(so, (performance.now() - began) / 1000));
      },
    });
    const seconds = (performance.now() - began) / 1000;
    const failures = interrupted ? recorder.asTheyAre(tally) : recorder.small(tally);
    progress.clear();
    const part = plan.shard === undefined ? '' : `-shard-${plan.shard.index}-of-${plan.shard.count}`;
    const summary = writeSummary(summaryOf(settings, tally, engine.version), part);
    print({ settings, tally, seconds, failures, summary }, flags, { engine, io });
    if (interrupted) return EXIT.interrupted;
    return tally.failed.length > 0 ? EXIT.failed : EXIT.held;
  } catch (error) {
    progress.clear();
    throw error instanceof CampaignCrash ? asRunCrash(error, settings) : error;
  } finally {
    watch.stop();
    await pool.close();
  }
}

/** A bug of ours, or of a mutant of somebody's. */
function asRunCrash(error: CampaignCrash, { seed, mutant }: CampaignSettings): RunCrash {
  const whose = mutant === undefined ? '' : `, with the mutant ${'id' in mutant ? mutant.id : mutant.file}`;
  return new RunCrash(error.cause, `zim-sim fuzz --seed ${seed}: run ${error.index}${whose}`);
}

interface Plan {
  readonly settings: CampaignSettings;
  readonly range: ReturnType<typeof rangeOf>;
  readonly shard: ReturnType<typeof shardOf>;
  readonly workers: number;
  readonly withinMs: number;
  readonly goesOn: boolean;
}

async function planOf(words: readonly string[], flags: FuzzFlags, engine: Engine): Promise<Plan> {
  if (words.length > 1) {
    throw new UsageError(
      `Expected one scenario or none, got ${words.length}. For example: zim-sim fuzz ${words[0]}`,
    );
  }
  const withinMs = timeLimit(flags.time);
  const runs = wholeNumber('--runs', flags.runs, {
    min: 1,
    max: MOST_RUNS,
    // With a time and nothing else, as many as there is time for.
    value: withinMs === undefined ? DEFAULT_RUNS : MOST_RUNS,
    example: 1000,
  });
  const seed = wholeNumber('--seed', flags.seed, {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    value: 1,
    example: 42,
  });
  const shard = shardOf(flags.shard);
  const only = faultKinds(flags.only);
  const property = propertyId(flags.property, engine);
  const scenario = await scenarioOf(words[0], engine);
  const mutant = flags.mutant === undefined ? undefined : await mutantRef(flags.mutant);
  const workers = wholeNumber('--workers', flags.workers, {
    min: 1,
    max: 256,
    value: runs >= WORTH_WORKERS ? availableParallelism() : 1,
    example: 2,
  });
  return {
    settings: {
      seed,
      ...(scenario === undefined ? {} : { scenario }),
      ...(only === undefined ? {} : { only }),
      ...(property === undefined ? {} : { property }),
      ...(mutant === undefined ? {} : { mutant }),
    },
    range: rangeOf(runs, shard),
    shard,
    workers,
    withinMs: withinMs ?? Number.POSITIVE_INFINITY,
    goesOn: flags.continue === true,
  };
}

async function scenarioOf(word: string | undefined, engine: Engine): Promise<Scenario | undefined> {
  if (word === undefined) return undefined;
  const [chosen, ...others] = await chooseOne(word, engine);
  if (chosen !== undefined && others.length === 0) return chosen.scenario;
  throw new UsageError(`${word}: Expected one scenario, got ${others.length + 1}. Name a file with one.`);
}

interface RecorderOptions {
  readonly goesOn: boolean;
  readonly progress: Progress;
  /** Hears of each way of failing when it is in a file. */
  readonly tell: (line: string) => void;
}

/** Writes each way of failing down as soon as it is seen, and makes it small when there is time. */
class FailureRecorder {
  private readonly settings: CampaignSettings;
  private readonly deps: BatchDeps;
  private readonly options: RecorderOptions;
  /** By property and kind of reason, in the order of the runs. */
  private readonly found: Map<string, { readonly run: FailedRun; capsule: Capsule; readonly path: string }> =
    new Map();

  constructor(settings: CampaignSettings, deps: BatchDeps, options: RecorderOptions) {
    this.settings = settings;
    this.deps = deps;
    this.options = options;
  }

  /** Before anybody is told of a failure it is in a file. */
  see({ failed }: Tally): void {
    for (const run of failed) {
      const key = keyOf(run);
      if (this.found.has(key) || this.found.size >= (this.options.goesOn ? MOST_KINDS : 1)) continue;
      const capsule = capsuleOf(this.deps.specOf(run.seed), this.ownDeps(run), this.info(run));
      if (capsule === undefined) throw new Error(`run ${run.index} failed in a batch and does not alone`);
      const path = writeCapsule(capsule);
      this.found.set(key, { run, capsule, path });
      this.options.tell(
        `run ${run.index}: ${capsule.failure.property} is ${capsule.failure.verdict}, ${path}`,
      );
    }
  }

  /** The failures as they were drawn, for somebody who does not want to wait. */
  asTheyAre(tally: Tally): readonly ReportedFailure[] {
    return [...this.found.values()].map(({ run, capsule, path }) => reported(run, capsule, path, tally));
  }

  /** The failures made small. Each file is replaced when its small form is there. */
  small(tally: Tally): readonly ReportedFailure[] {
    return [...this.found.values()].map((entry) => {
      const { run, path } = entry;
      const capsule = shrunkCapsule(entry.capsule, this.ownDeps(run), this.info(run), (smallest, runs) => {
        const faults = smallest.schedule?.length ?? 0;
        this.options.progress.show(
          `making the failure of run ${run.index} small: ${faults} faults left, ${count(runs)} runs`,
        );
      });
      writeCapsule(capsule, path);
      return reported(run, capsule, path, tally);
    });
  }

  private ownDeps({ failure }: FailedRun): BatchDeps {
    return { ...this.deps, property: failure.property };
  }

  private info({ index }: FailedRun): Parameters<typeof capsuleOf>[2] {
    const { seed, mutant } = this.settings;
    return { node: process.version, mutant, found: { campaignSeed: seed, index } };
  }
}

function keyOf({ failure }: FailedRun): string {
  return `${failure.property} ${failure.verdict} ${failure.kind}`;
}

function reported(run: FailedRun, capsule: Capsule, path: string, { failed }: Tally): ReportedFailure {
  const { property, title, verdict, reason } = capsule.failure;
  return {
    index: run.index,
    property,
    title,
    verdict,
    reason,
    runs: failed.filter((other) => keyOf(other) === keyOf(run)).length,
    spec: capsule.spec,
    originalFaults: capsule.found?.spec.schedule?.length ?? capsule.spec.schedule?.length ?? 0,
    capsule: path,
  };
}

function progressText(tally: Tally, seconds: number): string {
  const { runs, events, faults, failed, seen } = tally;
  return [
    `${count(runs)} runs`,
    `${count(runs / seconds)} runs/s`,
    `${count(events / seconds)} events/s`,
    `${count(faults)} faults`,
    `${count(Object.keys(seen).length)} behaviours, news ${percent(newsOf(tally))}`,
    `${failed.length} failures`,
  ].join(' · ');
}

interface Finished {
  readonly settings: CampaignSettings;
  readonly tally: Tally;
  readonly seconds: number;
  readonly failures: readonly ReportedFailure[];
  readonly summary: string;
}

function print(
  { settings, tally, seconds, failures, summary }: Finished,
  flags: FuzzFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): void {
  if (flags.json === true) {
    const { failed: _, ...rest } = tally;
    const document = {
      campaign: campaignName(settings),
      seed: settings.seed,
      settings,
      ...rest,
      seconds,
      chanceOfNews: newsOf(tally),
      failures: failures.map(({ index, ...failure }) => ({
        index,
        seed: seedOfRun(settings.seed, index),
        ...failure,
      })),
      summary,
    };
    io.stdout(`${JSON.stringify(document, undefined, 2)}\n`);
    return;
  }
  const report = {
    name: campaignName(settings),
    seed: settings.seed,
    tally,
    seconds,
    properties: engine.properties,
    kinds: settings.only ?? FAULT_KINDS,
    failures,
  };
  io.stdout(`${campaignReport(report, outputStyle(io))}\n`);
}
