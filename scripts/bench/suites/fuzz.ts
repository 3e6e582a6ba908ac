// Campaigns: drawing, running and judging, against the benchmark's session without faults; two workers against one; how
// long it takes to make a failure of 100 faults small.
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../run-command.js';
import { importBundled } from '../bundled.js';
import { cpuMedians } from '../cpu-time.js';
import type { BenchRow, BenchSuite } from '../measure.js';

type Parts = typeof import('../fuzz-parts.js');

const SESSION = 'the session of ten minutes, no faults drawn';
const RUN = 'a fuzz run of ten minutes: drawn, run, judged';
const DRAW = 'of that, drawing the run';
const WORKER_RUNS = 4000;
const FAULTS = 100;

export const suite: BenchSuite = {
  name: 'fuzz',
  async run() {
    const parts = await importBundled<Parts>(new URL('../fuzz-parts.ts', import.meta.url));
    return [...runRows(parts), ...shrinkRows(parts), ...(await workerRows())];
  },
};

function runRows(parts: Parts): readonly BenchRow[] {
  const { allProperties, drawn, execute, faultSchedule, fuzzCases, runBatch, seedOfRun, tenMinutes } = parts;
  const specOf = fuzzCases();
  const deps = { specOf, properties: allProperties };
  const schedules = faultSchedule({ hosts: ['alice', 'bob'], horizonMs: 360_000, maxFaults: 20 });
  const lean = { properties: allProperties, keepTrace: false, keepObservations: false };
  const rounds = { rounds: 21, calls: 100, warmUp: 1500 };
  const medians = cpuMedians(
    {
      [SESSION]: (seed) => void execute({ scenario: tenMinutes, seed }, lean),
      [RUN]: (seed) => void runBatch(7, { from: seed, to: seed + 1 }, deps),
      [DRAW]: (seed) => void specOf(seedOfRun(7, seed)),
      'a schedule of up to 20 faults alone': (seed) => void drawn(schedules, seed),
    },
    rounds,
  );
  const base = medians[SESSION] as number;
  return [
    ...Object.entries(medians).map(([name, median]) => ({
      name,
      median,
      unit: 'µs CPU',
      ratio: median / base,
      samples: rounds.rounds,
    })),
    { name: 'fuzz runs a second of CPU', median: 1e6 / (medians[RUN] as number), unit: 'runs/s' },
  ];
}

/** A client that tries again after 50 ms, and a day on which a hundred things go wrong. */
function shrinkRows({
  allProperties,
  capsuleOf,
  fuzzCases,
  mutants,
  shrunkCapsule,
}: Parts): readonly BenchRow[] {
  const mutant = mutants.find(({ id }) => id === 'no-back-off');
  const specOf = fuzzCases({ maxFaults: FAULTS });
  const deps = { properties: allProperties, property: mutant?.caughtBy, wrap: mutant?.wrap };
  const info = { node: process.version };
  for (let seed = 0; ; seed++) {
    const spec = specOf(seed);
    if (spec.schedule?.length !== FAULTS) continue;
    const capsule = capsuleOf(spec, deps, info);
    if (capsule === undefined) continue;
    const before = process.cpuUsage();
    const small = shrunkCapsule(capsule, deps, info);
    const { user, system } = process.cpuUsage(before);
    const faults = small.spec.schedule?.length ?? 0;
    return [
      {
        name: `making ${FAULTS} faults small: ${faults} left after ${small.found?.runs} runs`,
        median: (user + system) / 1e6,
        unit: 's CPU',
      },
    ];
  }
}

async function workerRows(): Promise<readonly BenchRow[]> {
  const program = JSON.stringify(fileURLToPath(new URL('../../../dist/bin/zim-sim.js', import.meta.url)));
  const secondsWith = async (workers: number): Promise<number> => {
    const { code, output } = await runCommand(
      `node ${program} fuzz --runs ${WORKER_RUNS} --workers ${workers} --json`,
    );
    if (code !== 0) throw new Error(`Expected \`zim-sim fuzz\` to hold, got exit ${code}: ${output}`);
    return (JSON.parse(output) as { seconds: number }).seconds;
  };
  const one = await secondsWith(1);
  const two = await secondsWith(2);
  return [
    { name: `${WORKER_RUNS} runs, one worker`, median: WORKER_RUNS / one, unit: 'runs/s', ratio: 1 },
    { name: `${WORKER_RUNS} runs, two workers`, median: WORKER_RUNS / two, unit: 'runs/s', ratio: one / two },
  ];
}
