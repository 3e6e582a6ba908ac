// Prints the FAQ's T0/T1/T2 table of each room. The outages themselves are found by room-outages.ts.
import { formatClock } from '../sim/kernel/duration.js';
import { faqName } from '../sim/zim/enums.js';
import type { OutageMoment, RoomOutage } from './room-outages.js';
import type { Style } from './style.js';
import { type Cell, table } from './table.js';
import { padTo, visible, widthOf } from './text.js';

// connection/room/event in numbers, and the same in words.
const WIDTHS = [2, 9, 6, 16, 14, 23] as const;
const TITLE_WIDTH = 2 + 2 + 9 + 2 + 6;
// More would push the verdicts off the screen; the rest is counted by how they ended.
const SHOWN = 4;

/**
 * The outages as tables, one below the other; an empty text when there are none.
 *
 * @example outageTables(roomOutages(run.observations), style)
 */
export function outageTables(outages: readonly RoomOutage[], style: Style): string {
  const shown = outages.length > SHOWN + 1 ? outages.slice(0, SHOWN) : outages;
  const blocks = shown.map((outage) => outageTable(outage, style));
  if (shown.length < outages.length) blocks.push(style.paint('dim', restOf(outages.slice(SHOWN))));
  return blocks.join('\n\n');
}

function outageTable(outage: RoomOutage, style: Style): string {
  const title = visible(`room ${outage.roomID} on ${outage.device}`);
  const columns = `  ${padTo('connection.state', WIDTHS[3])}  ${padTo('room.state', WIDTHS[4])}  room.event`;
  const head =
    widthOf(title) <= TITLE_WIDTH
      ? [style.paint('title', padTo(title, TITLE_WIDTH)) + style.paint('dim', columns)]
      : [style.paint('title', title), style.paint('dim', ' '.repeat(TITLE_WIDTH) + columns)];
  return [...head, ...linesOf(outage, style)].join('\n');
}

function linesOf(outage: RoomOutage, style: Style): readonly string[] {
  const { t0, t1, t2, end } = outage;
  const back =
    end === 'answered' ? 'the connection was not told to be back' : 'the connection did not come back';
  return [
    momentLine('T0', t0, style),
    t1 === undefined ? missingLine('T1', back, style) : momentLine('T1', t1, style),
    t2 === undefined ? missingLine('T2', endText(outage), style) : momentLine('T2', t2, style),
  ];
}

function momentLine(label: string, moment: OutageMoment, style: Style): string {
  const { atMs, connectionState, roomState, roomEvent } = moment;
  const cells: Cell[] = [
    { text: label, tone: 'title' },
    { text: formatClock(atMs), tone: 'dim' },
    compact(moment),
    `${connectionState} ${faqName('connectionState', connectionState)}`,
    `${roomState} ${faqName('roomState', roomState)}`,
    {
      text: `${roomEvent} ${faqName('roomEvent', roomEvent)}`,
      tone: roomState === 2 ? 'good' : roomState === 1 ? 'warn' : 'bad',
    },
  ];
  return table([cells], style, WIDTHS);
}

function missingLine(label: string, why: string, style: Style): string {
  return `${style.paint('title', label)}  ${style.paint('dim', `—  ${why}`)}`;
}

function endText({ end, endedAtMs }: RoomOutage): string {
  const at = endedAtMs === undefined ? '' : ` at ${formatClock(endedAtMs)}`;
  if (end === 'interrupted') return `lost again${at}, before the backend had answered`;
  if (end === 'sessionEnded') return `the session ended${at}`;
  return 'not before the end of the run';
}

function restOf(outages: readonly RoomOutage[]): string {
  const counts = new Map<string, number>();
  for (const { t2, end } of outages) {
    const how = t2 === undefined ? (end === 'sessionEnded' ? 'session ended' : end) : `T2 ${compact(t2)}`;
    counts.set(how, (counts.get(how) ?? 0) + 1);
  }
  const parts = [...counts].map(([how, count]) => `${count} × ${how}`);
  return `… ${outages.length} more outages: ${parts.join(', ')}`;
}

function compact({ connectionState, roomState, roomEvent }: OutageMoment): string {
  return `${connectionState}/${roomState}/${roomEvent}`;
}
