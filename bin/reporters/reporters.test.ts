// `--reporter` and `--report-dir`: which files there are, what standard output has, and one line for what is wrong.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reporters } from '../../reports/reporters/index.js';
import { installedEngine } from '../installed-engine.js';
import type { CliIo } from '../io.js';
import { main } from '../program.js';
import { pageData } from './page-data.test-support.js';

const ALL = reporters.map(({ name }) => name).join(',');
const FUZZ = ['fuzz', '--runs', '40', '--mutant', 'hint-starts-back-off-over'];
const CAPSULE = 'fuzz-N2-2185473523653959';
const MINE = `export default { name: 'mine', extension: 'mine.txt', description: 'One line.',
  run: ({ scenario, outcome, trace }) => scenario + ' ' + outcome + ' ' + (trace === undefined) };`;

let home = '';
let out = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'zim-sim-reporters-'));
});

beforeEach(() => {
  out = mkdtempSync(join(home, 'out-'));
});

afterAll(() => rmSync(home, { recursive: true }));

async function type(
  words: readonly string[],
  env: CliIo['env'] = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const io: CliIo = {
    stdout: (text) => stdout.push(text),
    stderr: (text) => stderr.push(text),
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: undefined,
    env,
    watchInterrupts: () => ({ interrupted: async () => false, stop: () => {} }),
  };
  const code = await main(words, { engine: installedEngine, io });
  return { code, out: stdout.join(''), err: stderr.join('') };
}

const file = (name: string, text: string): string => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};
const written = (): readonly string[] => readdirSync(out).sort();
const read = (name: string): string => readFileSync(join(out, name), 'utf8');

describe('run', () => {
  it('writes one file for each reporter, and nothing else', async () => {
    const {
      code,
      out: text,
      err,
    } = await type(['run', 'room-deleted', '--reporter', ALL, '--report-dir', out]);
    expect(code).toBe(0);
    expect(written()).toEqual([
      'room-deleted-1.csv',
      'room-deleted-1.html',
      'room-deleted-1.junit.xml',
      'room-deleted-1.mmd',
      'room-deleted-1.report.json',
      'room-deleted-1.shiviz.log',
      'room-deleted-1.trace.json',
    ]);
    expect(text).toMatch(/^room-deleted: The room is deleted/);
    expect(err).toContain(`wrote ${join(out, 'room-deleted-1.junit.xml')}\n`);
  });

  it('prints the text only when it is asked for, or nothing is', async () => {
    expect((await type(['run', 'room-deleted', '--reporter', 'csv', '--report-dir', out])).out).toBe('');
    const both = ['run', 'room-deleted', '--reporter', 'csv', '--reporter', 'text', '--report-dir', out];
    expect((await type(both)).out).toBe((await type(['run', 'room-deleted'])).out);
  });

  it('prints with --json what --reporter json writes', async () => {
    const { out: text } = await type([
      'run',
      'room-deleted',
      '--json',
      '--reporter',
      'json',
      '--report-dir',
      out,
    ]);
    expect(JSON.parse(text)).toEqual(JSON.parse(read('room-deleted-1.report.json')));
    expect(JSON.parse(text)).toMatchObject({ kind: 'run', format: 1, passed: true });
    expect(JSON.parse(text).trace).toBeUndefined();
  });

  it('gives the trace to those who need it, and to all with --trace', async () => {
    await type(['run', 'room-deleted', '--reporter', 'json,shiviz', '--trace', '--report-dir', out]);
    expect(JSON.parse(read('room-deleted-1.report.json')).trace.length).toBeGreaterThan(100);
  });

  it('has a file for each run', async () => {
    await type([
      'run',
      'room-deleted',
      'room-deleted',
      '--runs',
      '2',
      '--reporter',
      'csv',
      '--report-dir',
      out,
    ]);
    expect(written()).toEqual(
      [1, 2].flatMap((seed) => [`room-deleted-${seed}-2.csv`, `room-deleted-${seed}.csv`]),
    );
  });

  it('takes a reporter from a module', async () => {
    const mine = file('mine.ts', MINE);
    const { code } = await type(['run', 'room-deleted', '--reporter', `${mine},csv`, '--report-dir', out]);
    expect(code).toBe(0);
    expect(read('room-deleted-1.mine.txt')).toBe('room-deleted held true');
  });

  it('lets a reporter that throws keep nobody else from writing', async () => {
    const bad = file(
      'bad.ts',
      MINE.replace(/run: .* };/s, "run: () => { throw new Error('no\\nidea'); } };"),
    );
    const { code, err } = await type([
      'run',
      'room-deleted',
      '--reporter',
      `${bad},csv`,
      '--report-dir',
      out,
    ]);
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n').at(-1)).toBe('The reporter "mine" threw Error: no idea.');
    expect(written()).toEqual(['room-deleted-1.csv']);
  });
});

