import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLogin, createLoginCount, metricsOf, type RunMetrics } from './login-peaks.js';

function peaksOf(times: readonly number[]): RunMetrics {
  const count = createLoginCount();
  for (const time of times) countLogin(count, time);
  return metricsOf(count);
}

describe('the peak of logins', () => {
  it('is zero where nobody logs in', () => {
    expect(peaksOf([])).toEqual({ peakLoginsPerSecond: 0, atMs: 0, logins: 0 });
  });

  it('counts those within one second, and says where that second begins', () => {
    expect(peaksOf([0, 5000, 5999, 6000, 6997, 6998, 6999])).toEqual({
      peakLoginsPerSecond: 4,
      atMs: 5999,
      logins: 7,
    });
  });

  it('is the first of several that are as high', () => {
    expect(peaksOf([10, 20, 5000, 5010])).toMatchObject({ peakLoginsPerSecond: 2, atMs: 10 });
  });

  it('is what counting every second anew gives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 400 }), (drawn) => {
        const times = [...drawn].sort((a, b) => a - b);
        const within = (from: number): number => times.filter((t) => t >= from && t < from + 1000).length;
        const peak = Math.max(0, ...times.map(within));
        const result = peaksOf(times);
        expect(result.peakLoginsPerSecond).toBe(peak);
        expect(result.logins).toBe(times.length);
        if (times.length > 0) expect(within(result.atMs)).toBe(peak);
      }),
    );
  });
});
