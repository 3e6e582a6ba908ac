// Shapes that the documents of runs and campaigns share. They may get more keys, so none is refused.
import { z } from 'zod';
import { faultSchema } from '../../sim/runner/scenario-schema.js';

/** Virtual milliseconds. */
export const ms: z.ZodType<number> = z.number().nonnegative().describe('Virtual milliseconds.');

/** A count. */
export const count: z.ZodType<number> = z.number().int().nonnegative();

const anything = z.record(z.string(), z.unknown());

const seen = { atMs: ms, device: z.string().describe('Empty where it is about none.') };

/** One observation. */
export const observation: z.ZodType = z
  .discriminatedUnion('kind', [
    z.looseObject({
      kind: z.literal('call'),
      ...seen,
      id: z.number().int().describe('Pairs a call with its settlement on one device.'),
      name: z.string(),
      args: z.array(z.unknown()),
    }),
    z.looseObject({
      kind: z.literal('settle'),
      ...seen,
      id: z.number().int(),
      name: z.string(),
      ok: z.boolean(),
      value: z.unknown().optional(),
      error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
    }),
    z.looseObject({ kind: z.literal('event'), ...seen, name: z.string(), data: anything }),
    z.looseObject({ kind: z.literal('user'), ...seen, action: z.string() }),
    z.looseObject({
      kind: z.literal('ui'),
      ...seen,
      action: z.enum(['remind', 'clear', 'screen']),
      what: z.string(),
    }),
    z.looseObject({ kind: z.literal('error'), ...seen, message: z.string() }),
    z.looseObject({
      kind: z.literal('socket'),
      ...seen,
      socket: z.number().int(),
      phase: z.enum(['connecting', 'opened', 'failed', 'closed']),
    }),
    z.looseObject({
      kind: z.literal('device'),
      ...seen,
      what: z.enum(['online', 'offline', 'visible', 'hidden', 'sleep', 'wake', 'clock', 'kill', 'start']),
    }),
    z.looseObject({
      kind: z.literal('backend'),
      ...seen,
      what: z.looseObject({ kind: z.string() }).describe('What the backend did or decided.'),
    }),
  ])
  .meta({ id: 'observation', description: 'Something that an app, or who watches its device, could see.' });

/** A fault that goes on or off. */
export const faultMark: z.ZodType = z.looseObject({
  atMs: ms,
  phase: z.enum(['begins', 'ends']),
  fault: faultSchema,
});

/** What became of a property. */
export const propertyVerdict: z.ZodType = z
  .looseObject({
    id: z.string(),
    title: z.string(),
    verdict: z.enum(['held', 'violated', 'pending', 'not exercised', 'not observable']),
    exercised: count.describe('How often its premise was reached.'),
    atMs: ms.optional(),
    device: z.string().optional(),
    reason: z.string().optional(),
    evidence: z.array(observation).optional(),
  })
  .meta({ id: 'propertyVerdict' });

/** The first thing that went wrong in a run. */
export const failure: z.ZodType = z.looseObject({
  property: z.string(),
  title: z.string(),
  verdict: z.enum(['violated', 'pending']),
  atMs: ms,
  device: z.string().optional(),
  reason: z.string(),
  kind: z.string().describe('The reason without what may differ from run to run.'),
});

/** What all documents begin with. */
export const head: { readonly format: z.ZodType<number>; readonly zimSim: z.ZodType<string> } = {
  format: z.number().int().describe('The format of the document; this is 1.'),
  zimSim: z.string().describe('The version of zim-sim that made it.'),
};
