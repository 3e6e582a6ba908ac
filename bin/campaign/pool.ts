// Who runs the batches of a campaign: this process, or workers beside it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Tally } from '../../sim/campaign/tally.js';
import type { CampaignSettings } from './settings.js';
import { type Batch, type BatchDone, tallyOf } from './worker.js';

/** Runs batches of one campaign. */
export interface BatchPool {
  /** How many batches make sense at a time. */
  readonly places: number;
  run(batch: Batch): Promise<Tally>;
}

/** Workers for one campaign after another. */
export interface WorkerPool {
  runs(settings: CampaignSettings): BatchPool;
  close(): Promise<void>;
}

/** How often a worker is given nothing is what a pool costs; so it is made only where there is more than one. */
export async function openPool(workers: number): Promise<WorkerPool> {
  if (workers <= 1) return await ownProcess();
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: workerFile(),
    minThreads: workers,
    maxThreads: workers,
    runtime: 'child_process',
    isolateWorkers: false,
  });
  return {
    runs: (settings) => ({
      places: workers * 2,
      run: async (batch) => tallyOf((await pool.run({ settings, ...batch })) as BatchDone),
    }),
    close: () => pool.destroy(),
  };
}

async function ownProcess(): Promise<WorkerPool> {
  const { default: work } = await import('./worker.js');
  return {
    runs: (settings) => ({
      places: 1,
      run: async (batch) => tallyOf(await work({ settings, ...batch })),
    }),
    close: async () => {},
  };
}

// From the sources, which Node cannot import, the built file is as good.
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../dist/bin/campaign/worker.js', import.meta.url));
}
