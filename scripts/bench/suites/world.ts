// The benchmark world, in full and with parts left out, against a bare loop over as many queue events. The sessions
// are of different seeds, so that nothing can be remembered from one to the next. Then worlds of many clients.
import type { ExecuteOptions } from '../../../sim/runner/execute.js';
import type { RunSpec } from '../../../sim/runner/summary.js';
import { importBundled } from '../bundled.js';
import { type Contenders, cpuMedians } from '../cpu-time.js';
import type { BenchRow, BenchSuite } from '../measure.js';

type Parts = typeof import('../world-parts.js');

const VIRTUAL_US = 600e6;

/**
 * What a session cost when the network carried messages and not packets: so many times a bare loop over the 702 queue
 * events that it had then. Measured on the last commit with that network.
 */
const FIRST_VERSION = { events: 702, ratio: 12.8 };

const CAMPAIGN = 'session, as a campaign runs it';
const BARE = 'bare queue, as many events';
const BARE_FIRST = 'bare queue, as many events as in the first version';

export const suite: BenchSuite = {
  name: 'world',
  async run() {
    const parts = await importBundled<Parts>(new URL('../world-parts.ts', import.meta.url));
    return [...sessionRows(parts), ...crowdRows(parts)];
  },
};

function sessionRows(parts: Parts): readonly BenchRow[] {
  const { events } = parts.execute({ scenario: parts.tenMinutes, seed: 0 }, { properties: [] });
  const rounds = { rounds: 41, calls: 60, warmUp: 1500 };
  const medians = cpuMedians(contendersOf(parts, events), rounds);
  const bare = medians[BARE] as number;
  const session = medians[CAMPAIGN] as number;
  const asFirst = FIRST_VERSION.ratio * (medians[BARE_FIRST] as number);
  return [
    ...Object.entries(medians).map(([name, median]) => ({
      name,
      median,
      unit: 'µs CPU',
      ratio: median / bare,
      samples: rounds.rounds,
    })),
    {
      name: 'session over that of the first version, without packets',
      median: session,
      unit: 'µs CPU',
      ratio: session / asFirst,
    },
    { name: 'sessions a second of CPU', median: 1e6 / session, unit: 'sessions/s' },
    { name: 'queue events a second of CPU', median: (events * 1e6) / session, unit: 'events/s' },
    { name: 'simulated time per CPU time', median: VIRTUAL_US / session, unit: '×' },
  ];
}

/** Ten minutes of more and more clients: what one queue event costs must not depend on how many there are. */
function crowdRows(parts: Parts): readonly BenchRow[] {
  const options = { properties: parts.contractProperties, keepTrace: false, keepObservations: false };
  const rows: BenchRow[] = [];
  for (const count of [2, 20, 100, 500]) {
    const scenario = parts.crowd(count);
    let events = 0;
    const run = (seed: number): void => {
      ({ events } = parts.execute({ scenario, seed }, options));
    };
    const calls = Math.max(1, Math.round(200 / count));
    const median = Object.values(cpuMedians({ run }, { rounds: 7, calls, warmUp: calls * 3 }))[0] as number;
    rows.push({ name: `${count} clients, ten minutes`, median: median / 1000, unit: 'ms CPU' });
    rows.push({ name: `${count} clients, one queue event`, median: (median * 1000) / events, unit: 'ns' });
  }
  const base = rows[1]?.median ?? 1;
  rows.push({
    name: 'memory of the process after 500 clients',
    median: process.memoryUsage.rss() / 1e6,
    unit: 'MB',
  });
  return rows.map((row) => (row.unit === 'ns' ? { ...row, ratio: row.median / base } : row));
}

function contendersOf(parts: Parts, events: number): Contenders {
  const { buildWorld, contractProperties, execute, stepClient, stepServer, tenMinutes: scenario } = parts;
  const lean: ExecuteOptions = { properties: contractProperties, keepTrace: false, keepObservations: false };
  const run =
    (options: ExecuteOptions, more: Partial<RunSpec> = {}) =>
    (seed: number): void =>
      void execute({ scenario, seed, ...more }, options);
  const steps = { client: stepClient, server: stepServer };
  const build = { properties: contractProperties, steps, keepTrace: false, keepObservations: false };
  return {
    [BARE]: () => bareLoop(parts, events),
    [BARE_FIRST]: () => bareLoop(parts, FIRST_VERSION.events),
    'building the world': (seed) => void buildWorld({ scenario, seed }, build),
    'session without properties': run({ ...lean, properties: [] }),
    [CAMPAIGN]: run(lean),
    'session, trace and observations kept': run({ properties: contractProperties }),
    'session on lte': run(lean, { profile: 'lte' }),
    'session on subway': run(lean, { profile: 'subway' }),
  };
}

/** The same number of events, about as many pending, and nothing done with them. */
function bareLoop({ EventQueue }: Parts, events: number): void {
  const queue = new EventQueue();
  for (let i = 0; i < 16; i++) queue.push(i * 1000, 0, 0, undefined);
  for (let i = 0; i < events; i++) {
    queue.popUntil(Number.MAX_SAFE_INTEGER);
    queue.push(queue.at + 40_000 + ((i * 7919) % 10_000_000), 0, 0, undefined);
  }
}
