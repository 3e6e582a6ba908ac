// `zim-sim check`: judges logs from real devices, prints what could be judged, and says what is wrong with the files.
import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { stringify } from 'yaml';
import { logDocument, logOutcome, logReport } from '../../reports/log-report.js';
import { logRunReport } from '../../reports/log-run.js';
import { visible } from '../../reports/text.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { LogCheck } from '../../sim/logs/check-logs.js';
import type { Logged } from '../../sim/logs/device-log.js';
import { ScenarioWriter } from '../../sim/logs/to-scenario.js';
import { checkScenario, formatPath } from '../../sim/runner/check-scenario.js';
import { parseSdkVersion, type SdkVersion } from '../../sim/zim/versions.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { reasonOf } from '../load-scenario.js';
import { chooseReporters, type ReportFlags } from '../reporters/choose.js';
import { ReportSink } from '../reporters/report-sink.js';
import { outputStyle } from '../terminal.js';
import { writeWhole } from '../write-whole.js';
import { shellQuoted } from './run-options.js';

/** The options of `check` as commander reads them. */
export interface CheckFlags extends ReportFlags {
  readonly sdk?: string;
  readonly toScenario?: string;
  readonly verbose?: boolean;
}

const PIECE_BYTES = 1 << 18;
/** Reports are kept in memory. */
const MOST_KEPT = 50_000;

/**
 * Judges the logs of one incident together.
 *
 * @returns the exit code: 2 when something is wrong with a log, whatever could be judged
 * @throws UsageError when something that was typed is wrong
 */
export async function checkCommand(
  names: readonly string[],
  flags: CheckFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const sdk = flags.sdk === undefined ? undefined : sdkOf(flags.sdk);
  if (flags.toScenario !== undefined && !/\.ya?ml$/.test(flags.toScenario)) {
    throw new UsageError(
      `Expected --to-scenario to name a .yaml file, got ${JSON.stringify(flags.toScenario)}. For example: --to-scenario subway.yaml`,
    );
  }
  const { toScenario } = flags;
  if (toScenario !== undefined && names.some((name) => resolve(name) === resolve(toScenario))) {
    throw new UsageError(
      `Expected --to-scenario to name another file than the log, got ${toScenario} for both. For example: --to-scenario subway.yaml`,
    );
  }
  const chosen = await chooseReporters(flags, io);
  const sink = new ReportSink(chosen, io);
  const traced = chosen.files.find(({ needsTrace }) => needsTrace === true);
  if (traced !== undefined) {
    throw new UsageError(
      `Expected a reporter that does without a trace, got ${JSON.stringify(traced.name)}, and nobody traced a real device. For example: --reporter html,junit`,
    );
  }
  const kept: Logged[] = [];
  let left = 0;
  const writer = flags.toScenario === undefined ? undefined : new ScenarioWriter();
  const watch = io.watchInterrupts();
  let isInterrupted = false;
  const goesOn = async (): Promise<boolean> => {
    isInterrupted ||= await watch.interrupted();
    return !isInterrupted;
  };
  const given = names.filter(
    (name, at) => names.findIndex((other) => resolve(other) === resolve(name)) === at,
  );
  const sources = given.map((name) => ({ name, chunks: bytesOf(name, goesOn) }));
  const check = await engine.checkLogs(sources, {
    sdk,
    onObservation(one, epochMs) {
      writer?.take(one, epochMs);
      if (sink.isIdle) return;
      if (kept.length < MOST_KEPT) kept.push(one);
      else left++;
    },
  });
  watch.stop();
  const hasAny = check.logs.some(({ lines }) => lines > 0);
  if (chosen.output === 'json') io.stdout(`${JSON.stringify(logDocument(check), undefined, 2)}\n`);
  else if (hasAny && chosen.output === 'text')
    io.stdout(`${logReport(check, outputStyle(io), { verbose: flags.verbose === true })}\n`);
  for (const problem of check.problems) io.stderr(`${visible(problem)}\n`);
  if (hasAny && writer !== undefined && flags.toScenario !== undefined) {
    writeScenario(flags.toScenario, writer, { check, names, io });
  }
  if (hasAny && !sink.isIdle) {
    const reproduce = `zim-sim check ${names.map(shellQuoted).join(' ')}`;
    const name = basename(names[0] ?? 'log').replace(/\.[a-z]+$/i, '');
    sink.run(logRunReport(check, kept, { name, reproduce }), { base: `check-${name}`, withTrace: false });
    if (left > 0) io.stderr(`the reports leave out the last ${left} of what was judged: it is too much\n`);
    sink.end();
  }
  if (isInterrupted) return EXIT.interrupted;
  if (check.problems.length > 0) return EXIT.usage;
  return logOutcome(check) === 'violated' ? EXIT.failed : EXIT.held;
}

// A file that is not there is found out when it is read, and the others are judged all the same.
async function* bytesOf(name: string, goesOn: () => Promise<boolean>): AsyncGenerator<Uint8Array> {
  try {
    const bytes = name === '-' ? process.stdin : createReadStream(name, { highWaterMark: PIECE_BYTES });
    for await (const chunk of bytes) {
      yield chunk as Uint8Array;
      // Whoever presses Ctrl-C sees what was judged so far.
      if (!(await goesOn())) return;
    }
  } catch (error) {
    throw new Error(reasonOf(error));
  }
}

function sdkOf(text: string): SdkVersion {
  try {
    return parseSdkVersion(text);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--sdk: ${error.message}`);
    throw error;
  }
}

function writeScenario(
  path: string,
  writer: ScenarioWriter,
  { check, names, io }: { readonly check: LogCheck; readonly names: readonly string[]; readonly io: CliIo },
): void {
  const name =
    basename(path)
      .replace(/\.ya?ml$/, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'log';
  const title = `What ${names.map((one) => basename(one)).join(', ')} tells`;
  const scenario = writer.scenario({ name, title, sdk: check.sdk });
  const [problem] = checkScenario(JSON.parse(JSON.stringify(scenario)));
  if (problem !== undefined) {
    throw new UsageError(
      `${path}: Expected a log that makes a scenario, got one without: ${formatPath(problem.path)}: ${problem.message}`,
    );
  }
  writeWhole(path, stringify(scenario));
  const left = writer.left === 0 ? '' : `, without the last ${writer.left} entries, which are too many`;
  const { mute } = writer;
  if (mute.length > 0) {
    io.stderr(
      `${visible(mute.join(', '))}: no call is in the log, so a login was put at the start; put what the app does into the script\n`,
    );
  }
  io.stderr(`${visible(path)}: written${left}; zim-sim run ${visible(shellQuoted(path))} plays it\n`);
}
