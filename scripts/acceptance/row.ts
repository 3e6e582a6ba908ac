// What an acceptance row is, and the two kinds that most rows are made of. It leaves the rows to areas/.
import { type CommandOptions, runCommand } from '../run-command.js';

/** What a row found: whether it holds, and what was measured, on one line. */
export interface Finding {
  readonly ok: boolean;
  readonly measured: string;
}

/** One thing that must hold. An area's file exports a list of them as `rows`. */
export interface AcceptanceRow {
  readonly title: string;
  check(): Promise<Finding>;
}

/** A row that holds when a command ends with exit code 0. */
export function commandRow(title: string, command: string, options: CommandOptions = {}): AcceptanceRow {
  return { title, check: () => checkCommand(command, options) };
}

/** Runs a command and judges it by its exit code; a failure shows the last line that it printed. */
export async function checkCommand(command: string, options: CommandOptions = {}): Promise<Finding> {
  const { code, output, seconds } = await runCommand(command, options);
  const lastLine = output.trim().split('\n').at(-1)?.trim() ?? '';
  const measured = `exit ${code} in ${seconds.toFixed(1)} s`;
  return { ok: code === 0, measured: code === 0 ? measured : `${measured}: ${lastLine}` };
}
