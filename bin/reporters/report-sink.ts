// Takes documents and hands each to the reporters that were chosen: what they make becomes files, and with `github`
// annotations and the summary of the job. What goes wrong with one reporter does not keep the others from writing.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignReport } from '../../reports/campaign-report.js';
import { campaignSection, runSection } from '../../reports/job-summary.js';
import type { Reporter } from '../../reports/reporter.js';
import { githubReporter } from '../../reports/reporters/github.js';
import { htmlReporter } from '../../reports/reporters/html.js';
import { reporters } from '../../reports/reporters/index.js';
import type { ReplayReport, RunReport } from '../../reports/run-report.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { CliIo } from '../io.js';
import { more } from '../load-yaml.js';
import { writeWhole } from '../write-whole.js';
import type { ChosenReporters } from './choose.js';

// Nobody reads more of them, and GitHub shows fewer.
const MOST_TOLD = 20;

const NO_FILES: ReadonlyMap<string, string> = new Map();

export class ReportSink {
  /** Whether documents need the trace. */
  readonly needsTrace: boolean;
  /** Whether documents need a page, where only other processes can make one. */
  readonly needsPage: boolean;
  /** Whether anybody wants documents at all. */
  readonly isIdle: boolean;
  readonly #chosen: ChosenReporters;
  readonly #io: CliIo;
  readonly #written: string[] = [];
  readonly #taken = new Set<string>();
  readonly #problems: string[] = [];
  readonly #annotations: string[] = [];
  readonly #sections: string[] = [];
  #runs = 0;
  #failed = 0;

  constructor(chosen: ChosenReporters, io: CliIo) {
    this.#chosen = chosen;
    this.#io = io;
    this.needsTrace = chosen.files.some(({ needsTrace }) => needsTrace === true);
    this.needsPage = chosen.files.includes(htmlReporter);
    this.isIdle = chosen.files.length === 0 && !chosen.github;
  }

  /**
   * A run is over.
   *
   * @param report with its trace where {@link needsTrace} says so
   * @param options.base the beginning of the names of its files
   * @param options.withTrace somebody asked for the trace, so that all get it
   */
  run(report: RunReport, { base, withTrace }: { readonly base: string; readonly withTrace: boolean }): void {
    const free = this.#freeBase(base);
    for (const reporter of this.#chosen.files) {
      this.#write(reporter, free, () => reporter.run?.(traceFor(reporter, report, withTrace)));
    }
    this.#tellRun(report);
  }

