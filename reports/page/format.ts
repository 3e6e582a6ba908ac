// Times as the page writes them.

import type { ScaleLinear } from 'd3-scale';
import { formatClock } from '../../sim/kernel/duration.js';

/** `1:04.250`; with microseconds where there are any. */
export function clock(ms: number): string {
  return formatClock(ms);
}

const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 4, 6, 12, 24, 48, 120, 240].map((hours) => hours * 3_600_000),
];

/** Times that people count in, at most so many. */
export function ticksOf(
  x: ScaleLinear<number, number>,
  count: number,
): { readonly ticks: readonly number[]; readonly step: number } {
  const [from = 0, to = 0] = x.domain();
  const step = STEPS_MS.find((candidate) => (to - from) / candidate <= Math.max(2, count)) ?? to - from;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to && ticks.length < 100; tick += step)
    ticks.push(tick);
  return { ticks, step };
}

/** A time on the axis, no finer than the ticks are apart. */
export function formatTick(ms: number, stepMs: number): string {
  const text = formatClock(ms);
  if (stepMs >= 1000) return text.slice(0, -4);
  return text;
}

export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
