// Folds what repeats: the 27th attempt of a night says nothing new. It decides which rows are shown and which are
// only counted; timeline.ts prints both.
import type { TimelineRow } from './timeline-rows.js';

/** Rows that are only counted, in one place of the timeline. */
export interface Fold {
  readonly fromMs: number;
  readonly counts: readonly FoldCount[];
}

/** So many rows of one label in one column, the last of them at `untilMs`. */
export interface FoldCount {
  readonly lane: string;
  readonly label: string;
  readonly count: number;
  readonly untilMs: number;
}

export type FoldedRow =
  | { readonly kind: 'row'; readonly row: TimelineRow }
  | { readonly kind: 'fold'; readonly fold: Fold }
  | { readonly kind: 'gap'; readonly rows: number };

/** How many rows a reader can take in. */
export interface FoldLimits {
  readonly limit: number;
  /** For a run that is too long to be told in full anyway. */
  readonly shortLimit: number;
}

// Shown before the rest of their like is folded, and the fewest rows for which a fold is shorter than they are.
const SHOWN_FIRST = 2;
const WORTH_FOLDING = 4;
const EVERYBODY = '';

/**
 * Folds rows: what repeats until something changes, and, when that leaves more than `limit`, what repeats at all;
 * then the middle is left out as far as `shortLimit` demands.
 *
 * @example foldRows(timelineRows(run), { limit: 200, shortLimit: 100 })
 */
export function foldRows(rows: readonly TimelineRow[], limits: FoldLimits): readonly FoldedRow[] {
  const gently = fold(rows, repeatsSinceTurn(rows));
  if (gently.length <= limits.limit) return gently;
  return leaveOutMiddle(fold(rows, repeatsAtAll(rows)), limits.shortLimit);
}

// What happens to one subject in one instant repeats as a whole, or the rows of one round would fold unevenly.
interface Block {
  readonly subject: string | undefined;
  readonly key: string;
  readonly isTurn: boolean;
}

function repeatsSinceTurn(rows: readonly TimelineRow[]): readonly boolean[] {
  const seen = new Map<string, Map<string, number>>();
  return repeats(rows, ({ subject, key, isTurn }) => {
    if (isTurn && subject === undefined) seen.clear();
    if (isTurn) seen.delete(subject ?? EVERYBODY);
    const counts = seen.get(subject ?? EVERYBODY) ?? new Map<string, number>();
    seen.set(subject ?? EVERYBODY, counts);
    return countUp(counts, key) > SHOWN_FIRST;
  });
}

function repeatsAtAll(rows: readonly TimelineRow[]): readonly boolean[] {
  const counts = new Map<string, number>();
  return repeats(rows, ({ subject, key }) => countUp(counts, `${subject} ${key}`) > SHOWN_FIRST);
}

function repeats(rows: readonly TimelineRow[], isRepeat: (block: Block) => boolean): readonly boolean[] {
  const blocks = new Map<string, TimelineRow[]>();
  const blockOf = ({ subject, atMs }: TimelineRow): string => JSON.stringify([subject, atMs]);
  for (const row of rows) {
    const block = blocks.get(blockOf(row));
    if (block === undefined) blocks.set(blockOf(row), [row]);
    else block.push(row);
  }
  const verdicts = new Map([...blocks].map(([id, members]) => [id, isRepeat(blockFrom(members))]));
  return rows.map((row) => verdicts.get(blockOf(row)) === true);
}

function blockFrom(rows: readonly TimelineRow[]): Block {
  const labels = rows.map(({ lane, label }) => `${lane}: ${label}`).sort();
  return {
    subject: rows[0]?.subject,
    key: JSON.stringify(labels),
    isTurn: rows.some(({ isTurn }) => isTurn),
  };
}

function countUp(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

// Rows of one device fold across what happens to others meanwhile: each reads down its own column.
function fold(rows: readonly TimelineRow[], isRepeat: readonly boolean[]): readonly FoldedRow[] {
  const stretches = stretchesOf(rows, isRepeat);
  const folds = new Map<readonly TimelineRow[] | undefined, Fold | undefined>();
  return rows.flatMap((row, index): readonly FoldedRow[] => {
    const stretch = stretches[index];
    if (!folds.has(stretch)) folds.set(stretch, foldWorthwhile(stretch));
    const folded = folds.get(stretch);
    if (folded === undefined) return [{ kind: 'row', row }];
    return stretch?.[0] === row ? [{ kind: 'fold', fold: folded }] : [];
  });
}

// One round of a cycle of four is four rows, and as a fold it would be four lines again.
function foldWorthwhile(stretch: readonly TimelineRow[] = []): Fold | undefined {
  if (stretch.length < WORTH_FOLDING) return undefined;
  const folded = foldOf(stretch);
  return stretch.length >= 2 * folded.counts.length ? folded : undefined;
}

// For each row the stretch of repeats that it is part of: nothing new happened to its subject in between.
function stretchesOf(
  rows: readonly TimelineRow[],
  isRepeat: readonly boolean[],
): readonly (TimelineRow[] | undefined)[] {
  const open = new Map<string, TimelineRow[]>();
  return rows.map((row, index) => {
    const subject = row.subject ?? EVERYBODY;
    if (isRepeat[index] !== true) {
      if (row.subject === undefined) open.clear();
      else open.delete(subject);
      return undefined;
    }
    const stretch = open.get(subject) ?? [];
    open.set(subject, stretch);
    stretch.push(row);
    return stretch;
  });
}

function foldOf(stretch: readonly TimelineRow[]): Fold {
  const counts = new Map<string, FoldCount>();
  for (const { lane, label, atMs } of stretch) {
    const key = JSON.stringify([lane, label]);
    counts.set(key, { lane, label, count: (counts.get(key)?.count ?? 0) + 1, untilMs: atMs });
  }
  return { fromMs: stretch[0]?.atMs ?? 0, counts: [...counts.values()] };
}

// The beginning shows how it was and the end what became of it.
function leaveOutMiddle(rows: readonly FoldedRow[], limit: number): readonly FoldedRow[] {
  if (rows.length <= limit) return rows;
  const tail = Math.floor(limit / 2);
  const head = limit - tail;
  return [...rows.slice(0, head), { kind: 'gap', rows: rows.length - limit }, ...rows.slice(-tail)];
}
