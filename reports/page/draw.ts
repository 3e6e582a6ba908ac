// Draws a run on a canvas: what stands in the window of time and height that is looked at, and nothing else. It leaves
// behind where things are, so that a pointer can ask.

import type { PageBand, PageFault, PageMark, PageRow, PageRun } from '../html/page-document.js';
import { drawMessages } from './draw-messages.js';
import { FLAG, type Flag, flagsOf } from './flags.js';
import { formatTick, ticksOf } from './format.js';
import { cross, type Frame } from './frame.js';
import { AXIS, FAULT_LINE, type Layout, type PlacedRow } from './layout.js';

const FONT = '12px system-ui, sans-serif';
const SMALL = '11px system-ui, sans-serif';

export function drawRun(frame: Frame, run: PageRun, layout: Layout): void {
  const { context, palette, width, height, top } = frame;
  context.clearRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(frame.left, 0, width - frame.left, height);
  context.clip();
  grid(frame);
  shades(frame, run.schedule.faults, layout);
  context.restore();
  for (const row of layout.rows) {
    if (row.y + row.height < top + AXIS || row.y > top + height) continue;
    context.save();
    context.beginPath();
    context.rect(frame.left, 0, width - frame.left, height);
    context.clip();
    drawRow(frame, run, { ...row, y: row.y - top });
    context.restore();
    gutter(frame, { ...row, y: row.y - top });
  }
  context.fillStyle = palette.card;
  context.fillRect(0, 0, width, AXIS - 4);
  axis(frame);
}

function grid({ context, palette, x, left, height, width }: Frame): void {
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  for (const tick of ticksOf(x, (width - left) / 110).ticks) {
    const at = Math.round(x(tick)) + 0.5;
    context.beginPath();
    context.moveTo(at, AXIS - 6);
    context.lineTo(at, height);
    context.stroke();
  }
}

function axis({ context, palette, x, left, width }: Frame): void {
  context.fillStyle = palette.dim;
  context.font = SMALL;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  const { ticks, step } = ticksOf(x, (width - left) / 110);
  for (const tick of ticks) {
    const at = x(tick);
    if (at < left + 8 || at > width - 16) continue;
    context.fillText(formatTick(tick, step), at, 12);
  }
  context.textAlign = 'left';
}

function shades(frame: Frame, faults: readonly PageFault[], layout: Layout): void {
  const { context, palette, x, top } = frame;
  context.save();
  for (const fault of faults) {
    const from = x(fault.fromMs);
    for (const lane of layout.lanes) {
      if (!fault.about.includes(lane.name)) continue;
      if (fault.toMs === undefined) continue;
      context.globalAlpha = 0.09;
      context.fillStyle = palette.tone.bad;
      context.fillRect(from, lane.y - top, Math.max(2, x(fault.toMs) - from), lane.height);
    }
    if (fault.toMs !== undefined) continue;
    context.globalAlpha = 0.55;
    context.strokeStyle = palette.tone.bad;
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(from, AXIS);
    context.lineTo(from, layout.height - top);
    context.stroke();
    context.setLineDash([]);
  }
  context.restore();
}

function drawRow(frame: Frame, run: PageRun, row: PlacedRow): void {
  switch (row.kind) {
    case 'faults':
      for (const { fault, line } of row.faults) drawFault(frame, fault, row.y + line * FAULT_LINE);
      return;
    case 'row': {
      for (const band of row.row.bands) drawBand(frame, band, row);
      for (const mark of row.row.marks) if (mark.shape !== 'outage') drawMark(frame, mark, row);
      for (const flag of flagsOf(frame, row.row)) drawFlag(frame, flag, row);
      return;
    }
    case 'path':
      drawMessages(frame, run.messages, row);
      return;
    case 'property':
      drawProperty(frame, row, run.virtualMs);
      return;
    default:
  }
}

