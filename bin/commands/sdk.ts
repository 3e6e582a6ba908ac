// `zim-sim sdk`: the real package, unmodified, where its servers cannot be reached.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type SdkReport, sdkReport } from '../../reports/sdk-report.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { SDK_VERSIONS } from '../../sim/zim/versions.js';
import { seedOf, timeLimit, wholeNumber, workersOf } from '../campaign/options.js';
import { progressOn } from '../campaign/progress.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { reasonOf } from '../load-scenario.js';
import { findPackages, VERSION } from '../sdk/find-package.js';
import { huntSdk } from '../sdk/hunt.js';
import { outputStyle } from '../terminal.js';
import { prepareFolder, REPORT_FOLDER } from '../write-whole.js';

export interface SdkFlags {
  readonly versions?: string;
  readonly allVersions?: boolean;
  readonly runs?: string;
  readonly seed?: string;
  readonly time?: string;
  readonly workers?: string;
  readonly compare?: boolean;
  readonly yes?: boolean;
  readonly known?: string;
  readonly json?: boolean;
  readonly reportDir?: string;
}

const DEFAULT_RUNS = 200;
const MOST_RUNS = 10_000_000;

/** @returns 0 when nothing was found, 1 when something was, 130 after Ctrl-C */
export async function sdkCommand(given: string | undefined, flags: SdkFlags, io: CliIo): Promise<ExitCode> {
  const timeMs = timeLimit(flags.time);
  const runs = wholeNumber('--runs', flags.runs, {
    min: 1,
    max: MOST_RUNS,
    value: timeMs === undefined ? DEFAULT_RUNS : MOST_RUNS,
    example: 200,
  });
  const seed = seedOf(flags.seed);
  const workers = workersOf(flags.workers);
  const folder = flags.reportDir ?? REPORT_FOLDER;
  const versions = versionsOf(flags);
  checkCompare(flags);
  const known = flags.known === undefined ? new Set<string>() : knownIn(flags.known);
  const { main, all } = await findPackages({ given, versions, yes: flags.yes === true }, io);
  const progress = progressOn(io);
  const watch = io.watchInterrupts();
  const shared = { seed, runs, timeMs, workers };
  const say = {
    progress: progress.show,
    found: (line: string) => {
      progress.clear();
      io.stderr(`${line}\n`);
    },
    interrupted: watch.interrupted,
  };
  try {
    if (flags.compare === true) {
      const { compareSdk } = await import('../sdk/compare-sdk.js');
      return await compareSdk(main, shared, { ...say, clear: progress.clear, json: flags.json === true, io });
    }
    prepareFolder(folder);
    const report = withKnown(await huntSdk({ main, all, folder, ...shared }, say), known);
    progress.clear();
    if (flags.json === true) io.stdout(`${JSON.stringify(report, undefined, 2)}\n`);
    else io.stdout(`${sdkReport(report, outputStyle(io))}\n`);
    if (report.interrupted) return EXIT.interrupted;
    return report.findings.some((one) => one.known !== true) ? EXIT.failed : EXIT.held;
  } finally {
    progress.clear();
    watch.stop();
  }
}

const signature = z.object({ signature: z.string() });
const knownSchema = z.object({
  findings: z.array(signature.extend({ also: z.array(signature).optional() })),
});

/** The findings of an earlier report, as `--json` prints it. */
function knownIn(path: string): ReadonlySet<string> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `${path}: Expected a report to read known findings from, got ${code === undefined ? 'a text that is no JSON' : reasonOf(error)}. To write one: zim-sim sdk --json > known.json`,
    );
  }
  const report = knownSchema.safeParse(value);
  if (!report.success) {
    throw new UsageError(
      `${path}: Expected a report with findings, got another document. To write one: zim-sim sdk --json > known.json`,
    );
  }
  const all = report.data.findings.flatMap(({ signature, also = [] }) => [
    signature,
    ...also.map((one) => one.signature),
  ]);
  return new Set(all);
}

function withKnown(report: SdkReport, known: ReadonlySet<string>): SdkReport {
  const findings = report.findings.map((finding) => {
    const all = [finding.signature, ...(finding.also ?? []).map(({ signature }) => signature)];
    return { ...finding, known: all.every((one) => known.has(one)) };
  });
  return { ...report, findings };
}

function versionsOf({ versions, allVersions }: SdkFlags): readonly string[] {
  if (allVersions === true) {
    if (versions === undefined) return SDK_VERSIONS;
    throw new UsageError('Expected --versions or --all-versions, got both. Leave one of them out.');
  }
  if (versions === undefined) return [];
  return versions.split(',').map((text) => {
    const version = text.trim();
    if (VERSION.test(version)) return version;
    throw new UsageError(
      `Expected --versions to be versions of zego-zim-web, got ${JSON.stringify(version)}. For example: --versions 2.7.1,2.20.0,2.29.0`,
    );
  });
}

/** A comparison has one package and writes nothing. */
function checkCompare({ compare, versions, allVersions, known, reportDir }: SdkFlags): void {
  if (compare !== true) return;
  const others = { versions, 'all-versions': allVersions, known, 'report-dir': reportDir };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other === undefined) return;
  throw new UsageError(
    `Expected --compare without --${other}, got both: one package is compared, and nothing is written. For example: zim-sim sdk zego-zim-web@2.29.0 --compare`,
  );
}
