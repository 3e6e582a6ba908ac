// A sequence diagram in Mermaid, for issues and documents: who said what to whom, what became of the states, which faults
// were at work. What repeats is folded as in the timeline.
import { unreachable } from '../../sim/kernel/assert.js';
import { formatClock } from '../../sim/kernel/duration.js';
import { fewOf } from '../crowd.js';
import { type Fold, type FoldedRow, type FoldLimits, foldRows } from '../fold.js';
import { type Happening, happenings, type MessageTrip } from '../happenings.js';
import type { Reporter } from '../reporter.js';
import { textFor } from '../row-texts.js';
import type { RunReport } from '../run-report.js';
import { visible } from '../text.js';
import { Screens, type TimelineRow } from '../timeline-rows.js';
import { describeFault, describeMark, isSpan } from '../words.js';

/** For Markdown: a diagram that GitHub and GitLab draw. */
export const mermaidReporter: Reporter = {
  name: 'mermaid',
  extension: 'mmd',
  description: 'A sequence diagram in Mermaid, which GitHub and GitLab draw in Markdown.',
  needsTrace: true,
  run: diagram,
};

// Mermaid refuses more than 50,000 characters, and nobody reads as many.
const LIMITS: FoldLimits = { limit: 200, shortLimit: 150 };
const LONGEST = 90;
// More do not fit beside each other.
const MOST_DEVICES = 8;
// Later than this is worth a word.
const LATE_MICROS = 1_000_000;

/** A row of the diagram: an arrow, or a note over somebody. */
interface DiagramRow extends TimelineRow {
  readonly message?: MessageTrip;
}

