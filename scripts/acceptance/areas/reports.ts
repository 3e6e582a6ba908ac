// Reports: every format of a run and of a campaign with failures, each by its rules; the page in a real browser.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from '../../run-command.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = `node ${JSON.stringify(resolve('dist/bin/zim-sim.js'))}`;
const ALL = 'text,html,junit,json,github,mermaid,chrome-trace,shiviz,csv';
const OF_A_RUN = ['csv', 'html', 'junit.xml', 'mmd', 'report.json', 'shiviz.log', 'trace.json'];
const MUTANT = 'everybody-is-a-member';
const PICTURES = ['docs/pictures/timeline.png', 'docs/pictures/campaign.png'];

export const rows: readonly AcceptanceRow[] = [
  commandRow('the package is built', 'npm run --silent build'),
  {
    title: 'a run gives every format',
    check: () => checkFormats(`run room-deleted --mutant ${MUTANT}`, OF_A_RUN),
  },
  {
    title: 'a campaign with failures gives every format',
    check: () => checkFormats('fuzz --runs 400 --mutant hint-starts-back-off-over', OF_A_RUN),
  },
  commandRow(
    'each format keeps its rules, whatever apps and servers say',
    'npx vitest run reports bin/reporters',
  ),
  { title: 'the pages pass their tests in a browser', check: checkBrowser },
  { title: 'the README has two pictures of real runs', check: checkPictures },
];

async function checkFormats(command: string, expected: readonly string[]): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-acceptance-'));
  try {
    const { code } = await runCommand(
      `${CLI} ${command} --reporter ${ALL} --report-dir ${folder} 2>/dev/null`,
    );
    const files = readdirSync(folder);
    const missing = expected.filter((end) => !files.some((file) => file.endsWith(`.${end}`)));
    const largest = Math.max(...files.map((file) => statSync(join(folder, file)).size));
    return {
      ok: code === 1 && missing.length === 0,
      measured: `exit ${code}, ${files.length} files, the largest of ${(largest / 1000).toFixed(0)} kB; missing: ${missing.join(', ') || 'none'}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Without a browser they are skipped, which is not passing.
async function checkBrowser(): Promise<Finding> {
  const { code, output } = await runCommand('npx vitest run reports/page');
  const [, counts = output.slice(-200)] = /Tests\s+(.*)/.exec(output) ?? [];
  return { ok: code === 0 && !counts.includes('skipped'), measured: counts.trim() };
}

async function checkPictures(): Promise<Finding> {
  const sizes = PICTURES.map((path) => (existsSync(path) ? statSync(path).size : 0));
  return {
    ok: sizes.every((size) => size > 10_000),
    measured: sizes.map((size) => `${(size / 1000).toFixed(0)} kB`).join(', '),
  };
}
