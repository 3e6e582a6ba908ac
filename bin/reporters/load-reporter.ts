// A reporter of somebody's own: a module with a reporter as its default export.
import type { Reporter } from '../../reports/reporter.js';
import { UsageError } from '../../sim/kernel/usage-error.js';

const EXAMPLE =
  "export default { name: 'verdict', extension: 'txt', description: 'One line a run.', run: ({ outcome }) => outcome }";

/**
 * The reporter in a file.
 *
 * @throws UsageError one line when it does not load, or is none
 */
export async function loadReporter(file: string): Promise<Reporter> {
  // Only who brings a module waits for the compiler to load.
  const { loadExports } = await import('../load-module.js');
  const exported = await loadExports(file);
  const { default: reporter } = exported;
  const mistake = mistakeIn(reporter);
  if (mistake === undefined) return reporter as Reporter;
  throw new UsageError(
    `${file}: Expected a reporter as the default export, got ${mistake}. For example: ${EXAMPLE}`,
  );
}

function mistakeIn(value: unknown): string | undefined {
  if (value === undefined) return 'none';
  if (typeof value !== 'object' || value === null) return `a ${value === null ? 'null' : typeof value}`;
  const { name, extension, description, run, campaign, replay, needsTrace } = value as Record<
    string,
    unknown
  >;
  if (typeof name !== 'string' || name === '') return 'one without a name';
  if (typeof description !== 'string') return 'one without a description';
  // It becomes part of a file's name.
  if (typeof extension !== 'string' || !/^[\w-]+(\.[\w-]+)*$/.test(extension)) {
    return `one whose extension is ${JSON.stringify(extension) ?? 'missing'}, and no end of a file's name such as "txt"`;
  }
  const fits = (part: unknown): boolean => part === undefined || typeof part === 'function';
  if (![run, campaign, replay].every(fits)) return 'one whose run, campaign or replay is no function';
  if (run === undefined && campaign === undefined) return 'one with neither run nor campaign';
  if (needsTrace !== undefined && typeof needsTrace !== 'boolean')
    return 'one whose needsTrace is not true or false';
  return undefined;
}
