// `zim-sim fuzz`: many drawn runs; what fails is written down at once, made small, and reported.
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import { campaignText, count, percent } from '../../reports/campaign.js';
import { type CampaignReport, campaignReport } from '../../reports/campaign-report.js';
import { jsonReporter } from '../../reports/reporters/json.js';
import { CampaignCrash } from '../../sim/campaign/batch.js';
import { newsOf, type Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import { conduct } from '../campaign/conduct.js';
import { depsFor, mutantRef } from '../campaign/deps.js';
import { FailureRecorder } from '../campaign/failure-recorder.js';
import {
  faultKinds,
  propertyId,
  rangeOf,
  seedOf,
  shardOf,
  timeLimit,
  wholeNumber,
  workersOf,
} from '../campaign/options.js';
import { openPool } from '../campaign/pool.js';
import { progressOn } from '../campaign/progress.js';
import { summaryOf, writeSummary } from '../campaign/report-folder.js';
import { type CampaignSettings, campaignName } from '../campaign/settings.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { chooseReporters, type ReportFlags } from '../reporters/choose.js';
import { ReportSink } from '../reporters/report-sink.js';
import { outputStyle } from '../terminal.js';
import { prepareFolder } from '../write-whole.js';
import { baseOf } from './replay-words.js';
import { RunCrash } from './run.js';
import { chooseOne, shellQuoted } from './run-options.js';

export interface FuzzFlags extends ReportFlags {
  readonly runs?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly only?: string;
  readonly workers?: string;
  readonly shard?: string;
  readonly property?: string;
  readonly mutant?: string;
  readonly continue?: boolean;
}

const DEFAULT_RUNS = 1000;
const MOST_RUNS = 1_000_000_000;
/** Runs in a batch: fewer where there are few, so that progress and the curves of the page have some points. */
const BATCH = 200;
const SMALLEST_BATCH = 25;
const BATCHES = 40;
/** Beside fewer runs than this the start of workers is what takes time. */
const WORTH_WORKERS = 2000;

/** @returns 0 when all runs held, 1 when one failed, 130 after Ctrl-C */
export async function fuzzCommand(
  words: readonly string[],
  flags: FuzzFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const plan = await planOf(words, flags, engine);
  const { settings, range, workers, withinMs, goesOn } = plan;
  const deps = await depsFor(settings);
  const chosen = await chooseReporters(flags, io);
  prepareFolder(chosen.folder);
  const sink = new ReportSink(chosen, io);
  const progress = progressOn(io);
  const recorder = new FailureRecorder(settings, deps, {
    goesOn,
    folder: chosen.folder,
    zimSim: engine.version,
    withRuns: !sink.isIdle,
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
    const { tally, interrupted, history } = await conduct({
      range,
      goesOn,
      withinMs,
      batch: batchFor(range.to - range.from),
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
    const base = `${campaignName(settings)}-${settings.seed}${part}`;
    const summary = writeSummary(summaryOf(settings, tally, engine.version), {
      folder: chosen.folder,
      name: base,
    });
    const report = campaignReport(tally, {
      zimSim: engine.version,
      campaign: campaignName(settings),
      settings,
      reproduce: commandOf(words, flags, tally),
      seconds,
      history,
      checked: engine.properties,
      faultKinds: settings.only ?? FAULT_KINDS,
      failures,
      summary,
    });
    print(report, chosen.output, io);
    sink.campaign(report, { base, baseOf });
    sink.end();
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

function batchFor(runs: number): number {
  return Math.min(BATCH, Math.max(SMALLEST_BATCH, Math.ceil(runs / BATCHES)));
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
  const seed = seedOf(flags.seed);
  const shard = shardOf(flags.shard);
  const only = faultKinds(flags.only);
  const property = propertyId(flags.property, engine);
  const scenario = await scenarioOf(words[0], engine);
  const mutant = flags.mutant === undefined ? undefined : await mutantRef(flags.mutant);
  const workers = workersOf(flags.workers, runs >= WORTH_WORKERS ? undefined : 1);
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

function print(report: CampaignReport, output: 'text' | 'json' | 'nothing', io: CliIo): void {
  if (output === 'json') io.stdout(jsonReporter.campaign?.(report) ?? '');
  else if (output === 'text') io.stdout(`${campaignText(report, outputStyle(io))}\n`);
}

/** The command that does the same runs again, however many there was time for. */
function commandOf(words: readonly string[], flags: FuzzFlags, { runs }: Tally): string {
  const { seed = '1', only, shard, property, mutant } = flags;
  // A shard is a part of all runs that were asked for.
  const count = shard === undefined ? String(runs) : (flags.runs ?? String(DEFAULT_RUNS));
  const options = { seed, runs: count, only, shard, property, mutant };
  return [
    'zim-sim',
    'fuzz',
    ...words,
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(flags.continue === true ? ['--continue'] : []),
  ]
    .map(shellQuoted)
    .join(' ');
}
