// Hands out runs in batches until all are done, time is up or somebody interrupts. The results come in the order of the runs.
import type { RunResult } from './protocol.js';

/** Some runs at a time: so many that a process is busy for a while, so few that progress shows. */
const BATCH = 20;

export interface BatchesOptions {
  readonly runs: number;
  readonly workers: number;
  /** When no batch is begun any more, on the clock of `performance`; Infinity for no limit. */
  readonly untilMs: number;
  /** Runs those from one index to before another. */
  readonly run: (from: number, to: number) => Promise<readonly RunResult[]>;
  readonly onProgress: (done: number, latest: readonly RunResult[]) => void;
  readonly interrupted: () => Promise<boolean>;
}

export interface BatchesDone {
  readonly results: readonly RunResult[];
  readonly interrupted: boolean;
}

export async function inBatches(options: BatchesOptions): Promise<BatchesDone> {
  const { runs, workers, untilMs } = options;
  const results: RunResult[] = [];
  let next = 0;
  let interrupted = false;
  const work = async (): Promise<void> => {
    while (!interrupted && next < runs && performance.now() <= untilMs) {
      const from = next;
      next = Math.min(runs, from + BATCH);
      const latest = await options.run(from, next);
      results.push(...latest);
      options.onProgress(results.length, latest);
      interrupted ||= await options.interrupted();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  results.sort((a, b) => a.index - b.index);
  return { results, interrupted };
}
