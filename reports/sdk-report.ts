// What a check of the SDK found, as text: each finding with its smallest script and the versions that show it.
import type { Observation } from '../sim/check/observation.js';
import { wordsOf } from '../sim/sdk-host/reproduction.js';
import type { SdkAction, SdkArgument, SdkCase } from '../sim/sdk-host/sdk-case.js';
import { count } from './campaign.js';
import { textFor } from './row-texts.js';
import type { Style } from './style.js';
import { table } from './table.js';
import { visible, wrap } from './text.js';

/** The runs of one version. */
export interface SdkVersionRuns {
  readonly version: string;
  readonly runs: number;
  readonly runsWithFindings: number;
  readonly virtualMs: number;
  readonly seconds: number;
  /** Over everything that was observed. */
  readonly digest: string;
}

/** Something that the SDK does and should not. */
export interface SdkFinding {
  readonly property: string;
  readonly signature: string;
  readonly title: string;
  readonly advice?: string | undefined;
  readonly reason: string;
  /** The version that showed it first. */
  readonly version: string;
  /** The versions that show it, with the smallest script or another one, of those tried. */
  readonly shownBy: readonly string[];
  readonly tried: readonly string[];
  readonly runs: number;
  readonly index: number;
  readonly given: SdkCase;
  readonly originalSteps: number;
  readonly shrinkRuns: number;
  readonly lengthMs: number;
  readonly capsule: string;
  readonly program: string;
  /** What else the same script breaks. */
  readonly also?: readonly {
    readonly property: string;
    readonly reason: string;
    readonly signature: string;
  }[];
  /** Whether it stands in the list of known findings: told, and no reason to fail. */
  readonly known?: boolean;
}

export interface SdkReport {
  readonly name: string;
  readonly version: string;
  readonly seed: number;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly versions: readonly SdkVersionRuns[];
  readonly findings: readonly SdkFinding[];
}

function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}

/** The report of a check. */
export function sdkReport(report: SdkReport, style: Style): string {
  const { name, version, findings, versions, seed, seconds } = report;
  const runs = versions.reduce((sum, one) => sum + one.runs, 0);
  const virtualMs = versions.reduce((sum, one) => sum + one.virtualMs, 0);
  const what = versions.length === 1 ? `${name}@${version}` : `${name}, ${versions.length} versions`;
  const ran = versions.reduce((sum, one) => sum + one.seconds, 0);
  const known = findings.filter((one) => one.known === true).length;
  const found = known === 0 ? '' : `, ${known === findings.length ? 'all' : known} of them known`;
  const head =
    findings.length === 0
      ? style.paint('good', `✓ ${what}: nothing found in ${counted(runs, 'run')}`)
      : style.paint(
          known === findings.length ? 'good' : 'bad',
          `${known === findings.length ? '✓' : '✗'} ${what}: ${counted(findings.length, 'finding')} in ${counted(runs, 'run')}${found}`,
        );
  const speed = `${counted(Math.round(runs / ran), 'run')}/s, ${count(Math.round(virtualMs / 1000 / ran))} times real time`;
  const small = findings.length === 0 ? '' : ` · ${(seconds - ran).toFixed(1)} s to make findings small`;
  const lines = [
    head,
    style.paint(
      'dim',
      `seed ${seed} · ${ran.toFixed(1)} s, ${speed}${small}${report.interrupted ? ' · ended early' : ''}`,
    ),
    '',
    ...(versions.length > 1
      ? [versionTable(versions, style), '']
      : [style.paint('dim', `digest of all that was observed: ${versions[0]?.digest}`), '']),
    ...findings.flatMap((finding, at) => [...findingLines(finding, at + 1, style), '']),
  ];
  return lines.join('\n').trimEnd();
}

function versionTable(versions: readonly SdkVersionRuns[], style: Style): string {
  const rows = versions.map(({ version, runs, runsWithFindings, seconds, digest }) => [
    version,
    count(runs),
    count(runsWithFindings),
    seconds.toFixed(1),
    digest,
  ]);
  return table([['version', 'runs', 'with findings', 's', 'digest'], ...rows], style);
}

function findingLines(finding: SdkFinding, number: number, style: Style): readonly string[] {
  const { property, title, reason, given, runs, index, shownBy, tried, advice, program, capsule } = finding;
  const indent = '  ';
  const put = (text: string, tone: 'plain' | 'dim' = 'plain', more = ''): readonly string[] =>
    wrap(visible(text), style.width - indent.length - more.length).map(
      (line, at) => `${indent}${at === 0 ? '' : more}${style.paint(tone, line)}`,
    );
  return [
    ...wrap(`${number}. ${property}  ${title}${finding.known === true ? ' (known)' : ''}`, style.width).map(
      (line) => style.paint('title', line),
    ),
    ...put(reason),
    ...put(
      `in ${counted(runs, 'run')}, the first is run ${index} of ${finding.version} · ${counted(given.steps.length, 'step')} left of ${finding.originalSteps}, ${(finding.lengthMs / 1000).toFixed(0)} s`,
      'dim',
    ),
    ...put(`network: ${wordsOf(given.air)}${DATABASE_WORDS[given.database]}`, 'plain', '  '),
    ...scriptLines(given).flatMap((line) => put(line, 'plain', '      ')),
    ...put(`versions: ${rangesOf(shownBy, tried)}`),
    ...(finding.also ?? []).flatMap((one) => put(`also breaks ${one.property}: ${one.reason}`, 'dim', '  ')),
    ...(advice === undefined ? [] : put(`What an app can do: ${advice}`, 'plain', '  ')),
    ...put(`again: zim-sim replay ${capsule}`, 'dim'),
    ...put(`without zim-sim: node ${program}`, 'dim'),
  ];
}

