// The whole report of one run as text: what happened, what became of the rooms and of the properties, the outcome.
import { formatClock } from '../sim/kernel/duration.js';
import type { RunResult, RunSummary } from '../sim/runner/summary.js';
import { differencesOf, LATEST_SDK_VERSION, parseSdkVersion } from '../sim/zim/versions.js';
import { outageTables } from './outage-table.js';
import { outcomeLines } from './outcome.js';
import { roomOutages } from './room-outages.js';
import type { Style } from './style.js';
import { wrap } from './text.js';
import { timeline } from './timeline.js';
import { verdictTable } from './verdict-table.js';

/** What a story says besides the run itself. */
export interface StoryOptions {
  /** The scenario's title. */
  readonly title: string;
  /** The command that repeats the run. */
  readonly reproduce: string;
  /** Every property, also those that were not exercised. */
  readonly verbose: boolean;
}

/** What a story tells of a run. */
export type ToldRun = RunSummary & Pick<RunResult, 'observations' | 'faults'>;

/**
 * A run as a story, ready to print; it ends without a line break.
 *
 * @example story(run, styleFor({ columns: 80, color: false }), { title, reproduce, verbose: false })
 */
export function story(run: ToldRun, style: Style, options: StoryOptions): string {
  const heading = wrap(`${run.scenario}: ${options.title}`, style.width).map((line) =>
    style.paint('title', line),
  );
  const outages = outageTables(roomOutages(run.observations), style);
  const sections = [
    [...heading, style.paint('dim', `seed ${run.seed} · SDK ${run.sdk}`), ...sdkLines(run.sdk, style)].join(
      '\n',
    ),
    timeline(run, style),
    outages,
    verdictTable(run.properties, style, { verbose: options.verbose }),
    [...loginLine(run, style), outcomeLines(run, style, options.reproduce)].join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/**
 * A failed run among many: which properties and goals failed, why, and how to see the rest.
 *
 * @example failureDetails(run, style, 'zim-sim run room-deleted --seed 7')
 */
export function failureDetails(run: RunSummary, style: Style, reproduce: string): string {
  const bad = run.properties.filter(({ verdict }) => verdict === 'violated' || verdict === 'pending');
  const table = verdictTable(bad, style, { verbose: false });
  const heading = style.paint('bad', `✗ ${run.scenario}, seed ${run.seed}`);
  return [heading, ...(table === '' ? [] : [table]), outcomeLines(run, style, reproduce)].join('\n');
}

// A few people who log in are no herd.
const WORTH_TELLING = 5;

/** How the worst second was for the backend, where it had one. */
function loginLine({ metrics }: RunSummary, style: Style): readonly string[] {
  const { logins, peakLoginsPerSecond, atMs } = metrics;
  if (peakLoginsPerSecond < WORTH_TELLING) return [];
  const peak = `${peakLoginsPerSecond} within one second at ${formatClock(atMs)}`;
  return [`${style.paint('dim', 'logins:')} ${logins}, at most ${peak}`];
}

/** What an older SDK does otherwise: it explains half of what surprises in its timeline. */
function sdkLines(version: string, style: Style): readonly string[] {
  const sentences = differencesOf(parseSdkVersion(version));
  if (sentences.length === 0) return [];
  return [
    style.paint('dim', `SDK ${version} differs from ${LATEST_SDK_VERSION}:`),
    ...sentences.flatMap((sentence) =>
      wrap(`- ${sentence}`, style.width).map((line) => style.paint('dim', line)),
    ),
  ];
}
