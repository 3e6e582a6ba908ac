// What many runs add up to: plain data that is added in any order and comes to the same.

import { hashText } from '../kernel/random.js';
import { UsageError } from '../kernel/usage-error.js';
import { chanceOfNews, type Seen } from './coverage.js';
import type { Failure } from './failure.js';

/** Indices from `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A run that failed. */
export interface FailedRun {
  readonly index: number;
  readonly seed: number;
  readonly failure: Failure;
}

/** What a property came to: in how many runs it was put to the test, violated, still pending at the end. */
export interface PropertyTally {
  readonly exercised: number;
  readonly violated: number;
  readonly pending: number;
}

/** What runs came to. Plain data, JSON. */
export interface Tally {
  /** Which runs, in order and without overlaps. */
  readonly ranges: readonly Range[];
  readonly runs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Queue events, and faults that began. */
  readonly events: number;
  readonly faults: number;
  readonly virtualMs: number;
  readonly seen: Seen;
  readonly properties: Readonly<Record<string, PropertyTally>>;
  /** By index. */
  readonly failed: readonly FailedRun[];
  /** Over the traces of all runs, 16 hexadecimal digits: equal campaigns have equal ones. Only where it was asked for. */
  readonly digest?: string;
}

/** No runs at all. */
export const NOTHING: Tally = {
  ranges: [],
  runs: 0,
  outcomes: {},
  events: 0,
  faults: 0,
  virtualMs: 0,
  seen: {},
  properties: {},
  failed: [],
};

/** Failures beyond this are counted and not kept: who has as many reads the first ones. */
const MOST_FAILED = 1000;

/**
 * Two tallies as one. The order does not matter.
 *
 * @throws UsageError when a run is in both
 */
export function merged(a: Tally, b: Tally): Tally {
  return {
    ranges: joined([...a.ranges, ...b.ranges]),
    runs: a.runs + b.runs,
    outcomes: sum(a.outcomes, b.outcomes),
    events: a.events + b.events,
    faults: a.faults + b.faults,
    virtualMs: a.virtualMs + b.virtualMs,
    seen: sum(a.seen, b.seen),
    properties: sumProperties(a.properties, b.properties),
    failed: [...a.failed, ...b.failed].sort((x, y) => x.index - y.index).slice(0, MOST_FAILED),
    ...digestOf(a.digest, b.digest),
  };
}

/** The digest of one run, which those of others are added to by `merged`. */
export function runDigest(index: number, traceHash: string): string {
  return hex(hashText(`a ${index} ${traceHash}`)) + hex(hashText(`b ${index} ${traceHash}`));
}

// Exclusive or: in any order it comes to the same.
function digestOf(a: string | undefined, b: string | undefined): { readonly digest?: string } {
  if (a === undefined || b === undefined) {
    const digest = a ?? b;
    return digest === undefined ? {} : { digest };
  }
  const half = (from: number): string =>
    hex((Number.parseInt(a.slice(from, from + 8), 16) ^ Number.parseInt(b.slice(from, from + 8), 16)) >>> 0);
  return { digest: half(0) + half(8) };
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

/** The chance that the next run shows what none has shown: see `chanceOfNews`. */
export function newsOf(tally: Tally): number {
  return chanceOfNews(tally.seen, tally.runs);
}

/** Ranges in order, those that touch joined. */
export function joined(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((x, y) => x.from - y.from || x.to - y.to);
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    if (last !== undefined && from < last.to) {
      throw new UsageError(
        `Expected summaries of different runs, got the runs from ${from} to ${Math.min(to, last.to) - 1} twice. Leave one of them out.`,
      );
    }
    if (last !== undefined && from === last.to) last.to = to;
    else result.push({ from, to });
  }
  return result;
}

// Keys in order, so that equal sums are equal texts.
function sum(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}

const NO_PROPERTY: PropertyTally = { exercised: 0, violated: 0, pending: 0 };

function sumProperties(a: Tally['properties'], b: Tally['properties']): Record<string, PropertyTally> {
  const ids = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    ids.map((id) => {
      const [x, y] = [a[id] ?? NO_PROPERTY, b[id] ?? NO_PROPERTY];
      return [
        id,
        {
          exercised: x.exercised + y.exercised,
          violated: x.violated + y.violated,
          pending: x.pending + y.pending,
        },
      ];
    }),
  );
}
