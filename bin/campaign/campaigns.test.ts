// The commands of campaigns as a user has them: the built program, its files, its workers, its exit codes.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capsule } from '../../sim/campaign/capsule.js';

const PROGRAM = fileURLToPath(new URL('../../dist/bin/zim-sim.js', import.meta.url));
const MUTANT = `export const wrap = { client: (step) => (state, input, context, out) => {
  const effects = [];
  step(state, input, context, effects);
  out.push(...effects.map((one) => (one.kind === 'setTimer' && one.timer === 'reconnect' ? { ...one, afterMs: 50 } : one)));
} };`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zim-sim-campaigns-'));
  writeFileSync(join(folder, 'hasty.ts'), MUTANT);
  writeFileSync(join(folder, 'nothing.ts'), 'export const one = 1;');
  writeFileSync(join(folder, 'torn.json'), '{"format": 1, "zimSim"');
});

afterAll(() => rmSync(folder, { recursive: true }));

function begin(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  });
}

function zimSim(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = begin(...words);
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr?.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function reports(): string[] {
  try {
    return readdirSync(join(folder, 'zim-sim-report')).sort();
  } catch {
    return [];
  }
}

describe('fuzz', () => {
  it('holds, says what was covered and what may be left', async () => {
    const { code, stdout, stderr } = await zimSim('fuzz', '--runs', '60');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^fuzz, seed 1\nruns 0-59 /);
    expect(stdout).toMatch(/outcomes {2}held 60/);
    expect(stdout).toMatch(/properties \d+ of \d+/);
    expect(stdout).toMatch(
      /behaviours seen; the next run shows one that none has shown with a chance of\s+about [\d.]+ %/,
    );
    expect(code).toBe(0);
  }, 60_000);

  it('comes to the same with one worker and with two, and the failure that it writes replays alone', async () => {
    const words = ['fuzz', '--runs', '400', '--mutant', './hasty.ts', '--json'];
    const [one, two] = [await zimSim(...words, '--workers', '1'), await zimSim(...words, '--workers', '2')];
    expect([one.code, two.code]).toEqual([1, 1]);
    const plain = (text: string): object => ({ ...(JSON.parse(text) as object), seconds: 0, history: [] });
    expect(plain(two.stdout)).toEqual(plain(one.stdout));
    const { failures } = JSON.parse(one.stdout) as { failures: { capsule: string }[] };
    const path = failures[0]?.capsule ?? '';
    const capsule = JSON.parse(readFileSync(join(folder, path), 'utf8')) as Capsule;
    const again = await zimSim('replay', path, '--verify');
    expect(again.stdout).toContain(`the same run, bit for bit: trace ${capsule.traceHash}`);
    expect(again.code).toBe(1);
    const json = await zimSim('replay', path, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ reproduced: true, identical: true });
    const healed = await zimSim('replay', path, '--mutant', 'warning-twice');
    expect(healed.stdout).toMatch(/✓ it no longer fails/);
    expect(healed.stdout).toMatch(/the first difference is record \d+ at /);
    expect(healed.code).toBe(0);
    const shrunk = await zimSim('shrink', path);
    expect(shrunk.stdout).toMatch(/faults?, of \d+, after \d+ runs/);
  }, 120_000);

  it('takes a scenario, with its devices and its script', async () => {
    const { code, stdout } = await zimSim(
      'fuzz',
      'room-deleted',
      '--runs',
      '30',
      '--only',
      'partition,roomDelete',
    );
    expect(stdout).toMatch(/^room-deleted, seed 1/);
    expect(code).toBe(0);
  }, 60_000);

  it('has shards that are its runs, each once', async () => {
    for (const shard of ['1/3', '2/3', '3/3']) {
      expect((await zimSim('fuzz', '--runs', '50', '--seed', '8', '--shard', shard)).code).toBe(0);
    }
    const files = reports().filter((name) => name.startsWith('fuzz-8-shard-'));
    const places = files.map((name) => `zim-sim-report/${name}`);
    const [forth, back] = [
      await zimSim('merge', ...places, '--json'),
      await zimSim('merge', ...[...places].reverse(), '--json'),
    ];
    expect(forth.stdout).toBe(back.stdout);
    expect(JSON.parse(forth.stdout)).toMatchObject({ runs: 50, ranges: [{ from: 0, to: 50 }] });
    const twice = await zimSim('merge', places[0] as string, places[0] as string);
    expect([twice.code, twice.stderr]).toEqual([
      2,
      expect.stringMatching(/^Expected summaries of different runs, got .* twice/),
    ]);
    await zimSim('fuzz', '--runs', '10', '--seed', '9');
    const unlike = await zimSim('merge', places[0] as string, 'zim-sim-report/fuzz-9.summary.json');
    expect([unlike.code, unlike.stderr]).toEqual([2, expect.stringMatching(/seed differ/)]);
  }, 120_000);

  it('ends with 130 and what was found so far on Ctrl-C', async () => {
    const child = begin('fuzz', '--runs', '1000000', '--workers', '1');
    let stdout = '';
    child.stdout?.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    setTimeout(() => child.kill('SIGINT'), 2500);
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(stdout).toMatch(/outcomes {2}held/);
  }, 60_000);

  it('killed at any moment, has lost nothing that it had reported, and left no half of a file', async () => {
    for (const afterMs of [700, 1000, 1400, 2000]) {
      const child = begin('fuzz', '--runs', '4000', '--continue', '--mutant', './hasty.ts', '--seed', '5');
      setTimeout(() => child.kill('SIGKILL'), afterMs);
      await new Promise((resolve) => child.on('close', resolve));
      for (const name of reports().filter((file) => file.endsWith('.json'))) {
        expect(() => JSON.parse(readFileSync(join(folder, 'zim-sim-report', name), 'utf8'))).not.toThrow();
      }
    }
  }, 60_000);
});

