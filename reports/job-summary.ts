// The summary of a job in Markdown, for $GITHUB_STEP_SUMMARY and for issues. Texts of apps are shown as code or escaped,
// never interpreted.

import { count, percent, scheduleLines } from './campaign.js';
import type { CampaignReport } from './campaign-report.js';
import type { RunReport } from './run-report.js';
import { visible } from './text.js';
import { verdictCases } from './verdicts.js';

/**
 * A run that failed, as a section.
 *
 * @example appendFileSync(process.env.GITHUB_STEP_SUMMARY, runSection(report));
 */
export function runSection(report: RunReport): string {
  const { scenario, title, seed, passed, reproduce, traceHash } = report;
  const failed = verdictCases(report).filter(({ result }) => result === 'failed' || result === 'error');
  const head = `### ${passed ? '✅' : '❌'} ${plain(scenario)}, seed ${seed}`;
  const rows = failed.map(({ name, type, message }) => [name, type, message].map(plain));
  return section([
    head,
    plain(title),
    ...(rows.length === 0 ? [] : [table(['what', 'verdict', 'why'], rows)]),
    fence([reproduce]),
    `trace \`${traceHash}\``,
  ]);
}

/** What a campaign came to, as a section. */
export function campaignSection(report: CampaignReport): string {
  const { campaign, seed, runs, faults, outcomes, failures, failedRuns, chanceOfNews, reproduce, seen } =
    report;
  const head = `### ${failedRuns === 0 ? '✅' : '❌'} ${plain(campaign)}, seed ${seed}`;
  const numbers = [
    `${count(runs)} runs with ${count(faults)} faults`,
    ...Object.entries(outcomes).map(([outcome, times]) => `${plain(outcome)} ${count(times)}`),
  ].join(' · ');
  const news = `${count(Object.keys(seen).length)} behaviours seen; the next run shows a new one with a chance of about ${percent(chanceOfNews)}.`;
  return section([
    head,
    numbers,
    ...failures.flatMap((failure) => [
      `**${plain(`${failure.property} ${failure.title}`)}** ${plain(failure.reason)} (run ${failure.index}, ${count(failure.runs)} in all)`,
      fence([...scheduleLines(failure.spec.schedule ?? []), failure.reproduce], 'yaml'),
    ]),
    ...(failures.length === 0 ? [fence([reproduce])] : []),
    news,
  ]);
}

function section(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

// A fence longer than any run of backticks in it.
function fence(lines: readonly string[], language = ''): string {
  const shown = lines.map(visible);
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const ticks = '`'.repeat(longest + 1);
  return [`${ticks}${language}`, ...shown, ticks].join('\n');
}

// Every sign that Markdown or HTML could take for its own, and what GitHub makes links and mentions of.
function plain(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replace(/[<>@]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, (sign) => `\\${sign}`);
}
