// A table in the project's look: no frame, two blanks between columns, and cells that wrap instead of losing words.
import type { Style, Tone } from './style.js';
import { widthOf, wrap } from './text.js';

/** One text in a cell. A cell may stack several. */
export interface CellText {
  readonly text: string;
  readonly tone: Tone;
}

export type Cell = string | CellText | readonly CellText[];

const GAP = '  ';
const NARROWEST = 12;
const NOTHING: CellText = { text: '', tone: 'plain' };
/**
 * Rows of cells as lines.
 *
 * @param widths of the columns; when left out the widest text of each, and the widest columns shrink until all fit
 * @example table([['id', 'title'], ['N1', 'a sentence']], style)
 */
export function table(rows: readonly (readonly Cell[])[], style: Style, widths?: readonly number[]): string {
  const columns = widths ?? naturalWidths(rows, style.width);
  return rows.flatMap((row) => rowLines(row, columns, style)).join('\n');
}

function rowLines(row: readonly Cell[], columns: readonly number[], style: Style): readonly string[] {
  const cells = columns.map((width, index) => cellLines(row[index] ?? '', width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, index) => {
        const { text, tone } = lines[at] ?? NOTHING;
        // What is painted is padded by what is seen of it. A colour that runs over a line break would colour the next column.
        const padding = ' '.repeat(Math.max(0, (columns[index] ?? 0) - widthOf(text)));
        return `${text === '' ? '' : style.paint(tone, text)}${padding}`;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** What is left for the columns of a line after the gaps between them. */
export function roomFor(columns: number, width: number): number {
  return width - GAP.length * (columns - 1);
}

function textsOf(cell: Cell): readonly CellText[] {
  if (typeof cell === 'string') return [{ text: cell, tone: 'plain' }];
  return 'text' in cell ? [cell] : cell;
}

function cellLines(cell: Cell, width: number): readonly CellText[] {
  return textsOf(cell).flatMap(({ text, tone }) => wrap(text, width).map((line) => ({ text: line, tone })));
}

function naturalWidths(rows: readonly (readonly Cell[])[], width: number): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(1, ...rows.flatMap((row) => textsOf(row[column] ?? '').map(({ text }) => widthOf(text)))),
  );
  const room = roomFor(count, width);
  for (let sum = total(widths); sum > room; sum--) {
    const [, ...others] = widths;
    // The first column holds names, which are hard to read in pieces.
    const isNamesTurn = Math.max(0, ...others) <= NARROWEST;
    const widest = isNamesTurn ? 0 : 1 + others.indexOf(Math.max(...others));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}
