// The HTML page of a run, and of two runs side by side.

import { firstDivergence } from '../../sim/kernel/trace.js';
import { execute } from '../../sim/runner/execute.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { version } from '../../sim/runner/version.js';
import { pageText } from './embed.js';
import type { PageOther, PageParting } from './page-document.js';
import { type RunDocument, type RunPageReport, runDocument } from './run-document.js';
import type { Moment } from './states.js';
import { thinned } from './thin.js';

/** A run, and beside it the nearest one that passes where there is one. */
export interface RunPage extends RunPageReport {
  readonly neighbour?: RunSpec | undefined;
}

/** Characters of a page; a larger one leaves out what is quiet. */
const MOST = 2_000_000;

/**
 * The whole text of a run's page.
 *
 * @example writeFileSync('run.html', runPage({ spec, run, properties, reproduce: 'zim-sim run lift' }));
 */
export function runPage(report: RunPage): string {
  const neighbour = report.neighbour === undefined ? undefined : neighbourOf(report, report.neighbour);
  return fitting((withStates) => {
    const first = runDocument(report, withStates);
    if (neighbour === undefined) return { first };
    const second = runDocument(neighbour, withStates);
    const names = ['this run', 'the same without one fault'] as const;
    return { first, other: otherOf(first, second, { role: 'neighbour', names }) };
  });
}

/** The page of two runs side by side. */
export function comparePage(a: RunPageReport, b: RunPageReport, names: readonly [string, string]): string {
  return fitting((withStates) => {
    const first = runDocument(a, withStates);
    const second = runDocument(b, withStates);
    return { first, other: otherOf(first, second, { role: 'compared', names }) };
  });
}

interface Drawn {
  readonly first: RunDocument;
  readonly other?: PageOther;
}

// Less and less, until it fits; the last one is shown however large it is.
function fitting(draw: (withStates: boolean) => Drawn): string {
  const full = draw(true);
  const text = drawnText(full);
  if (text.length <= MOST) return text;
  const quieter = drawnText(full, thinned);
  if (quieter.length <= MOST) return quieter;
  return drawnText(draw(false), thinned);
}

function drawnText(
  { first, other }: Drawn,
  change: (run: RunDocument['run']) => RunDocument['run'] = same,
): string {
  return pageText({
    kind: 'runs',
    zimSim: version,
    run: change(first.run),
    ...(other === undefined ? {} : { other: { ...other, run: change(other.run) } }),
  });
}

function same(run: RunDocument['run']): RunDocument['run'] {
  return run;
}

function neighbourOf(report: RunPageReport, spec: RunSpec): RunPageReport {
  const { properties, wrap, apps, unseen } = report;
  const run = execute(spec, { properties, wrap, apps, unseen, keepTrace: false, keepObservations: false });
  return { spec, run, properties, wrap, apps, unseen, reproduce: '' };
}

function otherOf(
  first: RunDocument,
  second: RunDocument,
  { role, names }: Pick<PageOther, 'role' | 'names'>,
): PageOther {
  const parting = partingOf(first, second);
  return { run: second.run, role, names, ...(parting === undefined ? {} : { parting }) };
}

function partingOf(first: RunDocument, second: RunDocument): PageParting | undefined {
  const found = firstDivergence(first.trace, second.trace);
  if (found === undefined) return undefined;
  const { index, a, b } = found;
  const atMicros = Math.min(a?.atMicros ?? Number.POSITIVE_INFINITY, b?.atMicros ?? Number.POSITIVE_INFINITY);
  return {
    atMs: Number.isFinite(atMicros) ? atMicros / 1000 : 0,
    moments: [momentOfRecord(first.moments, index), momentOfRecord(second.moments, index)],
  };
}

function momentOfRecord(moments: readonly Moment[], record: number): number {
  const moment = moments.findIndex(({ records }) => records > record);
  return moment < 0 ? Math.max(0, moments.length - 1) : moment;
}
