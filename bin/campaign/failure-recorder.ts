// Writes each way of failing down as soon as it is seen, and makes it small when there is time.
import { count } from '../../reports/campaign.js';
import type { ReportedFailure } from '../../reports/campaign-report.js';
import { withPageSource } from '../../reports/page-source.js';
import { runReport } from '../../reports/run-report.js';
import { attempt } from '../../sim/campaign/attempt.js';
import type { BatchDeps } from '../../sim/campaign/batch.js';
import { type Capsule, originalOf } from '../../sim/campaign/capsule.js';
import { capsuleOf, shrunkCapsule } from '../../sim/campaign/found.js';
import type { FailedRun, Tally } from '../../sim/campaign/tally.js';
import { shellQuoted } from '../commands/run-options.js';
import { mutantNotes, nameOfMutant } from './page-notes.js';
import type { Progress } from './progress.js';
import { writeCapsule, writeNewCapsule } from './report-folder.js';
import type { CampaignSettings } from './settings.js';

/** With `--continue`, so many ways of failing are made small. */
const MOST_KINDS = 20;

interface RecorderOptions {
  readonly goesOn: boolean;
  /** Where capsules go. */
  readonly folder: string;
  readonly zimSim: string;
  /** Whether somebody wants to see the runs that fail, not only what is wrong with them. */
  readonly withRuns: boolean;
  readonly progress: Progress;
  /** Hears of each way of failing when it is in a file. */
  readonly tell: (line: string) => void;
}

/** The failures of a campaign. */
export class FailureRecorder {
  private readonly settings: CampaignSettings;
  private readonly deps: BatchDeps;
  private readonly options: RecorderOptions;
  /** By property and kind of reason, in the order of the runs. */
  private readonly found: Map<string, { readonly run: FailedRun; capsule: Capsule; readonly path: string }> =
    new Map();

  constructor(settings: CampaignSettings, deps: BatchDeps, options: RecorderOptions) {
    this.settings = settings;
    this.deps = deps;
    this.options = options;
  }

  /** Before anybody is told of a failure it is in a file. */
  see({ failed }: Tally): void {
    for (const run of failed) {
      const key = keyOf(run);
      if (this.found.has(key) || this.found.size >= (this.options.goesOn ? MOST_KINDS : 1)) continue;
      const capsule = capsuleOf(this.deps.specOf(run.seed), this.ownDeps(run), this.info(run));
      if (capsule === undefined) throw new Error(`run ${run.index} failed in a batch and does not alone`);
      const path = writeNewCapsule(capsule, this.options.folder);
      this.found.set(key, { run, capsule, path });
      this.options.tell(
        `run ${run.index}: ${capsule.failure.property} is ${capsule.failure.verdict}, ${path}`,
      );
    }
  }

  /** The failures as they were drawn, for somebody who does not want to wait. */
  asTheyAre(tally: Tally): readonly ReportedFailure[] {
    return [...this.found.values()].map(({ run, capsule, path }) => this.reported(run, capsule, path, tally));
  }

  /** The failures made small. Each file is replaced when its small form is there. */
  small(tally: Tally): readonly ReportedFailure[] {
    return [...this.found.values()].map((entry) => {
      const { run, path } = entry;
      const capsule = shrunkCapsule(entry.capsule, this.ownDeps(run), this.info(run), (smallest, runs) => {
        const faults = smallest.schedule?.length ?? 0;
        this.options.progress.show(
          `making the failure of run ${run.index} small: ${faults} faults left, ${count(runs)} runs`,
        );
      });
      writeCapsule(capsule, path);
      return this.reported(run, capsule, path, tally);
    });
  }

  private reported(run: FailedRun, capsule: Capsule, path: string, { failed }: Tally): ReportedFailure {
    const { property, title, verdict, reason } = capsule.failure;
    const { spec, found } = capsule;
    const reproduce = `zim-sim replay ${shellQuoted(path)}`;
    const { zimSim, withRuns } = this.options;
    const shown = withRuns ? attempt(spec, this.ownDeps(run), property).run : undefined;
    return {
      index: run.index,
      seed: run.seed,
      property,
      title,
      verdict,
      reason,
      runs: failed.filter((other) => keyOf(other) === keyOf(run)).length,
      spec,
      originalFaults: found?.spec.schedule?.length ?? spec.schedule?.length ?? 0,
      capsule: path,
      reproduce,
      ...(shown === undefined
        ? {}
        : {
            run: withPageSource(
              runReport(shown, { zimSim, title: spec.scenario.title, reproduce, withTrace: true }),
              {
                spec,
                properties: this.deps.properties,
                wrap: this.deps.wrap,
                property,
                neighbour: capsule.neighbour,
                notes: mutantNotes(nameOfMutant(this.settings.mutant)),
                original: originalOf(capsule),
              },
            ),
          }),
    };
  }

  private ownDeps({ failure }: FailedRun): BatchDeps {
    return { ...this.deps, property: failure.property };
  }

  private info({ index }: FailedRun): Parameters<typeof capsuleOf>[2] {
    const { seed, mutant } = this.settings;
    return { node: process.version, mutant, found: { campaignSeed: seed, index } };
  }
}

function keyOf({ failure }: FailedRun): string {
  return `${failure.property} ${failure.verdict} ${failure.kind}`;
}
