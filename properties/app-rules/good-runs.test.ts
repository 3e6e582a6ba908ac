// No false alarms: apps that keep the rules are not blamed, whatever goes wrong around them.
import { describe, expect, it } from 'vitest';
import { seedOfRun } from '../../sim/campaign/batch.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import { execute } from '../../sim/runner/execute.js';
import { fuzzCases } from '../arbitraries/fuzz-case.js';
import { withGoodApps } from './good-scripts.test-support.js';
import { appRules } from './index.js';

const RUNS = 150;

const GROUPS: readonly (readonly [string, readonly FaultKind[] | undefined])[] = [
  ['whatever there is', undefined],
  [
    'tokens',
    ['tokenShorten', 'issuerDown', 'issuerSlow', 'issuerStale', 'clockSkew', 'partition', 'offline'],
  ],
  ['rooms', ['roomDelete', 'memberRemove', 'memberTimeoutShorten', 'resumeAnswer', 'partition', 'offline']],
  ['devices', ['kick', 'kickByDevice', 'handlerThrows', 'sleep', 'kill', 'offline']],
];

// A script cannot look at the state of the connection before it tries again.
const SCRIPTED = /^renewToken failed with 6000121/;

describe.each(GROUPS)('apps that keep the rules, on drawn days with %s', (_name, kinds) => {
  it('are not blamed', { timeout: 60_000 }, () => {
    const specOf = fuzzCases(kinds === undefined ? {} : { kinds });
    const blamed = Array.from({ length: RUNS }, (_, index) => seedOfRun(11, index)).flatMap((seed) => {
      const spec = withGoodApps(specOf(seed));
      const { properties } = execute(spec, {
        properties: appRules,
        keepTrace: false,
        keepObservations: false,
      });
      return properties
        .filter(({ verdict, reason = '' }) => verdict === 'violated' && !SCRIPTED.test(reason))
        .map(({ id, device, atMs, reason }) => `${seed}: ${id} ${device} ${atMs} ${reason}`);
    });
    expect(blamed).toEqual([]);
  });
});
