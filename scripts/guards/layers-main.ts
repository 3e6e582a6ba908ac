// `npm run layers`: checks who imports whom and prints what is wrong.
import { cruiseLayers } from './layers.js';

const { modules, violations } = await cruiseLayers('.');
for (const violation of violations) process.stderr.write(`✗ ${violation}\n`);
process.stdout.write(`${modules} modules read, ${violations.length} imports against the layers\n`);
process.exitCode = violations.length === 0 ? 0 : 1;
