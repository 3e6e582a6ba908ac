// The shape of a scenario as a zod schema: what YAML is checked against and what the JSON Schema is made from.
// It knows shapes only; whether a named host or parameter exists is check-scenario.ts's business.
import { z } from 'zod';
import type { Fault } from '../faults/fault.js';
import { DurationError, parseDurationMs } from '../kernel/duration.js';
import type { Action, ScriptEntry } from '../models/script.js';
import { pathSpecShape } from './path-spec-schema.js';
import type { Scenario } from './scenario.js';
import { shown } from './shown.js';

/** More than anybody has asked for; a number with too many digits should not fill the memory. */
const MOST_DEVICES = 10_000;

const DURATION = 'a duration like 90s, 1.5m or 250ms (a bare number is ms)';

const duration = z
  .union([z.string(), z.number()], { error: ({ input }) => `Expected ${DURATION}, got ${shown(input)}.` })
  .superRefine((value, context) => {
    const message = durationMistake(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({
    description: 'A duration: 90s, 1.5m, 250ms, 2h, 1d or 1m30s; a bare number is milliseconds.',
    examples: ['90s', '1m30s', 250],
    id: 'duration',
    pattern: '^\\s*(\\d+(\\.\\d+)?|\\d+(\\.\\d+)?(d|h|m|s|ms)( ?\\d+(\\.\\d+)?(d|h|m|s|ms))*)\\s*$',
    minimum: 0,
  });

const at = duration.describe('When it begins, counted from the start of the run.');
const lasts = z.exactOptional(duration.describe('How long it lasts; without it to the end of the run.'));
const forSoLong = duration.describe('How long it lasts.');
const name = z.string().min(1, { error: 'Expected a name, got an empty text.' });
const device = name.describe('The name of a device, or of a group for each of its devices.');
const host = name.describe('The name of a device or a group, `server` or `issuer`.');
const between = z.tuple([host, host], {
  error: ({ input }) => `Expected two hosts like [alice, server], got ${shown(input)}.`,
});
const aheadOrBehind = z.enum(['ahead', 'behind']).describe('Which way the clock is off.');
const ppm = z
  .number()
  .refine((value) => Number.isInteger(value) && value >= -100_000 && value <= 100_000, {
    error: ({ input }) =>
      `Expected a whole number from -100000 to 100000, got ${shown(input)}. For example: 500`,
  })
  .meta({
    description: 'How much too fast a clock runs, in millionths.',
    minimum: -100_000,
    maximum: 100_000,
  });
const count = z
  .number()
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= MOST_DEVICES, {
    error: ({ input }) =>
      `Expected a whole number from 1 to ${MOST_DEVICES}, got ${shown(input)}. For example: 500`,
  })
  .meta({
    description: 'So many devices like this, with numbered names.',
    minimum: 1,
    maximum: MOST_DEVICES,
  });
const MOST_ROUND_TRIPS = 10;

function roundTrips(min: number): z.ZodType<number> {
  return z
    .number()
    .refine((value) => Number.isInteger(value) && value >= min && value <= MOST_ROUND_TRIPS, {
      error: ({ input }) =>
        `Expected a whole number from ${min} to ${MOST_ROUND_TRIPS}, got ${shown(input)}. For example: 1`,
    })
    .meta({ description: 'Round trips.', minimum: min, maximum: MOST_ROUND_TRIPS });
}

const profile = name.describe('A network by its name in `zim-sim list profiles`.');
const room = name.describe('The ID of a room.');
const user = name.describe('The ID of a user.');

const fault: z.ZodType<Fault> = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('partition'),
      at,
      for: lasts,
      between,
      direction: z.exactOptional(z.enum(['both', 'there', 'back'])),
    }),
    z.strictObject({ kind: z.literal('offline'), at, for: lasts, device }),
    z.strictObject({ kind: z.literal('blackHole'), at, for: lasts, host }),
    z.strictObject({ kind: z.literal('refuse'), at, for: lasts, host }),
    z.strictObject({
      kind: z.literal('weakNetwork'),
      at,
      for: lasts,
      between,
      ...pathSpecShape(duration),
    }),
    z.strictObject({
      kind: z.literal('dns'),
      at,
      for: lasts,
      device,
      answer: z.enum(['failing', 'slow', 'wrong']),
      delay: z.exactOptional(duration.describe('How long a slow answer takes. Default 5s.')),
    }),
    z.strictObject({ kind: z.literal('captivePortal'), at, for: lasts, device }),
    z.strictObject({ kind: z.literal('natTimeout'), at, for: lasts, device, idle: duration }),
    z.strictObject({
      kind: z.literal('handover'),
      at,
      for: z.exactOptional(duration.describe('How long it has neither network. Default 0s.')),
      device,
      profile: z.exactOptional(profile),
    }),
    z.strictObject({ kind: z.literal('reset'), at, host }),
    z.strictObject({ kind: z.literal('kick'), at, user, device: z.exactOptional(device) }),
    z.strictObject({
      kind: z.literal('kickByDevice'),
      at,
      for: z.exactOptional(duration.describe('How long the other device stays logged in. Default 0s.')),
      user,
    }),
    z.strictObject({ kind: z.literal('tokenRevoke'), at, user }),
    z.strictObject({
      kind: z.literal('handlerThrows'),
      at,
      for: lasts,
      device,
      on: name.describe('An event of the SDK, for example connectionStateChanged.'),
    }),
    z.strictObject({ kind: z.literal('duplicateDelivery'), at, for: lasts }),
    z.strictObject({ kind: z.literal('lateAnswer'), at, for: lasts, delay: duration }),
    z.strictObject({ kind: z.literal('memberTimeoutShorten'), at, for: lasts, to: duration }),
    z.strictObject({ kind: z.literal('unregister'), at, user }),
    z.strictObject({ kind: z.literal('roomDelete'), at, room }),
    z.strictObject({ kind: z.literal('memberRemove'), at, room, user }),
    z.strictObject({ kind: z.literal('memberTimeout'), at, room, user }),
    z.strictObject({
      kind: z.literal('resumeAnswer'),
      at,
      for: lasts,
      room: z.exactOptional(room),
      outcome: z.enum(['timeout', 'notExist', 'other']),
    }),
    z.strictObject({ kind: z.literal('issuerDown'), at, for: lasts }),
    z.strictObject({ kind: z.literal('issuerSlow'), at, for: lasts, delay: duration }),
    z.strictObject({ kind: z.literal('issuerStale'), at, for: lasts }),
    z.strictObject({ kind: z.literal('tokenShorten'), at, for: lasts, validity: duration }),
    z.strictObject({
      kind: z.literal('serverRestart'),
      at,
      for: lasts,
      keepMemory: z.exactOptional(z.boolean()),
    }),
    z.strictObject({ kind: z.literal('visible'), at, device }),
    z.strictObject({ kind: z.literal('online'), at, device }),
    z.strictObject({ kind: z.literal('clockJump'), at, host, by: duration, direction: aheadOrBehind }),
    z.strictObject({
      kind: z.literal('clockSkew'),
      at,
      for: lasts,
      host,
      by: duration,
      direction: aheadOrBehind,
    }),
    z.strictObject({ kind: z.literal('clockDrift'), at, for: lasts, host, ppm }),
    z.strictObject({ kind: z.literal('sleep'), at, for: forSoLong, device }),
    z.strictObject({
      kind: z.literal('kill'),
      at,
      for: z.exactOptional(duration.describe('How long until it is started again. Default 1s.')),
      device,
      keeps: z.enum(['token', 'nothing']),
    }),
    z.strictObject({ kind: z.literal('serverSlow'), at, for: forSoLong, delay: duration }),
    z.strictObject({ kind: z.literal('serverDeploy'), at, for: forSoLong }),
  ])
  .meta({ id: 'fault', description: 'Something that goes wrong.' });

