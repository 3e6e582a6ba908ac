import { describe, expect, it } from 'vitest';
import { type Choices, type Decision, ScriptedChoices, SeededChoices } from './choices.js';
import { purpose, Randomness } from './random.js';

const PICK = purpose('test.pick');

function play(choices: Choices): string {
  const word = choices.choose(PICK, ['a', 'b', 'c'], 1);
  const number = choices.between(PICK, 0, 10, 2);
  return `${word} ${number} ${choices.chance(PICK, 0.5, 3)}`;
}

// Every path, the way an explorer finds them: raise the last decision that can be raised.
function explore(): string[] {
  const results: string[] = [];
  let script: number[] | undefined = [];
  while (script !== undefined) {
    const choices: ScriptedChoices = new ScriptedChoices(script);
    results.push(play(choices));
    const decisions: readonly Decision[] = choices.decisions;
    const last: number = decisions.findLastIndex(({ taken, options }) => taken + 1 < options);
    const path: number[] = decisions.slice(0, last + 1).map(({ taken }) => taken);
    script = last === -1 ? undefined : [...path.slice(0, last), (path[last] ?? 0) + 1];
  }
  return results;
}

describe('SeededChoices', () => {
  it('draws from the seed and the identity alone', () => {
    const choices = new SeededChoices(new Randomness(42));
    const first = play(choices);
    expect(play(choices)).toBe(first);
    expect(play(new SeededChoices(new Randomness(42)))).toBe(first);
    const others = Array.from({ length: 20 }, (_, seed) => play(new SeededChoices(new Randomness(seed))));
    expect(new Set(others).size).toBeGreaterThan(10);
  });

  it('refuses to choose from nothing', () => {
    expect(() => new SeededChoices(new Randomness(1)).choose(PICK, [])).toThrow(/nothing to choose from/);
  });
});

describe('ScriptedChoices', () => {
  it('takes the first option beyond its script', () => {
    expect(play(new ScriptedChoices([]))).toBe('a 0 false');
    expect(play(new ScriptedChoices([2]))).toBe('c 0 false');
    expect(play(new ScriptedChoices([1, 2, 1]))).toBe('b 10 true');
  });

  it('records what was decided about what', () => {
    const choices = new ScriptedChoices([1]);
    play(choices);
    expect(choices.decisions).toEqual([
      { purpose: PICK, identity: [1, 0, 0], options: 3, taken: 1 },
      { purpose: PICK, identity: [2, 0, 0], options: 3, taken: 0 },
      { purpose: PICK, identity: [3, 0, 0], options: 2, taken: 0 },
    ]);
  });

  it('lets an explorer see every path once', () => {
    const paths = explore();
    expect(paths).toHaveLength(3 * 3 * 2);
    expect(new Set(paths).size).toBe(18);
  });

  it('does not count as a decision what can only go one way', () => {
    const choices = new ScriptedChoices([1]);
    expect(choices.choose(PICK, ['only'])).toBe('only');
    expect(choices.between(PICK, 4, 4)).toBe(4);
    expect(choices.chance(PICK, 0)).toBe(false);
    expect(choices.chance(PICK, 1)).toBe(true);
    expect(choices.decisions).toEqual([]);
    expect(choices.between(PICK, 4, 5)).toBe(5);
  });

  it('goes on separately in a clone', () => {
    const choices = new ScriptedChoices([1, 1]);
    choices.choose(PICK, ['a', 'b']);
    const copy = choices.clone();
    expect(copy.choose(PICK, ['a', 'b'])).toBe('b');
    expect(choices.decisions).toHaveLength(1);
    expect(copy.decisions).toHaveLength(2);
  });

  it('refuses a script that does not fit', () => {
    expect(() => new ScriptedChoices([7]).choose(PICK, ['a', 'b'])).toThrow(/option 7 of 2/);
  });
});
