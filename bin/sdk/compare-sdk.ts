// `zim-sim sdk --compare`: the same scripts in the real package and in the model, and every place where they part.
import { type ComparedKind, type CompareReport, compareReport } from '../../reports/sdk-compare.js';
import type { Difference } from '../../sim/sdk-host/parting.js';
import type { SdkPackage } from '../../sim/sdk-host/sdk-package.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';
import { type BatchesDone, inBatches } from './batches.js';
import { openSdkPool, Stopped } from './pool.js';
import type { RunResult } from './protocol.js';
import { seenToLoad } from './seen-to-load.js';

interface Shared {
  readonly seed: number;
  readonly runs: number;
  readonly timeMs: number | undefined;
  readonly workers: number;
}

interface Say {
  progress(text: string): void;
  clear(): void;
  interrupted(): Promise<boolean>;
  readonly json: boolean;
  readonly io: CliIo;
}

/** @returns 0 when every difference is one that is documented, 1 otherwise */
export async function compareSdk(sdk: SdkPackage, shared: Shared, say: Say): Promise<ExitCode> {
  const began = performance.now();
  const { results, interrupted } = await comparedOn(sdk, { ...shared, began }, say);
  const report = reportOf(sdk, results, { seed: shared.seed, seconds: (performance.now() - began) / 1000 });
  say.clear();
  say.io.stdout(
    say.json
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : `${compareReport(report, outputStyle(say.io))}\n`,
  );
  if (interrupted) return EXIT.interrupted;
  return report.unexplained > 0 ? EXIT.failed : EXIT.held;
}

async function comparedOn(
  sdk: SdkPackage,
  { seed, runs, workers, timeMs, began }: Shared & { readonly began: number },
  say: Say,
): Promise<BatchesDone> {
  const pool = openSdkPool(workers, say.interrupted);
  try {
    await seenToLoad(pool, sdk);
    return await inBatches({
      runs,
      workers,
      untilMs: began + (timeMs ?? Number.POSITIVE_INFINITY),
      run: async (from, to) => {
        try {
          return await pool.ask({ kind: 'compare', sdk, seed, from, to });
        } catch (error) {
          if (error instanceof Stopped) return error.made;
          throw error;
        }
      },
      onProgress: (done) => say.progress(`${done} of ${runs} scripts compared`),
      interrupted: say.interrupted,
    });
  } finally {
    pool.close();
  }
}

function reportOf(
  { name, version }: SdkPackage,
  results: readonly RunResult[],
  { seed, seconds }: { readonly seed: number; readonly seconds: number },
): CompareReport {
  const kinds = new Map<string, { -readonly [K in keyof ComparedKind]: ComparedKind[K] }>();
  const deviations = new Map<string, { count: number; parted: number; behind: number }>();
  const total = { observations: 0, equal: 0, behindDeviation: 0, behindUnexplained: 0 };
  let [unexplained, equalRuns, explainedRuns] = [0, 0, 0];
  for (const { index, compared } of results) {
    if (compared === undefined) continue;
    total.observations += compared.observations;
    total.equal += compared.equal;
    if (compared.unexplained !== undefined) {
      unexplained += 1;
      total.behindUnexplained += compared.behind;
      noteKind(kinds, compared.unexplained, index);
    } else if (compared.deviations.length === 0) equalRuns += 1;
    else explainedRuns += 1;
    for (const id of compared.deviations) {
      const known = deviations.get(id) ?? { count: 0, parted: 0, behind: 0 };
      deviations.set(id, { ...known, count: known.count + 1 });
    }
    const parted = deviations.get(compared.parted ?? '');
    if (parted === undefined) continue;
    parted.parted += 1;
    parted.behind += compared.behind;
    total.behindDeviation += compared.behind;
  }
  return {
    name,
    version,
    seed,
    seconds,
    runs: results.length,
    equalRuns,
    explainedRuns,
    ...total,
    unexplained,
    deviations: [...deviations].map(([id, one]) => ({ id, ...one })).sort((a, b) => b.count - a.count),
    kinds: [...kinds.values()].sort((a, b) => b.count - a.count),
  };
}

function noteKind(
  kinds: Map<string, { -readonly [K in keyof ComparedKind]: ComparedKind[K] }>,
  difference: Difference,
  index: number,
): void {
  const known = kinds.get(keyOf(difference));
  if (known === undefined) kinds.set(keyOf(difference), { ...difference, index, count: 1 });
  else known.count += 1;
}

function keyOf({ kind, what, real, model }: Difference): string {
  const plain = (text: string): string =>
    text
      .replace(/^-?\d+ ms /, '')
      .replace(/\d+ ms/g, '# ms')
      .replace(/"roomID":"[^"]*"/, '"roomID":"…"');
  return [kind, what, plain(real), plain(model)].join('|');
}
