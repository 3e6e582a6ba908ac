// The part of a run's time that is looked at: zoomed around a point, moved after a cursor.

import type { TimeWindow } from './timeline.js';

const FINEST_MS = 2;

export function zoomed(
  window: TimeWindow,
  factor: number,
  { aroundMs, endMs }: { readonly aroundMs: number; readonly endMs: number },
): TimeWindow {
  const length = Math.min(endMs, Math.max(FINEST_MS, (window.toMs - window.fromMs) * factor));
  const isIn = aroundMs >= window.fromMs && aroundMs <= window.toMs;
  const middle = isIn ? aroundMs : (window.fromMs + window.toMs) / 2;
  const share = isIn ? (middle - window.fromMs) / Math.max(1e-9, window.toMs - window.fromMs) : 0.5;
  return clamped(middle - share * length, length, endMs);
}

/** The same length, but with the cursor in it. */
export function following(window: TimeWindow, nowMs: number, endMs: number): TimeWindow {
  if (nowMs >= window.fromMs && nowMs <= window.toMs) return window;
  const length = window.toMs - window.fromMs;
  return clamped(nowMs - length / 2, length, endMs);
}

function clamped(from: number, length: number, endMs: number): TimeWindow {
  const fromMs = Math.max(0, Math.min(from, endMs - length));
  return { fromMs, toMs: fromMs + length };
}
