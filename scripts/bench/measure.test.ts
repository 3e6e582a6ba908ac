import { expect, it } from 'vitest';
import { measure } from './measure.js';

it('compares each function with the first, for one operation', async () => {
  const rows = await measure(
    { once: () => spin(1), tenTimes: () => spin(10) },
    { operations: 2, timeMs: 50 },
  );
  expect(rows.map(({ name, unit }) => [name, unit])).toEqual([
    ['once', 'ns/op'],
    ['tenTimes', 'ns/op'],
  ]);
  expect(rows[0]?.ratio).toBe(1);
  expect(rows[1]?.ratio).toBeGreaterThan(2);
  expect(rows[1]?.ratio).toBeCloseTo((rows[1]?.median ?? 0) / (rows[0]?.median ?? 0), 6);
});

it('fails when a function throws', async () => {
  const broken = () => {
    throw new Error('cannot be measured');
  };
  await expect(measure({ broken }, { timeMs: 5 })).rejects.toThrow('cannot be measured');
});

function spin(times: number): number {
  let sum = 0;
  for (let i = 0; i < times * 20_000; i++) sum += Math.sqrt(i);
  return sum;
}
