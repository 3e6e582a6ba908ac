// Everything that is not determined is a choice: drawn from the seed in a run, enumerated in an exploration.
// Which choices there are is up to the models; which branch to try next is up to the explorer.

import { assert } from './assert.js';
import type { Purpose, Randomness } from './random.js';

/**
 * The source of whatever is left open. The identity (a, b, c: safe integers) says which thing is meant, so
 * that a choice does not depend on how many came before it.
 *
 * @example const server = choices.choose(PICK_SERVER, servers, device, attempt);
 */
export interface Choices {
  choose<T>(p: Purpose, options: readonly T[], a?: number, b?: number, c?: number): T;
  /** An integer from min to max, both included. */
  between(p: Purpose, min: number, max: number, a?: number, b?: number, c?: number): number;
  chance(p: Purpose, probability: number, a?: number, b?: number, c?: number): boolean;
}

/** Choices drawn from a seed. Stateless, so forks may share it. */
export class SeededChoices implements Choices {
  readonly randomness: Randomness;

  constructor(randomness: Randomness) {
    this.randomness = randomness;
  }

  choose<T>(p: Purpose, options: readonly T[], a: number = 0, b: number = 0, c: number = 0): T {
    assert(options.length > 0, 'nothing to choose from');
    return options[this.randomness.below(options.length, p, a, b, c)] as T;
  }

  between(p: Purpose, min: number, max: number, a: number = 0, b: number = 0, c: number = 0): number {
    return this.randomness.between(min, max, p, a, b, c);
  }

  chance(p: Purpose, probability: number, a: number = 0, b: number = 0, c: number = 0): boolean {
    return this.randomness.chance(probability, p, a, b, c);
  }
}

/** One decision of a scripted run. `taken` is the place of the option among `options`. */
export interface Decision {
  readonly purpose: Purpose;
  readonly identity: readonly [number, number, number];
  readonly options: number;
  readonly taken: number;
}

/**
 * Follows a script of option numbers and takes the first option once the script is used up. `decisions` is
 * then the path of this run: raise its last number that can be raised, and the next path is known. A choice
 * with a single outcome is no decision and is not recorded.
 *
 * @example const choices = new ScriptedChoices([0, 2, 1]);
 */
export class ScriptedChoices implements Choices {
  readonly decisions: Decision[] = [];
  private readonly script: readonly number[];

  constructor(script: readonly number[]) {
    this.script = script;
  }

  choose<T>(p: Purpose, options: readonly T[], a: number = 0, b: number = 0, c: number = 0): T {
    assert(options.length > 0, 'nothing to choose from');
    return options[this.decide(p, options.length, [a, b, c])] as T;
  }

  /** Of a range only the ends and the middle are tried: min first, then the middle, then max. */
  between(p: Purpose, min: number, max: number, a: number = 0, b: number = 0, c: number = 0): number {
    assert(min <= max, `cannot choose between ${min} and ${max}`);
    const middle = min + Math.floor((max - min) / 2);
    const values = middle === min ? [min, max] : [min, middle, max];
    return values[min === max ? 0 : this.decide(p, values.length, [a, b, c])] as number;
  }

  /** The calm outcome, false, comes first. What is certain either way is no decision. */
  chance(p: Purpose, probability: number, a: number = 0, b: number = 0, c: number = 0): boolean {
    if (probability <= 0 || probability >= 1) return probability >= 1;
    return this.decide(p, 2, [a, b, c]) === 1;
  }

  /** An independent copy that goes on from here, for a fork. */
  clone(): ScriptedChoices {
    const copy = new ScriptedChoices(this.script);
    copy.decisions.push(...this.decisions);
    return copy;
  }

  private decide(p: Purpose, options: number, identity: readonly [number, number, number]): number {
    if (options === 1) return 0;
    const taken = this.script[this.decisions.length] ?? 0;
    assert(taken >= 0 && taken < options, `the script takes option ${taken} of ${options}`);
    this.decisions.push({ purpose: p, identity, options, taken });
    return taken;
  }
}
