// Files that are no scenario in some special way: each is refused in one line, and leaves nothing behind.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedEngine } from './installed-engine.js';
import { main } from './program.js';

const SCENARIO = `{ name: 'mine', title: 'Mine', devices: [{ name: 'alice' }], until: '5s', expects: [],
  script: [{ at: '1s', device: 'alice', do: [{ call: 'sendMessage', args: [ARGUMENT] }] }] }`;

const withArgument = (argument: string): string =>
  `export default ${SCENARIO.replace('ARGUMENT', argument)};`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zim-sim-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function run(path: string): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(['run', path], {
    engine: installedEngine,
    io: {
      stdout: (text) => out.push(text),
      stderr: (text) => err.push(text),
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: undefined,
      env: {},
      watchInterrupts: () => ({ interrupted: async () => false, stop: () => {} }),
    },
  });
  return { code, out: out.join(''), err: err.join('') };
}

const bomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x]',
  ...Array.from(
    { length: 9 },
    (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]`,
  ),
].join('\n');
const yaml = 'name: mine\ntitle: Mine\n';

describe('a file is refused in one line', () => {
  it.each<[string, string, string | Uint8Array, RegExp]>([
    ['whose aliases explode', 'bomb.yaml', bomb, /Expected aliases/],
    ['with two documents', 'two.yaml', `${yaml}---\n${yaml}`, /two\.yaml:3:1: Expected one document/],
    ['that is nested thousands deep', 'deep.json', '['.repeat(20_000), /nested/],
    [
      'that is nested a hundred deep',
      'less.json',
      `${'['.repeat(200)}${']'.repeat(200)}`,
      /nested more than 100/,
    ],
    ['in UTF-16', 'wide.yaml', Buffer.from(`\ufeff${yaml}`, 'utf16le'), /got UTF-16/],
    ['in UTF-16 without a mark', 'bare.yaml', Buffer.from(yaml, 'utf16le'), /got other bytes/],
    ['of bytes', 'bytes.yaml', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff), /got other bytes/],
    ['of bytes called a module', 'bytes.ts', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff), /got other bytes/],
    [
      'with a function',
      'function.ts',
      withArgument('() => 1'),
      /script\[0\]\.do\[0\]\.args\[0\]: .* got a function/,
    ],
    ['with a BigInt', 'bigint.ts', withArgument('{ size: 1n }'), /args\[0\]\.size: .* got a BigInt/],
    ['with a Date', 'date.mjs', withArgument('new Date()'), /args\[0\]: .* got a Date/],
    ['with a number that JSON lacks', 'nan.js', withArgument('Number.NaN'), /args\[0\]: .* got NaN/],
    [
      'with a circle',
      'circle.ts',
      `const a: any = {}; a.b = a; ${withArgument('a')}`,
      /args\[0\]\.b: .* contains itself/,
    ],
    [
      'with a circle of actions',
      'loop.ts',
      `const scenario: any = ${SCENARIO.replace('ARGUMENT', '1')};
      scenario.script[0].do[0].onError = scenario.script[0].do; export default scenario;`,
      /onError: .* contains itself/,
    ],
  ])('%s', async (_what, name, content, message) => {
    const { code, out, err } = await run(file(name, content));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^.+\n$/);
    expect(err.trimEnd()).toMatch(message);
  });
});

const BUILT = fileURLToPath(new URL('../dist/bin/zim-sim.js', import.meta.url));

describe('the built program', () => {
  const start = (script: string, env: Record<string, string> = {}) =>
    spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 15_000 });
  const zimSim = `"${process.execPath}" "${BUILT}"`;

  it.each([
    ['waits for ever', 'await new Promise(() => {});', /never does/],
    ['ends the process', 'process.exit(0);', /ends the process/],
    [
      'ends the process later',
      'setTimeout(() => process.exit(0)); await new Promise(() => {});',
      /ends the process/,
    ],
  ])('says so when a module %s, and leaves no folder behind', (_what, text, message) => {
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const path = file('module.ts', `${text}\n${withArgument('1')}`);
    const { status, stdout, stderr } = start(`${zimSim} run ${path}`, { TMPDIR: temporary });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^.+\n$/);
    expect(stderr).toMatch(message);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('ends when a module leaves a timer behind', () => {
    const path = file('timer.ts', `setInterval(() => {}, 1000);\n${withArgument('1')}`);
    expect(start(`${zimSim} run ${path}`)).toMatchObject({ status: 0, stderr: '' });
  });

  it('needs no folder for temporary files', () => {
    const path = file('plain.ts', withArgument('1'));
    expect(start(`${zimSim} run ${path}`, { TMPDIR: '/nonexist' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(existsSync('/dev/full'))('says in one line that nobody takes its output', () => {
    const { status, stderr } = start(`${zimSim} list > /dev/full`);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Expected to write to standard output, got ENOSPC\..*\n$/);
  });
});
