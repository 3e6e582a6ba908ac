// Reads YAML and JSON and knows where in the file everything stands. It leaves what the values mean to the checks.
import { type Document, isMap, isNode, isPair, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { UsageError } from '../sim/kernel/usage-error.js';
import { formatPath, type Problem } from '../sim/runner/check-scenario.js';

/** A file that was read: its value, and how to point into it. */
export interface SourceDocument {
  readonly value: unknown;
  /** The error for the first of some problems, with its place; undefined when there are none. */
  readonly mistake: (problems: readonly Problem[]) => UsageError | undefined;
}

/**
 * Reads a text as YAML, of which JSON is a part.
 *
 * @param file as messages name it
 * @param expected what should be in it: `a scenario`
 * @throws UsageError `file:line:column: …` when it is broken or empty.
 * @example parseYaml(text, 'lift.yaml', 'a scenario').value
 */
export function parseYaml(text: string, file: string, expected: string): SourceDocument {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = counter.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [broken, ...others] = [...document.errors, ...document.warnings];
  if (broken?.code === 'RESOURCE_EXHAUSTION') throw tooDeep(file);
  if (broken?.code === 'MULTIPLE_DOCS') {
    throw new UsageError(
      `${place(broken.pos[0])}: Expected one document, got a second one. Put each into a file of its own.`,
    );
  }
  if (broken !== undefined) {
    const what = broken.message.split('\n')[0]?.replace(/\.?$/, '.');
    throw new UsageError(`${place(broken.pos[0])}: Expected YAML: ${what}${more(others.length)}`);
  }
  if (document.contents === null)
    throw new UsageError(`${place(0)}: Expected ${expected}, got an empty file.`);
  return {
    value: contentOf(document, file),
    mistake: (problems) => {
      const [first] = problems;
      if (first === undefined) return undefined;
      const where = first.isAboutKey === true || first.path.length === 0 ? '' : `${formatPath(first.path)}: `;
      return new UsageError(
        `${place(offsetOf(document, first))}: ${where}${first.message}${more(problems.length - 1)}`,
      );
    },
  };
}

function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file);
    // A few lines of aliases of aliases stand for more than fits into memory.
    if (!(error instanceof ReferenceError)) throw error;
    throw new UsageError(
      `${file}: Expected aliases that stand for little, got too many. Write the values out.`,
    );
  }
}

// What is nested too deep overflows the stack of whoever reads it.
function tooDeep(file: string): UsageError {
  return new UsageError(
    `${file}: Expected a document that is nested a few levels deep, got hundreds. Make it flatter.`,
  );
}

/** `(and 2 more)`, or nothing. */
export function more(count: number): string {
  return count === 0 ? '' : ` (and ${count} more)`;
}

// Of what is missing there is no node, so the deepest one on the way to it stands for it.
function offsetOf(document: Document, { path, isAboutKey }: Problem): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && keyOf(item.key) === String(part));
      if (pair === undefined) break;
      node = pair.value;
      offset = (isLast && isAboutKey === true ? undefined : startOf(node)) ?? startOf(pair.key) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return offset;
}

function keyOf(key: unknown): string {
  return String(isNode(key) ? (key as Node & { value?: unknown }).value : key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
