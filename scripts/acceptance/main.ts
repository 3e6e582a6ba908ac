// `npm run acceptance -- <area>`: checks every row of one area and prints a table. Exits 1 when a row fails,
// 2 for an area that does not exist.
import { readdirSync } from 'node:fs';
import Table from 'cli-table3';
import type { AcceptanceRow, Finding } from './row.js';

const AREAS = new URL('./areas/', import.meta.url);

const rows = await rowsOf(process.argv[2] ?? '');
const table = new Table({
  head: ['', 'what must hold', 'measured'],
  colWidths: [4, 36, 38],
  wordWrap: true,
  style: { head: [], border: [] },
});
let failed = 0;
for (const row of rows) {
  process.stderr.write(`… ${row.title}\n`);
  const { ok, measured } = await checkRow(row);
  if (!ok) failed++;
  table.push([ok ? '✓' : '✗', row.title, measured]);
}
process.stdout.write(`${table}\n${rows.length - failed} of ${rows.length} rows hold\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function rowsOf(area: string): Promise<readonly AcceptanceRow[]> {
  const known = readdirSync(AREAS)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  if (!known.includes(area)) {
    process.stderr.write(
      `Expected an area (${known.join(', ')}), got "${area}". For example: npm run acceptance -- core\n`,
    );
    process.exit(2);
  }
  const module = (await import(new URL(`${area}.ts`, AREAS).href)) as {
    readonly rows: readonly AcceptanceRow[];
  };
  return module.rows;
}

/** A check that throws is a row that fails; the other rows still run. */
async function checkRow(row: AcceptanceRow): Promise<Finding> {
  try {
    return await row.check();
  } catch (error) {
    return { ok: false, measured: error instanceof Error ? error.message : String(error) };
  }
}
