import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededChoices } from '../../kernel/choices.js';
import { Randomness } from '../../kernel/random.js';
import { type DelaySettings, delayFor } from './delay-models.js';
import { exp, ln, normalQuantile } from './exact-math.js';
import {
  type Crossing,
  changeLink,
  cloneLink,
  createLink,
  cross,
  type Link,
  type LinkSettings,
  PERFECT_LINK,
  unblockLink,
} from './link.js';
import { meanLoss } from './loss-models.js';

const choices = new SeededChoices(new Randomness(42));

function linkWith(settings: Partial<LinkSettings>): Link {
  return createLink(7, { ...PERFECT_LINK, ...settings });
}

function send(link: Link, now: number, bytes: number, ordinal: number): Crossing {
  const result = { arrivalMicros: -1, againMicros: -1 };
  cross(link, choices, now, bytes, result, 1, ordinal, 1);
  return result;
}

function arrivals(link: Link, count: number, bytes: number): number[] {
  return Array.from({ length: count }, (_, i) => send(link, 0, bytes, i).arrivalMicros);
}

describe('loss', () => {
  it('is as frequent as it says when each packet is on its own', () => {
    const link = linkWith({ loss: { kind: 'independent', probability: 0.1 } });
    for (let i = 0; i < 1_000_000; i++) send(link, i, 100, i);
    expect(Math.abs(link.lost / 1_000_000 - 0.1)).toBeLessThan(0.001);
  });

  it('of one packet leaves all others alone', () => {
    const settings: Partial<LinkSettings> = { loss: { kind: 'independent', probability: 0.5 } };
    const [all, fewer] = [linkWith(settings), linkWith(settings)];
    const fates = Array.from({ length: 200 }, (_, i) => send(all, i, 100, i).arrivalMicros);
    for (let i = 0; i < 200; i += 3) expect(send(fewer, i, 100, i).arrivalMicros).toBe(fates[i]);
  });

  it.each([
    { toBad: 0.03, toGood: 0.25, lossInBad: 1, lossInGood: 0.002 },
    { toBad: 0.01, toGood: 0.1, lossInBad: 1, lossInGood: 0 },
    { toBad: 0.2, toGood: 0.5, lossInBad: 0.7, lossInGood: 0.01 },
  ])('comes in bursts of the length and share that theory gives: %o', (burst) => {
    const loss = { kind: 'gilbertElliott' as const, ...burst };
    const link = linkWith({ loss });
    let [bursts, badPackets, lost, wasBad] = [0, 0, 0, false];
    for (let i = 0; i < 1_000_000; i++) {
      if (send(link, i, 100, i).arrivalMicros < 0) lost++;
      if (link.isBad) badPackets++;
      if (link.isBad && !wasBad) bursts++;
      wasBad = link.isBad;
    }
    expect(Math.abs(lost / 1_000_000 / meanLoss(loss) - 1)).toBeLessThan(0.02);
    expect(Math.abs((badPackets / bursts) * burst.toGood - 1)).toBeLessThan(0.02);
  });

  it('takes everything while a block lasts, and nothing afterwards', () => {
    const link = linkWith({});
    link.blocks += 2;
    expect(send(link, 0, 100, 0).arrivalMicros).toBe(-1);
    unblockLink(link);
    expect(send(link, 0, 100, 1).arrivalMicros).toBe(-1);
    unblockLink(link);
    expect(send(link, 0, 100, 2).arrivalMicros).toBe(0);
    expect(link.lost).toBe(2);
  });
});

