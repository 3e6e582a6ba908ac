// A campaign as one plain document, which is what reporters get and what scripts read. Its keys are a promise: they may
// become more, never other ones.
import { newsOf, type Tally } from '../sim/campaign/tally.js';
import type { RunSpec } from '../sim/runner/summary.js';
import { version } from '../sim/runner/version.js';
import type { CampaignSample } from './html/page-document.js';
import { REPORT_FORMAT, type RunReport } from './run-report.js';

/** A property, and what it is about. */
export interface ReportedProperty {
  readonly id: string;
  readonly title: string;
  /** The property whose exercise it only counts. */
  readonly goalOf?: string;
}

/** A failure with the run that shows it best. */
export interface ReportedFailure {
  readonly index: number;
  /** The seed of that run. */
  readonly seed: number;
  readonly property: string;
  readonly title: string;
  readonly verdict: string;
  readonly reason: string;
  /** How many runs fail in this way. */
  readonly runs: number;
  readonly spec: RunSpec;
  readonly originalFaults: number;
  /** The file, as it was written. */
  readonly capsule: string;
  /** The command that runs it again. */
  readonly reproduce: string;
  /** The run itself; absent where a mutant broke a model in the middle of it. */
  readonly run?: RunReport;
}

/** What many runs came to. JSON. */
export interface CampaignReport extends Omit<Tally, 'failed'> {
  readonly kind: 'campaign';
  readonly format: number;
  /** The version that made it. */
  readonly zimSim: string;
  readonly campaign: string;
  readonly seed: number;
  /** How the runs were drawn. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The command that repeats the campaign. */
  readonly reproduce: string;
  /** Real seconds; absent where nobody measured. */
  readonly seconds?: number;
  /** How far it was after so many runs, in order; absent where nobody looked meanwhile. */
  readonly history?: readonly CampaignSample[];
  /** The chance that the next run shows what none has shown. */
  readonly chanceOfNews: number;
  /** How many runs failed, in whichever way. */
  readonly failedRuns: number;
  /** Every property that was looked at. */
  readonly checked: readonly ReportedProperty[];
  /** The kinds of faults that were drawn. */
  readonly faultKinds: readonly string[];
  /** One for each way of failing. */
  readonly failures: readonly ReportedFailure[];
  /** The file with what shards are merged from. */
  readonly summary?: string;
}

/** What is known of a campaign besides its tally. */
export interface CampaignReportOptions {
  /** Default: this version. */
  readonly zimSim?: string;
  readonly campaign: string;
  readonly settings: { readonly seed: number };
  readonly reproduce: string;
  readonly seconds?: number | undefined;
  readonly history?: readonly CampaignSample[] | undefined;
  readonly checked: readonly ReportedProperty[];
  readonly faultKinds: readonly string[];
  readonly failures: readonly ReportedFailure[];
  readonly summary?: string;
}

/** The document of a campaign. */
export function campaignReport(tally: Tally, options: CampaignReportOptions): CampaignReport {
  const { failed, ...counts } = tally;
  const { zimSim = version, campaign, settings, reproduce } = options;
  const { seconds, history, checked, faultKinds, failures, summary } = options;
  return {
    kind: 'campaign',
    format: REPORT_FORMAT,
    zimSim,
    campaign,
    seed: settings.seed,
    settings: { ...settings },
    reproduce,
    ...counts,
    ...(seconds === undefined ? {} : { seconds }),
    ...(history === undefined ? {} : { history }),
    chanceOfNews: newsOf(tally),
    failedRuns: failed.length,
    checked,
    faultKinds,
    failures,
    ...(summary === undefined ? {} : { summary }),
  };
}
