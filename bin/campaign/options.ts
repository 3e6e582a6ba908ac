// Reads the options that the commands of campaigns share.
import { availableParallelism } from 'node:os';
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import type { Range } from '../../sim/campaign/tally.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import { DurationError, parseDurationMs } from '../../sim/kernel/duration.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { Engine } from '../engine.js';

/**
 * A whole number of an option.
 *
 * @throws UsageError with the option's name, its range and an example
 */
export function wholeNumber(
  option: string,
  text: string | undefined,
  allowed: { readonly min: number; readonly max: number; readonly value: number; readonly example: number },
): number {
  if (text === undefined) return allowed.value;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= allowed.min && number <= allowed.max) return number;
  throw new UsageError(
    `Expected ${option} to be a whole number from ${allowed.min} to ${allowed.max}, got ${JSON.stringify(text)}. ` +
      `For example: ${option} ${allowed.example}`,
  );
}

/** The seed of a campaign. */
export function seedOf(text: string | undefined): number {
  return wholeNumber('--seed', text, { min: 0, max: Number.MAX_SAFE_INTEGER, value: 1, example: 42 });
}

/** How many processes; as many as there are cores unless something else is better. */
export function workersOf(text: string | undefined, value: number = availableParallelism()): number {
  return wholeNumber('--workers', text, { min: 1, max: 256, value, example: 2 });
}

/** How long something may take, ms; undefined when it was not said. */
export function timeLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const ms = parseDurationMs(text);
    if (ms > 0) return ms;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw new UsageError(
    `Expected --time to be a duration longer than 0, got ${JSON.stringify(text)}. For example: --time 60s`,
  );
}

/** Kinds of faults, separated by commas. */
export function faultKinds(text: string | undefined): readonly FaultKind[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((part) => {
    const kind = FAULT_KINDS.find((known) => known === part.trim());
    if (kind !== undefined) return kind;
    const nearest = quotedList(nearestNames(part.trim(), FAULT_KINDS));
    throw new UsageError(
      `Unknown kind of fault ${JSON.stringify(part.trim())}: the nearest are ${nearest}. For example: --only kick,roomDelete`,
    );
  });
}

/** The id of a property, whatever its case. */
export function propertyId(text: string | undefined, engine: Engine): string | undefined {
  if (text === undefined) return undefined;
  const ids = engine.properties.filter(({ goalOf }) => goalOf === undefined).map(({ id }) => id);
  const id = ids.find((known) => known.toLowerCase() === text.toLowerCase());
  if (id !== undefined) return id;
  throw new UsageError(
    `Unknown property ${JSON.stringify(text)}: the nearest are ${quotedList(nearestNames(text, ids))}. All of them: zim-sim list properties`,
  );
}

/** Shard i of n, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= 100_000) return shard;
  throw new UsageError(
    `Expected --shard to be i/n with i from 1 to n, got ${JSON.stringify(text)}. For example: --shard 1/4`,
  );
}

/** The runs of a shard: the shards of a campaign are its runs, each once. */
export function rangeOf(runs: number, shard: Shard | undefined): Range {
  if (shard === undefined) return { from: 0, to: runs };
  const { index, count } = shard;
  return { from: Math.floor((runs * (index - 1)) / count), to: Math.floor((runs * index) / count) };
}
