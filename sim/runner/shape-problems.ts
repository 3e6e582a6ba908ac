// Turns what zod says about a value into sentences for the person who wrote it.
// It leaves the shape to scenario-schema.ts and positions in a file to whoever read the file.
import type { z } from 'zod';
import { nearestNames, quotedList } from '../kernel/nearest.js';
import { shown } from './shown.js';

/** One mistake in a scenario: where, and one sentence. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The last part of the path is a key that should not be there, not one whose value is wrong. */
  readonly isAboutKey?: true;
}

type Issue = z.core.$ZodIssue;

const NOTHING_CAME = ', got nothing.';

/**
 * Checks a value against a schema.
 *
 * @example shapeProblems(scheduleSchema, [{ kind: 'kik', at: '1s' }])[0]?.path // [0, 'kind']
 */
export function shapeProblems(schema: z.ZodType, value: unknown): readonly Problem[] {
  const result = schema.safeParse(value, { error: sentenceFor });
  if (result.success) return [];
  const problems = result.error.issues.flatMap((issue) => problemsIn(issue, []));
  // A misspelled key is also a missing one; the spelling says more.
  return [
    ...problems.filter(({ isAboutKey }) => isAboutKey),
    ...problems.filter(({ isAboutKey }) => !isAboutKey),
  ];
}

/** A path as people write it: `faults[0].between`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

function sentenceFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected ${TYPE_WORDS[issue.expected] ?? issue.expected}, got ${shown(issue.input)}.`;
    case 'invalid_value':
      return `Expected ${quotedValues(issue.values)}, got ${shown(issue.input)}.`;
    case 'unrecognized_keys':
      return unknownKey(issue.keys[0] ?? '', keysOf(issue.inst));
    case 'invalid_union':
      return discriminatorMistake(issue.inst, issue.input);
    default:
      return undefined;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  tuple: 'a list',
};

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestNames(key, known, 1);
  const hint = nearest.length === 0 ? '' : ` The nearest is ${quotedList(nearest)};`;
  return `Unknown key ${JSON.stringify(key)}.${hint} expected one of ${known.join(', ')}.`;
}

function discriminatorMistake(schema: unknown, input: unknown): string | undefined {
  const known = kindsOf(schema);
  if (known.length === 0) return undefined;
  const kind = (input as { kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== 'string') {
    return `Expected a fault with a "kind" (${known.slice(0, 4).join(', ')} …), got ${shown(input)}.`;
  }
  return `Unknown kind ${JSON.stringify(kind)}. The nearest are ${quotedList(nearestNames(kind, known))}.`;
}

// A union says what each of its branches missed; the reader wants the branch that the value was meant to be.
function problemsIn(issue: Issue, base: readonly PropertyKey[]): readonly Problem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = likeliestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => problemsIn(inner, path));
  }
  const place = path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, 1)
      .map((key) => ({ path: [...place, key], message: issue.message, isAboutKey: true }));
  }
  return [{ path: place, message: missing(place, issue.message) }];
}

function missing(path: Problem['path'], message: string): string {
  const key = path[path.length - 1];
  if (key === undefined || !message.endsWith(NOTHING_CAME)) return message;
  return `"${key}" is missing: expected ${message.slice('Expected '.length, -NOTHING_CAME.length)}.`;
}

// undefined: no branch stands out, or the value is of no branch's type; then the union speaks for itself.
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const ranked = branches
    .map((issues) => ({ issues, misfits: misfitsOf(issues) }))
    .sort((left, right) => left.misfits - right.misfits);
  const [best, next] = ranked;
  if (best === undefined || best.misfits >= 1000) return undefined;
  return next === undefined || best.misfits < next.misfits ? best.issues : undefined;
}

function misfitsOf(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + issue.keys.length;
    if (issue.path.length === 0) return sum + 1000;
    return issue.message.endsWith(NOTHING_CAME) && issue.path.length === 1 ? sum + 1 : sum;
  }, 0);
}

function quotedValues(values: readonly unknown[]): string {
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === values.length ? quotedList(texts) : values.map(String).join(' or ');
}

function keysOf(schema: unknown): readonly string[] {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function kindsOf(schema: unknown): readonly string[] {
  const options = (schema as { _zod?: { def?: { discriminator?: string; options?: readonly unknown[] } } })
    ?._zod?.def;
  if (options?.discriminator === undefined) return [];
  return (options.options ?? []).flatMap((option) => {
    const kind = (option as { shape?: { kind?: { value?: unknown } } }).shape?.kind?.value;
    return typeof kind === 'string' ? [kind] : [];
  });
}
