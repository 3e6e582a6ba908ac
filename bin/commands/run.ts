// `zim-sim run`: runs what was planned, one after the other, and hands each result to a printer.

import { writeFileSync } from 'node:fs';
import { firstDivergence } from '../../sim/kernel/trace.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { logLines } from '../../sim/logs/write-log.js';
import type { RunResult } from '../../sim/runner/summary.js';
import type { Engine, RunRequest } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { reasonOf } from '../load-scenario.js';
import { exitCodeOf, type FinishedRun } from './finished-run.js';
import { type Chosen, planRuns, type RunFlags, type RunPlan, reproduceCommand } from './run-options.js';
import { jsonPrinter, listPrinter, type RunPrinter, storyPrinter } from './run-printers.js';

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
  const plan = await planRuns(words, flags, engine);
  const total = plan.chosen.length * plan.runs;
  if (flags.record !== undefined && total > 1) {
    throw new UsageError(`Expected --record with one run, got ${total}. Leave out --runs and --all.`);
  }
  const printer = choosePrinter(plan, flags, { io, total });
  if (total === 1) {
    const [only] = plan.chosen;
    const finished = runOne(engine, plan, {
      ...(only as Chosen),
      seed: plan.firstSeed,
      verify: flags.verify === true,
    });
    if (flags.record !== undefined) writeLog(flags.record, finished.run);
    printer.finished(finished);
    printer.end(false);
    return finished.code;
  }
  return await runMany(engine, plan, { printer, io, verify: flags.verify === true });
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
  { io, total }: { readonly io: CliIo; readonly total: number },
): RunPrinter {
  if (flags.json === true)
    return jsonPrinter(io, { isArray: total > 1 || flags.all === true, withTrace: flags.trace === true });
  if (total === 1)
    return storyPrinter(io, { withTrace: flags.trace === true, verbose: flags.verbose === true });
  return listPrinter(io, {
    total,
    names: plan.chosen.map(({ scenario }) => scenario.name),
    isOverSeeds: plan.runs > 1,
    verbose: flags.verbose === true,
  });
}

async function runMany(
  engine: Engine,
  plan: RunPlan,
  { printer, io, verify }: { readonly printer: RunPrinter; readonly io: CliIo; readonly verify: boolean },
): Promise<ExitCode> {
  const watch = io.watchInterrupts();
  let worst: ExitCode = EXIT.held;
  try {
    for (const chosen of plan.chosen) {
      for (let index = 0; index < plan.runs; index++) {
        const finished = runOne(engine, plan, { ...chosen, seed: plan.firstSeed + index, verify });
        // The codes are ordered by how bad they are.
        if (finished.code > worst) worst = finished.code;
        printer.finished(finished);
        if (await watch.interrupted()) {
          printer.end(true);
          return EXIT.interrupted;
        }
      }
    }
  } catch (error) {
    // A bug of ours must not take with it what was found before.
    if (error instanceof RunCrash) printer.end(true);
    throw error;
  } finally {
    watch.stop();
  }
  printer.end(false);
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
      title: scenario.title,
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
