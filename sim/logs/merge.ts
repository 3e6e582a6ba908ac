// Several logs, each perhaps of several devices, as one story in the order of time. It keeps no more than it must to know
// what came first.
import type { Logged } from './device-log.js';
import type { LogFile } from './log-file.js';

/** Devices in one file may be so far apart: their clocks differ, and lines are written when there is time. */
const APART_MS = 30_000;

/**
 * Reads all files to their ends and hands on what they say, each time some more, in the order of time.
 *
 * @param waiting what was read from them already
 */
export async function* mergedLogs(
  files: readonly LogFile[],
  waiting: readonly Logged[],
): AsyncGenerator<readonly Logged[]> {
  let kept: readonly Logged[] = sorted(waiting);
  let emittedMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    const horizonMs = Math.min(...files.map(horizonOf));
    const isOver = horizonMs === Number.POSITIVE_INFINITY;
    const end = isOver ? kept.length : countUpTo(kept, horizonMs);
    if (end > 0) {
      const ready = end === kept.length ? kept : kept.slice(0, end);
      emittedMs = (ready[end - 1] as Logged).atMs;
      kept = kept.slice(end);
      yield ready;
    }
    if (isOver) return;
    // The one that lags behind holds up the others.
    const slowest = files.reduce((least, file) => (horizonOf(file) < horizonOf(least) ? file : least));
    const fresh: Logged[] = [];
    await slowest.read(fresh);
    const inTime = withoutLate(fresh, slowest, emittedMs);
    kept = sorted(kept.length === 0 ? inTime : [...kept, ...inTime]);
  }
}

/** Nothing that is still to be read of a file is before this. */
function horizonOf({ isOver, lastMs, devices }: LogFile): number {
  if (isOver) return Number.POSITIVE_INFINITY;
  return devices.size > 1 ? lastMs - APART_MS : lastMs;
}

function countUpTo(list: readonly Logged[], horizonMs: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Logged).atMs <= horizonMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sorted(list: readonly Logged[]): readonly Logged[] {
  for (let at = 1; at < list.length; at++) {
    if ((list[at] as Logged).atMs < (list[at - 1] as Logged).atMs) {
      return [...list].sort((left, right) => left.atMs - right.atMs);
    }
  }
  return list;
}

// What comes after later things were told already: a sleep that is only known when it is over, or devices too far apart.
function withoutLate(fresh: readonly Logged[], file: LogFile, emittedMs: number): readonly Logged[] {
  if (!fresh.some(({ atMs }) => atMs < emittedMs)) return fresh;
  return fresh.flatMap((one) => {
    if (one.atMs >= emittedMs) return [one];
    if (one.kind === 'device') return [{ ...one, atMs: emittedMs }];
    file.isLate(one, emittedMs - one.atMs);
    return [];
  });
}
