// The story of a run as text: virtual time, and a column for each device, the network and the server.
// With too many columns for the width it becomes a list. It leaves what a row says to timeline-rows.ts.
import { unreachable } from '../sim/kernel/assert.js';
import { formatClock } from '../sim/kernel/duration.js';
import type { RunResult } from '../sim/runner/summary.js';
import { type Fold, type FoldedRow, type FoldLimits, foldRows } from './fold.js';
import { type Style, type Tone, whoTone } from './style.js';
import { type Cell, type CellText, roomFor, table } from './table.js';
import { widthOf } from './text.js';
import { NETWORK_LANE, SERVER_LANE, type TimelineRow, timelineRows } from './timeline-rows.js';

const NARROWEST_LANE = 15;
// What `room lobby 1 CONNECTING` needs.
const GOOD_DEVICE_LANE = 25;
const GOOD_LANE = 20;
// Where there is no room for two columns, what is no device shares one.
const SHARED_LANE = 'network, server';
// A few screens.
const LIMITS: FoldLimits = { limit: 200, shortLimit: 100 };
// A fold names the most frequent of what it counts.
const LABELS_IN_FOLD = 4;

interface Line {
  readonly atMs: number | undefined;
  readonly cells: ReadonlyMap<string, readonly CellText[]>;
}

/**
 * The timeline of a run, ready to print.
 *
 * @param limits rows before the repetitive and then the middle ones are left out
 * @example process.stdout.write(timeline(run, styleFor({ columns: 80, color: false })));
 */
export function timeline(
  run: Pick<RunResult, 'observations' | 'faults'>,
  style: Style,
  limits: FoldLimits = LIMITS,
): string {
  const rows = timelineRows(run);
  if (rows.length === 0) return style.paint('dim', 'Nothing happened.');
  const folded = foldRows(rows, limits);
  const clock = Math.max(clockOf(rows[rows.length - 1]?.atMs).length, 'time'.length);
  const roomOf = (lanes: readonly string[]): number => roomFor(lanes.length + 1, style.width) - clock;
  const all = lanesOf(rows);
  if (roomOf(all) / all.length >= GOOD_LANE) return asColumns(linesOf(folded, all), all, clock, style);
  const shared = shareLanes(all);
  if (roomOf(shared) / shared.length < NARROWEST_LANE) return asList(linesOf(folded, all), all, clock, style);
  return asColumns(linesOf(folded.map(shareRow), shared), shared, clock, style);
}

function asColumns(lines: readonly Line[], lanes: readonly string[], clock: number, style: Style): string {
  const room = roomFor(lanes.length + 1, style.width) - clock;
  const wanted = lanes.map((lane) =>
    Math.max(
      widthOf(lane),
      ...lines.flatMap(({ cells }) => (cells.get(lane) ?? []).map(({ text }) => widthOf(text))),
    ),
  );
  const widths = [clock, ...shareOut(lanes, wanted, room)];
  const head: Cell[] = [
    { text: 'time'.padStart(clock), tone: 'dim' },
    ...lanes.map((lane, index) => ({ text: lane, tone: toneOf(lane, index) })),
  ];
  const rule: Cell[] = widths.map((width) => ({ text: '─'.repeat(width), tone: 'dim' }));
  const body = lines.map(({ atMs, cells }) => [
    clockCell(atMs, clock),
    ...lanes.map((lane, index) => (isDevice(lane) ? told(cells.get(lane), index) : (cells.get(lane) ?? ''))),
  ]);
  return table([head, rule, ...body], style, widths);
}

function asList(lines: readonly Line[], lanes: readonly string[], clock: number, style: Style): string {
  const name = Math.max(...lanes.map(widthOf));
  const widths = [clock, name, roomFor(3, style.width) - clock - name];
  const body = lines.flatMap(({ atMs, cells }) =>
    lanes
      .filter((lane) => cells.has(lane))
      .map((lane, index): Cell[] => [
        index === 0 ? clockCell(atMs, clock) : '',
        { text: lane, tone: toneOf(lane, lanes.indexOf(lane)) },
        cells.get(lane) ?? '',
      ]),
  );
  return table(body, style, widths);
}

function toneOf(lane: string, place: number): Tone {
  return isDevice(lane) ? whoTone(place) : 'title';
}

// What is neither good nor bad has the colour of whom it happens to.
function told(texts: readonly CellText[] = [], place: number): readonly CellText[] {
  return texts.map((one) => (one.tone === 'plain' ? { ...one, tone: whoTone(place) } : one));
}

