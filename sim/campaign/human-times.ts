// Durations as people write them: near a value, and rounder than it.

import { formatDuration } from '../kernel/duration.js';

/** From the roundest to the finest, ms. */
const GRAINS_MS: readonly number[] = [60_000, 30_000, 10_000, 5000, 1000, 500, 100, 50, 10];

/**
 * Durations that stand for a value, the roundest first: multiples of a minute, of 30 s, 10 s and so on, no further off
 * than half of it. The value itself is not among them.
 *
 * @example humanTimes(9837)[0] // 10000: ms
 */
export function humanTimes(valueMs: number): readonly number[] {
  const found = new Set<number>();
  for (const grain of GRAINS_MS) {
    if (grain > valueMs * 4) continue;
    const nearest = Math.round(valueMs / grain) * grain;
    for (const candidate of [nearest, nearest - grain, nearest + grain]) {
      if (candidate > 0 && Math.abs(candidate - valueMs) <= valueMs / 2) found.add(candidate);
    }
  }
  found.delete(valueMs);
  return [...found];
}

/** A whole number of ms as it is written in a schedule. */
export function asDuration(valueMs: number): string {
  return valueMs === 0 ? '0s' : formatDuration(valueMs);
}
