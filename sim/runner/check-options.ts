// Whether the options of a run are spelled right and of the right type. Whether a value makes sense is said where it is
// read: parameters, versions and durations have readers of their own.
import { kindOf } from '../check/property-shape.js';
import { nearestNames, quotedList } from '../kernel/nearest.js';
import { UsageError } from '../kernel/usage-error.js';

/** Each option of run.ts: whether a value is of its type, and what is expected. */
const OPTIONS: ReadonlyMap<string, readonly [fits: (value: unknown) => boolean, expected: string]> = new Map(
  Object.entries({
    seed: [() => true, ''],
    params: [isRecord, 'a record like { heartbeatTimeoutMs: 40000 }'],
    sdk: [isText, "a version like '2.29.0'"],
    profile: [isText, "a name like 'subway'"],
    schedule: [Array.isArray, "a list of faults like [{ kind: 'reset', at: '1s', host: 'server' }]"],
    until: [(value) => isText(value) || typeof value === 'number', "a duration like '90s'"],
    order: [isText, "'fifo' or 'shuffled'"],
    properties: [Array.isArray, "a list of properties like [always('…', { … })]"],
    wrap: [isWrap, '{ client, server } with functions, either of which may be missing'],
    keepTrace: [isBoolean, 'true or false'],
    keepObservations: [isBoolean, 'true or false'],
  }),
);

/**
 * Fails when an option has no such name or type. An option that is undefined counts as left out.
 *
 * @throws UsageError one line
 * @example checkOptions({ seed: 42 })
 */
export function checkOptions(options: unknown): void {
  if (!isRecord(options)) {
    throw new UsageError(`Expected options like { seed: 42 }, got ${kindOf(options)}.`);
  }
  for (const [name, value] of Object.entries(options)) checkOption(name, value);
}

function checkOption(name: string, value: unknown): void {
  const known = OPTIONS.get(name);
  if (known === undefined) {
    const nearest = quotedList(nearestNames(name, [...OPTIONS.keys()], 1));
    throw new UsageError(
      `Unknown option ${JSON.stringify(name)}. The nearest is ${nearest}; expected one of ${[...OPTIONS.keys()].join(', ')}.`,
    );
  }
  const [fits, expected] = known;
  if (value === undefined || fits(value)) return;
  throw new UsageError(`Expected the option ${name} to be ${expected}, got ${kindOf(value)}.`);
}

function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  // Also from another realm: a record's prototype is the last of its chain.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isWrap(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, wrap]) =>
        (name === 'client' || name === 'server') && (wrap === undefined || typeof wrap === 'function'),
    )
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}
