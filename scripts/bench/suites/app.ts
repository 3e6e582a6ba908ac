// Apps under test: contexts, runs of good-app, and where their time goes, against the same worlds with scripts in the
// place of code; and whether memory stays flat. From dist/, where the realm's own code is found.

import { fileURLToPath } from 'node:url';
import { createContext } from 'node:vm';
import { fromImmediate } from '../../../bin/app-test/from-immediate.js';
import { cpuMedians } from '../cpu-time.js';
import type { BenchRow, BenchSuite } from '../measure.js';

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));
const RUN = 'good-app on two devices, ten minutes: drawn, run, judged by all rules';
const SCRIPT = 'the same world without code';
const CONTEXT = 'a bare context';
const REALM = 'a context with the platform, a clock and the drop-in, and an app that does nothing';
const MEMORY_RUNS = 10_000;

interface Parts {
  readonly appRules: typeof import('../../../properties/app-rules/index.js').appRules;
  readonly appCases: typeof import('../../../properties/arbitraries/app-case.js').appCases;
  readonly execute: typeof import('../../../sim/runner/execute.js').execute;
  readonly bundleApp: typeof import('../../../sim/sandbox/bundle.js').bundleApp;
  readonly createSandbox: typeof import('../../../sim/sandbox/sandbox.js').createSandbox;
}

async function parts(): Promise<Parts> {
  const load = async (path: string): Promise<object> =>
    (await import(new URL(`../../../dist/${path}.js`, import.meta.url).href)) as object;
  const loaded = await Promise.all(
    [
      'properties/app-rules/index',
      'properties/arbitraries/app-case',
      'sim/runner/execute',
      'sim/sandbox/bundle',
      'sim/sandbox/sandbox',
    ].map(load),
  );
  return Object.assign({}, ...loaded) as Parts;
}

const ACTIONS = ['login', 'joinRoom', 'send', 'leaveRoom', 'logout'].map((name) => ({
  name,
  params: name === 'send' ? ['text'] : [],
}));

export const suite: BenchSuite = {
  name: 'app',
  async run() {
    const { appRules, appCases, execute, bundleApp, createSandbox } = await parts();
    const good = createSandbox(await bundleApp({ entry: `${EXAMPLES}/good-app/chat.ts`, folder: EXAMPLES }));
    const idle = createSandbox(
      await bundleApp({ entry: fileURLToPath(new URL('../idle-app.js', import.meta.url)), folder: EXAMPLES }),
    );
    const devices = [{ name: 'alice' }, { name: 'bob' }];
    const specOf = appCases({ name: 'good-app', devices, roomID: 'lobby', actions: ACTIONS });
    const lean = { properties: appRules, keepTrace: false, keepObservations: false };
    const calm = (seed: number): Parameters<typeof execute>[0] => ({
      scenario: {
        name: 'idle',
        title: 'idle',
        devices: [{ name: 'alice' }],
        script: [],
        until: 1,
        expects: [],
      },
      seed,
    });
    const run = (seed: number): void => {
      execute(specOf(seed), { ...lean, apps: () => good.appsFor({ roomID: 'lobby' }) });
    };
    const medians = await fromImmediate(() =>
      cpuMedians(
        {
          [SCRIPT]: (seed) => void execute(specOf(seed), lean),
          [RUN]: run,
          [CONTEXT]: () => void createContext({}),
          [REALM]: (seed) =>
            void execute(calm(seed), { ...lean, apps: () => idle.appsFor({ roomID: 'lobby' }) }),
        },
        { rounds: 11, calls: 50, warmUp: 150 },
      ),
    );
    const base = medians[SCRIPT] as number;
    return [
      ...Object.entries(medians).map(
        ([name, median]): BenchRow => ({ name, median, unit: 'µs CPU', ratio: median / base, samples: 11 }),
      ),
      { name: 'runs of good-app a second of CPU', median: 1e6 / (medians[RUN] as number), unit: 'runs/s' },
      { name: 'realms a second of CPU', median: 1e6 / (medians[REALM] as number), unit: 'realms/s' },
      ...(await memoryRows(run)),
    ];
  },
};

/** What the process holds after a tenth of the runs, and after all of them. */
async function memoryRows(run: (seed: number) => void): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  let seed = 1_000_000;
  for (const runs of [MEMORY_RUNS / 10, MEMORY_RUNS]) {
    while (seed < 1_000_000 + runs) {
      // Batches, so that what waits for an idle moment gets one.
      await fromImmediate(() => {
        for (let index = 0; index < 25; index++) run(seed++);
      });
    }
    rows.push({ name: `memory after ${runs} runs`, median: process.memoryUsage().rss / 1e6, unit: 'MB' });
  }
  return rows;
}
