// `zim-sim run`: runs what was planned, one after the other, and hands each result to a printer.

import { writeFileSync } from 'node:fs';
import { allProperties } from '../../properties/index.js';
import type { PageSource } from '../../reports/page-source.js';
import { firstDivergence } from '../../sim/kernel/trace.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { logLines } from '../../sim/logs/write-log.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import type { RunResult, RunSpec } from '../../sim/runner/summary.js';
import { mutantNotes } from '../campaign/page-notes.js';
import type { Engine, RunRequest } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { isFileName, reasonOf } from '../load-scenario.js';
import { type ChosenReporters, chooseReporters } from '../reporters/choose.js';
import { ReportSink } from '../reporters/report-sink.js';
import { documentOf, exitCodeOf, type FinishedRun } from './finished-run.js';
import { type Chosen, planRuns, type RunFlags, type RunPlan, reproduceCommand } from './run-options.js';
import { jsonPrinter, listPrinter, type RunPrinter, silentPrinter, storyPrinter } from './run-printers.js';

/**
 * Runs scenarios and prints what happened.
 *
 * @returns the exit code
 * @throws UsageError before anything is printed, when something that was typed is wrong.
 */
export async function runCommand(
  words: readonly string[],
  flags: RunFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const planned = await planRuns(words, flags, engine);
  const chosen = await chooseReporters(flags, io);
  const sink = new ReportSink(chosen, io);
  const { request } = planned;
  const keepTrace = request.keepTrace || sink.needsTrace;
  const plan: RunPlan = { ...planned, request: { ...request, keepTrace } };
  const total = plan.chosen.length * plan.runs;
  if (flags.record !== undefined && total > 1) {
    throw new UsageError(`Expected --record with one run, got ${total}. Leave out --runs and --all.`);
  }
  const printer = choosePrinter(plan, flags, { io, total, output: chosen.output, zimSim: engine.version });
  const verify = flags.verify === true;
  const onFinished = (finished: FinishedRun): void => {
    printer.finished(finished);
    if (sink.isIdle) return;
    const withTrace = flags.trace === true;
    const { run } = finished;
    const report = documentOf(finished, {
      zimSim: engine.version,
      withTrace: withTrace || sink.needsTrace,
    });
    sink.run(report, { base: `${run.scenario}-${run.seed}`, withTrace });
  };
  const end = (interrupted: boolean): void => {
    printer.end(interrupted);
    sink.end();
  };
  if (total === 1) {
    const [only] = plan.chosen;
    const finished = runOne(engine, plan, { ...(only as Chosen), seed: plan.firstSeed, verify });
    if (flags.record !== undefined) writeLog(flags.record, finished.run);
    onFinished(finished);
    end(false);
    return finished.code;
  }
  return await runMany(engine, plan, { onFinished, end, io, verify });
}

function writeLog(path: string, { observations, sdk }: RunResult): void {
  try {
    writeFileSync(path, `${logLines(observations, { sdk }).join('\n')}\n`);
  } catch (error) {
    throw new UsageError(`${path}: Expected a place to write to, got ${reasonOf(error)}.`);
  }
}

function choosePrinter(
  plan: RunPlan,
  flags: RunFlags,
  {
    io,
    total,
    output,
    zimSim,
  }: {
    readonly io: CliIo;
    readonly total: number;
    readonly output: ChosenReporters['output'];
    readonly zimSim: string;
  },
): RunPrinter {
  const withTrace = flags.trace === true;
  const verbose = flags.verbose === true;
  if (output === 'nothing') return silentPrinter;
  if (output === 'json') {
    return jsonPrinter(io, {
      isArray: total > 1 || flags.all === true,
      documentOf: (finished) => documentOf(finished, { zimSim, withTrace }),
    });
  }
  if (total === 1) return storyPrinter(io, { withTrace, verbose });
  const names = plan.chosen.map(({ scenario }) => scenario.name);
  return listPrinter(io, { total, names, isOverSeeds: plan.runs > 1, verbose });
}

async function runMany(
  engine: Engine,
  plan: RunPlan,
  {
    onFinished,
    end,
    io,
    verify,
  }: {
    readonly onFinished: (finished: FinishedRun) => void;
    readonly end: (interrupted: boolean) => void;
    readonly io: CliIo;
    readonly verify: boolean;
  },
): Promise<ExitCode> {
  const watch = io.watchInterrupts();
  let worst: ExitCode = EXIT.held;
  try {
    for (const chosen of plan.chosen) {
      for (let index = 0; index < plan.runs; index++) {
        const finished = runOne(engine, plan, { ...chosen, seed: plan.firstSeed + index, verify });
        // The codes are ordered by how bad they are.
        if (finished.code > worst) worst = finished.code;
        onFinished(finished);
        if (await watch.interrupted()) {
          end(true);
          return EXIT.interrupted;
        }
      }
    }
  } catch (error) {
    // A bug of ours must not take with it what was found before.
    if (error instanceof RunCrash) end(true);
    throw error;
  } finally {
    watch.stop();
  }
  end(false);
  return worst;
}

function runOne(
  engine: Engine,
  plan: RunPlan,
  { word, scenario, seed, verify }: Chosen & { readonly seed: number; readonly verify: boolean },
): FinishedRun {
  const reproduce = reproduceCommand(plan, word, seed);
  const request: RunRequest = { ...plan.request, seed };
  try {
    const first = engine.run(scenario, request);
    const second = verify ? engine.run(scenario, request) : first;
    const isSame = first.traceHash === second.traceHash;
    const run: RunResult = {
      ...first,
      ...(isSame ? {} : { outcome: 'nondeterministic' as const }),
    };
    return {
      run,
      page: { ...pageOf(scenario, request), notes: mutantNotes(plan.mutant) },
      title: scenario.title,
      source: isFileName(word) ? word : undefined,
      reproduce,
      divergence: isSame ? undefined : describeDivergence(first, second),
      isVerified: verify && isSame,
      code: exitCodeOf(run),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new RunCrash(error, reproduce);
  }
}

/** The spec that `engine.run` makes of a request. */
function pageOf(
  scenario: Scenario,
  { seed, params, sdk, profile, schedule, untilMs, wrap }: RunRequest,
): PageSource {
  const spec: RunSpec = {
    scenario,
    seed,
    ...(params === undefined ? {} : { params }),
    ...(sdk === undefined ? {} : { sdk }),
    ...(profile === undefined ? {} : { profile }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
  return { spec, properties: allProperties, wrap };
}

/** A bug of ours during a run; the message repeats the command that shows it. */
export class RunCrash extends Error {
  override readonly name: string = 'RunCrash';
  readonly reproduce: string;

  constructor(cause: unknown, reproduce: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.reproduce = reproduce;
  }
}

function describeDivergence(first: RunResult, second: RunResult): string {
  const found = firstDivergence(first.trace, second.trace);
  return found === undefined
    ? 'the traces have the same records, but different hashes'
    : `at record ${found.index}: ${found.what}`;
}