describe('in GitHub Actions', () => {
  it('annotations and a summary come without being asked for', async () => {
    const summary = file('summary.md', '# before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const words = ['run', 'room-deleted', '--until', '30s'];
    const { code, out: text } = await type(words, env);
    expect(code).toBe(1);
    expect(text).toMatch(/^::error title=room-deleted%2C seed 1%3A goal \w+ not reached::goal /m);
    expect(readFileSync(summary, 'utf8')).toMatch(
      /^# before\n## zim-sim: 1 of 1 run failed\n\n### ❌ room-deleted/,
    );
    expect((await type([...words, '--json'], env)).out).not.toContain('::error');
    expect((await type(words)).out).not.toContain('::error');
  });
});

describe('fuzz and replay', () => {
  it('write what they found, with the command that repeats it', async () => {
    const { code, out: text } = await type([...FUZZ, '--reporter', ALL, '--report-dir', out]);
    expect(code).toBe(1);
    expect(written()).toEqual([
      'fuzz-1.html',
      'fuzz-1.junit.xml',
      'fuzz-1.report.json',
      'fuzz-1.summary.json',
      `${CAPSULE}.csv`,
      `${CAPSULE}.html`,
      `${CAPSULE}.json`,
      `${CAPSULE}.mmd`,
      `${CAPSULE}.shiviz.log`,
      `${CAPSULE}.trace.json`,
    ]);
    expect(pageData(read('fuzz-1.html'))).toMatchObject({
      kind: 'campaign',
      failures: [{ page: `${CAPSULE}.html`, schedule: { original: { faults: expect.any(Array) } } }],
      history: [{ runs: 7, failures: 1 }],
    });
    expect(pageData(read(`${CAPSULE}.html`))).toMatchObject({ kind: 'runs', run: { broken: { id: 'N2' } } });
    const again = `zim-sim replay ${join(out, `${CAPSULE}.json`)}`;
    expect(text).toContain(`\n::error title=fuzz%2C run 6%3A N2 violated::`);
    expect(text).toContain(`%0Aagain: ${again}\n`);
    expect(read('fuzz-1.junit.xml')).toContain(`again: ${again}</failure>`);
    expect(JSON.parse(read('fuzz-1.report.json'))).toMatchObject({
      kind: 'campaign',
      reproduce: 'zim-sim fuzz --seed 1 --runs 7 --mutant hint-starts-back-off-over',
      failures: [{ property: 'N2', reproduce: again, spec: { schedule: [{ kind: 'offline' }] } }],
    });

    const replayed = await type([
      'replay',
      join(out, `${CAPSULE}.json`),
      '--reporter',
      'junit,json',
      '--report-dir',
      out,
    ]);
    expect(replayed.code).toBe(1);
    expect(read(`${CAPSULE}.junit.xml`)).toContain('<failure message="at 1:19.320 on bob: reconnecting');
    expect(JSON.parse(read(`${CAPSULE}.report.json`))).toMatchObject({
      kind: 'replay',
      reproduced: true,
      identical: true,
      run: { kind: 'run', reproduce: again },
    });
  });
});

describe('bad input', () => {
  it.each([
    ['junti', /^Unknown reporter "junti"\. The nearest are "junit", /],
    ['text,,json', /^Expected --reporter to be names with commas between them, got "text,,json"\. /],
    ['./nowhere.ts', /nowhere\.ts/],
  ])('--reporter %s is one line', async (word, message) => {
    const {
      code,
      out: text,
      err,
    } = await type(['run', 'room-deleted', '--reporter', word, '--report-dir', out]);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it.each([
    ['none', 'export const one = 1;', /got none\. For example: export default/],
    ['a number', 'export default 3;', /got a number\./],
    ['no name', MINE.replace("name: 'mine',", ''), /got one without a name\./],
    ['a path', MINE.replace("'mine.txt'", "'../mine.txt'"), /got one whose extension is "\.\.\/mine\.txt", /],
    ['nothing to do', MINE.replace(/run: .* };/s, '};'), /got one with neither run nor campaign\./],
    ['no module', 'export default {{', /^\S+no-module\.ts:1:\d+: /],
  ])('a reporter that is %s is one line', async (name, text, message) => {
    const path = file(`${name.replace(' ', '-')}.ts`, text);
    const { code, err } = await type(['run', 'room-deleted', '--reporter', path, '--report-dir', out]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it.each([
    ['run', ['run', 'room-deleted', '--reporter', 'csv']],
    ['fuzz', FUZZ],
  ])('a folder that cannot be written to is one line, before %s does anything', async (_name, words) => {
    const taken = file('taken', 'I am a file.');
    for (const place of [taken, join(taken, 'below')]) {
      const { code, out: text, err } = await type([...words, '--report-dir', place]);
      expect({ code, text }).toEqual({ code: 2, text: '' });
      expect(err).toBe(
        `${place}: Expected a folder that can be written to, got a file of that name. Choose another: --report-dir <dir>\n`,
      );
    }
  });

  it('two reporters for one place are one line', async () => {
    const mine = file('same.ts', MINE.replace("'mine.txt'", "'csv'"));
    const same = await type(['run', 'room-deleted', '--reporter', `csv,${mine}`, '--report-dir', out]);
    expect(same).toMatchObject({ code: 2, out: '' });
    expect(same.err).toMatch(/^Expected reporters with extensions of their own, got "csv" or "mine"/);
    const output = await type(['run', 'room-deleted', '--json', '--reporter', 'text']);
    expect(output).toMatchObject({ code: 2, out: '' });
    expect(output.err).toMatch(/^Expected either --json or --reporter text, got both/);
  });
});
