// What GitHub Actions reads in the output of a step: a command a line, which becomes an annotation.
import type { CampaignReport } from '../campaign-report.js';
import type { Reporter } from '../reporter.js';
import type { RunReport } from '../run-report.js';
import { visible } from '../text.js';
import { verdictCases } from '../verdicts.js';

/** For GitHub Actions: an annotation for each failure, nothing where there is none. */
export const githubReporter: Reporter = {
  name: 'github',
  extension: 'github.txt',
  description: 'Annotations of GitHub Actions on standard output, and the summary of the job.',
  run: runAnnotations,
  campaign: campaignAnnotations,
};

// GitHub shows so many errors of a step and drops the others.
const MOST_SHOWN = 10;

interface Annotation {
  readonly title: string;
  readonly message: readonly string[];
  readonly file?: string | undefined;
}

function runAnnotations(report: RunReport): string {
  const { scenario, seed, reproduce, source } = report;
  const annotations = verdictCases(report)
    .filter(({ result }) => result === 'failed' || result === 'error')
    .map(({ id, name, type, message, details }) => ({
      title: `${scenario}, seed ${seed}: ${id} ${type}`,
      message: [name, message, ...details.slice(1), `again: ${reproduce}`],
      file: source,
    }));
  return lines(annotations, reproduce);
}

function campaignAnnotations({ campaign, failures, failedRuns, reproduce }: CampaignReport): string {
  const annotations = failures.map((failure) => ({
    title: `${campaign}, run ${failure.index}: ${failure.property} ${failure.verdict}`,
    message: [failure.title, failure.reason, `again: ${failure.reproduce}`],
  }));
  const untold =
    failures.length === 0 && failedRuns > 0
      ? [{ title: `${campaign}: ${failedRuns} runs failed`, message: [`again: ${reproduce}`] }]
      : [];
  return lines([...annotations, ...untold], reproduce);
}

function lines(annotations: readonly Annotation[], reproduce: string): string {
  const shown = annotations.slice(0, annotations.length > MOST_SHOWN ? MOST_SHOWN - 1 : MOST_SHOWN);
  const left = annotations.length - shown.length;
  const rest = left === 0 ? [] : [{ title: `and ${left} failures more`, message: [`again: ${reproduce}`] }];
  return [...shown, ...rest].map((annotation) => `${command(annotation)}\n`).join('');
}

function command({ title, message, file }: Annotation): string {
  const where = file === undefined ? '' : `file=${property(file)},`;
  return `::error ${where}title=${property(title)}::${data(message)}`;
}

// A line is shown as it is, but what begins a command anew, or ends a value, is encoded.
function data(lines: readonly string[]): string {
  return lines.map((line) => visible(line).replaceAll('%', '%25')).join('%0A');
}

function property(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
