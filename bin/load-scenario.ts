// From what somebody typed to scenarios and schedules: YAML, JSON and modules, read and checked.
import { readFile } from 'node:fs/promises';
import type { Fault } from '../sim/faults/fault.js';
import { UsageError } from '../sim/kernel/usage-error.js';
import { checkScenario, checkSchedule, formatPath, type Problem } from '../sim/runner/check-scenario.js';
import type { Scenario } from '../sim/runner/scenario.js';
import { more, parseYaml } from './load-yaml.js';

const DATA = /\.(ya?ml|json)$/i;
const MODULE = /\.[cm]?[jt]s$/i;

/** Whether a word is a file and no name of a scenario: names have neither dots nor slashes in them. */
export function isFileName(word: string): boolean {
  return DATA.test(word) || MODULE.test(word) || /^\.|[\\/]/.test(word);
}

/**
 * The scenarios in a file: one, or those of a module's list.
 *
 * @param knownProperties ids that `expects` may name
 * @throws UsageError one line with the place of the first mistake.
 * @example await loadScenarios('lift.yaml', ['N1', 'N3'])
 */
export async function loadScenarios(
  file: string,
  knownProperties: readonly string[],
): Promise<readonly Scenario[]> {
  if (DATA.test(file)) return [await loadData(file, knownProperties)];
  if (!MODULE.test(file)) {
    throw new UsageError(`${file}: Expected a file that ends in .yaml, .yml, .json, .ts, .js or .mjs.`);
  }
  await read(file);
  // Only who brings a module waits for the compiler to load.
  const { loadModule } = await import('./load-module.js');
  const exported = await loadModule(file);
  const list = Array.isArray(exported) ? (exported as readonly unknown[]) : [exported];
  if (list.length === 0) throw new UsageError(`${file}: Expected at least one scenario, got an empty list.`);
  for (const one of list) throwFirst(file, one, checkScenario(one, knownProperties));
  return list as readonly Scenario[];
}

/**
 * The faults in a file, for the scenario whose own they replace.
 *
 * @throws UsageError one line with the place of the first mistake.
 */
export async function loadSchedule(file: string, scenarios: readonly Scenario[]): Promise<readonly Fault[]> {
  if (!DATA.test(file))
    throw new UsageError(`${file}: Expected a schedule that ends in .yaml, .yml or .json.`);
  const document = parseYaml(await read(file), file, 'a list of faults');
  for (const scenario of scenarios) {
    const mistake = document.mistake(checkSchedule(document.value, scenario));
    if (mistake !== undefined) throw mistake;
  }
  return document.value as readonly Fault[];
}

async function loadData(file: string, knownProperties: readonly string[]): Promise<Scenario> {
  const document = parseYaml(await read(file), file, 'a scenario');
  const mistake = document.mistake(checkScenario(document.value, knownProperties));
  if (mistake !== undefined) throw mistake;
  return document.value as Scenario;
}

function throwFirst(file: string, scenario: unknown, problems: readonly Problem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  const name = (scenario as { name?: unknown } | null)?.name;
  const who = typeof name === 'string' ? `scenario ${name}` : 'the default export';
  const where = first.path.length === 0 ? who : `${who}, ${formatPath(first.path)}`;
  throw new UsageError(`${file}: ${where}: ${first.message}${more(problems.length - 1)}`);
}

async function read(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UsageError(`${file}: Expected a file that can be read, got ${reasonOf(error)}.`);
  }
  return textOf(bytes, file);
}

function textOf(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new UsageError(`${file}: Expected text in UTF-8, got UTF-16. Save it as UTF-8.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new UsageError(`${file}: Expected text in UTF-8, got other bytes. Save it as UTF-8.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
  ENOTDIR: 'no such file',
};

/** What the system says of a file, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return REASONS[code] ?? code;
}
