// A page that works offline, with every state at every moment.
import { UsageError } from '../../sim/kernel/usage-error.js';
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
    return runPage({ ...source, run: report, reproduce: report.reproduce });
  },
  campaign: (report) => campaignPage(report),
};
