// Values of an arbitrary by a seed of ours: the same seed gives the same value on every machine and version of Node.
import fc from 'fast-check';
import { purpose, Randomness } from '../../sim/kernel/random.js';

const GENERATE = purpose('arbitrary.generate');

/**
 * One value of an arbitrary.
 *
 * @param seed a whole number from 0 to 2^53 - 1
 * @example drawn(faultSchedule({ hosts: ['alice'], horizonMs: 60_000 }), 42)
 */
export function drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  return arbitrary.generate(new fc.Random(new Draws(new Randomness(seed), 0)), undefined).value;
}

/** Keyed draws as the generator of random numbers that fast-check asks for. */
class Draws {
  private readonly randomness: Randomness;
  private count: number;

  constructor(randomness: Randomness, count: number) {
    this.randomness = randomness;
    this.count = count;
  }

  clone(): Draws {
    return new Draws(this.randomness, this.count);
  }

  next(): number {
    return this.randomness.draw(GENERATE, this.count++) | 0;
  }

  getState(): readonly number[] {
    return [this.count];
  }
}
