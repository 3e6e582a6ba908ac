// Text in columns of a terminal: how wide it is and where it breaks. It knows nothing of colours and of runs.

import stringWidth from 'string-width';

// What moves the cursor, changes colours, turns the direction of writing or cannot be seen at all. Not the joiners and
// tags that letters and pictures of several parts are made of.
const UNSEEN = /(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const PLAIN = /^[\u0020-\u007e]*$/;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * A text as a terminal may show it: what nobody sees, or what would do something to the terminal, is written out.
 * Names, titles and messages are anybody's.
 *
 * @example visible('a\u001b[31mb\n') // 'a\\u001b[31mb\\n'
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => SHORT.get(character) ?? escaped(character));
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/**
 * How many columns a text takes, once it is made {@link visible}.
 *
 * @example widthOf('大厅') === 4
 */
export function widthOf(text: string): number {
  // Of plain letters each takes a column, and most texts have no others.
  if (PLAIN.test(text)) return text.length;
  return stringWidth(visible(text));
}

/**
 * Makes a text {@link visible} and breaks it into lines of at most so many columns: between words, else inside a word where
 * eyes can rest, else anywhere.
 * Lines after the first are indented by two columns, so that two texts in one cell stay apart.
 *
 * @example wrap('room lobby 1 CONNECTING (NETWORK_INTERRUPTED)', 24).length === 2
 */
export function wrap(text: string, width: number): readonly string[] {
  const shown = visible(text);
  if (widthOf(shown) <= width) return [shown];
  const indent = width >= 12 ? '  ' : '';
  const lines: string[] = [];
  let line = '';
  for (const piece of shown.split(' ').flatMap((word) => pieces(word, width - indent.length))) {
    const joined = line === '' ? piece.text : `${line}${piece.glue}${piece.text}`;
    if (line === '' || widthOf(joined) <= width) {
      line = line === '' && lines.length > 0 ? `${indent}${joined}` : joined;
      continue;
    }
    lines.push(line);
    line = `${indent}${piece.text}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A text followed by blanks up to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/**
 * A list of texts as lines of at most so many columns, each indented.
 *
 * @example flow(['N1', 'N2'], { width: 80, indent: '  ' })
 */
export function flow(texts: readonly string[], layout: { width: number; indent: string }): string {
  // Each line but the last ends in a comma.
  const room = layout.width - widthOf(layout.indent) - 1;
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.length === 0 ? undefined : `${lines[lines.length - 1]}, ${text}`;
    if (last !== undefined && widthOf(last) <= room) lines[lines.length - 1] = last;
    else lines.push(text);
  }
  return lines.map((line) => `${layout.indent}${line}`).join(',\n');
}

// A word that fits stays whole; a longer one is cut after a sign where eyes can rest.
function pieces(word: string, width: number): { readonly text: string; readonly glue: string }[] {
  if (widthOf(word) <= width) return [{ text: word, glue: ' ' }];
  const parts = word.split(/(?<=[_/,.:-])|(?<=[a-z])(?=[A-Z])/);
  return parts
    .flatMap((part) => cut(part, width))
    .map((text, index) => ({ text, glue: index === 0 ? ' ' : '' }));
}

function cut(text: string, width: number): string[] {
  const lines = [''];
  // Characters that join are narrower together, so the sum of their widths is never too small.
  let most = 0;
  for (const character of text) {
    const line = lines[lines.length - 1] ?? '';
    const own = widthOf(character);
    most += own;
    if (most > width && line !== '' && widthOf(line + character) > width) {
      lines.push(character);
      most = own;
    } else lines[lines.length - 1] = line + character;
  }
  return lines;
}
