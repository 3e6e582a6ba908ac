// The real SDK in the sandbox: scripts a second, virtual time per real time, and what loading the package costs of it. From
// dist/, where the realm's own code is found.
import { resolve } from 'node:path';
import { fromImmediate } from '../../../bin/app-test/from-immediate.js';
import type { BenchRow, BenchSuite } from '../measure.js';

interface Parts {
  readonly compilePackage: typeof import('../../../sim/sdk-host/sdk-package.js').compilePackage;
  readonly packageIn: typeof import('../../../sim/sdk-host/sdk-package.js').packageIn;
  readonly realmScripts: typeof import('../../../sim/sdk-host/realm-scripts.js').realmScripts;
  readonly runSdk: typeof import('../../../sim/sdk-host/run-sdk.js').runSdk;
  readonly sdkCaseOf: typeof import('../../../properties/arbitraries/sdk-case.js').sdkCaseOf;
}

const SCRIPTS = 200;

async function parts(): Promise<Parts> {
  const names = [
    'sim/sdk-host/sdk-package',
    'sim/sdk-host/realm-scripts',
    'sim/sdk-host/run-sdk',
    'properties/arbitraries/sdk-case',
  ];
  const loaded = await Promise.all(
    names.map(
      async (path) => (await import(new URL(`../../../dist/${path}.js`, import.meta.url).href)) as object,
    ),
  );
  return Object.assign({}, ...loaded) as Parts;
}

export const suite: BenchSuite = {
  name: 'sdk',
  async run(): Promise<readonly BenchRow[]> {
    const { compilePackage, packageIn, realmScripts, runSdk, sdkCaseOf } = await parts();
    const sdk = compilePackage(packageIn(resolve('node_modules/zego-zim-web')));
    const scripts = await realmScripts();
    const cpuMs = async (make: (index: number) => number): Promise<{ ms: number; virtualMs: number }> => {
      let virtualMs = 0;
      const before = process.cpuUsage();
      for (let index = 0; index < SCRIPTS; index++) virtualMs += await fromImmediate(() => make(index));
      const { user, system } = process.cpuUsage(before);
      return { ms: (user + system) / 1000, virtualMs };
    };
    const nothing = await cpuMs(
      () => runSdk({ ...sdkCaseOf(1), steps: [], tailMs: 1 }, { scripts, sdk }).endMs,
    );
    const real = await cpuMs((index) => runSdk(sdkCaseOf(index + 1), { scripts, sdk }).endMs);
    const model = await cpuMs((index) => runSdk(sdkCaseOf(index + 1), { scripts, sdk: undefined }).endMs);
    const each = real.ms / SCRIPTS;
    const row = (name: string, ms: number): BenchRow => ({
      name,
      median: ms,
      unit: 'ms',
      ratio: ms / each,
      samples: SCRIPTS,
    });
    return [
      row('a script with the real package, CPU time', each),
      row('a page that only loads the package', nothing.ms / SCRIPTS),
      row('the same scripts with the model', model.ms / SCRIPTS),
      {
        name: 'virtual time per CPU time, with the real package',
        median: real.virtualMs / real.ms,
        unit: 'x',
        ratio: 1,
        samples: SCRIPTS,
      },
    ];
  },
};
