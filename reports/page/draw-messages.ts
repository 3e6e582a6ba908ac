// Messages between a device, at the top of its path, and the servers, at the bottom: an arrow for each, with its tries.
// A lost try ends in a cross half way; a later try starts where the sender has waited.

import type { PageMessage } from '../html/page-document.js';
import { cross, type Frame } from './frame.js';
import type { Palette } from './palette.js';

interface Strip {
  readonly lane: string;
  readonly y: number;
  readonly height: number;
}

/** What is on its way longer than this is drawn though it began before the window. */
const LONGEST_MS = 120_000;
/** How long a try is drawn that got nowhere, unless another try comes sooner. */
const LOST_MS = 40;

export function drawMessages(frame: Frame, messages: readonly PageMessage[], strip: Strip): void {
  const { context, palette, x, left, width } = frame;
  const [from, to] = [x.invert(left), x.invert(width)];
  context.strokeStyle = palette.line;
  context.beginPath();
  for (const y of [strip.y + 2, strip.y + strip.height - 2]) {
    context.moveTo(left, y + 0.5);
    context.lineTo(width, y + 0.5);
  }
  context.stroke();
  // Many messages of one pixel are one message to the eye.
  const drawn: Record<string, number> = {};
  for (let index = firstFrom(messages, from - LONGEST_MS); index < messages.length; index++) {
    const message = messages[index] as PageMessage;
    if (message.sentMs > to) break;
    const isUp = message.to === strip.lane;
    if (!isUp && message.from !== strip.lane) continue;
    const isLost = message.lostMs.length > 0;
    if (message.kind === 'heartbeat' && !frame.heartbeats && !isLost) continue;
    if ((message.arrivedMs ?? message.sentMs) < from && !isLost) continue;
    const at = x(message.sentMs);
    const key = `${isUp}${isLost}${message.kind === 'heartbeat'}`;
    if (at - (drawn[key] ?? -9) < 0.7) continue;
    drawn[key] = at;
    drawMessage(frame, message, { strip, isUp });
  }
}

function drawMessage(
  frame: Frame,
  message: PageMessage,
  { strip, isUp }: { readonly strip: Strip; readonly isUp: boolean },
): void {
  const { context, palette, x, spots } = frame;
  const top = strip.y + 2;
  const bottom = strip.y + strip.height - 2;
  const [start, end] = isUp ? [bottom, top] : [top, bottom];
  const middle = (start + end) / 2;
  const color = colorOf(message, palette);
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = message.kind === 'heartbeat' ? 0.75 : 1.5;
  context.globalAlpha = message.kind === 'heartbeat' ? 0.5 : 1;
  const tries = [message.sentMs, ...message.againMs];
  const last = tries.at(-1) as number;
  if (tries.length > 1) {
    // The sender waits, then tries again.
    context.setLineDash([2, 3]);
    stroke(context, [x(message.sentMs), start], [x(last), start]);
    context.setLineDash([]);
  }
  for (const [index, at] of tries.entries()) {
    const isLast = index === tries.length - 1;
    if (isLast && message.arrivedMs !== undefined) {
      arrow(context, [x(at), start], [x(message.arrivedMs), end]);
      continue;
    }
    const isLost = message.lostMs.some((lost) => Math.abs(lost - at) < 1);
    if (!isLost && !isLast) continue;
    context.strokeStyle = palette.tone.bad;
    const tip = x(Math.min(at + LOST_MS, tries[index + 1] ?? Number.POSITIVE_INFINITY));
    stroke(context, [x(at), start], [tip, middle]);
    if (isLost) cross(context, tip, middle, 3.5);
    context.strokeStyle = color;
  }
  context.lineWidth = 1;
  context.globalAlpha = 1;
  const right = x(message.arrivedMs ?? last);
  spots.push({
    x: x(message.sentMs) - 3,
    y: strip.y,
    width: Math.max(6, right - x(message.sentMs) + 6),
    height: strip.height,
    text: messageText(message),
    atMs: message.sentMs,
  });
}

function colorOf({ kind, lostMs, arrivedMs }: PageMessage, palette: Palette): string {
  if (arrivedMs === undefined) return palette.tone.bad;
  if (lostMs.length > 0) return palette.tone.warn;
  if (kind === 'heartbeat') return palette.dim;
  if (kind === 'connect') return palette.tone.dim;
  return kind === 'token' ? palette.tone.warn : palette.accent;
}

/** A message in words: what, from whom to whom, how long it took and how often it was lost. */
export function messageText({ from, to, text, sentMs, arrivedMs, lostMs, againMs }: PageMessage): string {
  const took = arrivedMs === undefined ? 'never arrives' : `${Math.round(arrivedMs - sentMs)} ms`;
  const lost = lostMs.length === 0 ? '' : `, lost ${lostMs.length === 1 ? 'once' : `${lostMs.length} times`}`;
  const again = againMs.length === 0 ? '' : `, sent ${againMs.length + 1} times`;
  return `${from} → ${to}: ${text} (${took}${lost}${again})`;
}

type Point = readonly [number, number];

function stroke(context: CanvasRenderingContext2D, from: Point, to: Point): void {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

function arrow(context: CanvasRenderingContext2D, from: Point, to: Point): void {
  stroke(context, from, to);
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const size = 5;
  context.beginPath();
  context.moveTo(...to);
  context.lineTo(to[0] - size * Math.cos(angle - 0.45), to[1] - size * Math.sin(angle - 0.45));
  context.lineTo(to[0] - size * Math.cos(angle + 0.45), to[1] - size * Math.sin(angle + 0.45));
  context.fill();
}

function firstFrom(messages: readonly PageMessage[], ms: number): number {
  let from = 0;
  let to = messages.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((messages[middle] as PageMessage).sentMs < ms) from = middle + 1;
    else to = middle;
  }
  return from;
}
