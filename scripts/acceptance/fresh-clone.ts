// Gives a row a fresh clone of what is committed, and takes it away again.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.js';
import { type AcceptanceRow, checkCommand } from './row.js';

/** A row that holds when a command succeeds in a fresh clone, as it would for a newcomer. */
export function freshCloneRow(title: string, command: string): AcceptanceRow {
  return {
    title,
    check: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'zim-sim-clone-'));
      try {
        const clone = await runCommand(`git clone --quiet . ${JSON.stringify(folder)}`);
        if (clone.code !== 0) return { ok: false, measured: `git clone: ${clone.output.trim()}` };
        return await checkCommand(command, { cwd: folder, env: { CI: 'true' } });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
