// What the terminal shows, as a file would have it: 80 columns and no colours.
import { campaignText } from '../campaign.js';
import type { Reporter } from '../reporter.js';
import { story } from '../story.js';
import { type Style, styleFor } from '../style.js';

/** The style of a text that no terminal shows. */
export const PLAIN_STYLE: Style = styleFor({ columns: 80, color: false });

/** For people: the story of a run, or what a campaign came to. */
export const textReporter: Reporter = {
  name: 'text',
  extension: 'txt',
  description: 'The story of a run or the tables of a campaign, on standard output.',
  run: (report) => `${story(report, PLAIN_STYLE, { ...report, verbose: false })}\n`,
  campaign: (report) => `${campaignText(report, PLAIN_STYLE)}\n`,
};
