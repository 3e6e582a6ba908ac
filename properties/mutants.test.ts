// The catalogue of mutants: what it covers, and that most of it is noticed within a few drawn days. `zim-sim mutants`
// goes after the rest, which is wrong only in a rare order of things.
import { describe, expect, it } from 'vitest';
import { runBatch } from '../sim/campaign/batch.js';
import { fuzzCases } from './arbitraries/fuzz-case.js';
import { allProperties, contractProperties } from './index.js';
import { mutants } from './mutants/index.js';

const RUNS = 60;
const specOf = fuzzCases();

describe('the catalogue', () => {
  it('has a name of its own for each, and a property that exists', () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    const known = allProperties.map(({ id }) => id);
    expect(mutants.filter(({ caughtBy }) => !known.includes(caughtBy))).toEqual([]);
  });

  it('has one for every sentence of the contract that runs of any kind get to', () => {
    const caught = new Set(mutants.map(({ caughtBy }) => caughtBy));
    const without = contractProperties.map(({ id }) => id).filter((id) => !caught.has(id));
    // Without token authentication nothing expires: able-to-fail.test.ts has the client that says so anyway.
    expect(without).toEqual(['T0']);
  });

  it('is noticed for the most part within a few runs, each by the property that it names', () => {
    const found = mutants.filter(({ wrap, caughtBy }) => {
      const deps = { specOf, properties: allProperties, property: caughtBy, wrap };
      return runBatch(1, { from: 0, to: RUNS }, deps, true).failed.length > 0;
    });
    expect(found.length).toBeGreaterThanOrEqual(60);
  }, 120_000);
});