describe('what makes no sense is said in one line, and ends with 2', () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      'a shard that is none',
      ['fuzz', '--shard', '5/4'],
      /^Expected --shard to be i\/n with i from 1 to n, got "5\/4"/,
    ],
    ['negative runs', ['fuzz', '--runs', '-3'], /^Expected --runs to be a whole number/],
    ['an unknown kind', ['fuzz', '--only', 'kik'], /^Unknown kind of fault "kik": the nearest are "kick"/],
    ['an unknown property', ['fuzz', '--property', 'Q7'], /^Unknown property "Q7"/],
    ['an unknown scenario', ['fuzz', 'room-delted'], /^Unknown scenario "room-delted".*"room-deleted"/],
    ['no time', ['fuzz', '--time', '0s'], /^Expected --time to be a duration longer than 0/],
    [
      'a mutant that exports nothing',
      ['fuzz', '--mutant', './nothing.ts'],
      /^\.\/nothing\.ts: Expected a mutant as the default export/,
    ],
    [
      'a mutant that is no file',
      ['fuzz', '--mutant', './none.ts'],
      /^\.\/none\.ts: Expected a mutant's file/,
    ],
    [
      'a mutant that nobody knows',
      ['fuzz', '--mutant', 'no-back-of'],
      /^Unknown mutant "no-back-of".*"no-back-off"/,
    ],
    ['a torn capsule', ['replay', 'torn.json'], /^torn\.json: Expected a capsule, which is JSON/],
    [
      'no capsule',
      ['replay', 'none.json'],
      /^none\.json: Expected a capsule that can be read, got no such file/,
    ],
    ['a summary that is none', ['merge', 'torn.json'], /^torn\.json: Expected a summary, which is JSON/],
    ['a folder without summaries', ['merge', '.'], /^\.: Expected a folder with summaries/],
    ['an unknown mutant of the catalogue', ['mutants', '--only', 'kik'], /^Unknown mutant "kik"/],
  ])(
    '%s',
    async (_what, words, message) => {
      const { code, stdout, stderr } = await zimSim(...words);
      expect(stderr).toMatch(message);
      expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    },
    30_000,
  );
});

it('a mutant on run is judged like any other client', async () => {
  const { code, stdout } = await zimSim('run', 'network-exception-recovers', '--mutant', 'no-back-off');
  expect(stdout).toMatch(/N2 +✗ violated/);
  expect(code).toBe(1);
}, 30_000);

it('mutants finds those that it is asked for', async () => {
  const { code, stdout } = await zimSim(
    'mutants',
    '--only',
    'no-warning,warning-twice',
    '--runs',
    '50',
    '--json',
    '--workers',
    '1',
  );
  expect(JSON.parse(stdout)).toMatchObject({
    killed: 2,
    total: 2,
    mutants: [{ id: 'no-warning', caughtBy: 'T1', killed: true }, {}],
  });
  expect(code).toBe(0);
}, 60_000);
