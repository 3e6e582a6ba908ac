// The verdicts of a run as a list of cases, which is what CI shows: a case for each property, for each goal that the
// scenario names, and for the run where its outcome says what no property does.
import type { PropertyVerdict } from '../sim/check/property.js';
import { formatClock } from '../sim/kernel/duration.js';
import type { RunReport } from './run-report.js';
import { evidenceText } from './verdict-table.js';

/** One case. */
export interface VerdictCase {
  /** Short, for headings. */
  readonly id: string;
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped' | 'error';
  /** The verdict, or what else it is. */
  readonly type: string;
  /** One line; empty where it passed. */
  readonly message: string;
  /** Lines with the rest: the sentence, the evidence. */
  readonly details: readonly string[];
}

/**
 * The cases of a run. Whoever counts them finds a failure exactly when the run did not pass.
 *
 * @example verdictCases(report).filter(({ result }) => result === 'failed')
 */
export function verdictCases(report: RunReport): readonly VerdictCase[] {
  // `N1.reached` repeats what the count of N1 says.
  const verdicts = report.properties.filter(({ id }) => !id.endsWith('.reached'));
  const cases = [...verdicts.map(propertyCase), ...report.expects.map(goalCase)];
  const isFailed = cases.some(({ result }) => result !== 'passed' && result !== 'skipped');
  return report.passed || (isFailed && report.divergence === undefined)
    ? cases
    : [...cases, outcomeCase(report)];
}

function propertyCase(verdict: PropertyVerdict): VerdictCase {
  const { id, title, verdict: type, reason = '', evidence = [] } = verdict;
  const name = `${id} ${title}`;
  switch (type) {
    case 'held':
      return { id, name, result: 'passed', type, message: '', details: [] };
    case 'not exercised':
    case 'not observable':
      return {
        id,
        name,
        result: 'skipped',
        type,
        message: reason === '' ? type : `${type}: ${reason}`,
        details: [],
      };
    case 'violated':
    case 'pending':
      return {
        id,
        name,
        result: 'failed',
        type,
        message: `${placeOf(verdict)}${reason}`,
        details: [title, ...evidence.map((seen) => evidenceText(seen).trim())],
      };
  }
}

function placeOf({ atMs, device }: PropertyVerdict): string {
  const place = [
    ...(atMs === undefined ? [] : [`at ${formatClock(atMs)}`]),
    ...(device === undefined ? [] : [`on ${device}`]),
  ].join(' ');
  return place === '' ? '' : `${place}: `;
}

function goalCase({ id, reached }: RunReport['expects'][number]): VerdictCase {
  const name = `goal ${id}`;
  return reached
    ? { id: name, name, result: 'passed', type: 'reached', message: '', details: [] }
    : {
        id: name,
        name,
        result: 'failed',
        type: 'not reached',
        message: `the run never reached ${id}`,
        details: [],
      };
}

function outcomeCase({ outcome, divergence }: RunReport): VerdictCase {
  const isError = outcome === 'nondeterministic' || outcome === 'internal error';
  return {
    id: 'the run',
    name: 'the run',
    result: isError ? 'error' : 'failed',
    type: outcome,
    message: divergence === undefined ? `the run is ${outcome}` : `the second run differed ${divergence}`,
    details: [],
  };
}
