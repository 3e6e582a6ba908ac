import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../kernel/usage-error.js';
import { p99Interval } from './bootstrap.js';
import { compareRow, TARGETS } from './compare.js';
import { binOf, kolmogorovSmirnov, quantilesOf, statisticsOf } from './distance.js';
import { parseReference } from './reference.js';
import { replay } from './workload.js';

const text = readFileSync(new URL('./tcp-reference.json', import.meta.url), 'utf8');
const rows = parseReference(JSON.parse(text));

interface Changeable {
  rows: Record<string, unknown>[];
}

function changed(change: (content: Changeable) => void): unknown {
  const content = JSON.parse(text) as Changeable;
  change(content);
  return content;
}

describe('the simulator beside a real stack', () => {
  it.each(rows.map((row) => ({ row, name: `loss ${row.loss}, ${row.oneWayMs} ms` })))(
    'has its latencies: $name',
    ({ row }) => {
      const { connect, echo } = compareRow(row, 3);
      for (const latency of [connect, echo]) {
        expect(latency.ks).toBeLessThanOrEqual(TARGETS.ks);
        expect(latency.p50.met).toBe(true);
        expect(latency.p90.met).toBe(true);
        expect(latency.mean.met).toBe(true);
        // Within a quarter, or within what the measurement says of itself.
        expect(latency.p99.met).toBe(true);
      }
    },
    60_000,
  );

  it('gives the same samples for the same seed', () => {
    const loss = {
      kind: 'gilbertElliott',
      toBad: 0.03,
      toGood: 0.25,
      lossInBad: 1,
      lossInGood: 0.002,
    } as const;
    const workload = { loss, oneWayMs: 30, intervalMs: 200, seconds: 20, seed: 5 };
    expect(replay(workload)).toEqual(replay(workload));
  });
});

describe('the interval of a percentile', () => {
  // Evenly spread: the 99th percentile of 10,000 ranks is off by 0.1 in a hundred, two thirds of the time.
  const quantilesMs = Array.from({ length: 100 }, (_, i) => i * 10);

  it('is that of the arithmetic: even below the percentile, exponential above it', () => {
    const { low, high } = p99Interval({ n: 10_000, mean: 500, quantilesMs });
    expect(Math.abs(low - (990 - 1.96))).toBeLessThan(0.4);
    expect(Math.abs(high - (990 - 5 * Math.log(1 - 0.196)))).toBeLessThan(0.4);
  });

  it('is wider for fewer samples, and reaches further up where the mean says that the tail is heavy', () => {
    const few = p99Interval({ n: 400, mean: 500, quantilesMs });
    const heavy = p99Interval({ n: 400, mean: 510, quantilesMs });
    expect(few.high - few.low).toBeGreaterThan(10);
    expect(heavy.high - 990).toBeGreaterThan(20 * (few.high - 990));
    expect(heavy.low).toBe(few.low);
  });
});

describe('the distance', () => {
  it('is 0 for equal samples, 1 for samples that share no bin', () => {
    expect(kolmogorovSmirnov([1, 50, 900], [1, 50, 900])).toBe(0);
    expect(kolmogorovSmirnov([1, 2, 3], [500, 600])).toBe(1);
    expect(kolmogorovSmirnov([100, 100, 400], [101, 102, 103])).toBeCloseTo(1 / 3, 12);
  });

  it('has bins of 5 ms, and of 4 % from 125 ms on', () => {
    expect([0, 4.9, 5, 124.9, 125, 129.9, 130.1].map(binOf)).toEqual([0, 0, 1, 24, 25, 25, 26]);
  });

  it('takes quantiles as the reference does', () => {
    const sample = Array.from({ length: 1000 }, (_, i) => i);
    expect(quantilesOf(sample)[99]).toBe(990);
    expect(statisticsOf(sample)).toEqual({ p50: 500, p90: 900, p99: 990, mean: 499.5 });
  });
});

describe('a reference file', () => {
  it('may hold rows of bursts', () => {
    const model = 'gilbert-elliott p=0.03 r=0.25 bad=1.0 good=0.002';
    const [row] = parseReference(changed(({ rows: [first] }) => Object.assign(first as object, { model })));
    expect(row?.lossModel).toEqual({
      kind: 'gilbertElliott',
      toBad: 0.03,
      toGood: 0.25,
      lossInBad: 1,
      lossInGood: 0.002,
    });
  });

  it.each([
    [[], 'the file'],
    [{}, 'rows'],
    [{ rows: [] }, 'rows'],
    [
      changed(({ rows: [first] }) => Object.assign(first as object, { loss: 1.5 })),
      'rows[0].loss to be a number from 0 to 1, got 1.5',
    ],
    [
      changed(({ rows: [, second] }) => Object.assign(second as object, { one_way_ms: -3 })),
      'rows[1].one_way_ms',
    ],
    [changed(({ rows: [first] }) => Object.assign(first as object, { model: 'bursty' })), 'rows[0].model'],
    [
      changed(({ rows: [first] }) => Object.assign(first as object, { echo: { n: 1, mean: 2 } })),
      'rows[0].echo.quantiles_ms',
    ],
  ])('that is not one is refused with the path of the field (%#)', (content, path) => {
    expect(() => parseReference(content)).toThrow(UsageError);
    expect(() => parseReference(content)).toThrow(path);
  });
});
