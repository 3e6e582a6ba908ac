// What a campaign came to, as text: outcomes, failures, what was covered and what never was, and what may be left.
import { stringify } from 'yaml';
import { newsOf, type Tally } from '../sim/campaign/tally.js';
import type { Fault } from '../sim/faults/fault.js';
import type { RunSpec } from '../sim/runner/summary.js';
import { CONNECTION_PAIRS, ROOM_PAIRS } from '../sim/zim/state-pairs.js';
import type { Style } from './style.js';
import { flow, wrap } from './text.js';

export interface CampaignReport {
  readonly name: string;
  readonly seed: number;
  readonly tally: Tally;
  /** Real seconds; undefined where nobody measured. */
  readonly seconds: number | undefined;
  /** Ids of the properties, and what each is about. */
  readonly properties: readonly { readonly id: string; readonly title: string; readonly goalOf?: string }[];
  readonly kinds: readonly string[];
  readonly failures: readonly ReportedFailure[];
}

/** A failure with the run that shows it best. */
export interface ReportedFailure {
  readonly index: number;
  readonly property: string;
  readonly title: string;
  readonly verdict: string;
  readonly reason: string;
  /** How many runs fail in this way. */
  readonly runs: number;
  readonly spec: RunSpec;
  readonly originalFaults: number;
  readonly capsule: string;
}

/** In fewer runs than this, one in so many, a property was hardly put to the test. */
const RARELY = 1000;
const FEW = 6;

/** The whole report; it ends without a line break. */
export function campaignReport(report: CampaignReport, style: Style): string {
  return [
    head(report, style),
    ...report.failures.map((failure) => failureText(failure, style)),
    coverage(report, style),
    last(report, style),
  ].join('\n\n');
}

function head({ name, seed, tally, seconds }: CampaignReport, style: Style): string {
  const ranges = tally.ranges.map(({ from, to }) => `${from}-${to - 1}`).join(', ');
  const speed =
    seconds === undefined || seconds <= 0
      ? ''
      : ` · ${seconds.toFixed(1)} s, ${count(tally.runs / seconds)} runs/s, ${count(tally.events / seconds)} events/s`;
  return [
    style.paint('title', `${name}, seed ${seed}`),
    style.paint('dim', `runs ${ranges === '' ? 'none' : ranges}${speed}`),
    `${style.paint('dim', 'outcomes')}  ${outcomes(tally, style)}  ${style.paint('dim', `in ${count(tally.runs)} runs with ${count(tally.faults)} faults`)}`,
  ].join('\n');
}

function outcomes({ outcomes: all }: Tally, style: Style): string {
  const parts = Object.entries(all).map(([name, runs]) =>
    style.paint(name === 'held' ? 'good' : 'bad', `${name} ${count(runs)}`),
  );
  return parts.length === 0 ? 'nothing' : parts.join(' · ');
}

function failureText(failure: ReportedFailure, style: Style): string {
  const { property, title, reason, runs, index, spec, originalFaults, capsule } = failure;
  const more = runs > 1 ? ` (and in ${count(runs - 1)} more)` : '';
  const faults = spec.schedule ?? [];
  const from = faults.length < originalFaults ? `, of ${originalFaults}` : '';
  return [
    ...wrap(`✗ ${property}  ${title}`, style.width).map((line) => style.paint('bad', line)),
    ...wrap(`  ${reason}`, style.width),
    style.paint(
      'dim',
      `  run ${index}${more} · ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}${from}`,
    ),
    ...scheduleLines(faults).map((line) => `  ${line}`),
    `  ${style.paint('dim', 'again:')} zim-sim replay ${capsule}`,
  ].join('\n');
}

/** A schedule as YAML, one fault a line. */
export function scheduleLines(faults: readonly Fault[]): readonly string[] {
  return faults.map((fault) => `- ${stringify(fault, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`);
}

function coverage({ tally, properties, kinds }: CampaignReport, style: Style): string {
  const { seen, runs } = tally;
  const pairs = (
    what: string,
    known: readonly { readonly state: number; readonly event: number }[],
  ): string[] => known.map(({ state, event }) => `${what} ${state}/${event}`);
  const crossed = kinds.flatMap((kind) =>
    ['-', 0, 1, 2, 3].map((state) => `fault ${kind} × connection ${state}`),
  );
  const goals = properties.filter(({ goalOf }) => goalOf === undefined);
  const rare = goals.filter(({ id }) => {
    const tested = tally.properties[id]?.exercised ?? 0;
    return tested > 0 && tested * RARELY < runs;
  });
  return [
    style.paint('title', 'covered'),
    line('connection', pairs('connection', CONNECTION_PAIRS), seen, style, (name) =>
      name.slice('connection '.length),
    ),
    line('room', pairs('room', ROOM_PAIRS), seen, style, (name) => name.slice('room '.length)),
    line('fault × state', crossed, seen, style, (name) =>
      name.slice('fault '.length).replace(' × connection ', '×'),
    ),
    line(
      'properties',
      goals.map(({ id }) => `property ${id}`),
      seen,
      style,
      (name) => name.slice('property '.length),
    ),
    ...(rare.length === 0
      ? []
      : [
          style.paint(
            'warn',
            `  in fewer than one run of ${count(RARELY)}: ${rare.map(({ id }) => id).join(', ')}`,
          ),
        ]),
  ].join('\n');
}

function line(
  what: string,
  possible: readonly string[],
  seen: Tally['seen'],
  style: Style,
  short: (name: string) => string,
): string {
  const never = possible.filter((name) => seen[name] === undefined).map(short);
  const reached = `${possible.length - never.length} of ${possible.length}`;
  const shown = never.slice(0, FEW).join(', ');
  const more = never.length > FEW ? ` and ${never.length - FEW} more` : '';
  const missing = never.length === 0 ? '' : `; never: ${shown}${more}`;
  return flow([`${what} ${reached}${missing}`], { width: style.width, indent: '  ' });
}

function last({ tally }: CampaignReport, style: Style): string {
  const behaviours = Object.keys(tally.seen).length;
  const chance = newsOf(tally);
  const text =
    `${count(behaviours)} behaviours seen; the next run shows one that none has shown with a chance of about ` +
    `${percent(chance)} (Good-Turing).`;
  return wrap(text, style.width)
    .map((part) => style.paint('dim', part))
    .join('\n');
}

/**
 * A number with commas between thousands.
 *
 * @example count(1234567.8) // '1,234,568'
 */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A probability as a person reads it. */
export function percent(share: number): string {
  if (share === 0) return 'less than one in all runs so far';
  const percentage = share * 100;
  return `${percentage >= 1 ? percentage.toFixed(0) : percentage.toPrecision(1)} %`;
}
