// `zim-sim merge`: the summaries of shards, added up as if one process had done all of it.
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import { campaignText } from '../../reports/campaign.js';
import { campaignReport } from '../../reports/campaign-report.js';
import { merged, NOTHING, newsOf } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { type CampaignSummary, readSummaries } from '../campaign/report-folder.js';
import { campaignName } from '../campaign/settings.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';

/**
 * @param places folders with summaries, or files
 * @throws UsageError for summaries that do not belong together, or hold the same runs
 */
export function mergeCommand(
  places: readonly string[],
  flags: { readonly json?: boolean },
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): ExitCode {
  if (places.length === 0) {
    throw new UsageError(
      'Expected folders with summaries, got none. For example: zim-sim merge shard-1 shard-2',
    );
  }
  const all = places.flatMap((place) => readSummaries(place).map((summary) => ({ place, summary })));
  const [first] = all as [{ readonly place: string; readonly summary: CampaignSummary }];
  for (const { place, summary } of all) refuseUnlike(first.summary, summary, place);
  const tally = all.map(({ summary }) => summary.tally).reduce(merged, NOTHING);
  const { settings } = first.summary;
  if (flags.json === true) {
    io.stdout(`${JSON.stringify({ settings, ...tally, chanceOfNews: newsOf(tally) }, undefined, 2)}\n`);
  } else {
    const report = campaignReport(tally, {
      zimSim: engine.version,
      campaign: campaignName(settings),
      settings,
      reproduce: `zim-sim merge ${places.join(' ')}`,
      checked: engine.properties,
      faultKinds: settings.only ?? FAULT_KINDS,
      failures: [],
    });
    io.stdout(`${campaignText(report, outputStyle(io))}\n`);
    for (const { index, failure } of tally.failed.slice(0, 10)) {
      io.stdout(`✗ run ${index}: ${failure.property}  ${failure.reason}\n`);
    }
  }
  return tally.failed.length > 0 ? EXIT.failed : EXIT.held;
}

function refuseUnlike(first: CampaignSummary, other: CampaignSummary, place: string): void {
  if (first.zimSim !== other.zimSim) {
    throw new UsageError(
      `${place}: Expected summaries of one version of zim-sim, got ${first.zimSim} and ${other.zimSim}. Run all shards with one.`,
    );
  }
  if (JSON.stringify(first.settings) === JSON.stringify(other.settings)) return;
  const names = new Set([...Object.keys(first.settings), ...Object.keys(other.settings)]) as Set<
    keyof CampaignSummary['settings']
  >;
  const differing = [...names].filter(
    (name) => JSON.stringify(first.settings[name]) !== JSON.stringify(other.settings[name]),
  );
  throw new UsageError(
    `${place}: Expected summaries of one campaign, got different ones: ${differing.join(', ')} differ. Merge only shards of the same command.`,
  );
}
