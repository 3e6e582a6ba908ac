import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSeed, hashText, purpose, Randomness } from './random.js';

const LOSS = purpose('test.loss');
const DELAY = purpose('test.delay');
const safe = fc.maxSafeInteger();
const seed = fc.nat({ max: Number.MAX_SAFE_INTEGER });

// Pearson's statistic of counts that should be equal.
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function countOnes(word: number): number {
  let ones = 0;
  for (let bits = word >>> 0; bits !== 0; bits >>>= 1) ones += bits & 1;
  return ones;
}

describe('Randomness', () => {
  it('gives these numbers on every platform and in every version', () => {
    const random = new Randomness(42);
    expect([LOSS, DELAY, hashText(''), hashText('zim')]).toMatchInlineSnapshot(`
      [
        581807289,
        4167557000,
        3476686702,
        4202107928,
      ]
    `);
    expect([0, 1, 2, -1, 2 ** 40].map((a) => random.draw(LOSS, a))).toMatchInlineSnapshot(`
      [
        1566851511,
        3140001936,
        985800639,
        409646243,
        769504948,
      ]
    `);
    expect(
      [1, 2 ** 32, 2 ** 53 - 1].map((s) => new Randomness(s).draw(LOSS, 1, 2, 3)),
    ).toMatchInlineSnapshot(`
      [
        4044261630,
        976878830,
        1941978951,
      ]
    `);
    expect([10, 1_000_003, 2 ** 40, 2 ** 53].map((n) => random.below(n, DELAY, 7))).toMatchInlineSnapshot(`
      [
        2,
        255231,
        686947961526,
        5627477700824749,
      ]
    `);
    expect([0, 1, 2].map((index) => deriveSeed(42, index))).toMatchInlineSnapshot(`
      [
        1720760217762873,
        5250679394731544,
        7874300483620266,
      ]
    `);
  });

  it('has no memory: leaving draws out changes no other', () => {
    const identities = fc.array(fc.tuple(safe, safe, safe), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(seed, identities, fc.func(fc.boolean()), (s, list, keeps) => {
        const [all, some] = [new Randomness(s), new Randomness(s)];
        const drawn = list.map((identity) => all.draw(LOSS, ...identity));
        list.forEach((identity, i) => {
          if (keeps(i)) expect(some.draw(LOSS, ...identity)).toBe(drawn[i]);
        });
      }),
    );
  });

  it('stays within its bounds', () => {
    const random = new Randomness(7);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), safe, (n, a) => {
        const value = random.below(n, DELAY, a);
        expect(Number.isSafeInteger(value) && value >= 0 && value < n).toBe(true);
        const between = random.between(-5, n - 6, DELAY, a);
        expect(Number.isSafeInteger(between) && between >= -5 && between <= n - 6).toBe(true);
      }),
    );
  });

  it.each([
    ['the first identity', (i: number) => new Randomness(1).below(64, LOSS, i)],
    ['the second identity', (i: number) => new Randomness(1).below(64, LOSS, 5, i)],
    ['the third identity', (i: number) => new Randomness(1).below(64, LOSS, 5, 5, i)],
    ['strides of 2^32', (i: number) => new Randomness(1).below(64, LOSS, i * 4_294_967_296)],
    ['strides of 1460 bytes', (i: number) => new Randomness(1).below(64, LOSS, 3, i * 1460, 1)],
    ['the seed', (i: number) => new Randomness(i).below(64, LOSS, 1)],
    ['the upper half of the seed', (i: number) => new Randomness(i * 4_294_967_296 + 1).below(64, LOSS, 1)],
    ['derived seeds', (i: number) => deriveSeed(42, i) % 64],
    ['the name of the purpose', (i: number) => new Randomness(1).below(64, purpose(`p${i}`))],
  ])('is even over %s', (_, drawAt) => {
    // 64,000 draws into 64 buckets: 63 degrees of freedom, of which 1 in 10^6 goes beyond 131.
    const counts = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) {
      const bucket = drawAt(i);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(131);
    expect(chiSquare(counts)).toBeGreaterThan(20);
  });

  it('is even over wide ranges', () => {
    const random = new Randomness(3);
    const counts = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) {
      const bucket = Math.floor(random.below(64 * 1_000_003, DELAY, i) / 1_000_003);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(131);
  });

  it('changes half of the bits when one bit of anything changes', () => {
    const inputs: ((bit: number, i: number) => number)[] = [
      (bit, i) => new Randomness(1).draw(LOSS, i + 2 ** bit) ^ new Randomness(1).draw(LOSS, i),
      (bit, i) => new Randomness(1).draw(LOSS, 4, i + 2 ** bit) ^ new Randomness(1).draw(LOSS, 4, i),
      (bit, i) => new Randomness(1).draw(LOSS, 4, 4, i + 2 ** bit) ^ new Randomness(1).draw(LOSS, 4, 4, i),
      (bit, i) => new Randomness(i + 2 ** bit).draw(LOSS, 4) ^ new Randomness(i).draw(LOSS, 4),
    ];
    for (const differs of inputs) {
      for (let bit = 0; bit < 52; bit++) {
        let ones = 0;
        for (let i = 0; i < 200; i++) ones += countOnes(differs(bit, i * 7919));
        expect(ones / 200).toBeGreaterThan(14.5);
        expect(ones / 200).toBeLessThan(17.5);
      }
    }
  });

  it('gives the places of the identity different meanings', () => {
    const random = new Randomness(9);
    const seen = new Set<number>();
    for (let a = 0; a < 12; a++) {
      for (let b = 0; b < 12; b++) for (let c = 0; c < 12; c++) seen.add(random.draw(LOSS, a, b, c));
    }
    expect(seen.size).toBe(12 ** 3);
    expect(random.draw(LOSS, 5)).not.toBe(random.draw(DELAY, 5));
    expect(random.draw(LOSS, -1)).not.toBe(random.draw(LOSS, 4_294_967_295));
  });

  it('never happens at 0, always at 1, and about as often as asked between', () => {
    const random = new Randomness(11);
    let hits = 0;
    for (let i = 0; i < 20_000; i++) {
      expect(random.chance(0, LOSS, i)).toBe(false);
      expect(random.chance(1, LOSS, i)).toBe(true);
      if (random.chance(0.03, LOSS, i)) hits++;
    }
    expect(hits).toBeGreaterThan(500);
    expect(hits).toBeLessThan(700);
  });

  it('refuses what is no seed, no range and no probability', () => {
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => new Randomness(wrong)).toThrow(/seed/);
    expect(() => new Randomness(1).below(0, LOSS)).toThrow(/one of 0 values/);
    expect(() => new Randomness(1).between(3, 2, LOSS)).toThrow(/between 3 and 2/);
    expect(() => new Randomness(1).chance(1.1, LOSS)).toThrow(/probability 1.1/);
    expect(() => deriveSeed(1, -1)).toThrow(/index -1/);
  });

  it('derives safe, distinct seeds', () => {
    const seeds = new Set(Array.from({ length: 100_000 }, (_, index) => deriveSeed(42, index)));
    expect(seeds.size).toBe(100_000);
    expect([...seeds].every((s) => Number.isSafeInteger(s) && s >= 0)).toBe(true);
  });
});
