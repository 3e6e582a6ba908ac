// A finding about the SDK as a file: the script, what it showed, and the version that it showed it with.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { SdkCase } from '../../sim/sdk-host/sdk-case.js';

export interface SdkCapsule {
  readonly property: string;
  readonly signature: string;
  readonly title: string;
  readonly reason: string;
  /** Of the package. */
  readonly name: string;
  readonly version: string;
  /** Where the package was, for one that was given as a folder. */
  readonly folder?: string | undefined;
  readonly shownBy: readonly string[];
  readonly index: number;
  readonly given: SdkCase;
  /** Of everything that was observed; undefined for a run that never came back. */
  readonly digest?: string | undefined;
}

const FORMAT = 1;

const ms = z.number().int().min(0);
const args = z.array(z.json());
const airSchema = z.object({
  kind: z.enum(['dns', 'refused', 'blackhole', 'silent', 'closes', 'slow', 'portal']),
  ms,
});
const listeningSchema = z.discriminatedUnion('how', [
  z.object({ how: z.enum(['hear', 'throw', 'reject']) }),
  z.object({ how: z.literal('again'), name: z.string(), args }),
]);
const actionSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('create'), args }),
  z.object({ do: z.enum(['call', 'static']), name: z.string(), args }),
  z.object({ do: z.literal('on'), event: z.string(), listening: listeningSchema }),
  z.object({ do: z.enum(['on null', 'off']), event: z.string() }),
  z.object({ do: z.literal('air'), air: airSchema, cut: z.boolean() }),
  z.object({ do: z.enum(['online', 'offline', 'visible', 'hidden']) }),
  z.object({ do: z.literal('reload'), keeps: z.literal('nothing').optional() }),
  z.object({ do: z.literal('sleep'), ms }),
  z.object({ do: z.literal('clock'), ms: z.number().int() }),
]);
const capsuleSchema = z.object({
  property: z.string(),
  signature: z.string(),
  title: z.string(),
  reason: z.string(),
  name: z.string(),
  version: z.string(),
  folder: z.string().optional(),
  shownBy: z.array(z.string()),
  index: ms,
  digest: z.string().optional(),
  given: z.object({
    seed: ms,
    air: airSchema,
    database: z.enum(['works', 'errors', 'throws', 'hangs', 'missing']),
    tailMs: ms,
    steps: z.array(z.intersection(z.object({ afterMs: ms }), actionSchema)),
  }),
});

export function sdkCapsuleText(capsule: SdkCapsule): string {
  return `${JSON.stringify({ format: FORMAT, kind: 'sdk', ...capsule }, undefined, 1)}\n`;
}

/** The capsule in a file; undefined for a file of another kind, which others know to read. */
export function readSdkCapsule(path: string): SdkCapsule | undefined {
  let value: (Partial<SdkCapsule> & { readonly kind?: unknown; readonly format?: unknown }) | null;
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as typeof value;
  } catch {
    return undefined;
  }
  if (value?.kind !== 'sdk') return undefined;
  if (value.format !== FORMAT) {
    throw new UsageError(
      `${path}: Expected a capsule of format ${FORMAT}, got ${String(value.format)}. It was written by a later zim-sim: use that one.`,
    );
  }
  const checked = capsuleSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = issue?.path.join('.');
    throw new UsageError(
      `${path}: Expected a capsule as zim-sim sdk writes it, got one with something wrong at ${where === '' ? 'its beginning' : where}: ${issue?.message}. Take a copy that nobody has edited.`,
    );
  }
  return value as SdkCapsule;
}
