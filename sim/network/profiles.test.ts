import { describe, expect, it } from 'vitest';
import { UsageError } from '../kernel/usage-error.js';
import { averageLoss, findProfile, PROFILES, type ProfileDirection } from './profiles.js';

const DIRECTIONS: readonly (readonly [string, ProfileDirection])[] = PROFILES.flatMap(
  ({ name, up, down }) => [[`${name} up`, up] as const, [`${name} down`, down] as const],
);

describe('the profiles', () => {
  it('have names of their own, a title and a source', () => {
    expect(new Set(PROFILES.map(({ name }) => name)).size).toBe(PROFILES.length);
    for (const { name, title, source } of PROFILES) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title.length).toBeGreaterThan(3);
      expect(source).toMatch(/Chrome DevTools|WebPageTest|our own/);
    }
  });

  it('carry the published numbers', () => {
    const numbers = (name: string): readonly (number | undefined)[] => {
      const { up, down } = findProfile(name);
      return [down.rateBitsPerSecond, up.rateBitsPerSecond, up.delayMs + down.delayMs];
    };
    expect(numbers('slow-3g')).toEqual([400_000, 400_000, 2000]);
    expect(numbers('slow-4g')).toEqual([1_440_000, 675_000, 562.5]);
    expect(numbers('fast-4g')).toEqual([8_100_000, 1_350_000, 165]);
    expect(numbers('edge')).toEqual([240_000, 200_000, 840]);
    expect(numbers('2g')).toEqual([280_000, 256_000, 800]);
    expect(numbers('3g-slow')).toEqual([400_000, 400_000, 400]);
    expect(numbers('3g')).toEqual([1_600_000, 768_000, 300]);
    expect(numbers('3g-fast')).toEqual([1_600_000, 768_000, 150]);
    expect(numbers('4g')).toEqual([9_000_000, 9_000_000, 170]);
    expect(numbers('lte')).toEqual([12_000_000, 12_000_000, 70]);
  });

  it('have the situations of our own, each with bursts', () => {
    for (const name of ['elevator', 'subway', 'train', 'hotel-wifi', 'stadium']) {
      expect(findProfile(name).up.burst).toBeDefined();
      expect(findProfile(name).down.burst).toBeDefined();
    }
  });

  it.each(DIRECTIONS)('make sense: %s', (_name, { delayMs, jitterMs = 0, burst, ...rest }) => {
    expect(delayMs).toBeGreaterThan(0);
    // The kernel counts whole microseconds.
    expect(Number.isInteger(delayMs * 1000)).toBe(true);
    expect(Number.isInteger(jitterMs * 1000)).toBe(true);
    expect(rest.rateBitsPerSecond ?? 1).toBeGreaterThan(0);
    expect(rest.queueBytes ?? 1).toBeGreaterThan(0);
    for (const share of [rest.loss ?? 0, ...Object.values(burst ?? {})]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});

describe('the average loss', () => {
  it('weighs the states of a burst by how often they hold', () => {
    expect(averageLoss({ delayMs: 0 })).toBe(0);
    expect(averageLoss({ delayMs: 0, loss: 0.2 })).toBe(0.2);
    const burst = { p: 0.1, r: 0.3, lossGood: 0, lossBad: 1 };
    expect(averageLoss({ delayMs: 0, burst })).toBeCloseTo(0.25);
    expect(averageLoss({ delayMs: 0, loss: 0.5, burst })).toBeCloseTo(0.625);
    expect(averageLoss({ delayMs: 0, burst: { p: 0, r: 0, lossGood: 0.1, lossBad: 1 } })).toBeCloseTo(0.1);
  });
});

describe('an unknown profile', () => {
  it('is refused in one line with the nearest names', () => {
    expect(() => findProfile('subwey')).toThrow(UsageError);
    expect(() => findProfile('subwey')).toThrow(/^Unknown profile "subwey": the nearest are "subway"/);
  });
});
