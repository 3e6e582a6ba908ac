// Writes the JSON Schemas that the package ships from what scenarios, logs and reports are checked with. A test says when
// it is due: `npx tsx scripts/make-schema.ts`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { REPORT_SCHEMAS } from '../reports/schemas/index.js';
import { logJsonSchema } from '../sim/logs/log-schema.js';
import { scenarioJsonSchema } from '../sim/runner/scenario-schema.js';

write('../scenarios/scenario.schema.json', scenarioJsonSchema());
write('../sim/logs/log.schema.json', logJsonSchema());
for (const [name, schema] of Object.entries(REPORT_SCHEMAS)) write(`../reports/schemas/${name}`, schema());

function write(place: string, schema: object): void {
  const path = fileURLToPath(new URL(place, import.meta.url));
  writeFileSync(path, `${JSON.stringify(schema, undefined, 2)}\n`);
}
