// The network: latencies like those of a real stack, losses and queues as the arithmetic has them, every byte once and
// in order, and every scenario on it, for a thousand seeds.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../run-command.js';
import { deterministicRow } from '../determinism.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = 'node dist/bin/zim-sim.js';

interface Latency {
  readonly ks: number;
  readonly real: Readonly<Record<string, number>>;
  readonly met: Readonly<Record<string, boolean>>;
}

interface Row {
  readonly loss: number;
  readonly oneWayMs: number;
  readonly connect: Latency;
  readonly echo: Latency;
}

export const rows: readonly AcceptanceRow[] = [
  commandRow('the package is built', 'npm run --silent build'),
  { title: 'connect and echo are those of a real stack, within the targets', check: checkFidelity },
  commandRow(
    'bursts, rates and queues are those of the arithmetic, over a million packets',
    'npx vitest run sim/network/link',
  ),
  commandRow(
    'every byte once and in order, or dead: 10,000 settings and cuts',
    'npx vitest run sim/network/stream/streams.property.test.ts',
    { env: { STREAM_RUNS: '10000' } },
  ),
  commandRow('every scenario holds, goals reached, seeds 1-1000', `${CLI} run --all --seed 1 --runs 1000`),
  deterministicRow(),
  { title: 'bad input is refused with one line and exit code 2', check: checkBadInput },
];

async function checkFidelity(): Promise<Finding> {
  const { code, output } = await runCommand('npm run --silent fidelity -- --json');
  if (code !== 0) return { ok: false, measured: `exit ${code}` };
  const { rows: measured } = JSON.parse(output) as { rows: Row[] };
  const texts = measured.flatMap(({ loss, oneWayMs, connect, echo }) =>
    Object.entries({ connect, echo }).map(([name, { ks, met }]) => {
      const missed = Object.keys(met).filter((key) => met[key] === false);
      return `${loss * 100} % ${oneWayMs} ms ${name}: ks ${ks.toFixed(3)}${missed.length === 0 ? '' : `, not met: ${missed.join(', ')}`}`;
    }),
  );
  return { ok: texts.every((text) => !text.includes('not met')), measured: texts.join('; ') };
}

const SCENARIO = {
  name: 'x',
  title: 'x',
  until: '9s',
  devices: [{ name: 'alice' }],
  script: [],
  expects: [],
};

/** What is said of the network, and where the message has to point. */
const BAD_NETWORKS: readonly (readonly [object, string])[] = [
  [{ loss: 1.5 }, 'network.loss'],
  [{ rateBitsPerSecond: -1 }, 'network.rateBitsPerSecond'],
  [{ queueBytes: 0 }, 'network.queueBytes'],
  [{ burst: { p: 2, r: 0.5, lossGood: 0, lossBad: 1 } }, 'network.burst.p'],
  [{ profile: 'subwaay' }, 'network.profile'],
];

async function checkBadInput(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-acceptance-'));
  try {
    const files = BAD_NETWORKS.map(([network, place], index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify({ ...SCENARIO, network }));
      return { command: `${CLI} run ${file}`, place };
    });
    const commands = [
      ...files,
      { command: `${CLI} run weak-network --profile subwaay`, place: 'subwaay' },
      { command: 'npm run --silent fidelity -- --data package.json', place: 'rows' },
    ];
    const wrong: string[] = [];
    for (const { command, place } of commands) {
      const { code, output } = await runCommand(command);
      const isOneLine = output.trim().split('\n').length === 1;
      if (code !== 2 || !isOneLine || !output.includes(place)) wrong.push(`exit ${code}: ${output.trim()}`);
    }
    return {
      ok: wrong.length === 0,
      measured: wrong.length === 0 ? `${commands.length} of them` : wrong.join('; '),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
