// The benchmark world, with and without properties, against a bare loop over as many queue events. The sessions are
// of different seeds, so that nothing can be remembered from one to the next.
import { contractProperties } from '../../../properties/index.js';
import { EventQueue } from '../../../sim/kernel/event-queue.js';
import { type ExecuteOptions, execute } from '../../../sim/runner/execute.js';
import type { BenchRow, BenchSuite } from '../measure.js';
import { tenMinutes } from '../ten-minutes.js';

const ROUNDS = 15;
const SESSIONS = 200;
const WARM_UP = 2000;
const VIRTUAL_US = 600e6;

const CASES: Readonly<Record<string, ExecuteOptions>> = {
  'session, properties, as a campaign runs it': {
    properties: contractProperties,
    keepTrace: false,
    keepObservations: false,
  },
  'session, properties, trace and observations kept': { properties: contractProperties },
  'session, no properties': { properties: [], keepTrace: false, keepObservations: false },
};

export const suite: BenchSuite = {
  name: 'world',
  run: () => Promise.resolve(rows()),
};

function rows(): readonly BenchRow[] {
  const events = execute({ scenario: tenMinutes, seed: 0 }, { properties: [] }).events;
  const contenders: Record<string, (seed: number) => void> = {
    [`bare queue, ${events} events`]: () => bareLoop(events),
  };
  for (const [name, options] of Object.entries(CASES)) {
    contenders[name] = (seed) => void execute({ scenario: tenMinutes, seed }, options);
  }
  const medians = mediansOf(contenders);
  const bare = medians[`bare queue, ${events} events`] as number;
  const withProperties = medians['session, properties, as a campaign runs it'] as number;
  return [
    ...Object.entries(medians).map(([name, median]) => ({
      name,
      median,
      unit: 'µs',
      ratio: median / bare,
      samples: ROUNDS,
    })),
    { name: 'sessions a second', median: 1e6 / withProperties, unit: 'sessions/s' },
    { name: 'queue events a second', median: (events * 1e6) / withProperties, unit: 'events/s' },
    { name: 'simulated time per real time', median: VIRTUAL_US / withProperties, unit: '×' },
  ];
}

/** Contenders take turns, so that what slows the machine down for a while slows all of them. */
function mediansOf(contenders: Readonly<Record<string, (seed: number) => void>>): Record<string, number> {
  const samples: Record<string, number[]> = {};
  let seed = 0;
  for (const [name, run] of Object.entries(contenders)) {
    samples[name] = [];
    for (let i = 0; i < WARM_UP; i++) run(seed++);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const startedAt = performance.now();
      for (let i = 0; i < SESSIONS; i++) run(seed++);
      samples[name]?.push(((performance.now() - startedAt) * 1000) / SESSIONS);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, medianOf(values)]));
}

/** The same number of events, about as many pending, and nothing done with them. */
function bareLoop(events: number): void {
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
