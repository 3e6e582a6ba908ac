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
 * @param onTooLong hears the number of a line that is too long to be one; an empty line stands in its place
 * @throws RangeError when the bytes are no text of such lines
 * @example for await (const { lines } of linesOf(createReadStream('log.jsonl'))) …
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  onTooLong: (line: number) => void = () => {},
): AsyncGenerator<LineBatch> {
  const decoder = new TextDecoder();
  let rest = '';
  let first = 1;
  let isFirst = true;
  let isInLong = false;
  for await (const chunk of chunks) {
    if (isFirst) refuseOthers(chunk);
    isFirst = false;
    const text = rest + decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    // What is left of a line that was too long.
    if (isInLong) lines[0] = '';
    isInLong &&= lines.length === 1;
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) {
      onTooLong(first + lines.length);
      isInLong = true;
      rest = '';
    }
    if (lines.length === 0) continue;
    yield { first, lines, isCut: false };
    first += lines.length;
  }
  rest += decoder.decode();
  if (rest !== '') yield { first, lines: [rest], isCut: true };
}

function refuseOthers([first, second]: Uint8Array): void {
  if (first === 0x1f && second === 0x8b) throw new RangeError('one that is packed: gunzip it');
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isWide) throw new RangeError('UTF-16: save it as UTF-8');
}
