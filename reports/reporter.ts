// What a reporter is: a module that turns documents into the text of a file. Where the text goes is not its business.
import type { CampaignReport } from './campaign-report.js';
import type { ReplayReport, RunReport } from './run-report.js';

/**
 * Makes one text of a run, or of a campaign. Its functions are pure: the same document gives the same text. At least
 * one of `run` and `campaign` is there; without `campaign` a campaign's failures are reported run by run.
 *
 * @example
 * export default {
 *   name: 'verdict',
 *   extension: 'verdict.txt',
 *   description: 'One line a run.',
 *   run: ({ scenario, seed, outcome }) => `${scenario} ${seed}: ${outcome}\n`,
 * } satisfies Reporter;
 */
export interface Reporter {
  /** What one types after `--reporter`. */
  readonly name: string;
  /** The end of its files' names, without the first dot. */
  readonly extension: string;
  /** One line: what it makes, and what opens it. */
  readonly description: string;
  /** Whether its documents must have the trace in them. */
  readonly needsTrace?: boolean;
  readonly run?: (report: RunReport) => string;
  /** Whether a campaign's failures get files of their own beside the campaign's, which can then link to them. */
  readonly linksRuns?: boolean;
  /** @param files where each failure's own file of this reporter lies beside this one, by capsule */
  readonly campaign?: (report: CampaignReport, files?: ReadonlyMap<string, string>) => string;
  /** Without it a replay is reported as a run. */
  readonly replay?: (report: ReplayReport) => string;
}
