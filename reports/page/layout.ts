// Where everything stands in the picture, from top to bottom: time, faults, a lane for each participant with its rows
// and its path to the servers, then the properties.

import type { PageFault, PageLane, PageProperty, PageRow, PageRun } from '../html/page-document.js';

export type PlacedRow =
  | {
      readonly kind: 'faults';
      readonly y: number;
      readonly height: number;
      readonly faults: readonly PlacedFault[];
    }
  | { readonly kind: 'head'; readonly y: number; readonly height: number; readonly text: string }
  | {
      readonly kind: 'row';
      readonly y: number;
      readonly height: number;
      readonly row: PageRow;
      readonly lane: string;
    }
  | { readonly kind: 'path'; readonly y: number; readonly height: number; readonly lane: string }
  | {
      readonly kind: 'property';
      readonly y: number;
      readonly height: number;
      readonly property: PageProperty;
    };

export interface PlacedFault {
  readonly fault: PageFault;
  /** Its line among the faults, from 0. */
  readonly line: number;
}

export interface PlacedLane {
  readonly name: string;
  readonly kind: PageLane['kind'];
  readonly y: number;
  readonly height: number;
}

export interface Layout {
  readonly rows: readonly PlacedRow[];
  readonly lanes: readonly PlacedLane[];
  readonly height: number;
}

export const AXIS = 30;
export const FAULT_LINE = 20;
const HEAD = 22;
const PATH = 58;
const PROPERTY = 18;
const GAP = 10;
const HEIGHTS: Readonly<Record<PageRow['kind'], number>> = {
  sees: 20,
  calls: 22,
  console: 13,
  connection: 22,
  room: 24,
  socket: 9,
  sessions: 19,
  members: 19,
  tokens: 20,
};

/** @param allProperties also those that held all the time */
export function layoutOf(run: PageRun, allProperties: boolean): Layout {
  const rows: PlacedRow[] = [];
  const lanes: PlacedLane[] = [];
  let y = AXIS;
  const faults = placeFaults(run.schedule.faults, run.virtualMs);
  if (faults.length > 0) {
    const height = (Math.max(...faults.map(({ line }) => line)) + 1) * FAULT_LINE + 4;
    rows.push({ kind: 'faults', y, height, faults });
    y += height + GAP;
  }
  for (const lane of inOrder(run)) {
    const top = y;
    rows.push({ kind: 'head', y, height: HEAD, text: lane.name });
    y += HEAD;
    for (const row of lane.rows) {
      const height = HEIGHTS[row.kind];
      rows.push({ kind: 'row', y, height, row, lane: lane.name });
      y += height + 3;
    }
    if (lane.kind === 'device') {
      rows.push({ kind: 'path', y, height: PATH, lane: lane.name });
      y += PATH;
    }
    lanes.push({ name: lane.name, kind: lane.kind, y: top, height: y - top });
    y += GAP;
  }
  const properties = shownProperties(run, allProperties);
  if (properties.length > 0) {
    rows.push({ kind: 'head', y, height: HEAD, text: 'properties' });
    y += HEAD;
    for (const property of properties) {
      rows.push({ kind: 'property', y, height: PROPERTY, property });
      y += PROPERTY;
    }
  }
  return { rows, lanes, height: y + GAP };
}

/** With more lanes than this, those that matter most come first. */
const FEW = 8;

function inOrder({ lanes, broken }: PageRun): readonly PageLane[] {
  if (lanes.length <= FEW) return lanes;
  const rank = ({ name, kind }: PageLane): number =>
    name === broken?.device ? 0 : kind === 'device' ? 2 : 1;
  return lanes.toSorted((a, b) => rank(a) - rank(b));
}

// What failed comes first, then what had something to wait for.
function shownProperties({ properties, broken }: PageRun, all: boolean): readonly PageProperty[] {
  const rank = ({ id, verdict, waits }: PageProperty): number => {
    if (id === broken?.id) return 0;
    if (verdict === 'violated') return 1;
    if (verdict === 'pending') return 2;
    return waits.length > 0 ? 3 : 4;
  };
  const put = properties.filter(({ exercised, verdict }) => exercised > 0 || rank1(verdict));
  const sorted = put.map((property) => ({ property, at: rank(property) })).sort((a, b) => a.at - b.at);
  return sorted.filter(({ at }, index) => all || at < 3 || index < 4).map(({ property }) => property);
}

function rank1(verdict: string): boolean {
  return verdict === 'violated' || verdict === 'pending';
}

/** Faults in as few lines as they fit into. */
function placeFaults(faults: readonly PageFault[], endMs: number): readonly PlacedFault[] {
  const ends: number[] = [];
  return faults.map((fault) => {
    const from = fault.fromMs;
    // What only happens still needs the room of its name.
    const to = Math.max(fault.toMs ?? from, from + endMs * 0.16);
    let line = ends.findIndex((end) => end <= from);
    if (line < 0) line = ends.length;
    ends[line] = to;
    return { fault, line };
  });
}