// Everything of one instant shares a line, as long as nothing was folded in between.
function linesOf(rows: readonly FoldedRow[], lanes: readonly string[]): readonly Line[] {
  const lines: { atMs: number | undefined; cells: Map<string, CellText[]>; isClosed: boolean }[] = [];
  for (const item of rows) {
    if (item.kind !== 'row') {
      const atMs = item.kind === 'fold' ? item.fold.fromMs : undefined;
      const cells = item.kind === 'fold' ? foldCells(item.fold) : gapCells(item.rows, lanes);
      lines.push({ atMs, cells, isClosed: true });
      continue;
    }
    const { atMs, lane, text, tone } = item.row;
    const last = lines[lines.length - 1];
    const isSame = last !== undefined && !last.isClosed && last.atMs === atMs;
    const line = isSame ? last : { atMs, cells: new Map<string, CellText[]>(), isClosed: false };
    if (!isSame) lines.push(line);
    addTo(line.cells, lane, { text, tone });
  }
  return lines;
}

function foldCells({ counts }: Fold): Map<string, CellText[]> {
  const cells = new Map<string, CellText[]>();
  const frequent = [...counts].sort((left, right) => right.count - left.count);
  for (const { lane, label, count } of frequent.slice(0, LABELS_IN_FOLD)) {
    addTo(cells, lane, { text: `… ${count} more ${label}`, tone: 'dim' });
  }
  const others = frequent.slice(LABELS_IN_FOLD).reduce((sum, { count }) => sum + count, 0);
  const untilMs = Math.max(...counts.map((count) => count.untilMs));
  const rest = others === 0 ? '' : `and ${others} others, `;
  const lane = counts[0]?.lane ?? NETWORK_LANE;
  addTo(cells, lane, { text: `… ${rest}until ${formatClock(untilMs)}`, tone: 'dim' });
  return cells;
}

function gapCells(rows: number, lanes: readonly string[]): Map<string, CellText[]> {
  return new Map([[lanes[0] ?? NETWORK_LANE, [{ text: `… ${rows} more rows …`, tone: 'dim' }]]]);
}

function addTo(cells: Map<string, CellText[]>, lane: string, text: CellText): void {
  const texts = cells.get(lane);
  if (texts === undefined) cells.set(lane, [text]);
  else texts.push(text);
}

function lanesOf(rows: readonly TimelineRow[]): readonly string[] {
  const found = new Set(rows.map(({ lane }) => lane));
  const devices = [...found].filter((lane) => lane !== NETWORK_LANE && lane !== SERVER_LANE);
  return [...devices, ...[NETWORK_LANE, SERVER_LANE].filter((lane) => found.has(lane))];
}

function isDevice(lane: string): boolean {
  return lane !== NETWORK_LANE && lane !== SERVER_LANE && lane !== SHARED_LANE;
}

function shareLanes(lanes: readonly string[]): readonly string[] {
  const devices = lanes.filter(isDevice);
  return devices.length === lanes.length ? lanes : [...devices, SHARED_LANE];
}

function shareRow(item: FoldedRow): FoldedRow {
  switch (item.kind) {
    case 'row':
      return { kind: 'row', row: { ...item.row, ...inSharedLane(item.row, item.row.text) } };
    case 'fold': {
      const counts = item.fold.counts.map((count) => {
        const { lane, text } = inSharedLane(count, count.label);
        return { ...count, lane, label: text };
      });
      return { kind: 'fold', fold: { ...item.fold, counts } };
    }
    case 'gap':
      return item;
    default:
      return unreachable(item);
  }
}

// In a column of its own it is clear that the server does it.
function inSharedLane({ lane }: { readonly lane: string }, text: string): { lane: string; text: string } {
  if (isDevice(lane)) return { lane, text };
  return { lane: SHARED_LANE, text: lane === SERVER_LANE ? `server: ${text}` : text };
}

// Each lane gets what its widest text wants, devices first, or an equal share of what is there.
function shareOut(lanes: readonly string[], wanted: readonly number[], room: number): readonly number[] {
  const widths = wanted.map((want) => Math.min(want, NARROWEST_LANE));
  const goals = [
    wanted.map((want, index) => (isDevice(lanes[index] ?? '') ? Math.min(want, GOOD_DEVICE_LANE) : 0)),
    wanted,
  ];
  for (const goal of goals) fill(widths, goal, room - widths.reduce((sum, width) => sum + width, 0));
  return widths;
}

// Column by column to the narrowest that wants more.
function fill(widths: number[], goal: readonly number[], room: number): void {
  for (let left = room; left > 0; left--) {
    const hungry = widths.map((width, index) =>
      width < (goal[index] ?? 0) ? width : Number.POSITIVE_INFINITY,
    );
    const narrowest = hungry.indexOf(Math.min(...hungry));
    if (hungry[narrowest] === Number.POSITIVE_INFINITY) return;
    widths[narrowest] = (widths[narrowest] ?? 0) + 1;
  }
}

function clockCell(atMs: number | undefined, width: number): CellText {
  return { text: clockOf(atMs).padStart(width), tone: 'dim' };
}

function clockOf(atMs: number | undefined): string {
  return atMs === undefined ? '' : formatClock(atMs);
}