function drawFault({ context, palette, x, spots, left }: Frame, fault: PageFault, y: number): void {
  const from = x(fault.fromMs);
  const to = fault.toMs === undefined ? from : x(fault.toMs);
  context.font = FONT;
  context.textBaseline = 'middle';
  const label = fault.text;
  const textWidth = context.measureText(label).width;
  const barWidth = Math.max(3, to - from);
  context.fillStyle = palette.fill.bad;
  context.strokeStyle = palette.tone.bad;
  if (fault.toMs === undefined) {
    context.fillStyle = palette.tone.bad;
    context.beginPath();
    context.moveTo(from, y + 3);
    context.lineTo(from + 6, y + 9);
    context.lineTo(from, y + 15);
    context.lineTo(from - 6, y + 9);
    context.fill();
  } else {
    context.beginPath();
    context.roundRect(from, y + 1, barWidth, FAULT_LINE - 4, 3);
    context.fill();
    context.stroke();
  }
  context.fillStyle = palette.tone.bad;
  const inside = fault.toMs !== undefined && textWidth + 12 < to - Math.max(from, left);
  const at = inside ? Math.max(from, left) + 6 : Math.max(to, from) + 9;
  context.fillText(label, at, y + 9);
  spots.push({
    x: from - 6,
    y,
    width: Math.max(barWidth + 12, 14),
    height: FAULT_LINE,
    text: label,
    atMs: fault.fromMs,
  });
}

function drawBand(frame: Frame, band: PageBand, { y, height, row }: PlacedRow & { kind: 'row' }): void {
  const { context, palette, x, width, left, spots } = frame;
  const from = x(band.fromMs);
  const to = x(band.toMs);
  if (to < left || from > width) return;
  const isThin = row.kind === 'socket';
  const barWidth = Math.max(row.kind === 'calls' ? 3 : 1, to - from);
  context.fillStyle = isThin ? palette.tone[band.tone] : palette.fill[band.tone];
  if (isThin) context.globalAlpha = 0.55;
  context.fillRect(from, y + 1, barWidth, height - 2);
  context.globalAlpha = 1;
  if (!isThin) {
    context.fillStyle = palette.tone[band.tone];
    context.fillRect(from, y + 1, Math.min(2, barWidth), height - 2);
  }
  spots.push({ x: from, y, width: barWidth, height, text: `${row.label}: ${band.text}`, atMs: band.fromMs });
  if (isThin || band.short === '') return;
  const start = clearOfFlags(frame, Math.max(from, left) + 7, row);
  const room = Math.min(to, width) - start - 4;
  if (room < 24) return;
  context.font = SMALL;
  context.textBaseline = 'middle';
  context.fillStyle = palette.tone[band.tone];
  const text = [band.text, band.short].find((candidate) => context.measureText(candidate).width <= room);
  if (text !== undefined) context.fillText(text, start, y + height / 2);
}

// A text behind the flags that stand where it would begin.
function clearOfFlags(frame: Frame, start: number, row: PageRow): number {
  let clear = start;
  for (const { from } of flagsOf(frame, row)) {
    if (from > clear - FLAG - 6 && from < clear + 4) clear = from + FLAG + 4;
  }
  return clear;
}

function drawMark(frame: Frame, mark: PageMark, { y, height }: PlacedRow & { kind: 'row' }): void {
  const { context, palette, x, width, left, spots } = frame;
  const at = x(mark.atMs);
  if (at < left - 4 || at > width + 4) return;
  const middle = y + height / 2;
  context.fillStyle = palette.tone[mark.tone];
  context.strokeStyle = palette.tone[mark.tone];
  context.beginPath();
  if (mark.shape === 'user') {
    context.moveTo(at - 4, y + height - 3);
    context.lineTo(at + 4, y + height - 3);
    context.lineTo(at, y + height - 11);
  } else if (mark.shape === 'line') {
    // Most lines of a console say nothing bad, and there are many.
    const isLoud = mark.tone !== 'plain';
    context.globalAlpha = isLoud ? 1 : 0.5;
    context.rect(at - (isLoud ? 2 : 1), y + 1, isLoud ? 4 : 2, height - 2);
  } else if (mark.shape === 'message') context.arc(at, middle, 3.5, 0, 7);
  else context.rect(at - 3, middle - 3, 6, 6);
  context.fill();
  context.globalAlpha = 1;
  spots.push({ x: at - 5, y, width: 10, height, text: mark.text, atMs: mark.atMs });
}