  /** A recorded failure was run again. */
  replay(
    report: ReplayReport,
    { base, withTrace }: { readonly base: string; readonly withTrace: boolean },
  ): void {
    const { run } = report;
    for (const reporter of this.#chosen.files) {
      const document = run === undefined ? undefined : traceFor(reporter, run, withTrace);
      this.#write(reporter, base, () => {
        if (reporter.replay === undefined) return document && reporter.run?.(document);
        const { run: _, ...rest } = report;
        return reporter.replay(document === undefined ? rest : { ...rest, run: document });
      });
    }
    if (run !== undefined) this.#tellRun(run);
  }

  /**
   * A campaign is over. Reporters that know only runs get the run of each failure.
   *
   * @param options.baseOf the beginning of the names of a failure's files
   */
  campaign(
    report: CampaignReport,
    { base, baseOf }: { readonly base: string; readonly baseOf: (capsule: string) => string },
  ): void {
    for (const reporter of this.#chosen.files) {
      if (reporter.campaign !== undefined) {
        const files = reporter.linksRuns === true ? this.#filesOf(reporter, report, baseOf) : NO_FILES;
        this.#write(reporter, base, () => reporter.campaign?.(campaignFor(reporter, report), files));
        continue;
      }
      for (const { run, capsule } of report.failures) {
        this.#write(reporter, baseOf(capsule), () => run && reporter.run?.(traceFor(reporter, run, false)));
      }
      if (report.failures.length === 0)
        this.#note(`${reporter.name}: no failure, so there is nothing to write`);
    }
    if (!this.#chosen.github) return;
    this.#runs += report.runs;
    this.#failed += report.failedRuns;
    this.#annotations.push(githubReporter.campaign?.(report) ?? '');
    this.#sections.push(campaignSection(report));
  }

  /**
   * Nothing comes any more: annotations and the summary of the job, and what was written where.
   *
   * @throws UsageError one line when something could not be reported
   */
  end(): void {
    if (this.#chosen.github) this.#endGithub();
    const shown = this.#written.slice(0, MOST_TOLD);
    for (const path of shown) this.#note(`wrote ${path}`);
    const left = this.#written.length - shown.length;
    if (left > 0) this.#note(`and ${left} files more in ${this.#chosen.folder}`);
    const [first, ...others] = this.#problems;
    if (first !== undefined) throw new UsageError(`${first}${more(others.length)}`);
  }

  /** A file for each failure of a campaign, and what they are called. */
  #filesOf(
    reporter: Reporter,
    { failures }: CampaignReport,
    baseOf: (capsule: string) => string,
  ): ReadonlyMap<string, string> {
    const files = new Map<string, string>();
    for (const { run, capsule } of failures) {
      if (run === undefined) continue;
      const base = baseOf(capsule);
      if (this.#write(reporter, base, () => reporter.run?.(traceFor(reporter, run, false))))
        files.set(capsule, `${base}.${reporter.extension}`);
    }
    return files;
  }

  #tellRun(report: RunReport): void {
    if (!this.#chosen.github) return;
    this.#runs += 1;
    if (!report.passed) this.#failed += 1;
    if (report.passed || this.#sections.length >= MOST_TOLD) return;
    this.#annotations.push(githubReporter.run?.(report) ?? '');
    this.#sections.push(runSection(report));
  }

  #endGithub(): void {
    this.#io.stdout(this.#annotations.join(''));
    const path = this.#io.env.GITHUB_STEP_SUMMARY;
    if (path === undefined || path === '') return;
    const runs = `${this.#runs} ${this.#runs === 1 ? 'run' : 'runs'}`;
    const verdict = this.#failed === 0 ? `${runs}, all held` : `${this.#failed} of ${runs} failed`;
    try {
      appendFileSync(path, `## zim-sim: ${verdict}\n\n${this.#sections.join('')}`);
    } catch (error) {
      this.#problems.push(
        `${path}: Expected GITHUB_STEP_SUMMARY to be a file that can be written, got ${(error as NodeJS.ErrnoException).code}.`,
      );
    }
  }

  /** Whether there is a file now. */
  #write(reporter: Reporter, base: string, make: () => unknown): boolean {
    const { name, extension } = reporter;
    try {
      const text = make();
      if (text === undefined) {
        this.#note(`${name}: nothing to write about ${base}`);
      } else if (typeof text !== 'string') {
        this.#problems.push(`The reporter ${JSON.stringify(name)}: Expected a text, got a ${typeof text}.`);
      } else {
        const path = join(this.#chosen.folder, `${base}.${extension}`);
        writeWhole(path, text);
        this.#written.push(path);
        return true;
      }
    } catch (error) {
      // Of what comes with the package a mistake is ours.
      if (reporters.includes(reporter) && !(error instanceof UsageError)) throw error;
      this.#problems.push(
        error instanceof UsageError
          ? error.message
          : `The reporter ${JSON.stringify(name)} threw ${String(error)}.`,
      );
    }
    return false;
  }

  // Two runs of one command keep apart, also where they have one name.
  #freeBase(base: string): string {
    let free = base;
    for (let number = 2; this.#taken.has(free); number++) free = `${base}-${number}`;
    this.#taken.add(free);
    return free;
  }

  #note(line: string): void {
    this.#io.stderr(`${line}\n`);
  }
}

function traceFor({ needsTrace }: Reporter, report: RunReport, withTrace: boolean): RunReport {
  if (needsTrace === true || withTrace || report.trace === undefined) return report;
  const { trace: _, ...rest } = report;
  return rest;
}

function campaignFor(reporter: Reporter, report: CampaignReport): CampaignReport {
  const failures = report.failures.map((failure) =>
    failure.run === undefined ? failure : { ...failure, run: traceFor(reporter, failure.run, false) },
  );
  return { ...report, failures };
}
