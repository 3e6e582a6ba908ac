// Writes values for the console: depth-limited, in the order of keys, and the same in every run.
const DEPTH = 3;
const ITEMS = 100;

/** Writes an error or anything else that was thrown on one line, without its stack. */
export function describe(value: unknown): string {
  return value instanceof Error ? `${value.name}: ${value.message}` : format(value);
}

/** Writes a value; text stands bare at the top, quoted inside of something. */
export function format(value: unknown, depth: number = DEPTH, seen: readonly object[] = []): string {
  try {
    return shown(value, depth, seen);
  } catch {
    return '[a value that cannot be shown]';
  }
}

function shown(value: unknown, depth: number, seen: readonly object[]): string {
  if (typeof value === 'string') return seen.length === 0 ? value : JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name || 'anonymous'}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Error) return describe(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return `${value}`;
  if (seen.includes(value)) return '[circular]';
  const inner = (part: unknown): string => shown(part, depth - 1, [...seen, value]);
  if (depth <= 0) return Array.isArray(value) ? '[array]' : '[object]';
  if (Array.isArray(value)) return `[${list(value.map(inner))}]`;
  if (value instanceof Map) {
    return `Map {${list([...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`))}}`;
  }
  if (value instanceof Set) return `Set {${list([...value].map(inner))}}`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return `${value.constructor.name} [${list([...(value as unknown as Iterable<number>)].map(inner))}]`;
  }
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${inner(item)}`);
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? '';
  return `${name === 'Object' || name === '' ? '' : `${name} `}{${list(fields)}}`;
}

function list(items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length > ITEMS ? [`… ${items.length - ITEMS} more`] : [];
  return ` ${[...items.slice(0, ITEMS), ...more].join(', ')} `;
}
