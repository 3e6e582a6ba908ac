import { expect, test } from 'vitest';
import { NOTHING, type Tally } from '../../sim/campaign/tally.js';
import { History } from './history.js';

function tallyOf(runs: number): Tally {
  return { ...NOTHING, runs, seen: Object.fromEntries(Array.from({ length: runs % 7 }, (_, at) => [at, 1])) };
}

test('a history is in the order of runs, ends at the end, and never becomes longer than a page can show', () => {
  const history = new History();
  for (let runs = 5; runs <= 20_000; runs += 5) history.see(tallyOf(runs), runs / 100);
  const samples = history.upTo(tallyOf(20_003), 201);
  expect(samples.length).toBeGreaterThan(100);
  expect(samples.length).toBeLessThanOrEqual(240);
  expect(samples.map(({ runs }) => runs)).toEqual(samples.map(({ runs }) => runs).sort((a, b) => a - b));
  expect(samples.at(-1)).toEqual({ runs: 20_003, behaviours: 20_003 % 7, failures: 0, seconds: 201 });
});

test('a history of no runs is empty', () => {
  const history = new History();
  history.see(NOTHING, 1);
  expect(history.upTo(NOTHING, 2)).toEqual([]);
});
