// The documents themselves. Their schemas are in reports/schemas.
import type { Reporter } from '../reporter.js';

/** For scripts: the document as it is. */
export const jsonReporter: Reporter = {
  name: 'json',
  extension: 'report.json',
  description:
    'The whole document, for scripts; its schema is zim-sim/run.schema.json or zim-sim/campaign.schema.json.',
  run: jsonText,
  // The runs of failures are in files of their own: their capsules say all that determines them.
  campaign: ({ failures, ...rest }) =>
    jsonText({ ...rest, failures: failures.map(({ run: _, ...failure }) => failure) }),
  replay: jsonText,
};

function jsonText(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
