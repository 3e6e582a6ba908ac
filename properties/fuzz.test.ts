// The models against drawn days: whoever uses the SDK as its documentation says must come through all of them. A few
// hundred runs here; ZIM_SIM_NIGHTLY=20000 makes it so many for each group.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { seedOfRun } from '../sim/campaign/batch.js';
import { assertRun, RunFailed } from '../sim/campaign/campaign.js';
import type { FaultKind } from '../sim/faults/fault.js';
import { fuzzCases } from './arbitraries/fuzz-case.js';
import { allProperties } from './index.js';
import { mutants } from './mutants/index.js';

const NIGHTLY = Number(process.env.ZIM_SIM_NIGHTLY ?? 0);
const RUNS = NIGHTLY > 0 ? NIGHTLY : 60;
const TIMEOUT_MS = 60_000 + RUNS * 20;

// A seed is no quantity: a smaller one is no simpler run. What is made small is the run.
const campaignSeed = fc.noShrink(fc.maxSafeNat());

const GROUPS: readonly (readonly [string, readonly FaultKind[] | undefined])[] = [
  ['whatever there is', undefined],
  [
    'the network',
    ['partition', 'offline', 'weakNetwork', 'blackHole', 'dns', 'captivePortal', 'natTimeout', 'handover'],
  ],
  [
    'tokens',
    ['tokenShorten', 'tokenRevoke', 'issuerDown', 'issuerSlow', 'issuerStale', 'clockSkew', 'partition'],
  ],
  ['rooms', ['roomDelete', 'memberRemove', 'memberTimeoutShorten', 'resumeAnswer', 'partition', 'offline']],
  ['the backend', ['serverRestart', 'serverDeploy', 'serverSlow', 'lateAnswer', 'duplicateDelivery']],
  ['other devices', ['kick', 'kickByDevice', 'handlerThrows', 'sleep', 'kill', 'offline']],
];

describe.each(GROUPS)('a drawn day with %s', (_name, kinds) => {
  const specOf = fuzzCases(kinds === undefined ? {} : { kinds });
  const only = kinds === undefined ? '' : ` --only ${kinds.join(',')}`;

  test.prop([campaignSeed], { numRuns: RUNS, endOnFailure: true })(
    'holds',
    (seed) => {
      assertRun(
        specOf(seedOfRun(seed, 0)),
        { properties: allProperties },
        { node: process.version, command: `npx zim-sim fuzz --seed ${seed} --runs 1${only}` },
      );
    },
    TIMEOUT_MS,
  );
});

describe('a failure of such a test', () => {
  const wrap = mutants.find(({ id }) => id === 'no-warning')?.wrap;
  const specOf = fuzzCases();

  test.prop([campaignSeed], { numRuns: 5 })(
    'says what is wrong, how little it takes, and how to see it again',
    (seed) => {
      const specs = Array.from({ length: 40 }, (_, index) => specOf(seedOfRun(seed, index)));
      const messages = specs.flatMap((spec) => {
        try {
          assertRun(
            spec,
            { properties: allProperties, property: 'T1', wrap },
            { node: 'v20', command: 'this command' },
          );
          return [];
        } catch (error) {
          if (!(error instanceof RunFailed)) throw error;
          // Where a token outlives the day, it takes one fault to shorten it.
          expect(error.capsule.spec.schedule?.length ?? 0).toBeLessThanOrEqual(1);
          return [error.message];
        }
      });
      expect(messages[0]).toMatch(
        /^T1 is violated: .+\n {2}.+\n {2}[01] faults?, of \d+\n {2}again: this command$/,
      );
    },
    TIMEOUT_MS,
  );
});
