// What a campaign came to, as text: outcomes, failures, what was covered and what never was, and what may be left.
import { stringify } from 'yaml';
import type { Fault } from '../sim/faults/fault.js';
import { CONNECTION_PAIRS, ROOM_PAIRS } from '../sim/zim/state-pairs.js';
import type { CampaignReport, ReportedFailure } from './campaign-report.js';
import type { Style } from './style.js';
import { flow, wrap } from './text.js';

/** In fewer runs than this, one in so many, a property was hardly put to the test. */
const RARELY = 1000;
const FEW = 6;

/** The whole report; it ends without a line break. */
export function campaignText(report: CampaignReport, style: Style): string {
  return [
    head(report, style),
    ...report.failures.map((failure) => failureText(failure, style)),
    coverage(report, style),
    last(report, style),
  ].join('\n\n');
}

function head(report: CampaignReport, style: Style): string {
  const { campaign, seed, runs, events, faults, seconds } = report;
  const ranges = report.ranges.map(({ from, to }) => `${from}-${to - 1}`).join(', ');
  const speed =
    seconds === undefined || seconds <= 0
      ? ''
      : ` · ${seconds.toFixed(1)} s, ${count(runs / seconds)} runs/s, ${count(events / seconds)} events/s`;
  return [
    style.paint('title', `${campaign}, seed ${seed}`),
    style.paint('dim', `runs ${ranges === '' ? 'none' : ranges}${speed}`),
    `${style.paint('dim', 'outcomes')}  ${outcomes(report, style)}  ${style.paint('dim', `in ${count(runs)} runs with ${count(faults)} faults`)}`,
  ].join('\n');
}

function outcomes({ outcomes: all }: CampaignReport, style: Style): string {
  const parts = Object.entries(all).map(([name, runs]) =>
    style.paint(name === 'held' ? 'good' : 'bad', `${name} ${count(runs)}`),
  );
  return parts.length === 0 ? 'nothing' : parts.join(' · ');
}

function failureText(failure: ReportedFailure, style: Style): string {
  const { property, title, reason, runs, index, spec, originalFaults, reproduce } = failure;
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
    `  ${style.paint('dim', 'again:')} ${reproduce}`,
  ].join('\n');
}

/** A schedule as YAML, one fault a line. */
export function scheduleLines(faults: readonly Fault[]): readonly string[] {
  return faults.map((fault) => `- ${stringify(fault, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`);
}

function coverage(report: CampaignReport, style: Style): string {
  const { seen, runs, properties, checked, faultKinds } = report;
  const pairs = (
    what: string,
    known: readonly { readonly state: number; readonly event: number }[],
  ): string[] => known.map(({ state, event }) => `${what} ${state}/${event}`);
  const crossed = faultKinds.flatMap((kind) =>
    ['-', 0, 1, 2, 3].map((state) => `fault ${kind} × connection ${state}`),
  );
  const goals = checked.filter(({ goalOf }) => goalOf === undefined);
  const rare = goals.filter(({ id }) => {
    const tested = properties[id]?.exercised ?? 0;
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
  seen: CampaignReport['seen'],
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

function last({ seen, chanceOfNews: chance }: CampaignReport, style: Style): string {
  const behaviours = Object.keys(seen).length;
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
