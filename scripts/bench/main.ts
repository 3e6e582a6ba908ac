// `npm run bench`: runs the suites in suites/ and prints medians and ratios. `--only <suite>` runs one of
// them, `--json` prints JSON.
import { existsSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { BenchRow, BenchSuite } from './measure.js';

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});

const suites = await loadSuites();
const chosen = suites.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  const known = suites.map(({ name }) => name).join(', ');
  process.stderr.write(`Expected --only to name a suite (${known}), got "${values.only}".\n`);
  process.exit(2);
}

const results: { name: string; rows: readonly BenchRow[] }[] = [];
for (const suite of chosen) {
  const rows = await suite.run();
  results.push({ name: suite.name, rows });
  if (!values.json) process.stdout.write(`\n${suite.name}\n${tableOf(rows)}\n`);
}
if (values.json)
  process.stdout.write(`${JSON.stringify({ node: process.version, suites: results }, null, 2)}\n`);

async function loadSuites(): Promise<readonly BenchSuite[]> {
  const folder = new URL('./suites/', import.meta.url);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const modules = await Promise.all(
    files.sort().map((file) => import(new URL(file, folder).href) as Promise<{ readonly suite: BenchSuite }>),
  );
  return modules.map(({ suite }) => suite);
}

function tableOf(rows: readonly BenchRow[]): string {
  const table = new Table({
    head: ['', 'median', 'ratio', 'samples'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, median, unit, ratio, samples } of rows) {
    const shown = ratio === undefined ? '' : `${ratio.toFixed(2)}×`;
    table.push([name, `${rounded(median)} ${unit}`, shown, samples?.toString() ?? '']);
  }
  return table.toString();
}

/** Three figures that mean something: 0.0123, 12.3, 1234. */
function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
