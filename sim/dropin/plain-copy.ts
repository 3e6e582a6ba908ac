// Copies of plain data that belong to whoever makes them: what crosses from one JavaScript realm to another keeps no
// object of the other side, and so no way into it.

/** Deeper than any argument of the SDK. */
const MOST_DEPTH = 24;

/**
 * A copy of plain data with objects of this realm. Functions and symbols are left out, as in JSON; binary data is kept
 * by its size only.
 *
 * @example plainCopy({ a: [1, undefined] }) // { a: [1, undefined] }
 */
export function plainCopy(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
  }
  if (depth > MOST_DEPTH) return null;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (let index = 0; index < value.length; index++) list.push(plainCopy(value[index], depth + 1));
    return list;
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof inner === 'function' || typeof inner === 'symbol') continue;
    if (key === '__proto__') continue;
    copy[key] = plainCopy(inner, depth + 1);
  }
  return copy;
}
