// The row that every area with runs has: the same runs have the same hashes everywhere.

import { runCommand } from '../run-command.js';
import { installNode } from './node-versions.js';
import type { AcceptanceRow, Finding } from './row.js';

const SEEDS = 1000;

/** Every scenario, for a thousand seeds: twice, in two processes, in another zone and language, on three Nodes. */
export function deterministicRow(): AcceptanceRow {
  return {
    title: `${SEEDS} seeds: held, same hashes twice, in two processes, on Node 20, 22, 24`,
    check: checkHashes,
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
