// `zim-sim test`: unmodified app code under the simulator.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { appRules } from '../../properties/app-rules/index.js';
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import { type AppTestReport, appTestReport } from '../../reports/app-test.js';
import { type CampaignReport, campaignReport } from '../../reports/campaign-report.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { findProfile } from '../../sim/network/profiles.js';
import { checkRule, findTarget } from '../app-test/plan.js';
import { recordLogs } from '../app-test/record-logs.js';
import { type AppTested, type AppTestOptions, testApp } from '../app-test/test-app.js';
import { faultKinds, seedOf, timeLimit, wholeNumber, workersOf } from '../campaign/options.js';
import { progressOn } from '../campaign/progress.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { type ChosenReporters, chooseReporters, type ReportFlags } from '../reporters/choose.js';
import { ReportSink } from '../reporters/report-sink.js';
import { outputStyle } from '../terminal.js';
import { baseOf } from './replay-words.js';
import { shellQuoted } from './run-options.js';

export interface TestFlags extends ReportFlags {
  readonly runs?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly only?: string;
  readonly profile?: string;
  readonly workers?: string;
  readonly rule?: string;
  readonly watch?: boolean;
  readonly record?: string;
}

const DEFAULT_RUNS = 200;
const MOST_RUNS = 100_000_000;

/** @returns 0 when the app survived, 1 when it broke a rule, 130 after Ctrl-C */
export async function testCommand(given: string, flags: TestFlags, io: CliIo): Promise<ExitCode> {
  const options = optionsOf(flags);
  const chosen = await chooseReporters(flags, io);
  const { record, watch } = flags;
  if (watch === true) return await watchApp(given, options, { chosen, io, record });
  return (await testOnce(given, options, { chosen, io, record })).code;
}

interface TestIo {
  /** The folder for logs. */
  readonly record: string | undefined;
  readonly chosen: ChosenReporters;
  readonly io: CliIo;
}

async function testOnce(
  given: string,
  options: AppTestOptions,
  { chosen, io, record }: TestIo,
): Promise<{ readonly code: ExitCode; readonly files: readonly string[] }> {
  const sink = new ReportSink(chosen, io);
  const target = await findTarget(given);
  const progress = progressOn(io);
  const watch = io.watchInterrupts();
  try {
    const { report, tally, history, interrupted, files, first } = await testApp(
      target,
      {
        ...options,
        folder: chosen.folder,
        wants: { trace: sink.needsTrace, page: sink.needsPage },
      },
      {
        progress: progress.show,
        found: (line) => {
          progress.clear();
          io.stderr(`${line}\n`);
        },
        interrupted: watch.interrupted,
      },
    );
    progress.clear();
    if (chosen.output === 'json') {
      const findings = report.findings.map(
        ({ observations: _, marks: __, callPlaces: ___, document: ____, ...finding }) => finding,
      );
      io.stdout(`${JSON.stringify({ ...report, findings }, undefined, 2)}\n`);
    } else if (chosen.output === 'text') io.stdout(`${appTestReport(report, outputStyle(io))}\n`);
    if (!sink.isIdle) {
      sink.campaign(documentOf(report, { tally, history }, given, options), {
        base: `${report.name}-${report.seed}`,
        baseOf,
      });
      sink.end();
    }
    if (record !== undefined && !interrupted) {
      const failed = report.findings.map(({ rule, spec }) => ({ spec, base: `${report.name}-${rule}` }));
      const runs = failed.length > 0 ? failed : [{ spec: first, base: `${report.name}-${report.seed}` }];
      progress.show('recording');
      const logs = await recordLogs(target, runs, record);
      progress.clear();
      for (const path of logs) io.stderr(`wrote ${path}\n`);
    }
    const isBroken = report.findings.some(({ known }) => !known);
    return { code: interrupted ? EXIT.interrupted : isBroken ? EXIT.failed : EXIT.held, files };
  } finally {
    progress.clear();
    watch.stop();
  }
}

/** Tests again whenever a file of the app changes, until Ctrl-C. */
async function watchApp(given: string, options: AppTestOptions, testIo: TestIo): Promise<ExitCode> {
  const { io } = testIo;
  let files: readonly string[] = [resolve(given)];
  for (;;) {
    try {
      const tested = await testOnce(given, options, testIo);
      if (tested.code === EXIT.interrupted) return tested.code;
      files = tested.files;
    } catch (error) {
      // Code that does not compile is what one watches for.
      if (!(error instanceof UsageError)) throw error;
      io.stderr(`${error.message}\n`);
    }
    io.stderr('waiting for a change, Ctrl-C ends it\n');
    if (!(await nextChange(files, io))) return EXIT.interrupted;
  }
}

const LOOK_MS = 300;

/** Waits for a change of one of these files; false after Ctrl-C. */
async function nextChange(files: readonly string[], io: CliIo): Promise<boolean> {
  const stamps = (): string =>
    files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0).join(' ');
  const before = stamps();
  const watch = io.watchInterrupts();
  try {
    while (stamps() === before) {
      if (await watch.interrupted()) return false;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
    return true;
  } finally {
    watch.stop();
  }
}

/** A test as a campaign, which is what reporters know. */
function documentOf(
  report: AppTestReport,
  { tally, history }: Pick<AppTested, 'tally' | 'history'>,
  given: string,
  { runs, only }: AppTestOptions,
): CampaignReport {
  const { name, seed, seconds, findings } = report;
  return campaignReport(tally, {
    campaign: name,
    settings: { seed },
    reproduce: `zim-sim test ${shellQuoted(given)} --seed ${seed} --runs ${runs}`,
    seconds,
    history,
    checked: appRules,
    faultKinds: only ?? FAULT_KINDS,
    failures: findings.map((finding) => ({
      index: finding.index,
      seed: finding.spec.seed,
      property: finding.rule,
      title: finding.title,
      verdict: 'violated',
      reason: finding.reason,
      runs: finding.runs,
      spec: finding.spec,
      originalFaults: finding.originalFaults,
      capsule: finding.capsule,
      reproduce: `zim-sim replay ${shellQuoted(finding.capsule)}`,
      ...(finding.document === undefined ? {} : { run: finding.document }),
    })),
  });
}

function optionsOf(flags: TestFlags): AppTestOptions {
  const withinMs = timeLimit(flags.time);
  if (flags.profile !== undefined) findProfile(flags.profile);
  if (flags.rule !== undefined) checkRule(flags.rule);
  return {
    seed: seedOf(flags.seed),
    runs: wholeNumber('--runs', flags.runs, {
      min: 1,
      max: MOST_RUNS,
      value: withinMs === undefined ? DEFAULT_RUNS : MOST_RUNS,
      example: 200,
    }),
    withinMs: withinMs ?? Number.POSITIVE_INFINITY,
    workers: workersOf(flags.workers),
    only: faultKinds(flags.only),
    profile: flags.profile,
    rule: flags.rule,
  };
}
