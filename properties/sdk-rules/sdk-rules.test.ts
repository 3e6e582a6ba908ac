// Each rule for the SDK on a package that breaks it, and all of them on one that breaks none.
import { describe, expect, it } from 'vitest';
import { fromImmediate } from '../../bin/app-test/from-immediate.js';
import { inspectScript } from '../../sim/sdk-host/inspect.js';
import { realmScripts } from '../../sim/sdk-host/realm-scripts.js';
import { called, HEAR, type Mistake, now, scriptOf, standIn } from '../../sim/sdk-host/sdk.test-support.js';
import type { SdkCase } from '../../sim/sdk-host/sdk-case.js';
import { sdkRules } from './index.js';

async function brokenBy(mistake: Mistake, given: SdkCase): Promise<readonly string[]> {
  const scripts = await realmScripts();
  return await fromImmediate(() => {
    const options = { scripts, sdk: standIn(mistake), properties: sdkRules };
    return inspectScript(given, options, true).found.map(({ property }) => property);
  });
}

const join = now(called('joinRoom', 'lobby'));
const logout = { afterMs: 3000, ...called('logout') };
const destroy = { afterMs: 3000, ...called('destroy') };
const off = { afterMs: 100, do: 'off', event: 'connectionStateChanged' } as const;

const TABLE: readonly (readonly [rule: string, mistake: Mistake, given: SdkCase])[] = [
  ['attempts-go-on', 'gives up', scriptOf([])],
  ['connected-needs-a-server', 'silent about outages', scriptOf([])],
  ['promises-settle', 'never settles', scriptOf([join])],
  ['no-uncaught-errors', 'throws later', scriptOf([])],
  ['no-uncaught-errors', 'rejects later', scriptOf([])],
  ['errors-are-readable', 'plain text errors', scriptOf([join])],
  ['states-are-legal', 'odd states', scriptOf([])],
  ['nothing-after-logout', 'connects after logout', scriptOf([logout])],
  ['nothing-after-destroy', 'talks after destroy', scriptOf([destroy])],
  ['one-listener', 'calls old listeners', scriptOf([now(HEAR)])],
  ['lets-go', 'busy for ever', scriptOf([])],
  ['lets-go', 'never rests', scriptOf([])],
  [
    'wrong-calls-are-harmless',
    'suffers from wrong calls',
    scriptOf([now(called('joinRoom', null)), { afterMs: 500, ...called('joinRoom', 'lobby') }]),
  ],
];

describe('rules for the SDK', () => {
  it.each(TABLE)('%s is broken by a package that has the mistake: %s', async (rule, mistake, given) => {
    expect(await brokenBy(mistake, given)).toContain(rule);
    expect(await brokenBy('none', given)).toEqual([]);
  });
  it('off-is-off judges scripts that listen no more', async () => {
    // What is not heard to the end is not judged by the other rules, which this one must not depend on.
    expect(await brokenBy('ignores off', scriptOf([off]))).toEqual(['off-is-off']);
    expect(await brokenBy('none', scriptOf([off]))).toEqual([]);
  });
});
