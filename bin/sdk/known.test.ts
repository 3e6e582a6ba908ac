// The installed package shows nothing that docs/findings.md does not have: what is new after an update is seen here.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { packageIn } from '../../sim/sdk-host/sdk-package.js';
import { openSdkPool } from './pool.js';

const RUNS = 200;

it('shows no finding that is not documented', async () => {
  const known = JSON.parse(readFileSync('docs/known-findings.json', 'utf8')) as {
    readonly findings: readonly { readonly signature: string }[];
  };
  const documented = new Set(known.findings.map(({ signature }) => signature));
  const pool = openSdkPool(2);
  try {
    const sdk = packageIn(resolve('node_modules/zego-zim-web'));
    const half = RUNS / 2;
    const results = await Promise.all([
      pool.ask({ kind: 'runs', sdk, seed: 1, from: 0, to: half }),
      pool.ask({ kind: 'runs', sdk, seed: 1, from: half, to: RUNS }),
    ]);
    const signatures = new Set(
      results.flat().flatMap(({ found }) => found.map(({ signature }) => signature)),
    );
    expect(signatures.size).toBeGreaterThan(5);
    expect([...signatures].filter((signature) => !documented.has(signature))).toEqual([]);
  } finally {
    pool.close();
  }
}, 300_000);
