// What a test of an app came to: what was broken, the story that shows it, and every rule with its verdict.
import type { Observation } from '../sim/check/observation.js';
import type { Fault } from '../sim/faults/fault.js';
import type { CallPlace, ConsoleLine } from '../sim/runner/external-app.js';
import type { FaultMark, RunSpec } from '../sim/runner/summary.js';
import { storyLines } from './app-story.js';
import { count, scheduleLines } from './campaign.js';
import type { RunReport } from './run-report.js';
import type { Style } from './style.js';
import { table } from './table.js';
import { wrap } from './text.js';

/** Something that the app does wrong. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
  readonly advice?: string;
  readonly device?: string;
  readonly atMs: number;
  /** The run that shows it, and in how many it showed. */
  readonly index: number;
  readonly runs: number;
  readonly faults: readonly Fault[];
  readonly spec: RunSpec;
  readonly originalFaults: number;
  readonly capsule: string;
  /** Whether it stands in the baseline: told, and no reason to fail. */
  readonly known: boolean;
  /** Source places of what threw or was called, topmost first. */
  readonly stack?: string;
  readonly observations: readonly Observation[];
  readonly marks: readonly FaultMark[];
  /** What the app wrote to its console shortly before. */
  readonly console: readonly ConsoleLine[];
  readonly callPlaces: readonly CallPlace[];
  /** The run that shows it, for other reports. */
  readonly document?: RunReport;
}

export interface RuleLine {
  readonly rule: string;
  readonly title: string;
  readonly verdict: 'held' | 'violated' | 'not exercised' | 'not observable' | 'off';
  /** In how many runs it was put to the test. */
  readonly exercised: number;
}

export interface AppTestReport {
  readonly name: string;
  readonly seed: number;
  readonly runs: number;
  readonly faults: number;
  /** Over the traces of all runs: equal tests of equal apps have equal ones. */
  readonly digest: string;
  readonly seconds: number;
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleLine[];
  /** Messages of calls that zim-sim does not model. */
  readonly notModelled: readonly string[];
  /** Compared in the source and never confirmed. */
  readonly suspected: readonly string[];
}

/** The whole report; it ends without a line break. */
export function appTestReport(report: AppTestReport, style: Style): string {
  const { name, seed, runs, faults, digest, seconds, findings } = report;
  const fresh = findings.filter(({ known }) => !known).length;
  const outcome =
    fresh === 0
      ? style.paint('good', `✓ ${name} survives ${count(runs)} runs with ${count(faults)} faults`)
      : style.paint(
          'bad',
          `✗ ${name} breaks ${fresh} ${fresh === 1 ? 'rule' : 'rules'} in ${count(runs)} runs with ${count(faults)} faults`,
        );
  const speed = seconds > 0 ? ` · ${seconds.toFixed(1)} s, ${count(runs / seconds)} runs/s` : '';
  return [
    `${outcome}\n${style.paint('dim', `seed ${seed}${speed} · digest ${digest}`)}`,
    ...findings.map((finding) => findingText(finding, style)),
    ruleTable(report.rules, style),
    ...notes(report, style),
  ].join('\n\n');
}

function findingText(finding: Finding, style: Style): string {
  const { rule, title, reason, advice, index, runs, faults, originalFaults, capsule, known, stack } = finding;
  const from = faults.length < originalFaults ? `, of ${originalFaults}` : '';
  const more = runs > 1 ? ` (and in ${count(runs - 1)} more)` : '';
  return [
    ...wrap(`✗ ${rule}${known ? ' (known)' : ''}  ${title}`, style.width).map((line) =>
      style.paint(known ? 'warn' : 'bad', line),
    ),
    ...indented(reason, style),
    '',
    ...storyLines(finding, style),
    '',
    ...(stack === undefined
      ? []
      : [
          ...stack
            .split('\n')
            .slice(0, 4)
            .map((line) => style.paint('dim', `  ${line}`)),
          '',
        ]),
    style.paint(
      'dim',
      `  run ${index}${more} · ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}${from}`,
    ),
    ...scheduleLines(faults).map((line) => `  ${line}`),
    ...(advice === undefined ? [] : indented(`What to do: ${advice}`, style)),
    `  ${style.paint('dim', 'again:')} zim-sim replay ${capsule}`,
  ].join('\n');
}

function indented(text: string, style: Style): readonly string[] {
  return wrap(text, style.width - 2).map((line) => `  ${line}`);
}

function ruleTable(rules: readonly RuleLine[], style: Style): string {
  const sign = { held: '✓', violated: '✗', 'not exercised': '–', 'not observable': '?', off: '·' } as const;
  const tone = {
    held: 'good',
    violated: 'bad',
    'not exercised': 'dim',
    'not observable': 'dim',
    off: 'dim',
  } as const;
  return table(
    rules.map(({ rule, verdict, exercised }) => [
      { text: `${sign[verdict]} ${rule}`, tone: tone[verdict] },
      { text: verdict, tone: tone[verdict] },
      { text: exercised > 0 ? `in ${count(exercised)} runs` : '', tone: 'dim' },
    ]),
    style,
  );
}

function notes({ notModelled, suspected, rules }: AppTestReport, style: Style): readonly string[] {
  const unseen = rules.some(({ verdict }) => verdict === 'not observable');
  return [
    ...(unseen
      ? [
          wrap(
            'Rules on what the user sees are not observable: say what is shown with ui.remind, ui.clear and ui.screen, or with "shown" in zim-sim.config.ts.',
            style.width,
          ).join('\n'),
        ]
      : []),
    ...(suspected.length === 0
      ? []
      : [
          `compared with what a state never is, without a difference in any run:\n${suspected.map((one) => `  ${one}`).join('\n')}`,
        ]),
    ...(notModelled.length === 0
      ? []
      : [
          `calls that zim-sim does not model (they reject with 6000013):\n${notModelled.map((one) => `  ${one}`).join('\n')}`,
        ]),
  ];
}
