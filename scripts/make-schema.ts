// Writes the JSON Schemas that the package ships from what scenarios and logs are checked with. A test says when it is due:
// `npx tsx scripts/make-schema.ts`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logJsonSchema } from '../sim/logs/log-schema.js';
import { scenarioJsonSchema } from '../sim/runner/scenario-schema.js';

write('../scenarios/scenario.schema.json', scenarioJsonSchema());
write('../sim/logs/log.schema.json', logJsonSchema());

function write(path: string, schema: object): void {
  writeFileSync(fileURLToPath(new URL(path, import.meta.url)), `${JSON.stringify(schema, undefined, 2)}\n`);
}
