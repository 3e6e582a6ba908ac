// The shape of the document of a campaign.
import { z } from 'zod';
import { scenarioSchema, scheduleSchema } from '../../sim/runner/scenario-schema.js';
import { count, head, ms } from './parts.js';

const counts = z.record(z.string(), count);

const spec = z
  .looseObject({
    scenario: scenarioSchema,
    seed: count,
    params: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
    sdk: z.string().optional(),
    profile: z.string().optional(),
    schedule: scheduleSchema.optional().describe('In place of the faults of the scenario.'),
    untilMs: ms.optional(),
    order: z.enum(['fifo', 'shuffled']).optional(),
  })
  .describe('All that determines a run.');

const failure = z.looseObject({
  index: count.describe('Which run it was.'),
  seed: count,
  property: z.string(),
  title: z.string(),
  verdict: z.string(),
  reason: z.string(),
  runs: count.describe('How many runs fail like this.'),
  spec,
  originalFaults: count.describe('How many faults there were before it was made small.'),
  capsule: z.string().describe('The file of the failure.'),
  reproduce: z.string().describe('The command that runs it again.'),
});

/** A campaign, as `zim-sim fuzz --json` and `--reporter json` write it. */
export const campaignSchema: z.ZodType = z.looseObject({
  kind: z.literal('campaign'),
  ...head,
  campaign: z.string(),
  seed: count,
  settings: z.record(z.string(), z.unknown()),
  reproduce: z.string().describe('The command that repeats the campaign.'),
  ranges: z.array(z.looseObject({ from: count, to: count })).describe('Runs from … to before …'),
  runs: count,
  outcomes: counts,
  events: count,
  faults: count,
  virtualMs: ms,
  seen: counts.describe('In how many runs each behaviour was seen.'),
  properties: z.record(z.string(), z.looseObject({ exercised: count, violated: count, pending: count })),
  seconds: z.number().nonnegative().optional().describe('Real time.'),
  history: z
    .array(
      z.looseObject({ runs: count, behaviours: count, failures: count, seconds: z.number().nonnegative() }),
    )
    .optional()
    .describe('How far it was after so many runs, in order.'),
  chanceOfNews: z.number().min(0).max(1).describe('That the next run shows what none has shown.'),
  failedRuns: count,
  checked: z.array(z.looseObject({ id: z.string(), title: z.string(), goalOf: z.string().optional() })),
  faultKinds: z.array(z.string()),
  failures: z.array(failure).describe('One for each way of failing.'),
  summary: z.string().optional().describe('The file that zim-sim merge reads.'),
});
