// Bytes into lines, a piece at a time, so that a log may be longer than the memory.

/** Some lines in a row. */
export interface LineBatch {
  /** The number of the first of them, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** The last of them has no line break behind it: whatever wrote it was cut off, or ended so. */
  readonly isCut: boolean;
}

/** A line of a log has some hundred characters; one without an end would fill the memory. */
const LONGEST = 4_000_000;

/**
 * Cuts bytes into lines.
 *
 * @throws RangeError when a line is too long to be one
 * @example for await (const { lines } of linesOf(createReadStream('log.jsonl'))) …
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch> {
  const decoder = new TextDecoder();
  let rest = '';
  let first = 1;
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw new RangeError(`line ${first + lines.length} has no end`);
    if (lines.length === 0) continue;
    yield { first, lines, isCut: false };
    first += lines.length;
  }
  rest += decoder.decode();
  if (rest !== '') yield { first, lines: [rest], isCut: true };
}
