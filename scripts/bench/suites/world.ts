// The benchmark world, in full and with parts left out, against a bare loop over as many queue events. The sessions
// are of different seeds, so that nothing can be remembered from one to the next.
//
// What counts is CPU time of the whole process, so garbage collection on other threads is in it, and a neighbour on
// the machine is mostly not.
import type { ExecuteOptions } from '../../../sim/runner/execute.js';
import { importBundled } from '../bundled.js';
import type { BenchRow, BenchSuite } from '../measure.js';

type Parts = typeof import('../world-parts.js');
type Contenders = Readonly<Record<string, (seed: number) => void>>;

const ROUNDS = 41;
const SESSIONS = 60;
const WARM_UP = 2000;
const VIRTUAL_US = 600e6;

const CAMPAIGN = 'session, as a campaign runs it';
const BARE = 'bare queue, as many events';

export const suite: BenchSuite = {
  name: 'world',
  async run() {
    return rows(await importBundled<Parts>(new URL('../world-parts.ts', import.meta.url)));
  },
};

function rows(parts: Parts): readonly BenchRow[] {
  const { events } = parts.execute({ scenario: parts.tenMinutes, seed: 0 }, { properties: [] });
  const medians = mediansOf(contendersOf(parts, events));
  const bare = medians[BARE] as number;
  const session = medians[CAMPAIGN] as number;
  return [
    ...Object.entries(medians).map(([name, median]) => ({
      name,
      median,
      unit: 'µs CPU',
      ratio: median / bare,
      samples: ROUNDS,
    })),
    { name: 'sessions a second of CPU', median: 1e6 / session, unit: 'sessions/s' },
    { name: 'queue events a second of CPU', median: (events * 1e6) / session, unit: 'events/s' },
    { name: 'simulated time per CPU time', median: VIRTUAL_US / session, unit: '×' },
  ];
}

function contendersOf(parts: Parts, events: number): Contenders {
  const { buildWorld, contractProperties, execute, stepClient, stepServer, tenMinutes: scenario } = parts;
  const lean: ExecuteOptions = { properties: contractProperties, keepTrace: false, keepObservations: false };
  const run = (options: ExecuteOptions) => (seed: number) => void execute({ scenario, seed }, options);
  const steps = { client: stepClient, server: stepServer };
  const build = { properties: contractProperties, steps, keepTrace: false, keepObservations: false };
  return {
    [BARE]: () => bareLoop(parts, events),
    'building the world': (seed) => void buildWorld({ scenario, seed }, build),
    'session without properties': run({ ...lean, properties: [] }),
    [CAMPAIGN]: run(lean),
    'session, trace and observations kept': run({ properties: contractProperties }),
  };
}

/** Contenders take turns, so that what slows the machine down for a while slows all of them. */
function mediansOf(contenders: Contenders): Record<string, number> {
  const samples: Record<string, number[]> = {};
  let seed = 0;
  for (const [name, run] of Object.entries(contenders)) {
    samples[name] = [];
    for (let i = 0; i < WARM_UP; i++) run(seed++);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const before = process.cpuUsage();
      for (let i = 0; i < SESSIONS; i++) run(seed++);
      const { user, system } = process.cpuUsage(before);
      samples[name]?.push((user + system) / SESSIONS);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, medianOf(values)]));
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

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
