// How sure a measurement is of its own tail. The file has quantiles and a mean, not the samples: between the quantiles a
// sample is taken to lie evenly, and behind the last one to fall off exponentially, so that the mean comes out as it is.

import { purpose, Randomness } from '../../kernel/random.js';
import { ln } from '../link/exact-math.js';
import type { Measured } from './reference.js';

const RESAMPLE = purpose('fidelity.resample');
const RESAMPLES = 1000;
const TAIL = 99;
const TWO_32 = 4_294_967_296;

/** What 95 % of equal measurements show. Milliseconds. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The bootstrap's 95 % interval of the 99th percentile: so it would come out if the same were measured again.
 *
 * @example p99Interval(row.echo) // { low: 2085, high: 3191 }
 */
export function p99Interval(measured: Measured): Interval {
  const { n } = measured;
  const tailMs = tailMeanOf(measured);
  const chance = new Randomness(n);
  const sample = new Float64Array(n);
  const found = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    // The inverse never falls, so that the order of the ranks is that of the values.
    for (let i = 0; i < n; i++) sample[i] = (chance.draw(RESAMPLE, round, i) + 0.5) / TWO_32;
    sample.sort();
    found[round] = valueAt(measured, tailMs, sample[Math.floor((TAIL * n) / 100)] as number);
  }
  found.sort();
  return {
    low: found[Math.floor(RESAMPLES * 0.025)] as number,
    high: found[Math.floor(RESAMPLES * 0.975)] as number,
  };
}

/** The latency of a rank, 0..1. */
function valueAt({ quantilesMs }: Measured, tailMs: number, rank: number): number {
  const place = rank * 100;
  const below = Math.min(TAIL, Math.floor(place));
  const from = quantilesMs[below] as number;
  if (below === TAIL) return from - tailMs * ln(TAIL + 1 - place);
  return from + (place - below) * ((quantilesMs[below + 1] as number) - from);
}

/** How far the last hundredth lies behind the 99th percentile on average: what the mean leaves for it. */
function tailMeanOf({ quantilesMs, mean }: Measured): number {
  let sum = 0;
  for (let i = 0; i < TAIL; i++) sum += ((quantilesMs[i] as number) + (quantilesMs[i + 1] as number)) / 2;
  return Math.max(0, mean * 100 - sum - (quantilesMs[TAIL] as number));
}
