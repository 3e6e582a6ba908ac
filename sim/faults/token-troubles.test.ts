import { expect, it } from 'vitest';
import { tokenTroubles } from './token-troubles.js';

it('knows what keeps apps from their token server, and for how long', () => {
  expect(
    tokenTroubles([
      { kind: 'issuerDown', at: '1m', for: '2m' },
      { kind: 'kick', at: '5s', user: 'alice' },
      { kind: 'partition', at: '5s', between: ['alice', 'server'] },
      { kind: 'reset', at: '7s', host: 'alice' },
      { kind: 'blackHole', at: '1s', host: 'issuer' },
    ]),
  ).toEqual([
    { fromMs: 60_000, toMs: 185_000 },
    { fromMs: 7000, toMs: 12_000 },
    { fromMs: 1000, toMs: Number.POSITIVE_INFINITY },
  ]);
});