const ACTION_KEYS = 'call, fetchToken, user, remind, clear, screen or wait';

const action: z.ZodType<Action> = z.lazy(() =>
  z
    .union(
      [
        z.strictObject({
          call: name.describe('A method of the SDK.'),
          args: z
            .exactOptional(z.array(z.unknown()))
            .describe('$user, $token … stand for values of the device.'),
          onError: onError(),
        }),
        z.strictObject({
          fetchToken: z.literal(true).describe("Asks the app's own token server."),
          onError: onError(),
        }),
        z.strictObject({ user: z.string().describe('What a person does.') }),
        z.strictObject({ remind: z.string().describe('What the app reminds the user of.') }),
        z.strictObject({ clear: z.string().describe('The reminder that the app takes away.') }),
        z.strictObject({ screen: z.string().describe('The screen that the app changes to.') }),
        z.strictObject({ wait: duration }),
      ],
      {
        error: ({ input }) => `Expected an action with one of the keys ${ACTION_KEYS}, got ${shown(input)}.`,
      },
    )
    .meta({ id: 'action', description: 'One thing that the app does.' }),
);

function onError(): z.ZodExactOptional<z.ZodArray<z.ZodType<Action>>> {
  return z.exactOptional(z.array(action));
}

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: ({ input }) => `Expected a text, a number, true or false, got ${shown(input)}.`,
});

