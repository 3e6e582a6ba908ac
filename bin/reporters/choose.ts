// Reads `--reporter` and `--report-dir`: which reporters there will be, and where what they make goes.
import type { Reporter } from '../../reports/reporter.js';
import { reporters } from '../../reports/reporters/index.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { CliIo } from '../io.js';
import { isFileName } from '../load-scenario.js';
import { prepareFolder, REPORT_FOLDER } from '../write-whole.js';
import { loadReporter } from './load-reporter.js';

/** The options of every command that reports. */
export interface ReportFlags {
  readonly reporter?: readonly string[];
  readonly reportDir?: string;
  readonly json?: boolean;
}

/** What is reported, and where to. */
export interface ChosenReporters {
  /** What standard output shows. */
  readonly output: 'text' | 'json' | 'nothing';
  /** Whether there are annotations on standard output, and a summary of the job. */
  readonly github: boolean;
  /** Those that write files. */
  readonly files: readonly Reporter[];
  readonly folder: string;
}

/**
 * The reporters that somebody asked for; the text when nobody asked for any.
 *
 * @throws UsageError one line for a reporter that does not exist, and for a folder that cannot be written to
 */
export async function chooseReporters(flags: ReportFlags, io: CliIo): Promise<ChosenReporters> {
  const chosen: Reporter[] = [];
  for (const word of wordsOf(flags.reporter)) {
    const reporter = await reporterNamed(word);
    if (!chosen.includes(reporter)) chosen.push(reporter);
  }
  const names = chosen.map(({ name }) => name);
  const isJson = flags.json === true;
  const loud = ['text', 'github'].find((name) => names.includes(name));
  if (isJson && loud !== undefined) {
    throw new UsageError(
      `Expected either --json or --reporter ${loud}, got both, and both go to standard output. For example: --reporter json,${loud}`,
    );
  }
  const files = chosen.filter(({ name }) => name !== 'text' && name !== 'github');
  refuseOneFile(files);
  const folder = flags.reportDir ?? REPORT_FOLDER;
  if (folder === '')
    throw new UsageError(
      'Expected --report-dir to be a folder, got an empty text. For example: --report-dir out',
    );
  if (files.length > 0 || flags.reportDir !== undefined) prepareFolder(folder);
  return {
    output: isJson ? 'json' : chosen.length === 0 || names.includes('text') ? 'text' : 'nothing',
    github: names.includes('github') || (io.env.GITHUB_ACTIONS === 'true' && !isJson),
    files,
    folder,
  };
}

function wordsOf(values: readonly string[] = []): readonly string[] {
  return values.flatMap((value) => {
    const words = value.split(',').map((word) => word.trim());
    if (words.every((word) => word !== '')) return words;
    throw new UsageError(
      `Expected --reporter to be names with commas between them, got ${JSON.stringify(value)}. For example: --reporter text,junit`,
    );
  });
}

async function reporterNamed(word: string): Promise<Reporter> {
  const known = reporters.find(({ name }) => name === word);
  if (known !== undefined) return known;
  if (isFileName(word)) return await loadReporter(word);
  const nearest = nearestNames(
    word,
    reporters.map(({ name }) => name),
  );
  throw new UsageError(
    `Unknown reporter ${JSON.stringify(word)}. The nearest are ${quotedList(nearest)}. All of them: zim-sim list reporters. Or give a file: --reporter ./my-reporter.ts`,
  );
}

// The second would replace what the first has written.
function refuseOneFile(files: readonly Reporter[]): void {
  for (const [index, { name, extension }] of files.entries()) {
    const other = files.slice(0, index).find((earlier) => earlier.extension === extension);
    if (other === undefined) continue;
    throw new UsageError(
      `Expected reporters with extensions of their own, got ${quotedList([other.name, name])} with ${JSON.stringify(extension)}. Leave one of them out.`,
    );
  }
}
