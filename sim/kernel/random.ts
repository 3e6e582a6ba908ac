// Keyed randomness: a draw is a pure function of the seed, a purpose and the identity of the thing it is
// about. There is no state and no counter, so leaving one draw out changes no other. Which identity a
// packet or a back-off has is the business of its owner.
//
// Only Math.imul, shifts and exact double arithmetic: the numbers are the same on every platform.

import { assert } from './assert.js';

declare const purposeBrand: unique symbol;

/** What a draw is for: the hash of a name, made once when a module loads. */
export type Purpose = number & { readonly [purposeBrand]: true };

const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;
const PER_TWO_32 = 1 / TWO_32;
const PER_TWO_53 = 1 / TWO_53;

// From this size on, 32 random bits are visibly uneven over n values, so `below` takes 53.
const WIDE_FROM = 1 << 20;
const SECOND_HALF = 0x5bd1e995;

/**
 * Names a kind of draw. Call it at module level; two names must not be used for the same thing.
 *
 * @example const LOSS = purpose('link.loss');
 */
export function purpose(name: string): Purpose {
  return hashText(name) as Purpose;
}

/** A uint32 over the UTF-16 code units of a text. Not for secrets. */
export function hashText(text: string): number {
  let hash = 0x2545f491;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return finish(hash ^ text.length);
}

/**
 * The seed of run `index` of a campaign: 53 bits, so that a million runs practically never share one.
 *
 * @example const seed = deriveSeed(campaign.seed, 17);
 */
export function deriveSeed(seed: number, index: number): number {
  assertSeed(seed);
  assert(Number.isSafeInteger(index) && index >= 0, `run index ${index} is not a safe integer from 0`);
  const run = new Randomness(seed);
  const high = run.draw(DERIVE_HIGH, index) >>> 11;
  return high * TWO_32 + run.draw(DERIVE_LOW, index);
}

/** All the chance of one run. Stateless: share it freely, between forks too. */
export class Randomness {
  readonly seed: number;
  // Two words, so that two seeds practically never give the same run.
  private readonly first: number;
  private readonly second: number;

  /** @param seed a safe integer from 0 to 2^53 - 1; both halves count */
  constructor(seed: number) {
    assertSeed(seed);
    const low = seed | 0;
    const high = highWord(seed);
    this.seed = seed;
    this.first = finish(round(low ^ 0x6a09e667, 0x85ebca6b) ^ high) | 0;
    this.second = finish(round(high ^ 0x3c6ef372, 0xc2b2ae35) + low) | 0;
  }

  /** A uint32. The identity is up to three safe integers; one that is left out is 0. */
  draw(p: Purpose, a: number = 0, b: number = 0, c: number = 0): number {
    let hash = round(this.first ^ p, 0x85ebca6b);
    // Each place has a multiplier of its own, or (1, 2) and (2, 1) would be too much alike. A high word is
    // nearly always 0 and is left out then.
    hash = round(hash ^ a, 0x9e3779b1);
    const aHigh = highWord(a);
    if (aHigh !== 0) hash = round(hash ^ aHigh, 0x2c1b3c6d);
    hash = round(hash ^ b, 0xc2b2ae3d);
    const bHigh = highWord(b);
    if (bHigh !== 0) hash = round(hash ^ bHigh, 0x297a2d39);
    hash = round(hash ^ c, 0x27d4eb2f);
    const cHigh = highWord(c);
    if (cHigh !== 0) hash = round(hash ^ cHigh, 0x165667b1);
    return finish(hash + this.second);
  }

  /** An integer from 0 to n - 1, for n from 1 to 2^53. */
  below(n: number, p: Purpose, a: number = 0, b: number = 0, c: number = 0): number {
    assert(n >= 1 && n <= TWO_53 && Math.floor(n) === n, `cannot draw one of ${n} values`);
    if (n < WIDE_FROM) return Math.floor(this.draw(p, a, b, c) * PER_TWO_32 * n);
    const high = this.draw((p ^ SECOND_HALF) as Purpose, a, b, c) >>> 11;
    return Math.floor((high * TWO_32 + this.draw(p, a, b, c)) * PER_TWO_53 * n);
  }

  /** An integer from min to max, both included. */
  between(min: number, max: number, p: Purpose, a: number = 0, b: number = 0, c: number = 0): number {
    assert(min <= max, `cannot draw between ${min} and ${max}`);
    return min + this.below(max - min + 1, p, a, b, c);
  }

  /** True with this probability; 0 is never and 1 is always. */
  chance(probability: number, p: Purpose, a: number = 0, b: number = 0, c: number = 0): boolean {
    assert(probability >= 0 && probability <= 1, `probability ${probability} is not from 0 to 1`);
    return this.draw(p, a, b, c) < probability * TWO_32;
  }
}

const DERIVE_HIGH: Purpose = purpose('campaign.seed.high');
const DERIVE_LOW: Purpose = purpose('campaign.seed.low');

function round(word: number, multiplier: number): number {
  const mixed = Math.imul(word, multiplier);
  return mixed ^ (mixed >>> 15);
}

// A full avalanche: every bit of the input moves every bit of the result with probability one half.
function finish(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function highWord(integer: number): number {
  return (integer - (integer >>> 0)) * PER_TWO_32;
}

function assertSeed(seed: number): void {
  assert(Number.isSafeInteger(seed) && seed >= 0, `seed ${seed} is not a safe integer from 0`);
}
