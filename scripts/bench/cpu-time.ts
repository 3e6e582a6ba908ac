// CPU time of functions against each other. What counts is the CPU time of the whole process, so garbage collection on
// other threads is in it, and a neighbour on the machine is mostly not.

/** A function to be measured; it gets a seed that it has not had before. */
export type Contenders = Readonly<Record<string, (seed: number) => void>>;

export interface CpuTimeOptions {
  /** How many samples there are of each. */
  readonly rounds: number;
  /** How often a function is called for one sample. */
  readonly calls: number;
  /** How often it is called before. */
  readonly warmUp: number;
}

/**
 * The median of each, in microseconds of CPU for one call. Contenders take turns, so that what slows the machine down
 * for a while slows all of them.
 */
export function cpuMedians(
  contenders: Contenders,
  { rounds, calls, warmUp }: CpuTimeOptions,
): Record<string, number> {
  const samples: Record<string, number[]> = {};
  let seed = 0;
  for (const [name, run] of Object.entries(contenders)) {
    samples[name] = [];
    for (let i = 0; i < warmUp; i++) run(seed++);
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const before = process.cpuUsage();
      for (let i = 0; i < calls; i++) run(seed++);
      const { user, system } = process.cpuUsage(before);
      samples[name]?.push((user + system) / calls);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, medianOf(values)]));
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
