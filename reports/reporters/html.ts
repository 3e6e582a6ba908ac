// A page that works offline, with every state at every moment.
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import type { CampaignReport } from '../campaign-report.js';
import { campaignPage } from '../html/campaign-page.js';
import { logPage } from '../html/log-page.js';
import { runPage } from '../html/run-page.js';
import { logCheckOf } from '../log-run.js';
import { pageSourceOf } from '../page-source.js';
import type { Reporter } from '../reporter.js';

export const htmlReporter: Reporter = {
  name: 'html',
  extension: 'html',
  description: 'A page to look around in, offline: every browser.',
  run(report) {
    const check = logCheckOf(report);
    if (check !== undefined) return logPage(check, report.observations);
    const source = pageSourceOf(report);
    if (source === undefined) {
      throw new UsageError(
        'Expected a run that can be run again for its page, got a document alone. Use: zim-sim show <capsule>',
      );
    }
    if ('text' in source) return source.text;
    return runPage({ ...source, run: report, reproduce: report.reproduce });
  },
  linksRuns: true,
  campaign: (report, pages) => campaignPage({ ...report, pages, originals: originalsOf(report) }),
};

// Runs as they were drawn, where they were made smaller since.
function originalsOf({ failures }: CampaignReport): ReadonlyMap<string, RunSpec> {
  const originals = new Map<string, RunSpec>();
  for (const { capsule, run } of failures) {
    const original = run && pageSourceOf(run)?.original;
    if (original !== undefined) originals.set(capsule, original);
  }
  return originals;
}
