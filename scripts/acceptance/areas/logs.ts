// Logs from devices: the recorder around the example apps, the rules that judge what it wrote, and bad input.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RULES_WITHOUT_LOGS } from '../../../properties/app-rules/in-logs.js';
import { runCommand } from '../../run-command.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const CLI = `node ${JSON.stringify(resolve('dist/bin/zim-sim.js'))}`;
const EXAMPLES = resolve('examples');
const GOOD_SEEDS = 20;
const RUNS = 200;

interface Checked {
  readonly outcome: string;
  readonly problems: readonly string[];
  readonly properties: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly lines?: unknown[];
  }[];
}

export const rows: readonly AcceptanceRow[] = [
  commandRow('the package is built', 'npm run --silent build'),
  { title: `logs of good-app under ${GOOD_SEEDS} seeds check as held`, check: checkGood },
  {
    title:
      'logs of each mistake are violated by the rule that finds it, with the lines, or no log can show it',
    check: checkMistakes,
  },
  commandRow(
    'the recorder works in a browser page, and has less than 3,000 bytes',
    'npx vitest run sim/recorder',
  ),
  { title: 'a log becomes a scenario that can be run and fuzzed around', check: checkScenario },
  commandRow('bad logs, clocks, several devices, scenarios from logs', 'npx vitest run sim/logs'),
];

async function record(name: string, words: string, cwd: string): Promise<Checked> {
  await runCommand(
    `rm -rf logs; ${CLI} test ${JSON.stringify(join(EXAMPLES, name))} ${words} --record logs`,
    {
      cwd,
    },
  );
  const { output } = await runCommand(`${CLI} check logs/*.jsonl --json 2>/dev/null`, { cwd });
  return JSON.parse(output) as Checked;
}

async function checkGood(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const bad: string[] = [];
    const held = new Set<string>();
    for (let seed = 1; seed <= GOOD_SEEDS; seed++) {
      const { outcome, problems, properties } = await record('good-app', `--runs 1 --seed ${seed}`, cwd);
      if (outcome !== 'held' || problems.length > 0) bad.push(`seed ${seed}`);
      for (const { id, verdict } of properties) if (verdict === 'held') held.add(id);
    }
    return {
      ok: bad.length === 0,
      measured: `${GOOD_SEEDS - bad.length} of ${GOOD_SEEDS} held, ${held.size} properties put to the test; ${bad.join(', ') || 'none violated'}`,
    };
  });
}

async function checkMistakes(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const wrong: string[] = [];
    let [shown, unseen] = [0, 0];
    for (const { name, rule } of mistakes()) {
      const isUnseen = RULES_WITHOUT_LOGS.some((one) => one.rule === rule);
      const { properties } = await record(name, `--runs ${RUNS}`, cwd);
      const violated = properties.filter(({ verdict }) => verdict === 'violated');
      const isShown =
        violated.length === 1 && violated[0]?.id === rule && (violated[0].lines?.length ?? 0) > 0;
      if (isUnseen && violated.length === 0) unseen++;
      else if (isShown) shown++;
      else wrong.push(`${name}: ${violated.map(({ id }) => id).join(' and ') || 'nothing'}`);
    }
    return {
      ok: wrong.length === 0 && shown >= 10,
      measured: `${shown} shown by their rule, ${unseen} that no log can show${wrong.length === 0 ? '' : `; ${wrong.join(', ')}`}`,
    };
  });
}

async function checkScenario(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const steps = [
      'run room-still-member --record phone.jsonl',
      'check phone.jsonl --to-scenario subway.yaml',
      'run subway.yaml',
      'fuzz subway.yaml --runs 30',
    ];
    const codes: number[] = [];
    for (const step of steps) codes.push((await runCommand(`${CLI} ${step}`, { cwd })).code ?? -1);
    return { ok: codes.every((code) => code === 0), measured: `exit ${codes.join(', ')}` };
  });
}

function mistakes(): readonly { readonly name: string; readonly rule: string }[] {
  return readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name === 'parts') return [];
    const config = readFileSync(join(EXAMPLES, entry.name, 'zim-sim.config.ts'), 'utf8');
    const [, rule] = /Found by: ([\w-]+)/.exec(config) ?? [];
    return rule === undefined ? [] : [{ name: entry.name, rule }];
  });
}

async function inFolder(check: (cwd: string) => Promise<Finding>): Promise<Finding> {
  const cwd = mkdtempSync(join(tmpdir(), 'zim-sim-acceptance-'));
  try {
    return await check(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
