// Writes scenarios/scenario.schema.json from the schema that scenarios are checked with. A test says when it is due:
// `npx tsx scripts/make-schema.ts`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from '../sim/runner/scenario-schema.js';

const path: string = fileURLToPath(new URL('../scenarios/scenario.schema.json', import.meta.url));
writeFileSync(path, `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`);
