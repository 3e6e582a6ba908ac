// What is known of a run when it is over: its result, and what the command line makes of it.
import { passed } from '../../reports/outcome.js';
import { type PageSource, withPageSource } from '../../reports/page-source.js';
import { type RunReport, runReport } from '../../reports/run-report.js';
import type { RunResult } from '../../sim/runner/summary.js';
import { EXIT, type ExitCode } from '../io.js';

/** One run that is over. */
export interface FinishedRun {
  readonly run: RunResult;
  /** The run again, for whoever draws it. */
  readonly page: PageSource;
  readonly title: string;
  /** The file that the scenario came from. */
  readonly source: string | undefined;
  readonly reproduce: string;
  /** With `--verify`: what differed between the two runs; `undefined` when nothing did. */
  readonly divergence: string | undefined;
  readonly isVerified: boolean;
  readonly code: ExitCode;
}

/** The document of a run. */
export function documentOf(
  { run, page, title, source, reproduce, divergence }: FinishedRun,
  { zimSim, withTrace }: { readonly zimSim: string; readonly withTrace: boolean },
): RunReport {
  return withPageSource(runReport(run, { zimSim, title, source, reproduce, divergence, withTrace }), page);
}

/** The exit code of a run for itself. */
export function exitCodeOf(run: RunResult): ExitCode {
  switch (run.outcome) {
    case 'held':
      return passed(run) ? EXIT.held : EXIT.failed;
    case 'violated':
    case 'stuck':
      return EXIT.failed;
    case 'nondeterministic':
      return EXIT.nondeterministic;
    case 'internal error':
      return EXIT.internal;
  }
}
