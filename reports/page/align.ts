// Two lists of what happened, side by side: what both have stands in one line, the rest on its own side.

import type { PageObservation } from '../html/page-document.js';

export interface Pair {
  readonly a?: PageObservation;
  readonly b?: PageObservation;
}

/** Beyond this many cells a table of the longest common part would take too long. */
const MOST_CELLS = 6_000_000;

export function aligned(a: readonly PageObservation[], b: readonly PageObservation[]): readonly Pair[] {
  let same = 0;
  while (same < a.length && same < b.length && isSame(a[same], b[same])) same += 1;
  const head = a.slice(0, same).map((row, index): Pair => ({ a: row, b: b[index] as PageObservation }));
  const [restA, restB] = [a.slice(same), b.slice(same)];
  const isLarge = restA.length * restB.length > MOST_CELLS;
  return [...head, ...(isLarge ? byTime(restA, restB) : byCommonPart(restA, restB))];
}

function isSame(a: PageObservation | undefined, b: PageObservation | undefined): boolean {
  return a !== undefined && b !== undefined && a.atMs === b.atMs && isAlike(a, b);
}

// The same thing may happen at another time.
function isAlike(a: PageObservation, b: PageObservation): boolean {
  return a.text === b.text && a.lane === b.lane && a.kind === b.kind;
}

function byCommonPart(a: readonly PageObservation[], b: readonly PageObservation[]): readonly Pair[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = isAlike(a[i] as PageObservation, b[j] as PageObservation)
        ? (lengths[(i + 1) * width + j + 1] as number) + 1
        : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [rowA, rowB] = [a[i], b[j]];
    if (rowA !== undefined && rowB !== undefined && isAlike(rowA, rowB)) {
      pairs.push({ a: rowA, b: rowB });
      i += 1;
      j += 1;
    } else if (
      rowB === undefined ||
      (rowA !== undefined &&
        (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))
    ) {
      pairs.push({ a: rowA as PageObservation });
      i += 1;
    } else {
      pairs.push({ b: rowB });
      j += 1;
    }
  }
  return pairs;
}

function byTime(a: readonly PageObservation[], b: readonly PageObservation[]): readonly Pair[] {
  return [...a.map((row): Pair => ({ a: row })), ...b.map((row): Pair => ({ b: row }))].sort(
    (left, right) => timeOf(left) - timeOf(right),
  );
}

export function timeOf({ a, b }: Pair): number {
  return (a ?? b)?.atMs ?? 0;
}
