// A failure as a file: everything that a replay needs, on any machine, and what it should come to.

import { z } from 'zod';
import { UsageError } from '../kernel/usage-error.js';
import { checkScenario, checkSchedule, formatPath } from '../runner/check-scenario.js';
import type { RunSpec } from '../runner/summary.js';
import type { Failure } from './failure.js';

/** The format of the files that this version writes. Files of earlier formats are read, of later ones refused. */
export const CAPSULE_FORMAT = 1;

/** Where a client or a backend that is wrong came from: the catalogue, or a module of somebody's. */
export type MutantRef =
  | { readonly id: string }
  /** `hash` is over the module's text: another text is another mutant. */
  | { readonly file: string; readonly hash: string };

/** The app that was tested: where its entry and its configuration were, and a hash over its bundle. */
export interface AppRef {
  /** What `zim-sim test` was given, relative to the folder in which it was started. */
  readonly entry: string;
  readonly hash: string;
}

/** A failure, small, and how it was found. JSON. */
export interface Capsule {
  readonly format: number;
  /** Who wrote it. */
  readonly zimSim: string;
  readonly node: string;
  /** What is replayed: scenario, faults, script, parameters, network, version and order. */
  readonly spec: RunSpec;
  readonly mutant?: MutantRef;
  /** The devices run this code. */
  readonly app?: AppRef;
  readonly failure: Failure;
  readonly traceHash: string;
  /** A digit of four letters for each record of the trace: where a replay differs, the first different one says. */
  readonly chain: string;
  readonly found?: {
    readonly campaignSeed: number;
    readonly index: number;
    /** The run as it was drawn. */
    readonly spec: RunSpec;
    /** Whether it was made small, and in how many runs. */
    readonly shrunk: boolean;
    readonly runs: number;
  };
  /** The same run less one fault, which does not fail. */
  readonly neighbour?: RunSpec;
}

/** The run as it was drawn, where it was made smaller since. */
export function originalOf({ found }: Capsule): RunSpec | undefined {
  return found?.shrunk === true ? found.spec : undefined;
}

const specSchema = z.looseObject({
  scenario: z.looseObject({ name: z.string() }),
  seed: z.number().int().nonnegative(),
});

const failureSchema = z.looseObject({
  property: z.string(),
  verdict: z.enum(['violated', 'pending']),
  atMs: z.number(),
  reason: z.string(),
  kind: z.string(),
});

const capsuleSchema = z.looseObject({
  format: z.number(),
  zimSim: z.string(),
  node: z.string(),
  spec: specSchema,
  mutant: z.optional(
    z.union([z.object({ id: z.string() }), z.object({ file: z.string(), hash: z.string() })]),
  ),
  app: z.optional(z.looseObject({ entry: z.string(), hash: z.string() })),
  failure: failureSchema,
  traceHash: z.string().regex(/^[0-9a-f]{16}$/),
  chain: z.string(),
});

/**
 * Reads the text of a capsule.
 *
 * @param text JSON
 * @param name of the file, for messages
 * @throws UsageError one line: what was expected, what came, what to do
 */
export function parseCapsule(text: string, name: string): Capsule {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(
      `${name}: Expected a capsule, which is JSON, got a text that ends or breaks at ${JSON.stringify(text.slice(-20))}. Take a copy that is whole.`,
    );
  }
  if ((value as { kind?: unknown } | null)?.kind === 'sdk') {
    throw new UsageError(
      `${name}: Expected a capsule of zim-sim fuzz or test, got one of zim-sim sdk, which is small already. Run it again: zim-sim replay ${name}`,
    );
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > CAPSULE_FORMAT) {
    throw new UsageError(
      `${name}: Expected a capsule of format ${CAPSULE_FORMAT} or before, got ${format}. It was written by a later zim-sim: use that one.`,
    );
  }
  const shape = capsuleSchema.safeParse(value);
  if (!shape.success) {
    const [issue] = shape.error.issues;
    const place = formatPath((issue?.path ?? []) as (string | number)[]);
    throw new UsageError(
      `${name}: Expected a capsule as zim-sim fuzz writes it, got one with something wrong at ${place === '' ? 'its top' : place}: ${issue?.message}. Take a copy that nobody has edited.`,
    );
  }
  const capsule = value as Capsule;
  checkSpec(capsule.spec, name);
  return capsule;
}

function checkSpec({ scenario, schedule }: RunSpec, name: string): void {
  const problems = [
    ...checkScenario(scenario).map((problem) => ({
      ...problem,
      path: ['spec', 'scenario', ...problem.path],
    })),
    ...(schedule === undefined
      ? []
      : checkSchedule(schedule, scenario).map((problem) => ({
          ...problem,
          path: ['spec', 'schedule', ...problem.path],
        }))),
  ];
  const [first] = problems;
  if (first !== undefined) throw new UsageError(`${name}, ${formatPath(first.path)}: ${first.message}`);
}

/** The text of a capsule's file. */
export function capsuleText(capsule: Capsule): string {
  return `${JSON.stringify(capsule, undefined, 1)}\n`;
}

/**
 * The name of a capsule's file: scenario, property and seed.
 *
 * @param number of those that would have the same name, from 1
 * @example capsuleName(capsule) // 'room-deleted-R2c-7.json'
 */
export function capsuleName({ spec, failure }: Pick<Capsule, 'spec' | 'failure'>, number = 1): string {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60);
  const again = number === 1 ? '' : `-${number}`;
  return `${plain(spec.scenario.name)}-${plain(failure.property)}-${spec.seed}${again}.json`;
}
