// Replays every row of a reference and says how near the simulator comes, and what was hoped for.

import { deriveSeed } from '../../kernel/random.js';
import { type Interval, p99Interval } from './bootstrap.js';
import {
  kolmogorovSmirnov,
  medianStatistics,
  quantilesOf,
  type Statistics,
  statisticsOf,
} from './distance.js';
import type { Measured, ReferenceRow } from './reference.js';
import { replay } from './workload.js';

/** One statistic of both. */
export interface Pair {
  readonly real: number;
  readonly simulated: number;
  /** Whether it is as near as hoped for. */
  readonly met: boolean;
}

/** One latency of both, in milliseconds. `ks` is the distance, 0..1. */
export interface Comparison {
  readonly ks: number;
  readonly ksMet: boolean;
  readonly p50: Pair;
  readonly p90: Pair;
  /** Met as well where it is within `p99Interval`. */
  readonly p99: Pair;
  readonly mean: Pair;
  /** What 95 % of measurements like the real one would show. */
  readonly p99Interval: Interval;
  readonly samples: { readonly real: number; readonly simulated: number };
  readonly quantilesMs: { readonly real: readonly number[]; readonly simulated: readonly number[] };
}

/** One row of both. */
export interface RowComparison {
  readonly loss: number | null;
  readonly oneWayMs: number;
  readonly intervalMs: number;
  readonly model: string;
  readonly connect: Comparison;
  readonly echo: Comparison;
}

/** How near a statistic has to come: shares of the real value, and a distance. */
export const TARGETS = { p50: 0.03, p90: 0.25, p99: 0.25, mean: 0.15, ks: 0.05 } as const;

// As long as the reference's own runs, because what a connection has seen shapes its timers; as many as it takes
// for the simulator's own chance not to show.
const RUN_SECONDS = 260;
const LEAST_SAMPLES = 40_000;
const LEAST_RUNS = 61;
const MOST_RUNS = 99;

// One latency of all runs.
interface Runs {
  readonly all: number[];
  readonly each: Statistics[];
}

/**
 * Replays a row.
 *
 * @example compareRow(parseReference(content)[0], 42).echo.ks // 0.02
 */
export function compareRow(row: ReferenceRow, seed: number): RowComparison {
  const { connect, echo } = replayOften(row, seed);
  return {
    loss: row.loss,
    oneWayMs: row.oneWayMs,
    intervalMs: row.intervalMs,
    model: row.model,
    connect: compareLatency(row.connect, connect),
    echo: compareLatency(row.echo, echo),
  };
}

/** Whether everything in a row is as near as hoped for. */
export function isMet({ connect, echo }: RowComparison): boolean {
  return [connect, echo].every(
    ({ ksMet, p50, p90, p99, mean }) => ksMet && p50.met && p90.met && p99.met && mean.met,
  );
}

function replayOften(row: ReferenceRow, seed: number): { connect: Runs; echo: Runs } {
  const connect: Runs = { all: [], each: [] };
  const echo: Runs = { all: [], each: [] };
  const { lossModel, oneWayMs, intervalMs } = row;
  for (let run = 0; run < MOST_RUNS; run++) {
    const enough = Math.min(connect.all.length, echo.all.length) >= LEAST_SAMPLES;
    if (run >= LEAST_RUNS && enough) break;
    const workload = { loss: lossModel, oneWayMs, intervalMs, seconds: RUN_SECONDS };
    const samples = replay({ ...workload, seed: deriveSeed(seed, run) });
    addRun(connect, samples.connect);
    addRun(echo, samples.echo);
  }
  return { connect, echo };
}

function addRun(runs: Runs, sample: readonly number[]): void {
  if (sample.length === 0) return;
  runs.each.push(statisticsOf(sample));
  for (const ms of sample) runs.all.push(ms);
}

// The reference is one run, and with doubling timeouts a mean over very many runs is made by the rare run in which
// everything is lost. So each statistic is the median of what single runs of that length show; only the distance
// is that of all samples.
function compareLatency(real: Measured, { all, each }: Runs): Comparison {
  const simulated = medianStatistics(each);
  const ks = kolmogorovSmirnov(real.quantilesMs, all);
  const pairOf = (name: keyof Statistics, value: number): Pair => ({
    real: value,
    simulated: simulated[name],
    met: Math.abs(simulated[name] - value) <= TARGETS[name] * value,
  });
  const interval = p99Interval(real);
  const p99 = pairOf('p99', real.quantilesMs[99] as number);
  const isWithin = p99.simulated >= interval.low && p99.simulated <= interval.high;
  return {
    ks,
    ksMet: ks <= TARGETS.ks,
    p50: pairOf('p50', real.quantilesMs[50] as number),
    p90: pairOf('p90', real.quantilesMs[90] as number),
    p99: { ...p99, met: p99.met || isWithin },
    p99Interval: interval,
    mean: pairOf('mean', real.mean),
    samples: { real: real.n, simulated: all.length },
    quantilesMs: { real: real.quantilesMs, simulated: quantilesOf(all) },
  };
}
