// Fault schedules: mistakes are found and made small, models without mistakes hold, a failure replays alone, and nothing
// that was reported is lost.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from '../../run-command.js';
import { type AcceptanceRow, commandRow, type Finding } from '../row.js';

const PROGRAM = resolve('dist/bin/zim-sim.js');
const CLI = `node ${JSON.stringify(PROGRAM)}`;

const SHARE_FOUND = 0.95;
const MOST_FAULTS = 3;
const KILLS = 20;

/** Wrong in two ways, so that there is something to lose. */
const HASTY = `export default { client: (step) => (state, input, context, out) => {
  const effects = [];
  step(state, input, context, effects);
  for (const effect of effects) {
    if (effect.kind === 'emit' && effect.event === 'tokenWillExpire') continue;
    out.push(effect.kind === 'setTimer' && effect.timer === 'reconnect' ? { ...effect, afterMs: 50 } : effect);
  }
} };`;

export const rows: readonly AcceptanceRow[] = [
  commandRow('the package is built', 'npm run --silent build'),
  {
    title: 'at least 95 % of the mutants are found within 20,000 runs, with a median of at most 3 faults',
    check: checkMutants,
  },
  { title: '100,000 runs hold, and every property is put to the test', check: checkFuzz },
  {
    title: 'a failure found with two workers is that of one, and replays alone to the same hash',
    check: checkReplay,
  },
  { title: 'killed at 20 instants, it has lost nothing that was reported', check: checkKills },
  commandRow('the smallest failures of the past hold', 'npx vitest run properties/regressions.test.ts'),
  commandRow('what is shrunk is 1-minimal', 'npx vitest run sim/campaign/shrink.test.ts'),
  commandRow(
    'bad input is refused with one line and exit code 2',
    'npx vitest run bin/campaign/campaigns.test.ts',
  ),
];

async function checkMutants(): Promise<Finding> {
  const { code, output } = await runCommand(`${CLI} mutants --runs 20000 --workers 2 --json`);
  if (code !== 0 && code !== 1) return { ok: false, measured: `exit ${code}` };
  const { killed, total, mutants } = JSON.parse(output) as {
    killed: number;
    total: number;
    mutants: { id: string; killed: boolean; faults?: number; runs: number }[];
  };
  const sizes = mutants.flatMap(({ faults }) => (faults === undefined ? [] : [faults])).sort((a, b) => a - b);
  const median = sizes[sizes.length >> 1] ?? Number.NaN;
  const most = Math.max(...mutants.filter((row) => row.killed).map(({ runs }) => runs));
  return {
    ok: total >= 60 && killed >= total * SHARE_FOUND && median <= MOST_FAULTS,
    measured: `${killed} of ${total}, the last after ${most} runs, median ${median} faults, at most ${sizes.at(-1)}`,
  };
}

async function checkFuzz(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const { output, seconds } = await runCommand(`${CLI} fuzz --runs 100000 --workers 2 --continue --json`, {
      cwd,
    });
    const { outcomes, properties } = JSON.parse(output) as {
      outcomes: Readonly<Record<string, number>>;
      properties: Readonly<Record<string, { readonly exercised: number }>>;
    };
    const never = Object.keys(properties).filter((id) => properties[id]?.exercised === 0);
    return {
      ok: outcomes.held === 100_000 && never.length === 0,
      measured: `${JSON.stringify(outcomes)} in ${seconds.toFixed(0)} s; never put to the test: ${never.join(', ') || 'none'}`,
    };
  });
}

async function checkReplay(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    const paths: string[] = [];
    for (const workers of [2, 1]) {
      const { output } = await runCommand(
        `${CLI} fuzz --runs 600 --mutant ./hasty.mjs --workers ${workers} --json 2>/dev/null`,
        { cwd },
      );
      const { failures } = JSON.parse(output) as { failures: { capsule: string }[] };
      paths.push(...failures.map(({ capsule }) => capsule));
    }
    const texts = paths.map(
      (path) => JSON.parse(readFileSync(join(cwd, path), 'utf8')) as { traceHash: string },
    );
    const same = texts.length === 2 && JSON.stringify(texts[0]) === JSON.stringify(texts[1]);
    const replayed = await runCommand(`${CLI} replay ${paths[0]} --json 2>/dev/null`, { cwd });
    const { identical } = JSON.parse(replayed.output) as { identical: boolean };
    return {
      ok: same && identical,
      measured: `trace ${texts[0]?.traceHash}, identical: ${identical}, as with one worker: ${same}`,
    };
  });
}

async function checkKills(): Promise<Finding> {
  return await inFolder(async (cwd) => {
    let [lost, torn, reported] = [0, 0, 0];
    for (let kill = 0; kill < KILLS; kill++) {
      const folder = join(cwd, 'zim-sim-report');
      const stderr = await killedAfter(600 + kill * 90, cwd);
      const files = listed(folder);
      for (const name of files.filter((file) => file.endsWith('.json'))) {
        try {
          JSON.parse(readFileSync(join(folder, name), 'utf8'));
        } catch {
          torn += 1;
        }
      }
      // What it says on the way names files; each must be there.
      for (const [, name] of stderr.matchAll(/zim-sim-report\/(\S+\.json)/g)) {
        reported += 1;
        if (name === undefined || !files.includes(name)) lost += 1;
      }
    }
    const kept = listed(join(cwd, 'zim-sim-report')).length;
    return {
      ok: lost === 0 && torn === 0 && kept > 0,
      measured: `${KILLS} kills: ${kept} files kept, ${reported} names reported, ${lost} lost, ${torn} torn`,
    };
  });
}

function killedAfter(afterMs: number, cwd: string): Promise<string> {
  const words = ['fuzz', '--runs', '20000', '--continue', '--workers', '1', '--mutant', './hasty.mjs'];
  const child = spawn(process.execPath, [PROGRAM, ...words], { cwd });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  return new Promise((done) => child.on('close', () => done(stderr)));
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function inFolder(check: (cwd: string) => Promise<Finding>): Promise<Finding> {
  const cwd = mkdtempSync(join(tmpdir(), 'zim-sim-acceptance-'));
  try {
    writeFileSync(join(cwd, 'hasty.mjs'), HASTY);
    return await check(cwd);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
