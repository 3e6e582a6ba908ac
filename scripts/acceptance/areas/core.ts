// The core: the package is well formed, a fresh clone works with the README's two commands, every scenario holds and
// is deterministic, and every property is able to fail.

import { runCommand } from '../../run-command.js';
import { deterministicRow } from '../determinism.js';
import { freshCloneRow } from '../fresh-clone.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = 'node dist/bin/zim-sim.js';

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
  deterministicRow(),
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