describe('rate and queue', () => {
  it('deliver at the times of the arithmetic, to the microsecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 1_000_000_000 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 40, max: 1500 })), {
          maxLength: 60,
          size: 'max',
        }),
        (rate, packets) => {
          const link = linkWith({
            rateBitsPerSecond: rate,
            queueBytes: 1_000_000,
            delay: { kind: 'constant', micros: 123 },
          });
          // The reference counts in units of 1 / rate microseconds, with whole numbers only.
          const unit = BigInt(rate);
          let [now, busy] = [0, 0n];
          packets.forEach(([gap, bytes], i) => {
            now += gap;
            const start = busy > BigInt(now) * unit ? busy : BigInt(now) * unit;
            busy = start + BigInt(bytes) * 8_000_000n;
            const expected = Number((busy + unit - 1n) / unit) + 123;
            expect(send(link, now, bytes, i).arrivalMicros).toBe(expected);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('carry exactly the rate over a million packets', () => {
    const link = linkWith({ rateBitsPerSecond: 750_000, queueBytes: 1_000_000_000 });
    let last = 0;
    let now = 0;
    for (let i = 0; i < 1_000_000; i++) {
      last = send(link, now, 1499, i).arrivalMicros;
      if (i % 4 === 3) now = last - 20_000;
    }
    expect(last).toBe(Math.ceil((1_000_000 * 1499 * 8 * 1_000_000) / 750_000));
    expect(link.overflowed).toBe(0);
  });

  it('make a slow link with a deep queue late by the bytes ahead: bufferbloat', () => {
    const link = linkWith({ rateBitsPerSecond: 400_000, queueBytes: 64_000 });
    const times = arrivals(link, 60, 1500);
    // 1500 bytes at 400 kbit/s take 30 ms; one is being sent and 42 fit into the queue.
    expect(times.slice(0, 43)).toEqual(Array.from({ length: 43 }, (_, i) => (i + 1) * 30_000));
    expect(times.slice(43).every((at) => at === -1)).toBe(true);
    expect(link.overflowed).toBe(17);
    // A packet that comes when three have left waits behind 40 others.
    expect(send(link, 90_000, 1500, 100).arrivalMicros).toBe(44 * 30_000);
  });

  it('drop the packet that comes to a full queue, not the one that waits', () => {
    const link = linkWith({ rateBitsPerSecond: 8000, queueBytes: 150 });
    expect(arrivals(link, 3, 100)).toEqual([100_000, 200_000, -1]);
    expect(send(link, 0, 50, 9).arrivalMicros).toBe(250_000);
  });

  it('apply a change to what is sent afterwards', () => {
    const link = linkWith({ rateBitsPerSecond: 8000, queueBytes: 10_000 });
    expect(arrivals(link, 2, 100)).toEqual([100_000, 200_000]);
    changeLink(link, { rateBitsPerSecond: 80_000 });
    expect(send(link, 0, 100, 2).arrivalMicros).toBe(210_000);
    changeLink(link, { rateBitsPerSecond: 0, delay: { kind: 'constant', micros: 5 }, reorders: true });
    expect(send(link, 0, 100, 3).arrivalMicros).toBe(5);
  });
});

describe('delay', () => {
  const kinds: DelaySettings[] = [
    { kind: 'constant', micros: 30_000 },
    { kind: 'uniform', minMicros: 10_000, maxMicros: 50_000 },
    { kind: 'normal', meanMicros: 30_000, deviationMicros: 5000 },
    { kind: 'pareto', minMicros: 20_000, shape: 3, maxMicros: 100_000_000 },
    { kind: 'table', quantilesMicros: [10_000, 20_000, 90_000] },
  ];
  const means = [30_000, 30_000, 30_000, 30_000, (15_000 + 55_000) / 2];

  it.each(kinds.map((delay, i) => ({ delay, mean: means[i] as number })))(
    'has the mean of its distribution: $delay.kind',
    ({ delay, mean }) => {
      const link = linkWith({ delay, reorders: true });
      let sum = 0;
      for (let i = 0; i < 200_000; i++) sum += send(link, 0, 100, i).arrivalMicros;
      expect(Math.abs(sum / 200_000 / mean - 1)).toBeLessThan(0.01);
    },
  );

  it('keeps the order unless it may be broken', () => {
    const delay = { kind: 'uniform', minMicros: 0, maxMicros: 50_000 } as const;
    const ordered = linkWith({ delay });
    const times = Array.from({ length: 500 }, (_, i) => send(ordered, i * 100, 100, i).arrivalMicros);
    expect(times).toEqual(times.slice().sort((a, b) => a - b));
    const free = linkWith({ delay, jitterMicros: 10_000, reorders: true });
    const loose = Array.from({ length: 500 }, (_, i) => send(free, i * 100, 100, i).arrivalMicros);
    expect(loose).not.toEqual(loose.slice().sort((a, b) => a - b));
  });

  it('comes from functions that agree with those of the platform', () => {
    for (let i = 1; i < 2000; i++) {
      expect(Math.abs(ln(i / 7) - Math.log(i / 7))).toBeLessThan(1e-12);
      expect(Math.abs(exp(i / 50 - 20) / Math.exp(i / 50 - 20) - 1)).toBeLessThan(1e-11);
    }
    // From a table of the normal distribution.
    expect(normalQuantile(0.5)).toBeCloseTo(0, 8);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
  });

  it('is never below what it starts at', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999999, noNaN: true }), (draw) => {
        for (const delay of kinds) expect(delayFor(delay, draw)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('duplication and corruption', () => {
  it('are counted apart', () => {
    const link = linkWith({ duplication: 0.2, corruption: 0.1 });
    let twice = 0;
    for (let i = 0; i < 100_000; i++) if (send(link, 0, 100, i).againMicros >= 0) twice++;
    expect(link.corrupted / 100_000).toBeCloseTo(0.1, 2);
    expect(link.duplicated / (100_000 - link.corrupted)).toBeCloseTo(0.2, 2);
    expect(twice).toBe(link.duplicated);
    expect(link.lost).toBe(0);
  });
});

describe('a link', () => {
  it('goes on alike as a copy', () => {
    const link = linkWith({
      loss: { kind: 'gilbertElliott', toBad: 0.1, toGood: 0.3, lossInBad: 1, lossInGood: 0 },
      rateBitsPerSecond: 100_000,
      queueBytes: 5000,
    });
    arrivals(link, 20, 500);
    const copy = cloneLink(link);
    expect(arrivals(copy, 20, 500)).toEqual(arrivals(link, 20, 500));
    expect(copy).toEqual(link);
  });

  it.each([
    [{ loss: { kind: 'independent', probability: 1.2 } }, 'link.loss.probability', 'from 0 to 1, got 1.2'],
    [{ loss: { kind: 'burst' } }, 'link.loss.kind', 'one of independent, gilbertElliott, got "burst"'],
    [{ rateBitsPerSecond: -1 }, 'link.rateBitsPerSecond', 'from 0, got -1'],
    [{ queueBytes: 0 }, 'link.queueBytes', 'from 1 to 1000000000, got 0'],
    [{ delay: { kind: 'uniform', minMicros: 9, maxMicros: 3 } }, 'link.delay.maxMicros', 'from 9, got 3'],
    [{ delay: { kind: 'table', quantilesMicros: [3, 1] } }, 'link.delay.quantilesMicros[1]', 'from 3, got 1'],
    [{ jitterMicros: 0.5 }, 'link.jitterMicros', 'whole number from 0, got 0.5'],
  ])('refuses %o', (settings, path, range) => {
    const link = linkWith({});
    const before = link.settings;
    expect(() => changeLink(link, settings as Partial<LinkSettings>)).toThrow(RangeError);
    expect(() => changeLink(link, settings as Partial<LinkSettings>)).toThrow(path);
    expect(() => changeLink(link, settings as Partial<LinkSettings>)).toThrow(range);
    expect(link.settings).toBe(before);
  });
});
