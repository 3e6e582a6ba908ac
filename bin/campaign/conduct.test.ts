import { expect, test } from 'vitest';
import { NOTHING, type Tally } from '../../sim/campaign/tally.js';
import { conduct } from './conduct.js';
import type { BatchPool } from './pool.js';
import type { Batch } from './worker.js';

const tallyOf = ({ range }: Batch): Tally => ({
  ...NOTHING,
  ranges: [range],
  runs: range.to - range.from,
});

/** Its batches are settled when the test says so. */
function heldPool(places: number): { pool: BatchPool; settle: (count: number) => void } {
  const waiting: (() => void)[] = [];
  const run = (task: Batch): Promise<Tally> =>
    new Promise((resolve) => {
      waiting.push(() => resolve(tallyOf(task)));
    });
  return {
    pool: { places, run },
    settle: (count) => {
      for (const each of waiting.splice(0, count)) each();
    },
  };
}

test('a batch that ends while signals are looked for is counted', async () => {
  const { pool, settle } = heldPool(2);
  setTimeout(() => settle(1));
  const { tally } = await conduct({
    range: { from: 0, to: 400 },
    goesOn: true,
    withinMs: Number.POSITIVE_INFINITY,
    batch: 200,
    pool,
    interrupted: async () => {
      settle(1);
      // Long enough for the batch to have been taken off the list.
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
      return false;
    },
    onProgress: () => {},
  });
  expect(tally.ranges).toEqual([{ from: 0, to: 400 }]);
});

test('batches that come out of order are added up in order', async () => {
  const seen: number[] = [];
  const pool: BatchPool = {
    places: 4,
    run: async (task) => {
      await new Promise((resolve) => {
        setTimeout(resolve, 20 - task.range.from / 10);
      });
      return tallyOf(task);
    },
  };
  await conduct({
    range: { from: 0, to: 150 },
    goesOn: true,
    withinMs: Number.POSITIVE_INFINITY,
    batch: 50,
    pool,
    interrupted: async () => false,
    onProgress: (tally) => seen.push(tally.ranges.at(-1)?.to ?? 0),
  });
  expect(seen.at(-1)).toBe(150);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});
