// What a comparison of the real package with the model came to, as a table.

import { DEVIATIONS } from '../sim/sdk-host/deviations.js';
import type { Difference } from '../sim/sdk-host/parting.js';
import { count, percent } from './campaign.js';
import type { Style } from './style.js';
import { table } from './table.js';

/** Differences that look alike; the first of them stands for all. */
export interface ComparedKind extends Difference {
  readonly index: number;
  readonly count: number;
}

/** How often a deviation was met, how often the runs parted there, and how much of the real ones came after that. */
interface ComparedDeviation {
  readonly id: string;
  readonly count: number;
  readonly parted: number;
  readonly behind: number;
}

export interface CompareReport {
  readonly name: string;
  readonly version: string;
  readonly seed: number;
  readonly seconds: number;
  readonly runs: number;
  /** Scripts in which nothing differs. */
  readonly equalRuns: number;
  /** Observations of the real package that were compared. */
  readonly observations: number;
  readonly equal: number;
  /** Scripts with documented differences and no others. */
  readonly explainedRuns: number;
  /** First differences of their scripts that no deviation explains. */
  readonly unexplained: number;
  /** Observations that come after a difference which made two runs out of one. */
  readonly behindDeviation: number;
  readonly behindUnexplained: number;
  readonly deviations: readonly ComparedDeviation[];
  readonly kinds: readonly ComparedKind[];
}

const MOST_KINDS = 40;

/** The table of a comparison. */
export function compareReport(report: CompareReport, style: Style): string {
  const { name, version, runs, observations, equal, unexplained, deviations, kinds, seed, seconds } = report;
  const documented = deviations.reduce((sum, one) => sum + one.count, 0);
  const compared = observations - report.behindDeviation - report.behindUnexplained;
  const head = `${name}@${version} and the model: ${count(runs)} scripts`;
  const lines = [
    style.paint(unexplained === 0 ? 'good' : 'bad', `${unexplained === 0 ? '✓' : '✗'} ${head}`),
    style.paint('dim', `seed ${seed} · ${seconds.toFixed(1)} s`),
    '',
    table(
      [
        ['observed', count(observations), 'of the real package'],
        ['compared', count(compared), percent(compared / Math.max(1, observations))],
        ['equal', count(equal), `${percent(equal / Math.max(1, compared))} of the compared`],
        ['documented', count(documented), `${deviations.length} kinds of deviation, in docs/fidelity.md`],
        ['behind one', count(report.behindDeviation), 'observations after the runs had parted there'],
        ['unexplained', count(unexplained), `${kinds.length} kinds`],
        ['behind one', count(report.behindUnexplained), 'observations after the first of a script'],
        ['scripts', count(report.equalRuns), `equal, ${percent(report.equalRuns / Math.max(1, runs))}`],
        ['', count(report.explainedRuns), `documented, ${percent(report.explainedRuns / Math.max(1, runs))}`],
      ],
      style,
    ),
  ];
  if (deviations.length > 0) {
    const why = new Map(DEVIATIONS.map((one) => [one.id, one.why]));
    lines.push(
      '',
      table(
        [
          ['met', 'parts', 'behind', 'deviation', 'why'],
          ...deviations.map((one) => [
            count(one.count),
            count(one.parted),
            count(one.behind),
            one.id,
            why.get(one.id) ?? '',
          ]),
        ],
        style,
      ),
    );
  }
  if (kinds.length > 0) {
    const rows = kinds
      .slice(0, MOST_KINDS)
      .map((one) => [
        count(one.count),
        one.what,
        one.real === '' ? '-' : one.real,
        one.model === '' ? '-' : one.model,
        `run ${one.index}`,
      ]);
    lines.push('', table([['', 'what', 'real', 'model', 'first'], ...rows], style));
    if (kinds.length > MOST_KINDS)
      lines.push(style.paint('dim', `… ${kinds.length - MOST_KINDS} more kinds`));
  }
  return lines.join('\n');
}
