// What a page needs of a run beyond its document: it runs it once more. It travels with the document, where JSON does
// not see it.
import type { Property } from '../sim/check/property.js';
import type { Wrap } from '../sim/runner/execute.js';
import type { RunSpec } from '../sim/runner/summary.js';
import type { RunReport } from './run-report.js';

export interface PageSource {
  readonly spec: RunSpec;
  /** The same list that the run had. */
  readonly properties: readonly Property[];
  readonly wrap?: Wrap | undefined;
  /** As it was drawn, where it was made small; the nearest run that passes; the failure that it is about. */
  readonly original?: RunSpec | undefined;
  readonly neighbour?: RunSpec | undefined;
  readonly property?: string | undefined;
  /** Sentences that a reader must know of before anything else. */
  readonly notes?: readonly string[] | undefined;
}

/** A page that was made where its code could run: an app's, in a process of its own. */
export interface MadePage {
  readonly text: string;
  readonly original?: RunSpec | undefined;
}

const SOURCE: unique symbol = Symbol('zim-sim.page');

/** The same document, from which a page can be made. */
export function withPageSource(report: RunReport, source: PageSource | MadePage): RunReport {
  return { ...report, [SOURCE]: source } as RunReport;
}

/** What a page is made from; undefined for a document that was read from a file. */
export function pageSourceOf(report: RunReport): PageSource | MadePage | undefined {
  return (report as { readonly [SOURCE]?: PageSource | MadePage })[SOURCE];
}
