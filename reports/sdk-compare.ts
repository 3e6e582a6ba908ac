// What a comparison of the real package with the model came to, as a table.
import type { Difference } from '../sim/sdk-host/compare.js';
import { DEVIATIONS } from '../sim/sdk-host/deviations.js';
import { count, percent } from './campaign.js';
import type { Style } from './style.js';
import { table } from './table.js';

/** Differences that look alike; the first of them stands for all. */
export interface ComparedKind extends Difference {
  readonly index: number;
  readonly count: number;
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
  readonly unexplained: number;
  readonly deviations: readonly { readonly id: string; readonly count: number }[];
  readonly kinds: readonly ComparedKind[];
}

const MOST_KINDS = 40;

/** The table of a comparison. */
export function compareReport(report: CompareReport, style: Style): string {
  const { name, version, runs, equalRuns, observations, unexplained, deviations, kinds, seed, seconds } =
    report;
  const documented = deviations.reduce((sum, one) => sum + one.count, 0);
  const equal = Math.max(0, observations - unexplained - documented);
  const head = `${name}@${version} and the model: ${count(runs)} scripts`;
  const lines = [
    style.paint(unexplained === 0 ? 'good' : 'bad', `${unexplained === 0 ? '✓' : '✗'} ${head}`),
    style.paint('dim', `seed ${seed} · ${seconds.toFixed(1)} s`),
    '',
    table(
      [
        ['compared', count(observations), 'observations of the real package'],
        ['equal', count(equal), percent(equal / Math.max(1, observations))],
        ['documented', count(documented), `${deviations.length} kinds of deviation, in docs/fidelity.md`],
        ['unexplained', count(unexplained), `${kinds.length} kinds`],
        ['equal scripts', count(equalRuns), percent(equalRuns / Math.max(1, runs))],
      ],
      style,
    ),
  ];
  if (deviations.length > 0) {
    const why = new Map(DEVIATIONS.map((one) => [one.id, one.why]));
    lines.push(
      '',
      table(
        deviations.map((one) => [count(one.count), one.id, why.get(one.id) ?? '']),
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
