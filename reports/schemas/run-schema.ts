// The shape of the documents of a run and of a replay.
import { z } from 'zod';
import { count, failure, faultMark, head, ms, observation, propertyVerdict } from './parts.js';

/** A run, as `--json` and `--reporter json` write it. */
export const runSchema: z.ZodType = z
  .looseObject({
    kind: z.literal('run'),
    ...head,
    scenario: z.string(),
    title: z.string(),
    seed: count,
    sdk: z.string().describe('The version of the SDK that was modelled.'),
    outcome: z.enum(['held', 'violated', 'stuck', 'nondeterministic', 'internal error']),
    passed: z.boolean().describe('Whether everything held and every goal was reached.'),
    traceHash: z.string().regex(/^[0-9a-f]{16}$/),
    virtualMs: ms,
    events: count,
    metrics: z.looseObject({ peakLoginsPerSecond: count, atMs: ms, logins: count }),
    reproduce: z.string().describe('The command that repeats the run.'),
    source: z.string().optional().describe('The file that the scenario came from.'),
    divergence: z.string().optional().describe('What differed when the run was done twice.'),
    params: z.record(z.string(), z.unknown()),
    properties: z.array(propertyVerdict),
    expects: z.array(z.looseObject({ id: z.string(), reached: z.boolean() })),
    hosts: z.array(z.string()).describe('By the numbers that the trace has for them.'),
    faults: z.array(faultMark),
    observations: z.array(observation),
    console: z
      .array(
        z.looseObject({
          atMs: ms,
          device: z.string().describe("A device, or `services` for the app's own servers."),
          level: z.string(),
          text: z.string(),
          after: count.describe('How many observations there were before it.'),
          where: z.string().optional().describe("File, line and column in the app's sources."),
        }),
      )
      .optional()
      .describe('What apps wrote to their consoles, where code ran.'),
    callPlaces: z
      .array(
        z.looseObject({
          device: z.string(),
          id: z.number().int().describe("That of the call's observation."),
          where: z.string().optional(),
        }),
      )
      .optional()
      .describe("Where in the app's sources calls were made, where code ran."),
    trace: z
      .array(
        z.looseObject({
          index: count,
          atMicros: count,
          kind: z.string(),
          fields: z.record(z.string(), z.unknown()),
        }),
      )
      .optional()
      .describe('Every record, with --trace.'),
  })
  .meta({ id: 'run', description: 'A run.' });

/** A replay, as `zim-sim replay --json` writes it. */
export const replaySchema: z.ZodType = z
  .looseObject({
    kind: z.literal('replay'),
    ...head,
    capsule: z.string(),
    reproduced: z.boolean().describe('Whether it fails in the same way.'),
    identical: z.boolean().describe('Whether it is the same run, bit for bit.'),
    failure: failure.optional(),
    parting: z.string().optional().describe('Where it became another run.'),
    run: runSchema.optional(),
  })
  .meta({ id: 'replay', description: 'A recorded failure that was run again.' });
