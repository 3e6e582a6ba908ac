// Runs one command and keeps what it printed. It leaves judging the exit code to its callers.
import { spawn } from 'node:child_process';

/** How a command ended: its exit code, everything it printed, and how long it took, in seconds. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

/** Where and how a command runs. `env` is added to the environment of this process. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs `command` in a shell, without standard input and without colours.
 *
 * @example const { code } = await runCommand('npm run types', { cwd: folder });
 */
export function runCommand(
  command: string,
  { cwd = '.', env = {} }: CommandOptions = {},
): Promise<CommandResult> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    const chunks: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({ code: code ?? 1, output: chunks.join(''), seconds });
    });
  });
}