function drawFlag(frame: Frame, { mark, at, from }: Flag, { y, height }: PlacedRow & { kind: 'row' }): void {
  const { context, palette, width, left, spots } = frame;
  if (from + FLAG < left || at > width + 4) return;
  const color = palette.tone[mark.tone];
  context.fillStyle = color;
  context.fillRect(at - 1, y - 2, 2, height + 4);
  context.beginPath();
  context.roundRect(from, y + 4, FLAG, 15, 3);
  context.fill();
  context.fillStyle = palette.card;
  context.font = `bold ${SMALL}`;
  context.textBaseline = 'middle';
  context.fillText(mark.text, from + 4, y + 12);
  spots.push({ x: from, y, width: FLAG, height, text: mark.text, atMs: mark.atMs });
}

function drawProperty(
  frame: Frame,
  { y, height, property }: PlacedRow & { kind: 'property' },
  endMs: number,
): void {
  const { context, palette, x, spots, width, left } = frame;
  const middle = y + height / 2;
  const isViolated = property.verdict === 'violated';
  const brokenAt = isViolated ? (property.atMs ?? endMs) : endMs;
  const end = x(endMs);
  context.globalAlpha = 0.4;
  context.fillStyle = palette.tone.good;
  context.fillRect(x(0), middle - 1.5, x(brokenAt) - x(0), 3);
  context.globalAlpha = 0.75;
  for (const at of property.exercisedAt) {
    if (at > brokenAt) break;
    context.fillRect(x(at) - 1, middle - 4, 2, 8);
  }
  for (const [from, to, what] of property.waits) {
    if (from > brokenAt) continue;
    context.fillStyle = palette.tone.warn;
    const barWidth = Math.max(2, x(Math.min(to, brokenAt)) - x(from));
    context.fillRect(x(from), middle - 3, barWidth, 6);
    spots.push({ x: x(from), y, width: barWidth, height, text: `${property.id} waits: ${what}`, atMs: from });
  }
  context.globalAlpha = 1;
  spots.push({
    x: left,
    y,
    width: width - left,
    height,
    text: `${property.id}: ${property.title} (${property.verdict})`,
    atMs: Number.NaN,
  });
  if (property.verdict === 'pending') {
    context.fillStyle = palette.tone.warn;
    context.beginPath();
    context.arc(end - 6, middle, 6, 0, 7);
    context.fill();
  }
  if (!isViolated) return;
  const at = x(brokenAt);
  context.fillStyle = palette.tone.bad;
  context.fillRect(at, middle - 2.5, Math.max(0, end - at), 5);
  context.beginPath();
  context.arc(at, middle, 7, 0, 7);
  context.fill();
  context.strokeStyle = palette.card;
  context.lineWidth = 2;
  cross(context, at, middle, 3);
  context.lineWidth = 1;
}

function gutter({ context, palette, left }: Frame, row: PlacedRow): void {
  context.fillStyle = palette.card;
  context.fillRect(0, row.y - 1, left - 6, row.height + 2);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const say = (text: string, color: string, font: string, x = 18): void => {
    context.font = font;
    context.fillStyle = color;
    context.fillText(shortened(context, text, left - x - 10), x, row.y + row.height / 2);
  };
  switch (row.kind) {
    case 'faults':
      say('faults', palette.tone.bad, `bold ${FONT}`, 8);
      return;
    case 'head':
      say(row.text, palette.text, `bold 13px system-ui, sans-serif`, 8);
      return;
    case 'row':
      if (row.row.kind === 'socket') return;
      say(rowLabel(row.row.kind, row.row.label), palette.dim, SMALL);
      return;
    case 'path':
      say('network', palette.dim, SMALL);
      return;
    case 'property':
      say(row.property.id, row.property.verdict === 'violated' ? palette.tone.bad : palette.dim, SMALL);
      return;
  }
}

function rowLabel(kind: string, label: string): string {
  if (kind === 'room') return `room ${label}`;
  if (kind === 'sessions') return `session ${label}`;
  return kind === 'members' ? `in ${label}` : label;
}

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let short = text.slice(0, 40);
  while (short.length > 1 && context.measureText(`${short}…`).width > room) short = short.slice(0, -1);
  return `${short}…`;
}
