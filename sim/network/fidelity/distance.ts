// How far two samples of latencies are apart, and what is said of each.

/** What is said of a sample; times in milliseconds. */
export interface Statistics {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly mean: number;
}

const LEAST_BIN_MS = 5;
const BIN_SHARE = 0.04;

/**
 * The largest difference between the two distributions (Kolmogorov-Smirnov), after both samples are put into bins
 * of 5 ms, or of 4 % of the latency where that is more: a kernel's timers and a loaded machine blur that much.
 *
 * @example kolmogorovSmirnov([100, 100, 400], [101, 102, 103]) // 0.333…
 */
export function kolmogorovSmirnov(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [countBins(first), countBins(second)];
  const bins = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
  let [shareA, shareB, largest] = [0, 0, 0];
  for (const bin of bins) {
    shareA += (a.get(bin) ?? 0) / first.length;
    shareB += (b.get(bin) ?? 0) / second.length;
    largest = Math.max(largest, Math.abs(shareA - shareB));
  }
  return largest;
}

/** The number of the bin that a latency falls into. */
export function binOf(ms: number): number {
  const linear = LEAST_BIN_MS / BIN_SHARE;
  if (ms < linear) return Math.floor(ms / LEAST_BIN_MS);
  // From here on each bin begins where the one before ends, 4 % further.
  let bin = linear / LEAST_BIN_MS;
  for (let edge = linear * (1 + BIN_SHARE); edge <= ms; edge *= 1 + BIN_SHARE) bin++;
  return bin;
}

/** Quantiles i/100 for i = 0 … 99, as the reference has them. */
export function quantilesOf(sample: readonly number[]): number[] {
  const sorted = sample.slice().sort((a, b) => a - b);
  return Array.from({ length: 100 }, (_, i) => sorted[Math.floor((i * sorted.length) / 100)] as number);
}

/** The statistics of a sample that is not empty. */
export function statisticsOf(sample: readonly number[]): Statistics {
  const quantiles = quantilesOf(sample);
  const [p50, p90, p99] = [50, 90, 99].map((i) => quantiles[i] as number) as [number, number, number];
  return { p50, p90, p99, mean: sample.reduce((sum, ms) => sum + ms, 0) / sample.length };
}

/** The median of each statistic over several samples. */
export function medianStatistics(each: readonly Statistics[]): Statistics {
  const median = (name: keyof Statistics): number => {
    const values = each.map((statistics) => statistics[name]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] as number;
  };
  return { p50: median('p50'), p90: median('p90'), p99: median('p99'), mean: median('mean') };
}

function countBins(sample: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const ms of sample) {
    const bin = binOf(ms);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return counts;
}
