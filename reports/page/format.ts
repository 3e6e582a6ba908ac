// Times as the page writes them.

import { formatClock } from '../../sim/kernel/duration.js';

/** `1:04.250`; with microseconds where there are any. */
export function clock(ms: number): string {
  return formatClock(ms);
}

/** A time on the axis, no finer than the ticks are apart. */
export function formatTick(ms: number, stepMs: number): string {
  const text = formatClock(ms);
  if (stepMs >= 1000) return text.slice(0, -4);
  if (stepMs >= 1) return text;
  return `${text}${String(Math.round((ms % 1) * 1000)).padStart(3, '0')}`;
}

export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
