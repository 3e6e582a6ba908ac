// The schemas of the documents, as JSON Schema (draft 2020-12). scripts/make-schema.ts writes them into files.
import { z } from 'zod';
import { campaignSchema } from './campaign-schema.js';
import { replaySchema, runSchema } from './run-schema.js';

/** The files of this folder, and what is in them. */
export const REPORT_SCHEMAS: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
  'run.schema.json': () => jsonSchema('A run of zim-sim', runSchema),
  'replay.schema.json': () => jsonSchema('A replay of zim-sim', replaySchema),
  'campaign.schema.json': () => jsonSchema('A campaign of zim-sim', campaignSchema),
};

function jsonSchema(title: string, schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema, id: _, ...shape } = z.toJSONSchema(schema) as Record<string, unknown>;
  return { $schema, title, ...shape };
}