const times = z.exactOptional(
  z.number().refine((value) => Number.isInteger(value) && value > 0, {
    error: ({ input }) => `Expected a whole number from 1 up, got ${shown(input)}.`,
  }),
);

const scriptEntry: z.ZodType<ScriptEntry> = z.union(
  [
    z.strictObject({ at, device, do: z.array(action), every: z.exactOptional(duration), times }),
    z.strictObject({
      on: name.describe('An event of the SDK, for example tokenWillExpire; or restart.'),
      device,
      when: z.exactOptional(z.record(z.string(), scalar)),
      do: z.array(action),
      times,
    }),
  ],
  {
    error: ({ input }) =>
      `Expected an entry with "at" (a time) or "on" (an event), "device" and "do", got ${shown(input)}.`,
  },
);

/** The shape of one fault. */
export const faultSchema: z.ZodType<Fault> = fault;

/** The shape of a schedule file: a list of faults. */
export const scheduleSchema: z.ZodType<readonly Fault[]> = z.array(fault);

/**
 * The shape of a scenario. Unknown keys are refused.
 *
 * @example scenarioSchema.safeParse(value).success
 */
export const scenarioSchema: z.ZodType<Scenario> = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
      error: ({ input }) =>
        `Expected a name in lower case with hyphens, got ${shown(input)}. For example: room-deleted`,
    })
    .describe('Kebab case: what one types after `zim-sim run`.'),
  title: name.describe('One line, for the list.'),
  story: z.exactOptional(z.string().describe('A few sentences: what happens and why it matters.')),
  sdk: z.exactOptional(
    z.string().describe('A version of the SDK on npm. Default: the newest that is modelled.'),
  ),
  params: z.exactOptional(
    z
      .record(
        z.string(),
        z.union([z.number(), z.string()], {
          error: ({ input }) => `Expected a number or a text, got ${shown(input)}.`,
        }),
      )
      .describe('Parameters that differ from the facts, by their names in `zim-sim list params`.'),
  ),
  authentication: z.exactOptional(z.enum(['token', 'none'])),
  tokenValidity: z.exactOptional(
    duration.describe("How long tokens of the app's token server are valid. Default 1 h."),
  ),
  network: z.exactOptional(
    z.strictObject({
      ...pathSpecShape(duration),
      profile: z.exactOptional(profile),
      handshake: z
        .exactOptional(
          z.strictObject({ tls: z.exactOptional(roundTrips(0)), upgrade: z.exactOptional(roundTrips(1)) }),
        )
        .describe('Round trips of a connect after that of TCP. Default 2 for TLS and 1 for the upgrade.'),
    }),
  ),
  devices: z
    .array(
      z.strictObject({
        name: device,
        user: z.exactOptional(user),
        platform: z.exactOptional(z.enum(['chromium', 'node'])),
        tokenValidity: z.exactOptional(duration),
        profile: z.exactOptional(profile),
        count: z.exactOptional(count),
      }),
    )
    .min(1, { error: 'Expected at least one device. For example: [{ name: alice }]' }),
  script: z.array(scriptEntry).describe('What the user and the app do.'),
  faults: z.exactOptional(z.array(fault).describe('What goes wrong and when.')),
  until: duration.describe('The run ends here.'),
  expects: z.array(name).describe('Properties that must be exercised, and goals that must be reached.'),
});

/**
 * The same shape as a JSON Schema (draft 2020-12), for editors.
 *
 * @example JSON.stringify(scenarioJsonSchema(), null, 2)
 */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...shape } = z.toJSONSchema(scenarioSchema);
  return { $schema, title: 'A scenario of zim-sim', ...shape };
}

function durationMistake(value: string | number): string | undefined {
  try {
    parseDurationMs(value);
    return undefined;
  } catch (error) {
    if (error instanceof DurationError) return error.message;
    throw error;
  }
}
