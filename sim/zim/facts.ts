// What a caller does with the facts: take the defaults, read a parameter as somebody wrote it, list the ones that fuzzing draws.
// The numbers themselves are in fact-table.ts.
import leven from 'leven';
import { unreachable } from '../kernel/assert.js';
import { DurationError, formatDuration, parseDurationMs } from '../kernel/duration.js';
import {
  type ChoiceFact,
  FACT_IDS,
  FACTS,
  type Fact,
  type FactId,
  type NumberFact,
  type Params,
  type SeriesFact,
} from './fact-table.js';

export type { Fact, FactId, Params } from './fact-table.js';
export { FACT_IDS, FACTS } from './fact-table.js';

/**
 * The value of every fact as the current SDK and backend have it.
 *
 * @example const params = { ...defaultParams(), heartbeatTimeoutMs: 20_000 };
 */
export function defaultParams(): Params {
  return Object.fromEntries(FACT_IDS.map((id) => [id, FACTS[id].value])) as unknown as Params;
}

/** The facts that nobody documents, which fuzzing draws from their range or choices. */
export function assumedFacts(): Fact[] {
  return FACT_IDS.map((id): Fact => FACTS[id]).filter((fact) => fact.provenance === 'assumed');
}

/**
 * The id that a text names.
 *
 * @throws RangeError one line that lists the nearest names.
 */
export function parseFactId(text: string): FactId {
  const id = FACT_IDS.find((known) => known === text);
  if (id !== undefined) return id;
  throw new RangeError(`Unknown parameter "${text}". The nearest are ${nearestIds(text).join(', ')}.`);
}

/**
 * Reads one parameter. Durations have the usual grammar (`90s`, `1.5m`); a bare number is ms, or s where the name ends
 * in S, which also needs whole seconds. A series is a list with commas.
 *
 * @throws RangeError one line: what was expected, what came, an example.
 * @example parseParam('heartbeatTimeoutMs', '20s') // 20000
 */
export function parseParam<K extends FactId>(id: K, text: string): Params[K] {
  const fact: Fact = FACTS[parseFactId(id)];
  return readFact(fact, text.trim()) as Params[K];
}

function readFact(fact: Fact, text: string): number | string | readonly number[] {
  switch (fact.kind) {
    case 'number':
      return readNumber(fact, text);
    case 'series':
      return text.split(',').map((part) => readNumber(fact, part.trim()));
    case 'choice':
      return readChoice(fact, text);
    default:
      return unreachable(fact);
  }
}

function readChoice(fact: ChoiceFact, text: string): string {
  if (fact.choices.includes(text)) return text;
  throw new RangeError(
    `Expected ${fact.id} to be ${fact.choices.join(' or ')}, got "${text}". For example: ${fact.id}=${fact.value}`,
  );
}

function readNumber(fact: NumberFact | SeriesFact, text: string): number {
  const value = numberIn(fact, text);
  const [min, max] = fact.range;
  if (value !== undefined && value >= min && value <= max) return value;
  const unit =
    fact.unit === 'count'
      ? 'a whole number'
      : fact.unit === 's'
        ? 'whole seconds (a bare number is s)'
        : 'a duration';
  throw new RangeError(
    `Expected ${fact.id} to be ${unit} from ${write(fact, min)} to ${write(fact, max)}, got "${text}". ` +
      `For example: ${fact.id}=${example(fact)}`,
  );
}

// undefined: not a number of this fact's unit; the caller's message names the range, which says more than the parser.
function numberIn(fact: NumberFact | SeriesFact, text: string): number | undefined {
  if (fact.unit === 'count') return /^\d+$/.test(text) ? Number(text) : undefined;
  // The name says seconds, so nobody who writes 30 means 30 ms.
  if (fact.unit === 's' && /^\d+$/.test(text)) return Number(text);
  let ms: number;
  try {
    ms = parseDurationMs(text);
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
  const value = fact.unit === 's' ? ms / 1000 : ms;
  return Number.isInteger(value) ? value : undefined;
}

function example(fact: NumberFact | SeriesFact): string {
  return fact.kind === 'series'
    ? fact.value.map((value) => write(fact, value)).join(',')
    : write(fact, fact.value);
}

function write(fact: NumberFact | SeriesFact, value: number): string {
  if (fact.unit === 'count') return String(value);
  if (fact.unit === 's') return value === 0 ? '0s' : formatDuration(value * 1000);
  return formatDuration(value);
}

function nearestIds(text: string): string[] {
  const distance = (id: string): number => leven(id.toLowerCase(), text.toLowerCase());
  return [...FACT_IDS].sort((a, b) => distance(a) - distance(b)).slice(0, 3);
}
