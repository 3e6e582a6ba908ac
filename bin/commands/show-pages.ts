// The pages that `zim-sim show` makes: of a capsule, and of a campaign with the capsules beside its summary.

import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import { campaignReport, type ReportedFailure } from '../../reports/campaign-report.js';
import { campaignPage } from '../../reports/html/campaign-page.js';
import { runPage } from '../../reports/html/run-page.js';
import { type Capsule, originalOf } from '../../sim/campaign/capsule.js';
import { replay } from '../../sim/campaign/replay.js';
import type { Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { withCapsuleApp } from '../app-test/with-capsule.js';
import { mutantRef, replayDeps } from '../campaign/deps.js';
import { mutantNotes, nameOfMutant, replayNotes } from '../campaign/page-notes.js';
import { type CampaignSummary, readCapsule, readSummaries } from '../campaign/report-folder.js';
import { campaignName } from '../campaign/settings.js';
import type { Engine } from '../engine.js';
import { shellQuoted } from './run-options.js';

/**
 * A failure as a page.
 *
 * @param mutant instead of the one that was recorded
 * @throws UsageError where a mutant breaks a model in the middle of the run
 */
export async function capsulePage(capsule: Capsule, path: string, mutant?: string): Promise<string> {
  // Its code runs in a process of its own.
  if (capsule.app !== undefined)
    return await withCapsuleApp({ ...capsule, app: capsule.app }, (pool) =>
      pool.ask<'page'>({ kind: 'page', capsule, reproduce: `zim-sim replay ${shellQuoted(path)}` }),
    );
  const ref = mutant === undefined ? capsule.mutant : await mutantRef(mutant);
  const deps = await replayDeps(ref);
  const replayed = replay(capsule, deps);
  const { run } = replayed;
  if (run === undefined) {
    throw new UsageError(
      `${path}: Expected a run that comes to its end, got one in which a model breaks: ${capsule.failure.reason}. There is no picture of it; see: zim-sim replay ${path}`,
    );
  }
  return runPage({
    spec: capsule.spec,
    run,
    properties: deps.properties,
    wrap: deps.wrap,
    reproduce: `zim-sim replay ${path}`,
    original: originalOf(capsule),
    property: capsule.failure.property,
    neighbour: capsule.neighbour,
    notes: [...mutantNotes(nameOfMutant(ref)), ...replayNotes(capsule, replayed)],
  });
}

/**
 * A campaign as a page, with a page for each failure that lies beside its summary.
 *
 * @param write takes the page of a failure
 */
export async function summaryPage(
  path: string,
  { engine, write }: { readonly engine: Engine; readonly write: (path: string, text: string) => void },
): Promise<string> {
  const [summary] = readSummaries(path) as [CampaignSummary];
  const { settings, tally } = summary;
  const found = capsulesOf(summary, dirname(path));
  const pages = new Map<string, string>();
  for (const { capsule, path: own } of found) {
    const page = own.replace(/\.json$/, '.html');
    try {
      write(page, await capsulePage(capsule, own));
      pages.set(own, basename(page));
    } catch (error) {
      // One without a picture has its command all the same.
      if (!(error instanceof UsageError)) throw error;
    }
  }
  const report = campaignReport(tally, {
    campaign: campaignName(settings),
    settings,
    reproduce: `zim-sim show ${path}`,
    checked: engine.properties,
    faultKinds: settings.only ?? FAULT_KINDS,
    failures: found.map(({ capsule, path: own }) => reported(capsule, own, tally)),
  });
  return campaignPage({
    ...report,
    pages,
    originals: new Map(
      found.flatMap(({ capsule, path: own }): [string, RunSpec][] => {
        const original = originalOf(capsule);
        return original === undefined ? [] : [[own, original]];
      }),
    ),
  });
}

interface FoundCapsule {
  readonly path: string;
  readonly capsule: Capsule;
}

function capsulesOf({ settings, tally }: CampaignSummary, folder: string): readonly FoundCapsule[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.endsWith('.summary.json'))
    .sort()
    .flatMap((name): FoundCapsule[] => {
      const path = join(folder, name);
      const capsule = readIfCapsule(path);
      const index = capsule?.found?.index ?? -1;
      const isOurs =
        capsule?.found?.campaignSeed === settings.seed &&
        JSON.stringify(capsule.mutant) === JSON.stringify(settings.mutant) &&
        tally.failed.some((run) => run.index === index);
      return capsule !== undefined && isOurs ? [{ path, capsule }] : [];
    });
}

// Other files of the folder are none of our business.
function readIfCapsule(path: string): Capsule | undefined {
  try {
    return readCapsule(path);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function reported({ failure, found, spec }: Capsule, path: string, { failed }: Tally): ReportedFailure {
  const { property, title, verdict, reason, kind } = failure;
  return {
    index: found?.index ?? -1,
    seed: spec.seed,
    property,
    title,
    verdict,
    reason,
    runs: failed.filter(
      (run) =>
        run.failure.property === property && run.failure.verdict === verdict && run.failure.kind === kind,
    ).length,
    spec,
    originalFaults: found?.spec.schedule?.length ?? spec.schedule?.length ?? 0,
    capsule: path,
    reproduce: `zim-sim replay ${path}`,
  };
}
