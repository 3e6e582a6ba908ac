// The shape of what is said of a path, as zod schemas that the scenario's schema is put together from.
import { z } from 'zod';
import { type DurationText as Duration, parseDurationMs } from '../kernel/duration.js';
import type { DelaySpec, PathSpec } from '../network/path-spec.js';
import { shown } from './shown.js';

/** The fields of a {@link PathSpec}, every one of them optional. */
export type PathSpecShape = {
  [Key in keyof PathSpec]-?: z.ZodExactOptional<z.ZodType<Required<PathSpec>[Key]>>;
};

/** A probability, or the share of packets that something happens to. */
const share: z.ZodType<number> = z
  .number()
  .refine((value) => value >= 0 && value <= 1, {
    error: ({ input }) => `Expected a share from 0 to 1, got ${shown(input)}. For example: 0.3`,
  })
  .meta({ description: 'A share, 0 to 1.', minimum: 0, maximum: 1 });

/**
 * The fields that say something of a path.
 *
 * @param duration the schema of a duration
 */
export function pathSpecShape(duration: z.ZodType<Duration>): PathSpecShape {
  return {
    delay: z.exactOptional(delaySchema(duration)),
    jitter: z.exactOptional(duration.describe('Up to this much more, uniformly.')),
    loss: z.exactOptional(share),
    burst: z.exactOptional(burst),
    rateBitsPerSecond: z.exactOptional(
      wholeFrom1('Bits per second.', { max: Number.MAX_SAFE_INTEGER, example: 1_600_000 }),
    ),
    queueBytes: z.exactOptional(
      wholeFrom1('What may wait for its turn to be sent, in bytes.', { max: 1e9, example: 64_000 }),
    ),
    duplicate: z.exactOptional(share),
    corrupt: z.exactOptional(share),
    reorder: z.exactOptional(z.boolean()),
  };
}

const burst = z
  .strictObject({ p: share, r: share, lossGood: share, lossBad: share })
  .describe('Losses in bursts (Gilbert-Elliott), all four for each packet.');

const DELAYS =
  'a duration, or { uniform: { min, max } }, { normal: { mean, deviation } }, { pareto: { min, shape, max } } or { quantiles: [...] }';

function delaySchema(duration: z.ZodType<Duration>): z.ZodType<DelaySpec> {
  const shape = z.number().refine((value) => value >= 0.1 && value <= 100, {
    error: ({ input }) => `Expected a shape from 0.1 to 100, got ${shown(input)}. For example: 3`,
  });
  return z
    .union(
      [
        duration,
        z.strictObject({ uniform: ordered(z.strictObject({ min: duration, max: duration })) }),
        z.strictObject({ normal: z.strictObject({ mean: duration, deviation: duration }) }),
        z.strictObject({ pareto: ordered(z.strictObject({ min: duration, shape, max: duration })) }),
        z.strictObject({ quantiles: rising(z.array(duration)) }),
      ],
      { error: ({ input }) => `Expected ${DELAYS}, got ${shown(input)}.` },
    )
    .describe('How long a packet takes, one way.');
}

function ordered<T extends z.ZodType<{ readonly min: Duration; readonly max: Duration }>>(schema: T): T {
  return schema.superRefine(({ min, max }, context) => {
    if (parseDurationMs(min) <= parseDurationMs(max)) return;
    const message = `Expected max to be at least min, got ${shown(max)} and ${shown(min)}. For example: { min: 20ms, max: 80ms }`;
    context.addIssue({ code: 'custom', path: ['max'], message });
  }) as T;
}

function rising<T extends z.ZodType<readonly Duration[]>>(schema: T): T {
  return schema.superRefine((values, context) => {
    const ms = values.map(parseDurationMs);
    if (ms.length >= 2 && ms.every((value, index) => index === 0 || value >= (ms[index - 1] as number)))
      return;
    const message = `Expected at least 2 quantiles from the least to the greatest, got ${shown(values)}. For example: [20ms, 40ms, 200ms]`;
    context.addIssue({ code: 'custom', message });
  }) as T;
}

function wholeFrom1(
  description: string,
  { max, example }: { readonly max: number; readonly example: number },
): z.ZodType<number> {
  return z
    .number()
    .refine((value) => Number.isSafeInteger(value) && value >= 1 && value <= max, {
      error: ({ input }) =>
        `Expected a whole number from 1${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}, got ${shown(input)}. For example: ${example}`,
    })
    .meta({ description, minimum: 1, ...(max === Number.MAX_SAFE_INTEGER ? {} : { maximum: max }) });
}
