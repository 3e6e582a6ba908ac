// Prints what became of each property: the violated ones first, and those that say nothing folded into a line.
import type { Observation } from '../sim/check/observation.js';
import type { PropertyVerdict, Verdict } from '../sim/check/property.js';
import { formatClock } from '../sim/kernel/duration.js';
import { callText, settleText, textFor } from './row-texts.js';
import type { Style, Tone } from './style.js';
import { type Cell, table } from './table.js';
import { flow, wrap } from './text.js';

const ORDER: readonly Verdict[] = ['violated', 'pending', 'held', 'not observable', 'not exercised'];
// Long lists of what did not happen are only worth a line.
const QUIET: readonly Verdict[] = ['not exercised', 'not observable'];

/** Where an observation stands, to be put before it; empty where nobody asks. */
export type PlaceOf = (seen: Observation) => string;

/**
 * The verdicts as a table; the quiet ones as one line each unless `verbose`.
 *
 * @example verdictTable(run.properties, style, { verbose: false })
 */
export function verdictTable(
  verdicts: readonly PropertyVerdict[],
  style: Style,
  options: { readonly verbose: boolean; readonly placeOf?: PlaceOf },
): string {
  // A goal repeats what its property's count says.
  const told = options.verbose ? verdicts : verdicts.filter(({ id }) => !isGoalId(id));
  const isLoud = ({ verdict }: PropertyVerdict): boolean => options.verbose || !QUIET.includes(verdict);
  const rows = [...told]
    .sort((left, right) => ORDER.indexOf(left.verdict) - ORDER.indexOf(right.verdict))
    .filter(isLoud)
    .map((verdict) => rowOf(verdict, options.placeOf));
  const head: Cell[] = ['property', 'verdict', 'times', ''].map((text) => ({ text, tone: 'dim' }));
  const loud = rows.length === 0 ? [] : [table([head, ...rows], style)];
  const quiet = options.verbose ? [] : QUIET.flatMap((verdict) => quietLine(verdict, told, style));
  return [...loud, ...quiet].join('\n');
}

// `N1.reached` holds when N1 was exercised.
function isGoalId(id: string): boolean {
  return id.endsWith('.reached');
}

// For those who see no colours.
function markOf(verdict: Verdict): { readonly sign: string; readonly tone: Tone } {
  switch (verdict) {
    case 'held':
      return { sign: '✓', tone: 'good' };
    case 'violated':
      return { sign: '✗', tone: 'bad' };
    case 'pending':
      return { sign: '…', tone: 'warn' };
    case 'not exercised':
    case 'not observable':
      return { sign: '–', tone: 'dim' };
  }
}

function rowOf(verdict: PropertyVerdict, placeOf?: PlaceOf): readonly Cell[] {
  const { sign, tone } = markOf(verdict.verdict);
  return [
    { text: verdict.id, tone: 'title' },
    { text: `${sign} ${verdict.verdict}`, tone },
    { text: `${verdict.exercised}×`.padStart(5), tone: 'dim' },
    textsOf(verdict, tone, placeOf),
  ];
}

function textsOf(
  { title, verdict, atMs, device, reason, evidence }: PropertyVerdict,
  tone: Tone,
  placeOf: PlaceOf = () => '',
): Cell {
  const sentence = { text: title, tone: 'plain' as const };
  if (verdict === 'held' || reason === undefined) return sentence;
  const place = [
    atMs === undefined ? '' : `at ${formatClock(atMs)}`,
    device === undefined ? '' : `on ${device}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  const why = { text: place === '' ? reason : `${place}: ${reason}`, tone };
  return [
    sentence,
    why,
    ...(evidence ?? []).map((seen) => ({ text: evidenceText(seen, placeOf(seen)), tone: 'dim' as const })),
  ];
}

// What a timeline leaves out can be evidence all the same.
function quietText(seen: Observation): string {
  return seen.kind === 'socket' ? 'tries to connect' : 'name' in seen ? seen.name : seen.kind;
}

/** One observation of the evidence, as a line. */
export function evidenceText(seen: Observation, place = ''): string {
  const texts =
    seen.kind === 'call' ? [callText(seen)] : seen.kind === 'settle' ? [settleText(seen, '')] : textFor(seen);
  const what = texts.map(({ text }) => text).join(', ') || quietText(seen);
  return `  ${place}${formatClock(seen.atMs)} ${seen.device} ${what}`.trimEnd();
}

function quietLine(verdict: Verdict, verdicts: readonly PropertyVerdict[], style: Style): readonly string[] {
  const those = verdicts.filter((one) => one.verdict === verdict);
  if (those.length === 0) return [];
  if (verdict === 'not observable')
    return [style.paint('dim', [`${verdict}:`, ...byReason(those, style)].join('\n'))];
  const ids = those.map(({ id }) => id);
  const lines = flow(ids, { width: style.width, indent: '  ' });
  const isShort = `${verdict}: `.length + lines.trim().length <= style.width && !lines.includes('\n');
  return [style.paint('dim', isShort ? `${verdict}: ${lines.trim()}` : `${verdict}:\n${lines}`)];
}

// What is missing, and what cannot be said without it: the reasons that concern most of them first.
function byReason(verdicts: readonly PropertyVerdict[], style: Style): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { id, reason = 'for no reason' } of verdicts) {
    const group = groups.get(reason) ?? [];
    groups.set(reason, [...group, id]);
  }
  return [...groups]
    .sort(([, one], [, other]) => other.length - one.length)
    .flatMap(([reason, ids]) => [
      ...wrap(`${reason}:`, style.width - 2).map((line) => `  ${line}`),
      flow(ids, { width: style.width, indent: '    ' }),
    ]);
}
