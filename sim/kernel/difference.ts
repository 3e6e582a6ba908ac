// One readable sentence on how the data of two runs differ. Which data to compare is up to the caller.

import { equalPlain } from './plain.js';

/**
 * What is different between two values of plain data, undefined when nothing is. It goes down to the smallest
 * part that differs: `message.to is …` says more than two whole messages.
 *
 * @example difference('to', 'bob', 'eve') === 'to is "bob" in the first run and "eve" in the second'
 */
export function difference(path: string, a: unknown, b: unknown): string | undefined {
  if (equalPlain(a, b)) return undefined;
  if (isRecord(a) && isRecord(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(`${path}.${key}`, a[key], b[key]);
      if (found !== undefined) return found;
    }
  }
  return sides(path, show(a), show(b));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Map) && !(value instanceof Set);
}

/** The sentence for two things that are already text. */
export function sides(what: string, a: string, b: string): string {
  return `${what} is ${a} in the first run and ${b} in the second`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, inner) =>
    inner instanceof Map || inner instanceof Set ? [...inner] : inner,
  );
  if (text === undefined) return String(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
