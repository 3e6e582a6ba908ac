// Apps under test: each mistake is found by the rule that is meant for it, an app without mistakes holds, and a run of
// an app is the same run everywhere.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from '../../run-command.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = `node ${JSON.stringify(resolve('dist/bin/zim-sim.js'))}`;
const EXAMPLES = resolve('examples');
const SOUND = ['good-app', 'class-service', 'react-app'];
const MOST_FAULTS = 3;

interface Report {
  readonly runs: number;
  readonly digest: string;
  readonly findings: readonly {
    readonly rule: string;
    readonly faults: readonly unknown[];
    readonly index: number;
  }[];
}

export const rows: readonly AcceptanceRow[] = [
  commandRow('the package is built', 'npm run --silent build'),
  {
    title: 'each mistake is found within 200 runs by its rule and by no other, with at most 3 faults',
    check: checkMistakes,
  },
  {
    title: 'good-app holds for 10,000 runs under every kind of fault',
    check: () => checkHolds('good-app', 10_000),
  },
  { title: 'class-service and react-app hold', check: checkOthers },
  {
    title: '1,000 runs come to the same in two processes, two time zones, and beside a busy core',
    check: checkSame,
  },
  commandRow('forms, globals and surfaces, a test each', 'npx vitest run sim/sandbox sim/dropin'),
  commandRow('bad input is refused, and nothing is left running', 'npx vitest run bin/app-test'),
];

async function test(name: string, words: string, cwd: string, env = ''): Promise<Report> {
  const { output } = await runCommand(
    `${env} ${CLI} test ${JSON.stringify(join(EXAMPLES, name))} ${words} --json 2>/dev/null`,
    { cwd },
  );
  return JSON.parse(output) as Report;
}

async function checkMistakes(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const names = readdirSync(EXAMPLES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'parts' && !SOUND.includes(entry.name))
      .map(({ name }) => name);
    const wrong: string[] = [];
    let [most, last] = [0, 0];
    for (const name of names) {
      const config = readFileSync(join(EXAMPLES, name, 'zim-sim.config.ts'), 'utf8');
      const [, rule] = /Found by: ([\w-]+)/.exec(config) ?? [];
      const { findings } = await test(name, '--runs 200', cwd);
      const [first] = findings;
      most = Math.max(most, first?.faults.length ?? 0);
      last = Math.max(last, first?.index ?? 0);
      if (findings.length !== 1 || first?.rule !== rule) {
        wrong.push(`${name}: ${findings.map((finding) => finding.rule).join(' and ') || 'nothing'}`);
      }
    }
    return {
      ok: names.length >= 10 && wrong.length === 0 && most <= MOST_FAULTS,
      measured: `${names.length - wrong.length} of ${names.length}, the last in run ${last}, at most ${most} faults${wrong.length === 0 ? '' : `; ${wrong.join(', ')}`}`,
    };
  });
}

async function checkHolds(name: string, runs: number): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const began = performance.now();
    const report = await test(name, `--runs ${runs} --workers 2`, cwd);
    const seconds = (performance.now() - began) / 1000;
    const broken = report.findings.map(({ rule, index }) => `${rule} in run ${index}`).join(', ');
    return {
      ok: report.runs === runs && broken === '',
      measured: `${report.runs} runs in ${seconds.toFixed(0)} s (${(runs / seconds).toFixed(0)} a second); broken: ${broken || 'none'}`,
    };
  });
}

async function checkOthers(): Promise<Finding> {
  const service = await checkHolds('class-service', 500);
  const page = await checkHolds('react-app', 200);
  return {
    ok: service.ok && page.ok,
    measured: `class-service ${service.measured}; react-app ${page.measured}`,
  };
}

async function checkSame(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const words = '--runs 1000';
    const one = test('good-app', `${words} --workers 1`, cwd, 'TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8');
    const busy = runCommand('timeout 600 node -e "for (;;) {}"', { cwd });
    const first = await one;
    const second = await test('good-app', `${words} --workers 2`, cwd, 'TZ=UTC');
    void busy;
    await runCommand('pkill -f "for (;;)"', { cwd });
    return {
      ok: first.digest === second.digest && first.digest !== '',
      measured: `digests ${first.digest} and ${second.digest}`,
    };
  });
}

async function inFolder(check: (cwd: string) => Promise<Finding>): Promise<Finding> {
  const cwd = mkdtempSync(join(tmpdir(), 'zim-sim-acceptance-'));
  try {
    return await check(cwd);
  } catch (error) {
    return { ok: false, measured: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
