// The format of a log as a JSON Schema, for teams that write logs of their own. Reading checks lines by hand, because it has
// to be quick; a test holds the two together.
import { z } from 'zod';

const times = {
  wall: z.number().min(0).describe("What the device's clock shows, milliseconds since the epoch."),
  mono: z.exactOptional(
    z
      .number()
      .describe(
        'A clock that counts evenly and is never set, milliseconds; it may begin anew with a process.',
      ),
  ),
  device: z.string().min(1).describe('A name for the device, the same in all of its lines.'),
};
const id = z
  .number()
  .describe("Pairs a call with its settlement; a number of its own for each of a device's calls.");
const name = z.string().describe("The SDK's name of the method or event.");

/** One line. */
export const logLineSchema: z.ZodType = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('log'),
    ...times,
    format: z.literal(1),
    app: z.exactOptional(z.string().describe('The version of the app.')),
    sdk: z.exactOptional(
      z.string().describe('The version of zego-zim-web, or the one that it corresponds to.'),
    ),
    salt: z.exactOptional(
      z.string().describe('The same on devices whose hashes can be compared; not the salt itself.'),
    ),
    network: z.exactOptional(z.string().describe('The type of the network: wifi, cellular, …')),
    records: z.exactOptional(
      z
        .array(z.enum(['call', 'settle', 'event', 'user', 'ui', 'error', 'socket', 'device']))
        .describe('The kinds of lines that are written. Default: call, settle, event, error, device.'),
    ),
    events: z.exactOptional(
      z.array(z.string()).describe('The events that are written, where the calls of on and off are not.'),
    ),
  }),
  z.looseObject({ kind: z.literal('call'), ...times, id, name, args: z.array(z.unknown()) }),
  z.looseObject({
    kind: z.literal('settle'),
    ...times,
    id,
    name,
    ok: z.boolean(),
    value: z.exactOptional(z.unknown()),
    error: z.exactOptional(
      z.looseObject({ code: z.exactOptional(z.number()), message: z.exactOptional(z.string()) }),
    ),
  }),
  z.looseObject({
    kind: z.literal('event'),
    ...times,
    name,
    data: z.exactOptional(z.looseObject({}).describe('What the listener gets.')),
  }),
  z.looseObject({ kind: z.literal('user'), ...times, action: z.string().describe('What a person did.') }),
  z.looseObject({
    kind: z.literal('ui'),
    ...times,
    action: z.enum(['remind', 'clear', 'screen']),
    what: z.string(),
  }),
  z.looseObject({
    kind: z.literal('token'),
    ...times,
    action: z.enum(['asked', 'got', 'failed']).describe('The app asks its own server for a token.'),
  }),
  z.looseObject({
    kind: z.literal('error'),
    ...times,
    message: z.string(),
    source: z.exactOptional(
      z
        .enum(['listener', 'uncaught', 'rejection'])
        .describe('What threw: a listener of the app, or code or a promise of which nobody took care.'),
    ),
  }),
  z.looseObject({
    kind: z.literal('socket'),
    ...times,
    socket: z.number(),
    phase: z.enum(['connecting', 'opened', 'failed', 'closed']),
  }),
  z.looseObject({
    kind: z.literal('device'),
    ...times,
    what: z
      .string()
      .describe(
        'online, offline, visible, hidden, sleep, wake, slept, clock, kill or start; others are passed over.',
      ),
    ms: z.exactOptional(z.number().describe('For slept: for how long, up to now, timers stood still.')),
  }),
]);

/** The JSON Schema of one line. */
export function logJsonSchema(): object {
  const { $schema, ...shape } = z.toJSONSchema(logLineSchema);
  return { $schema, title: 'A line of a log for zim-sim check', ...shape };
}