function diagram(report: RunReport): string {
  const screens = new Screens();
  const all = happenings(report).flatMap((happening) => rowsOf(happening, screens));
  const { names, left } = participantsOf(report, all);
  const ids = new Map(names.map((name, index) => [name, `p${index}`]));
  const rows = left === 0 ? all : all.filter((row) => placesOf(row).every((name) => ids.has(name)));
  const lines = [
    'sequenceDiagram',
    `  accTitle: ${escaped(`${report.scenario}, seed ${report.seed}: ${report.outcome}`)}`,
    ...names.map((name) => `  participant ${ids.get(name)} as ${escaped(name)}`),
    ...(left === 0 ? [] : [`  ${note(everybody(ids), `${left} more are left out`)}`]),
    ...foldRows(rows, LIMITS).map((row) => `  ${line(row, ids)}`),
    `  ${note(everybody(ids), `${report.outcome}, trace ${report.traceHash}`)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function rowsOf(happening: Happening, screens: Screens): readonly DiagramRow[] {
  const atMs = Math.floor(happening.atMicros / 1000);
  switch (happening.kind) {
    case 'observed': {
      const { observation } = happening;
      const { kind, device } = observation;
      // Messages say what sockets and the backend do, and events what calls come to.
      if (kind === 'socket' || kind === 'call' || kind === 'settle') return [];
      if (kind === 'ui' && !screens.change(observation)) return [];
      const lane = kind === 'backend' ? 'server' : device;
      return textFor(observation)
        .filter(({ tone }) => kind !== 'backend' || tone !== 'plain')
        .map((text) => ({
          ...text,
          atMs,
          lane,
          subject: device === '' ? undefined : device,
          isTurn: kind === 'device',
        }));
    }
    case 'fault': {
      const { mark } = happening;
      if (mark.phase === 'ends' && !isSpan(mark.fault)) return [];
      return [
        {
          atMs,
          lane: '',
          subject: undefined,
          isTurn: true,
          text: describeMark(mark),
          label: `${describeFault(mark.fault)} ${mark.phase}`,
          tone: 'bad',
        },
      ];
    }
    case 'sent':
      // What arrives is drawn where it arrives.
      return happening.message.arrivedMicros === undefined ? [messageRow(happening.message, atMs)] : [];
    case 'arrived':
      return [messageRow(happening.message, atMs)];
    default:
      return unreachable(happening);
  }
}

function messageRow(message: MessageTrip, atMs: number): DiagramRow {
  const { from, to, name, label, sentMicros, arrivedMicros } = message;
  const delay = (arrivedMicros ?? sentMicros) - sentMicros;
  const late = delay > LATE_MICROS ? `, ${(delay / 1_000_000).toFixed(1)} s late` : '';
  const lost = arrivedMicros === undefined ? ' lost' : '';
  return {
    atMs,
    lane: from,
    subject: from === 'server' || from === 'issuer' ? to : from,
    isTurn: false,
    text: `${name}${late}`,
    label: `${label}${lost}`,
    tone: 'plain',
    message,
  };
}

// Devices first, as in the timeline; a host that nobody hears of is left out, and of a crowd all but a few.
function participantsOf(
  report: RunReport,
  rows: readonly DiagramRow[],
): { readonly names: readonly string[]; readonly left: number } {
  const { hosts } = report;
  const seen = new Set(rows.flatMap(placesOf));
  const servers = hosts.slice(0, 2).filter((name) => seen.has(name));
  const ordered = [...new Set([...hosts.slice(2), ...seen])];
  const devices = ordered.filter((name) => seen.has(name) && !servers.includes(name));
  const kept = fewOf(report, devices, MOST_DEVICES);
  const names = [...kept, ...servers];
  return { names: names.length === 0 ? ['server'] : names, left: devices.length - kept.length };
}

/** Whom a row is about; nobody stands for everybody. */
function placesOf({ lane, message }: DiagramRow): readonly string[] {
  if (message !== undefined) return [message.from, message.to];
  return lane === '' ? [] : [lane];
}

type Ids = ReadonlyMap<string, string>;

function line(item: FoldedRow, ids: Ids): string {
  switch (item.kind) {
    case 'row':
      return rowLine(item.row, ids);
    case 'fold':
      return foldLine(item.fold, ids);
    case 'gap':
      return note(everybody(ids), `… ${item.rows} more rows …`);
    default:
      return unreachable(item);
  }
}

function rowLine(row: DiagramRow, ids: Ids): string {
  const text = `${formatClock(row.atMs)} ${row.text}`;
  const { message, lane } = row;
  if (message === undefined) return note(ids.get(lane) ?? everybody(ids), text);
  const arrow = message.arrivedMicros === undefined ? '-x' : '->>';
  return `${ids.get(message.from)}${arrow}${ids.get(message.to)}: ${escaped(text)}`;
}

function foldLine({ fromMs, counts }: Fold, ids: Ids): string {
  const lanes = [...new Set(counts.map(({ lane }) => ids.get(lane)).filter((id) => id !== undefined))];
  const what = counts.map(({ count, label }) => `${count} ${label}`).join(', ');
  const untilMs = Math.max(...counts.map((count) => count.untilMs));
  const places = lanes.length === 0 ? everybody(ids) : spanOf(lanes, ids);
  return note(places, `${formatClock(fromMs)} … ${what}, until ${formatClock(untilMs)} …`);
}

function note(places: string, text: string): string {
  return `Note over ${places}: ${escaped(text)}`;
}

function everybody(ids: Ids): string {
  return spanOf([...ids.values()], ids);
}

// A note stands over one participant, or from one to another.
function spanOf(places: readonly string[], ids: Ids): string {
  const ordered = [...ids.values()].filter((id) => places.includes(id));
  const [first, last] = [ordered[0], ordered.at(-1)];
  return first === last ? `${first}` : `${first},${last}`;
}

// Letters, digits and harmless signs stay; the rest becomes what Mermaid calls entity codes. Hashes and semicolons end
// statements, percent signs begin comments and directives, and a text may begin with `wrap:`.
function escaped(text: string): string {
  const shown = visible(text);
  const characters = [...shown];
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : shown;
  return short
    .replace(/[#;%<>{}&\\`"$]/g, (sign) => `#${sign.charCodeAt(0)};`)
    .replace(/^\s*((?:no)?wrap):/i, '$1#58;');
}
