// `zim-sim/vitest` as a project has it: the built package, and vitest as a process of its own.
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

const APP = (inside: string): string => `import { ZIM } from 'zego-zim-web';
export default function ({ appID, userID, userName, token }) {
  const zim = ZIM.create({ appID });
  const api = { login: () => zim.login(userID, { userName, token }).catch(() => {}) };
  ${inside}
  return api;
}
`;

/** Short runs on one device: what is tested here is not the app. */
const CONFIG =
  "export default { app: './app.ts', devices: [{ name: 'alice' }], faults: ['kick'], horizon: '90s', heal: '30s', tokenValidity: '1h' };";

const TESTS = (text: string): string => `import { describe, expect, test } from 'vitest';
import { simTest } from 'zim-sim/vitest';
const rule = 'no-login-after-special-event';
const good = { app: './good', rule, runs: 12, workers: 1 };
const bad = { ...good, app: './bad' };
const endless = { ...good, runs: 100_000 };
${text}
`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'good/zim-sim.config.ts': CONFIG,
  'good/app.ts': APP(''),
  'bad/zim-sim.config.ts': CONFIG,
  'bad/app.ts': APP(
    "zim.on('connectionStateChanged', (_zim, { state, event }) => { if (state === 0 && event !== 0) void api.login(); });",
  ),
  'plain.test.ts': TESTS("simTest('holds', good); simTest('breaks', bad);"),
  'only.test.ts': TESTS(
    "simTest.only('this one', good); simTest('not this one', bad); test('nor this', () => {});",
  ),
  'skip.test.ts': TESTS(
    "simTest.skip('skipped', bad); simTest.todo('to be written'); test('plain', () => {});",
  ),
  'nested.test.ts': TESTS(
    "describe('chat', () => { simTest('survives', good); simTest('dies', bad); }); describe.skip('later', () => { simTest('dies too', bad); });",
  ),
  'timeout.test.ts': TESTS(
    "simTest('too long', { ...endless, timeout: 3000 }); test('the next one', async () => { await new Promise((done) => setTimeout(done, 1500)); expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'); });",
  ),
  'limit.test.ts': TESTS(
    "simTest('has time', { ...endless, time: '2s' }, ({ report }) => { expect(report.runs).toBeLessThan(100_000); });",
  ),
  'concurrent.test.ts': TESTS(
    `let [now, most] = [0, 0];
     const seen = ({ report }) => { now += 1; most = Math.max(most, now); seen.digests.push(report.digest); };
     seen.digests = [];
     for (const name of ['one', 'two', 'three']) simTest.concurrent(name, { ...bad }, async (result) => { seen(result); expect(result).not.toHold(); });
     simTest.concurrent('another seed', { ...bad, seed: 2 });
     test('afterwards', () => { expect(new Set(seen.digests).size).toBe(1); });`,
  ),
  'check.test.ts': TESTS(
    `simTest('reaches', good, (result) => { expect(result).toHold(); expect(result).toHaveReachedState('connection 2/0'); });
     simTest('reaches what is not there', good, (result) => { expect(result).toHaveReachedState('connection 9/9'); });
     simTest('has no app', { ...good, app: './nowhere.ts' });`,
  ),
};

interface OneTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

interface Ran {
  readonly code: number | null;
  readonly tests: readonly OneTest[];
  readonly status: Readonly<Record<string, string>>;
  readonly output: string;
}

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zim-sim-vitest-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/zim-sim'));
  for (const name of ['vitest', 'zego-zim-web']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function vitest(...words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [VITEST, 'run', '--reporter=default', '--reporter=json', '--outputFile=out.json', ...words],
      {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1', VITEST: undefined, CI: undefined },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text));
    child.on('close', (code) => {
      const { testResults } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as {
        testResults: { assertionResults: OneTest[] }[];
      };
      const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
      const status = Object.fromEntries(tests.map((one) => [one.fullName, one.status]));
      resolve({ code, tests, status, output });
    });
  });
}

function capsules(): readonly string[] {
  return readdirSync(join(folder, 'zim-sim-report')).filter((name) => name.endsWith('.json'));
}

describe('simTest', { timeout: 60_000 }, () => {
  it('is a test that holds or fails with what the command prints, and leaves a capsule', async () => {
    const { code, status, tests } = await vitest('plain');
    expect(status).toEqual({ holds: 'passed', breaks: 'failed' });
    expect(code).toBe(1);
    const message = tests[1]?.failureMessages.join() ?? '';
    expect(message).toContain('no-login-after-special-event');
    expect(message).toContain('again: zim-sim replay zim-sim-report/');
    expect(capsules()).toHaveLength(1);
  });

  it('.only runs it alone', async () => {
    const { code, status } = await vitest('only');
    expect(status).toEqual({ 'this one': 'passed', 'not this one': 'skipped', 'nor this': 'skipped' });
    expect(code).toBe(0);
  });

  it('.skip and .todo run nothing', async () => {
    const { code, status } = await vitest('skip');
    expect(status).toEqual({ skipped: 'skipped', 'to be written': 'todo', plain: 'passed' });
    expect(code).toBe(0);
  });

  it('-t chooses among them by name, and describe.skip skips them', async () => {
    const { code, status } = await vitest('nested', '-t', 'chat survives');
    expect(status).toEqual({
      'chat survives': 'passed',
      'chat dies': 'skipped',
      'later dies too': 'skipped',
    });
    expect(code).toBe(0);
  });

  it('--retry repeats the same runs: the same failure, told once for each attempt, in one capsule', async () => {
    rmSync(join(folder, 'zim-sim-report'), { recursive: true, force: true });
    const { code, tests } = await vitest('plain', '-t', 'breaks', '--retry=2');
    const messages = tests.find(({ fullName }) => fullName === 'breaks')?.failureMessages ?? [];
    expect(messages).toHaveLength(3);
    const digests = messages.map((text) => /run \d+[^\n]*\n[^\n]*/.exec(text)?.[0]);
    expect(new Set(digests).size).toBe(1);
    expect(capsules()).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('ends with its timeout, and its processes with it', async () => {
    const { code, status, output } = await vitest('timeout');
    expect(status).toEqual({ 'too long': 'failed', 'the next one': 'passed' });
    expect(output).toContain('Test timed out in 3000ms');
    expect(output).not.toMatch(/Unhandled|close timed out/);
    expect(code).toBe(1);
  });

  it('ends by itself when its own time is up', async () => {
    expect((await vitest('limit')).status).toEqual({ 'has time': 'passed' });
  });

  it('runs beside others, with the same results, and no capsule is lost', async () => {
    rmSync(join(folder, 'zim-sim-report'), { recursive: true, force: true });
    const { status } = await vitest('concurrent');
    expect(status).toEqual({
      one: 'passed',
      two: 'passed',
      three: 'passed',
      'another seed': 'failed',
      afterwards: 'passed',
    });
    expect(capsules()).toHaveLength(2);
  });

  it('hands its result to a check, whose matchers say what they miss', async () => {
    const { status, tests } = await vitest('check');
    expect(status).toEqual({
      reaches: 'passed',
      'reaches what is not there': 'failed',
      'has no app': 'failed',
    });
    expect(tests[1]?.failureMessages.join()).toContain(
      'expected connection 9/9 to be reached; reached were:',
    );
    expect(tests[2]?.failureMessages.join()).toContain('nowhere.ts');
  });
});
