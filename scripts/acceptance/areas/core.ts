// The core: the package is well formed, a fresh clone works with the README's two commands, every scenario holds and
// is deterministic, and every property is able to fail.

import { runCommand } from '../../run-command.js';
import { freshCloneRow } from '../fresh-clone.js';
import { installNode } from '../node-versions.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = 'node dist/bin/zim-sim.js';
const SEEDS = 1000;

export const rows: readonly AcceptanceRow[] = [
  freshCloneRow('fresh clone: npm ci && npx zim-sim run --all', 'npm ci && npx zim-sim run --all'),
  freshCloneRow('fresh clone: npm ci && npm test', 'npm ci && npm test'),
  commandRow('the package is built', 'npm run --silent build'),
  commandRow('every scenario holds, goals reached, seeds 1-200', `${CLI} run --all --seed 1 --runs 200`),
  { title: 'room-deleted prints T0 3/1/1, T1 2/1/1, T2 2/0/3', check: checkRoomDeleted },
  commandRow(
    'each property is seen violated by a broken model',
    'npx vitest run properties/able-to-fail.test.ts',
  ),
  { title: `${SEEDS} seeds: same hashes twice, in two processes, on Node 20, 22, 24`, check: checkHashes },
  commandRow('format, lint, types, knip, layers, publint, attw', 'npm run check -- --except test'),
];

async function checkRoomDeleted(): Promise<Finding> {
  const { output } = await runCommand(`${CLI} run room-deleted --no-color`);
  const wanted = [/T0 .*3\/1\/1/, /T1 .*2\/1\/1/, /T2 .*2\/0\/3/];
  const missing = wanted.filter((row) => !row.test(output));
  return {
    ok: missing.length === 0,
    measured: missing.length === 0 ? 'all three rows' : `missing: ${missing.join(', ')}`,
  };
}

/** Four passes over the same seeds, the first of them runs each twice; each prints a digest a scenario, and all have to print the same. */
async function checkHashes(): Promise<Finding> {
  const [node22, node24] = [await installNode(22), await installNode(24)];
  const script = `scripts/acceptance/hashes.mjs 1 ${SEEDS}`;
  // Two at a time: the first process runs every seed twice, so the others share the second place.
  const [first, others] = await Promise.all([
    digests(`node ${script} twice`, { TZ: 'UTC', LANG: 'C' }),
    oneByOne({
      elsewhere: () =>
        digests(`node ${script}`, {
          TZ: 'Asia/Kathmandu',
          LANG: 'tr_TR.UTF-8',
          LC_ALL: 'tr_TR.UTF-8',
        }),
      node22: () => digests(`${node22} ${script}`, {}),
      node24: () => digests(`${node24} ${script}`, {}),
    }),
  ]);
  const passes: Record<string, string> = { first, ...others };
  const lines = (passes.first ?? '').trim().split('\n');
  const unheld = lines.filter((line) => !line.endsWith(` ${SEEDS}`));
  const differing = Object.keys(passes).filter((name) => passes[name] !== passes.first);
  const ok = lines.length > 1 && unheld.length === 0 && differing.length === 0;
  return {
    ok,
    measured: ok
      ? `${lines.length} scenarios x ${SEEDS} seeds: twice in one process, equal in 4, all held`
      : `differing: ${differing.join(', ')}; not all held: ${unheld.join(', ')}`,
  };
}

async function digests(command: string, env: Record<string, string>): Promise<string> {
  const { code, output } = await runCommand(command, { env });
  if (code !== 0) throw new Error(`${command}: ${output.trim().split('\n').at(-1)}`);
  return output;
}

async function oneByOne(work: Record<string, () => Promise<string>>): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const [name, run] of Object.entries(work)) results[name] = await run();
  return results;
}
