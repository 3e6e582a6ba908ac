// `zim-sim mutants`: every mutant of the catalogue against drawn runs: which property notices it, and how soon.
import { mutants } from '../../properties/mutants/index.js';
import type { Mutant } from '../../properties/mutants/mutant.js';
import { count } from '../../reports/campaign.js';
import { type Cell, table } from '../../reports/table.js';
import { attempt } from '../../sim/campaign/attempt.js';
import { type BatchDeps, CampaignCrash } from '../../sim/campaign/batch.js';
import { capsuleOf, shrunkCapsule } from '../../sim/campaign/found.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { type Conducted, type ConductOptions, conduct } from '../campaign/conduct.js';
import { depsFor } from '../campaign/deps.js';
import { seedOf, wholeNumber, workersOf } from '../campaign/options.js';
import { openPool, type WorkerPool } from '../campaign/pool.js';
import { progressOn } from '../campaign/progress.js';
import type { CampaignSettings } from '../campaign/settings.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';
import { RunCrash } from './run.js';

export interface MutantsFlags {
  readonly runs?: string;
  readonly seed?: string;
  readonly workers?: string;
  readonly only?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** What became of a mutant. JSON. */
export interface MutantRow {
  readonly id: string;
  readonly title: string;
  /** The property that must notice. */
  readonly caughtBy: string;
  /** Other properties that were violated or pending in the smallest run. */
  readonly others?: readonly string[];
  readonly killed: boolean;
  /** How many runs it took, the failing one included; all of them where nothing failed. */
  readonly runs: number;
  readonly seconds: number;
  /** Of the smallest schedule that shows it. */
  readonly faults?: number;
  readonly originalFaults?: number;
  readonly schedule?: readonly unknown[];
}

const BATCH = 100;

/** @returns 0 when all were found, 1 when one was not, 130 after Ctrl-C */
export async function mutantsCommand(flags: MutantsFlags, { io }: { readonly io: CliIo }): Promise<ExitCode> {
  const runs = wholeNumber('--runs', flags.runs, { min: 1, max: 10_000_000, value: 20_000, example: 20_000 });
  const seed = seedOf(flags.seed);
  const workers = workersOf(flags.workers);
  const chosen = chosenOf(flags.only);
  if (flags.list === true) {
    const style = outputStyle(io);
    io.stdout(
      `${table([['mutant', 'caught by', 'what is wrong'], ...chosen.map(({ id, title, caughtBy }) => [id, caughtBy, title])], style)}\n`,
    );
    return EXIT.held;
  }
  const progress = progressOn(io);
  const pool = await openPool(workers);
  const watch = io.watchInterrupts();
  const rows: MutantRow[] = [];
  let interrupted = false;
  try {
    for (const mutant of chosen) {
      progress.show(`${rows.length} of ${chosen.length} · ${mutant.id}`);
      const row = await hunt(mutant, { seed, runs, pool, interrupted: watch.interrupted });
      if (row === undefined) {
        interrupted = true;
        break;
      }
      rows.push(row);
    }
  } finally {
    progress.clear();
    watch.stop();
    await pool.close();
  }
  print(rows, flags, io);
  if (interrupted) return EXIT.interrupted;
  return rows.every(({ killed }) => killed) ? EXIT.held : EXIT.failed;
}

interface Hunt {
  readonly seed: number;
  readonly runs: number;
  readonly pool: WorkerPool;
  readonly interrupted: () => Promise<boolean>;
}

async function hunt(mutant: Mutant, { seed, runs, pool, interrupted }: Hunt): Promise<MutantRow | undefined> {
  // The property that must notice is asked; that others do as well is said.
  const settings: CampaignSettings = { seed, mutant: { id: mutant.id }, property: mutant.caughtBy };
  const began = performance.now();
  const done = await conductOrCrash(mutant, {
    range: { from: 0, to: runs },
    goesOn: false,
    withinMs: Number.POSITIVE_INFINITY,
    batch: BATCH,
    pool: pool.runs(settings),
    interrupted,
    onProgress: () => {},
  });
  if (done.interrupted) return undefined;
  const seconds = (performance.now() - began) / 1000;
  const row = {
    id: mutant.id,
    title: mutant.title,
    caughtBy: mutant.caughtBy,
    runs: done.tally.runs,
    seconds,
  };
  const [failed] = done.tally.failed;
  if (failed === undefined) return { ...row, killed: false };
  const deps = { ...(await depsFor(settings)), property: failed.failure.property };
  const info = { node: process.version, mutant: settings.mutant };
  const capsule = capsuleOf(deps.specOf(failed.seed), deps, info);
  const small = capsule === undefined ? undefined : shrunkCapsule(capsule, deps, info);
  return {
    ...row,
    killed: true,
    others: small === undefined ? [] : othersIn(small.spec, deps),
    faults: small?.spec.schedule?.length ?? 0,
    originalFaults: capsule?.spec.schedule?.length ?? 0,
    schedule: small?.spec.schedule ?? [],
  };
}

function othersIn(spec: RunSpec, deps: BatchDeps): readonly string[] {
  const { run } = attempt(spec, { properties: deps.properties, wrap: deps.wrap, keepTrace: false });
  const failed = (run?.properties ?? []).filter(
    ({ verdict }) => verdict === 'violated' || verdict === 'pending',
  );
  return failed.map(({ id }) => id).filter((id) => id !== deps.property);
}

async function conductOrCrash(mutant: Mutant, options: ConductOptions): Promise<Conducted> {
  try {
    return await conduct(options);
  } catch (error) {
    if (error instanceof CampaignCrash)
      throw new RunCrash(error.cause, `run ${error.index} with the mutant ${mutant.id}`);
    throw error;
  }
}

function chosenOf(only: string | undefined): readonly Mutant[] {
  if (only === undefined) return mutants;
  return only.split(',').map((part) => {
    const known = mutants.find(({ id }) => id === part.trim());
    if (known !== undefined) return known;
    const nearest = nearestNames(
      part.trim(),
      mutants.map(({ id }) => id),
    );
    throw new UsageError(
      `Unknown mutant ${JSON.stringify(part.trim())}: the nearest are ${quotedList(nearest)}. All of them: zim-sim mutants --list`,
    );
  });
}

function print(rows: readonly MutantRow[], flags: MutantsFlags, io: CliIo): void {
  const killed = rows.filter((row) => row.killed).length;
  if (flags.json === true) {
    io.stdout(`${JSON.stringify({ killed, total: rows.length, mutants: rows }, undefined, 2)}\n`);
    return;
  }
  const style = outputStyle(io);
  const cells = rows.map((row): Cell[] => [
    { text: row.killed ? '✓' : '✗', tone: row.killed ? 'good' : 'bad' },
    row.id,
    { text: row.killed ? row.caughtBy : `not by ${row.caughtBy}`, tone: row.killed ? 'plain' : 'warn' },
    (row.others ?? []).slice(0, 4).join(' '),
    count(row.runs),
    row.seconds.toFixed(1),
    row.faults === undefined ? '' : `${row.faults} of ${row.originalFaults}`,
  ]);
  io.stdout(`${table([['', 'mutant', 'caught by', 'and by', 'runs', 's', 'faults'], ...cells], style)}\n\n`);
  const sizes = rows.flatMap(({ faults }) => (faults === undefined ? [] : [faults])).sort((a, b) => a - b);
  const median = sizes[sizes.length >> 1] ?? 0;
  io.stdout(`${killed} of ${rows.length} found, with ${median} faults in the middle\n`);
}
