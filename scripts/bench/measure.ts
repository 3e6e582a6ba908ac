// Measures functions against each other and gives rows for the table. It leaves what is worth measuring to the
// suites and printing to main.ts.
import { Bench } from 'tinybench';

/** One line of a suite's table. */
export interface BenchRow {
  readonly name: string;
  /** The median of all samples, in `unit`. */
  readonly median: number;
  /** What the median counts: `ns/op`, `ms`, `MB`, `runs/s`. */
  readonly unit: string;
  /** This row's median over the median of the row it is compared with. */
  readonly ratio?: number;
  readonly samples?: number;
}

/** A named set of measurements. A file in suites/ exports one as `suite`. */
export interface BenchSuite {
  readonly name: string;
  run(): Promise<readonly BenchRow[]>;
}

/** How functions are measured. */
export interface MeasureOptions {
  /** How many operations one call of a function does; the medians are for one of them. One by default. */
  readonly operations?: number;
  /** How long each function is called, in milliseconds. 500 by default. */
  readonly timeMs?: number;
}

/**
 * Calls each function in turn and gives a row for each, in ns/op, compared with the first.
 *
 * A function that takes less than some microseconds must loop by itself and say so in `operations`, or the
 * timer's own cost is measured.
 *
 * @example await measure({ spread: () => copySpread(1000) }, { operations: 1000 });
 */
export async function measure(
  cases: Readonly<Record<string, () => unknown>>,
  { operations = 1, timeMs = 500 }: MeasureOptions = {},
): Promise<readonly BenchRow[]> {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 5, throws: true });
  for (const [name, run] of Object.entries(cases)) bench.add(name, run);
  const tasks = await bench.run();
  const rows = tasks.map(({ name, result }): Required<BenchRow> => {
    if (result.state !== 'completed') throw new Error(`Expected ${name} to complete, got ${result.state}.`);
    const median = (result.latency.p50 * 1e6) / operations;
    return { name, median, unit: 'ns/op', ratio: 1, samples: result.latency.samplesCount };
  });
  const baseline = rows[0]?.median ?? 1;
  return rows.map((row) => ({ ...row, ratio: row.median / baseline }));
}