const DATABASE_WORDS: { readonly [K in SdkCase['database']]: string } = {
  works: '',
  errors: '; IndexedDB answers with errors',
  throws: '; IndexedDB may not be used',
  hangs: '; IndexedDB never answers',
  missing: '; there is no IndexedDB',
};

/** A script as lines that people read. */
export function scriptLines({ steps }: Pick<SdkCase, 'steps'>): readonly string[] {
  let atMs = 0;
  return steps.map((step) => {
    atMs += step.afterMs;
    return `${(atMs / 1000).toFixed(3)}  ${actionText(step)}`;
  });
}

function actionText(action: SdkAction): string {
  switch (action.do) {
    case 'create':
      return `ZIM.create(${argsText(action.args)})`;
    case 'call':
      return `zim.${action.name}(${argsText(action.args)})`;
    case 'static':
      return `ZIM.${action.name}(${argsText(action.args)})`;
    case 'on': {
      const { listening } = action;
      const how =
        listening.how === 'again'
          ? `calls ${listening.name}`
          : { hear: '…', throw: 'throws', reject: 'rejects' }[listening.how];
      return `zim.on('${action.event}', ${how})`;
    }
    case 'on null':
      return `zim.on('${action.event}', null)`;
    case 'off':
      return `zim.off('${action.event}')`;
    case 'air':
      return `network: ${wordsOf(action.air)}${action.cut ? '; what is open is cut' : ''}`;
    case 'reload':
      return `the page is loaded anew${action.keeps === 'nothing' ? ', and the data of the site is cleared' : ''}`;
    case 'sleep':
      return `the device sleeps for ${action.ms / 1000} s`;
    case 'clock':
      return `the clock is set by ${action.ms / 1000} s`;
    default:
      return `the device: ${action.do}`;
  }
}

function argsText(args: readonly SdkArgument[]): string {
  return args.map(argText).join(', ');
}

function argText(arg: SdkArgument): string {
  if (Array.isArray(arg)) return `[${arg.map((one: SdkArgument) => argText(one)).join(', ')}]`;
  if (typeof arg === 'string') return `'${arg.length > 40 ? `${arg.slice(0, 37)}…` : arg}'`;
  if (typeof arg !== 'object' || arg === null) return String(arg);
  if ('$token' in arg) return `token(${String(arg.$token)} s)`;
  const fields = Object.entries(arg).map(([key, value]) => `${key}: ${argText(value as SdkArgument)}`);
  return `{ ${fields.join(', ')} }`;
}

/** `2.9.0 to 2.29.0 (19 of 26)`: runs of neighbours among those that were tried. */
export function rangesOf(shown: readonly string[], tried: readonly string[]): string {
  if (shown.length === 0) return 'none shows it';
  const ranges: string[] = [];
  for (let from = 0; from < tried.length; from++) {
    if (!shown.includes(tried[from] ?? '')) continue;
    let to = from;
    while (shown.includes(tried[to + 1] ?? '')) to += 1;
    ranges.push(from === to ? `${tried[from]}` : `${tried[from]} to ${tried[to]}`);
    from = to;
  }
  return `${ranges.join(', ')} (${shown.length} of ${tried.length} tried)`;
}

/** What a replay of a finding says of it. */
export interface SdkReplay {
  readonly title: string;
  readonly property: string;
  readonly name: string;
  readonly version: string;
  readonly given: SdkCase;
  readonly path: string;
  readonly found: { readonly reason: string } | null;
  readonly observations: readonly Observation[];
  readonly digest: string;
  readonly identical: boolean;
}

const MOST_OBSERVATIONS = 60;

/** The script of a finding, what was observed, and whether it is the same again. */
export function sdkReplayReport(replay: SdkReplay, style: Style): string {
  const { title, property, name, version, given, found, observations, digest, identical } = replay;
  const shown = observations.slice(0, MOST_OBSERVATIONS).map(observationLine);
  const left = observations.length - shown.length;
  return [
    style.paint('title', `${property}  ${title}`),
    `${name}@${version} · network: ${wordsOf(given.air)}${DATABASE_WORDS[given.database]}`,
    '',
    ...scriptLines(given).map((line) => `  ${line}`),
    '',
    ...shown.flatMap((line) => wrap(line, style.width - 2).map((part) => `  ${part}`)),
    ...(left > 0 ? [style.paint('dim', `  … ${left} more, all of them with --json`)] : []),
    '',
    found === null
      ? style.paint('good', '✓ not there any more')
      : style.paint('bad', `✗ reproduced: ${visible(found.reason)}`),
    style.paint(
      'dim',
      identical ? `  the same run, bit for bit: ${digest}` : `  another run than before: ${digest}`,
    ),
  ].join('\n');
}

function observationLine(one: Observation): string {
  const at = (one.atMs / 1000).toFixed(3).padStart(9);
  switch (one.kind) {
    case 'call':
      return `${at}  call    ${one.name}`;
    case 'settle':
      return `${at}  ${one.ok ? 'settles' : 'fails  '} ${one.name}${one.ok ? '' : ` ${one.error?.code} ${one.error?.message}`}`;
    case 'event':
      return `${at}  event   ${
        textFor(one)
          .map(({ text }) => text)
          .join(', ') || `${one.name} ${JSON.stringify(one.data)}`
      }`;
    case 'socket':
      return `${at}  socket  ${one.socket} ${one.phase}`;
    case 'error':
      return `${at}  error   ${one.message}`;
    case 'device':
      return `${at}  device  ${one.what}`;
    default:
      return `${at}  ${one.kind}`;
  }
}
