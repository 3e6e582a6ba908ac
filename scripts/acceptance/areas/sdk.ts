// The real package: runs that are the same everywhere, findings that are shown without zim-sim, and the model beside it.
// The nightly row, all versions, needs a registry once and takes most of an hour.
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from '../../run-command.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = `node ${JSON.stringify(resolve('dist/bin/zim-sim.js'))}`;
const RUNS = 2000;
const VERSION_RUNS = 200;

interface Runs {
  readonly version: string;
  readonly digest: string;
  readonly runs: number;
}

interface Report {
  readonly versions: readonly Runs[];
  readonly findings: readonly { readonly signature: string }[];
}

/** What docs/findings.md says, which was written on another machine. */
interface Known {
  readonly runs: readonly Runs[];
  readonly findings: readonly { readonly signature: string }[];
}

export const rows: readonly AcceptanceRow[] = [
  commandRow('the package is built', 'npm run --silent build'),
  {
    title: `${RUNS} runs of the installed package: digest and findings as documented, shown without zim-sim`,
    check: checkFindings,
  },
  {
    title: `${RUNS} scripts in the package and in the model: every difference is documented`,
    check: checkModel,
  },
  {
    title: `${VERSION_RUNS} runs of every version on npm: digests and findings as documented, shown without zim-sim`,
    check: checkVersions,
  },
  commandRow(
    'runs, rules, commands and bad input',
    'npx vitest run sim/sdk-host properties/sdk-rules bin/sdk',
  ),
];

async function checkFindings(): Promise<Finding> {
  return await inProject((cwd) => asDocumented(`--runs ${RUNS}`, cwd));
}

/** Runs again what docs/findings.md says, and shows each finding without zim-sim. */
async function asDocumented(words: string, cwd: string): Promise<Finding> {
  const report = await sdk(words, cwd);
  const runs = report.versions.reduce((sum, one) => sum + one.runs, 0);
  const isSame = isDocumented(report);
  const shown = await confirmed(cwd);
  return {
    ok: runs > 0 && isSame && shown.ok,
    measured: `${runs} runs, ${report.findings.length} findings, ${isSame ? 'digests and findings as documented' : 'not as documented'}; ${shown.measured}`,
  };
}

async function checkModel(): Promise<Finding> {
  return await inProject(async (cwd) => {
    const { code, output } = await runCommand(`${CLI} sdk --compare --runs ${RUNS} --json 2>/dev/null`, {
      cwd,
    });
    const { observations, unexplained, equalRuns } = JSON.parse(output) as {
      readonly observations: number;
      readonly unexplained: number;
      readonly equalRuns: number;
    };
    return {
      ok: code === 0,
      measured: `${observations} observations, ${unexplained} unexplained, ${equalRuns} scripts equal throughout`,
    };
  });
}

async function checkVersions(): Promise<Finding> {
  return await inProject((cwd) => asDocumented(`--all-versions --runs ${VERSION_RUNS} --yes`, cwd));
}

/** Equal digests are equal runs, observation by observation. */
function isDocumented({ versions, findings }: Report): boolean {
  const known = JSON.parse(readFileSync('docs/known-findings.json', 'utf8')) as Known;
  const text = ({ version, runs, digest }: Runs): string => `${version} ${runs} ${digest}`;
  const digests = new Set(known.runs.map(text));
  const signatures = new Set(known.findings.map(({ signature }) => signature));
  return (
    versions.every((one) => digests.has(text(one))) &&
    findings.every(({ signature }) => signatures.has(signature))
  );
}

async function confirmed(cwd: string): Promise<Finding> {
  const folder = join(cwd, 'zim-sim-report');
  const { code, output } = await runCommand(`npm run --silent confirm -- ${JSON.stringify(folder)}`);
  return { ok: code === 0, measured: output.trim().split('\n').at(-1) ?? '' };
}

async function sdk(words: string, cwd: string): Promise<Report> {
  const { output } = await runCommand(`${CLI} sdk ${words} --json 2>/dev/null`, { cwd });
  return JSON.parse(output) as Report;
}

async function inProject(check: (cwd: string) => Promise<Finding>): Promise<Finding> {
  const cwd = mkdtempSync(join(tmpdir(), 'zim-sim-sdk-'));
  try {
    symlinkSync(resolve('node_modules'), join(cwd, 'node_modules'));
    return await check(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
