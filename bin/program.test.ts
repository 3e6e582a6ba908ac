import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../sim/kernel/assert.js';
import { Trace } from '../sim/kernel/trace.js';
import { UsageError } from '../sim/kernel/usage-error.js';
import type { Scenario } from '../sim/runner/scenario.js';
import type { RunResult } from '../sim/runner/summary.js';
import type { Engine, RunRequest } from './engine.js';
import { installedEngine } from './installed-engine.js';
import type { CliIo } from './io.js';
import { main } from './program.js';

const scenario = (name: string): Scenario => ({
  name,
  title: `The story of ${name}`,
  devices: [{ name: 'alice' }],
  script: [],
  until: '90s',
  expects: ['N3'],
});

// A run whose outcome its scenario's name decides; `flaky` never has the same trace twice.
let runs = 0;
function fakeRun({ name, expects, until }: Scenario, request: RunRequest): RunResult {
  runs += 1;
  assert(name !== 'broken', 'the sky fell');
  if (name === 'picky') throw new UsageError('Expected something else.');
  const trace = new Trace([{ name: 'send', fields: ['run'] }]);
  trace.record(0, name === 'flaky' ? runs : 0, 0, 0);
  return {
    scenario: name,
    seed: request.seed,
    sdk: '2.29.0',
    outcome: name === 'bad' || (name === 'rarely' && request.seed === 3) ? 'violated' : 'held',
    traceHash: trace.hash,
    metrics: { peakLoginsPerSecond: 0, atMs: 0, logins: 0 },
    virtualMs: request.untilMs ?? Number.parseInt(String(until), 10) * 1000,
    events: 1,
    params: request.params ?? {},
    properties: [],
    expects: expects.map((id) => ({ id, reached: name !== 'lame' })),
    observations: [{ kind: 'user', atMs: 1000, device: 'alice', action: 'waves' }],
    faults: [],
    trace,
    hosts: [],
  };
}

const engine: Engine = {
  version: '1.2.3',
  scenarios: ['good', 'bad', 'lame', 'flaky', 'broken', 'picky', 'rarely'].map(scenario),
  properties: [
    { id: 'N3', title: 'It reconnects.' },
    { id: 'N3.reached', title: 'Runs reach N3.', goalOf: 'N3' },
  ],
  run: fakeRun,
  checkLogs: installedEngine.checkLogs,
};

interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function type(line: string, options: { engine?: Engine; io?: Partial<CliIo> } = {}): Promise<Typed> {
  const [out, err]: [string[], string[]] = [[], []];
  const io: CliIo = {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: undefined,
    env: {},
    watchInterrupts: () => ({ interrupted: async () => false, stop: () => {} }),
    ...options.io,
  };
  const words = line.split(' ').filter((word) => word !== '');
  const code = await main(words, { engine: options.engine ?? engine, io });
  return { code, out: out.join(''), err: err.join('') };
}

const only = (...names: string[]): Engine => ({
  ...engine,
  scenarios: engine.scenarios.filter(({ name }) => names.includes(name)),
});

let folder = '';
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zim-sim-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('exit codes', () => {
  it.each([
    ['run good', 0],
    ['run bad', 1],
    ['run lame', 1],
    ['run nobody', 2],
    ['run picky', 2],
    ['run flaky --verify', 3],
    ['run good --verify', 0],
    ['run broken', 4],
    ['run good bad', 1],
    ['run bad flaky --verify', 3],
    ['--version', 0],
    ['run --help', 0],
    ['', 2],
  ])('%s: %i', async (line, code) => {
    expect((await type(line)).code).toBe(code);
  });

  it('Ctrl-C prints what was found so far, and is 130', async () => {
    let left = 3;
    let stopped = false;
    const watchInterrupts = () => ({
      interrupted: async () => --left === 0,
      stop: () => {
        stopped = true;
      },
    });
    const { code, out } = await type('run good --runs 50', { io: { watchInterrupts } });
    expect(code).toBe(130);
    expect(out).toContain('3 runs, all held (ended early: 47 of 50 not run)');
    expect(stopped).toBe(true);
  });

  it('a bug of ours shows its stack and the command that repeats it, after what was found before', async () => {
    const { err, out } = await type('run good broken --seed 7 --param heartbeatTimeoutMs=40s');
    expect(err).toContain('the sky fell');
    expect(err).toMatch(/\n +at /);
    expect(err).toContain('again: zim-sim run broken --seed 7 --param heartbeatTimeoutMs=40s');
    expect(out).toContain('✓ good');
  });
});

describe('bad input', () => {
  it.each([
    ['run', /^Expected a scenario, a file or --all, got nothing/],
    ['run godo', /^Unknown scenario "godo"\. The nearest are "good"/],
    [
      'run good --seed abc',
      /^Expected --seed to be a whole number from 0 to 9007199254740991, got "abc"\. For example: --seed 42$/,
    ],
    ['run good --seed -1', /^Expected --seed .*got "-1"/],
    ['run good --profile subwey', /^--profile: Unknown profile "subwey": the nearest are "subway"/],
    ['run good --seed 9007199254740992', /^Expected --seed .*got "9007199254740992"/],
    ['run good --seed 9007199254740991 --runs 2', /^Expected --seed and --runs to end at/],
    ['run good --runs 0', /^Expected --runs to be a whole number from 1/],
    ['run good --until soon', /^--until: Expected a duration .*got "soon"/],
    ['run good --until 0', /^--until: Expected a duration longer than 0/],
    ['run good --param x', /^Expected --param to be name=value, got "x"/],
    ['run good --param hearbeatTimeoutMs=1', /^--param: Unknown parameter .*heartbeatTimeoutMs/],
    [
      'run good --param heartbeatTimeoutMs=1',
      /^--param: Expected heartbeatTimeoutMs to be a duration from 15s/,
    ],
    ['run good --sdk 9.9.9', /^--sdk: Expected a version of zego-zim-web on npm, got "9\.9\.9"/],
    ['run --all good', /^Expected either scenarios or --all/],
    ['run good --sed 1', /^Unknown option '--sed' \(Did you mean --seed\?\)\. See: zim-sim --help$/],
    ['rnu good', /^Unknown command 'rnu' \(Did you mean run\?\)/],
    ['list scenario', /^Expected "scenarios", .*For example: zim-sim list scenarios$/],
    ['explain', /^Missing required argument 'what'/],
    ['explain R2z', /^Expected a property, .*got "R2z"\. The nearest are "R2a"/],
    ['run missing.yaml', /^missing\.yaml: Expected a file that can be read, got no such file\.$/],
    ['run missing.ts', /^missing\.ts: Expected a file that can be read/],
    ['run ./folder/', /: Expected a file that ends in \.yaml/],
    ['run good --schedule missing.yaml', /^missing\.yaml: Expected a file that can be read/],
    ['run good --schedule faults.txt', /^faults\.txt: Expected a schedule that ends in/],
  ])('%s is one clear line, and nothing else', async (line, message) => {
    const { code, out, err } = await type(line);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^.+\n$/);
    expect(err.trimEnd()).toMatch(message);
  });

  it('nothing runs before everything that was typed has been checked', async () => {
    runs = 0;
    await type('run good nobody');
    expect(runs).toBe(0);
  });
});

const LIFT = `name: lift
title: A lift
devices: [{ name: alice }]
script:
  - { at: 1s, device: alice, do: [{ call: login }] }
faults:
  - kind: offline
    at: 20s
    device: alice
until: 90s
expects: [N3]
`;

describe('YAML', () => {
  it('a scenario in a file runs', async () => {
    const { code, out } = await type(`run ${file('lift.yaml', LIFT)}`);
    expect(code).toBe(0);
    expect(out).toContain('lift: A lift');
    expect(out).toContain('lift.yaml --seed 1');
  });

  it.each([
    ['broken', LIFT.replace('[N3]', '[N3'), /:12:1: Expected YAML: .*\]/],
    ['empty', '# nothing\n', /:1:1: Expected a scenario, got an empty file\.$/],
    ['text', 'hello\n', /:1:1: Expected a map, got "hello"/],
    ['duplicate', `${LIFT}until: 80s\n`, /:12:1: Expected YAML: Map keys must be unique/],
    [
      'host',
      LIFT.replace('    device: alice', '    device: alcie'),
      /:9:13: faults\[0\]\.device: Unknown device "alcie"/,
    ],
    [
      'key',
      LIFT.replace('until:', 'untill:'),
      /:10:1: Unknown key "untill"\. The nearest is "until".*\(and 1 more\)$/,
    ],
    ['missing', LIFT.replace('until: 90s\n', ''), /:1:1: until: "until" is missing: expected a duration/],
    [
      'duration',
      LIFT.replace('at: 20s', 'at: later'),
      /:8:9: faults\[0\]\.at: Expected a duration .*"later"/,
    ],
    ['property', LIFT.replace('[N3]', '[N3, N9]'), /:11:15: expects\[1\]: Unknown property "N9"/],
    [
      'call',
      LIFT.replace('call: login', 'call: logni'),
      /:5:43: script\[0\]\.do\[0\]\.call: Unknown method .*"login"/,
    ],
  ])('a mistake of the kind "%s" has its line and column', async (name, text, message) => {
    const path = file(`${name}.yaml`, text);
    const { code, out, err } = await type(`run ${path}`);
    expect([code, out]).toEqual([2, '']);
    expect(err.startsWith(`${path}:`)).toBe(true);
    expect(err.trimEnd()).toMatch(message);
  });

  it('a schedule that names an unknown host is refused with its place', async () => {
    const path = file('hosts.yaml', '- kind: reset\n  at: 1s\n  host: sever\n');
    expect((await type(`run good --schedule ${path}`)).err).toMatch(
      /hosts\.yaml:3:9: \[0\]\.host: Unknown host "sever"/,
    );
  });
});

// A module's `zim-sim` is the built package, so these need what `npm run build` makes.
describe('modules', () => {
  const MODULE = `
    import { defineScenario } from 'zim-sim';
    const name: string = 'my-lift';
    export default defineScenario({
      name, title: 'A lift', until: '90s', expects: ['N3'], devices: [{ name: 'alice' }],
      script: [{ at: '1s', device: 'alice', do: [{ call: 'login' }] }],
    });`;

  it('a scenario in TypeScript that imports zim-sim runs', async () => {
    const { code, out, err } = await type(`run ${file('lift.ts', MODULE)}`);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('my-lift: A lift');
  });

  it('a module may export several scenarios', async () => {
    const text = `const one = (name) => (${JSON.stringify({ ...scenario('x'), script: [] })});
      export default ['a', 'b'].map((name) => ({ ...one(name), name }));`;
    const { out } = await type(`run ${file('several.mjs', text)}`);
    expect(out).toMatch(/✓ a .*\n✓ b /);
  });

  it.each([
    ['does not compile', 'bad.ts', 'export default {\n  name: ;\n', /bad\.ts:2:9: Unexpected ";"/],
    [
      'lacks an import',
      'import.ts',
      "import { x } from './nope.js';\nexport default x;",
      /import\.ts:1:19: Could not resolve/,
    ],
    [
      'exports nothing',
      'nothing.ts',
      'export const x = 1;',
      /nothing\.ts: Expected a scenario as the default export/,
    ],
    [
      'throws',
      'throws.ts',
      "throw new Error('boom\\nlater');",
      /throws\.ts: Expected a module that loads, got Error: boom$/,
    ],
    [
      'exports another thing',
      'other.ts',
      'export default 5;',
      /other\.ts: the default export: Expected a map, got 5/,
    ],
    ['exports an empty list', 'list.ts', 'export default [];', /list\.ts: Expected at least one scenario/],
    [
      'has a mistake',
      'mistake.ts',
      MODULE.replace("'90s'", "'soon'"),
      /scenario my-lift, until: Expected a duration/,
    ],
  ])('a module that %s is refused in one line', async (_what, name, text, message) => {
    const { code, out, err } = await type(`run ${file(name, text)}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^.+\n$/);
    expect(err.trimEnd()).toMatch(message);
  });
});

describe('run', () => {
  it('several runs are a line each and a summary, with details only of what failed', async () => {
    const { out } = await type('run good bad lame');
    expect(out).toMatch(
      /^ {2}scenario +outcome +goals +virtual +trace\n✓ good +held +1\/1 +1m 30s {2}[0-9a-f]{16}\n/,
    );
    expect(out).toMatch(/\n✗ bad {3}violated /);
    expect(out).toContain('✗ lame, seed 1\ngoals: ✗ N3 not reached\n');
    expect(out).not.toContain('good, seed');
    expect(out).toMatch(/\n✗ 3 runs: 1 held, 1 violated, 1 missed a goal\n$/);
  });

  it('--all runs every scenario', async () => {
    expect((await type('run --all', { engine: only('good', 'bad') })).out).toContain('2 runs');
  });

  it('--runs goes through the seeds and shows the first failure in full', async () => {
    const { out } = await type('run rarely --seed 1 --runs 5');
    expect(out).toMatch(/✗ rarely +3 {2}violated/);
    expect(out).toContain('The first failure:');
    expect(out).toContain('user: waves');
    expect(out).toContain('zim-sim run rarely --seed 3');
    expect(out).toMatch(/✗ 5 runs: 4 held, 1 violated\n$/);
  });

  it('progress is on standard error, and only where that is a terminal', async () => {
    expect((await type('run good --runs 3')).err).toBe('');
    expect((await type('run good --runs 3', { io: { stderrIsTerminal: true } })).err).toContain(
      '2 of 3 runs',
    );
  });

  it('a dumb terminal gets no progress, which would write over a line', async () => {
    const io = { stderrIsTerminal: true, env: { TERM: 'dumb' } };
    expect((await type('run good --runs 3', { io })).err).toBe('');
  });

  it('--verify says of many runs that they were verified', async () => {
    expect((await type('run good good --verify')).out).toContain(
      '2 runs, all held, each verified by a second run',
    );
    expect((await type('run good flaky --verify')).out).toContain('1 of them verified by a second run');
    expect((await type('run good good')).out).not.toContain('verified');
  });

  it.each([40, 60, 80])(
    'the parameters fit into %i columns, and say what a bare number is',
    async (columns) => {
      const { out } = await type('list params', { io: { columns } });
      expect(out.replace(/\s+/g, ' ')).toContain('A bare number is ms, or s where the name ends in S.');
      const heading = out.split('\n').slice(0, 4);
      for (const line of heading) expect(line.length).toBeLessThanOrEqual(columns);
    },
  );

  it('--json prints one document for one run', async () => {
    const document = JSON.parse((await type('run good --seed 9 --json')).out);
    expect(document).toMatchObject({ scenario: 'good', seed: 9, outcome: 'held', virtualMs: 90_000 });
    expect(document.observations).toHaveLength(1);
  });

  it.each([['run good bad --json'], ['run good --runs 2 --json']])('%s prints an array', async (line) => {
    expect(JSON.parse((await type(line)).out)).toHaveLength(2);
  });

  it('--all --json prints an array even of one', async () => {
    expect(JSON.parse((await type('run --all --json', { engine: only('good') })).out)).toHaveLength(1);
  });

  it('an array is whole when Ctrl-C ends it', async () => {
    const io = { watchInterrupts: () => ({ interrupted: async () => true, stop: () => {} }) };
    expect(JSON.parse((await type('run good --runs 9 --json', { io })).out)).toHaveLength(1);
  });

  it('--verify says what differed first', async () => {
    const { out } = await type('run flaky --verify');
    expect(out).toMatch(
      /✗ the second run differed at record 0: send: run is \d+ in the first run and \d+ in the second/,
    );
    expect((await type('run good --verify')).out).toContain('✓ verified');
  });

  it('--trace prints the records after the story', async () => {
    expect((await type('run good --trace')).out).toMatch(
      /trace, 1 records\n0:00\.000000 {2}send {2}run=0\n$/,
    );
  });

  it('the command that repeats a run has all that it needs', async () => {
    const { out } = await type('run good --seed 5 --sdk 2.8.1 --until 2m --param heartbeatTimeoutMs=40s');
    expect(out).toContain(
      'again: zim-sim run good --seed 5 --param heartbeatTimeoutMs=40s --sdk 2.8.1 --until 2m\n',
    );
    expect(out).toContain('2:00.000 virtual');
  });
});

describe('colour', () => {
  const start = String.fromCharCode(27);
  const terminal = { stdoutIsTerminal: true };

  it.each([
    ['a terminal has it', 'run good', terminal, true],
    ['a pipe has none', 'run good', {}, false],
    ['NO_COLOR takes it away', 'run good', { ...terminal, env: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR does not', 'run good', { ...terminal, env: { NO_COLOR: '' } }, true],
    ['--no-color takes it away', 'run good --no-color', terminal, false],
    ['--no-color works before the command', '--no-color run good', terminal, false],
  ])('%s', async (_what, line, io, hasColor) => {
    expect((await type(line, { io })).out.includes(start)).toBe(hasColor);
  });
});

describe('list', () => {
  it('lists everything without an argument', async () => {
    const { out } = await type('list');
    for (const heading of ['scenarios', 'properties', 'params', 'profiles'])
      expect(out).toMatch(new RegExp(`^${heading}`, 'm'));
    expect(out).toMatch(/^good +The story of good$/m);
    expect(out).toContain('like N3.reached');
    expect(out).not.toContain('Runs reach N3');
    expect(out).toMatch(/^heartbeatTimeoutMs +35s +15s to 2m +docs$/m);
  });

  it('fits into 80 columns', async () => {
    const { out } = await type('list', { engine: installedEngine });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows the networks with what they are like', async () => {
    const { out } = await type('list profiles');
    expect(out).toMatch(/^profiles {2}--profile name; without one 40ms each way, no loss$/m);
    expect(out).toMatch(/^subway /m);
    expect(out).toMatch(/up {3}\d+ to \d+ ms, \d+ kbit\/s, queue \d+ kB, loss [\d.]+% in bursts/);
    const profiles = JSON.parse((await type('list profiles --json')).out);
    expect(profiles.map(({ name }: { name: string }) => name)).toContain('lte');
    expect(profiles[0]).toMatchObject({ source: expect.stringContaining('DevTools'), up: { delayMs: 1000 } });
  });

  it('prints a section as JSON', async () => {
    const params = JSON.parse((await type('list params --json')).out);
    expect(params.find(({ id }: { id: string }) => id === 'heartbeatTimeoutMs').value).toBe(35_000);
    expect(Object.keys(JSON.parse((await type('list --json')).out))).toEqual([
      'scenarios',
      'properties',
      'rules',
      'params',
      'profiles',
      'reporters',
    ]);
  });
});

describe('explain', () => {
  it.each([
    ['N4', /^N4, a sentence of the contract\n {2}says +When a special event/],
    ['n4', /^N4/],
    ['good', /^good, a scenario\n {2}title/],
    ['6000121', /^6000121 NetworkModuleUserIsNotLogged.*\n {2}means +There is no session/],
    ['NetworkModuleUserIsNotLogged', /^6000121/],
    ['3/3', /^connection 3\/3: RECONNECTING \+ LOGIN_INTERRUPTED/],
    ['room 1/1', /^room 1\/1: CONNECTING \+ NETWORK_INTERRUPTED/],
    ['RECONNECTING/LOGIN_INTERRUPTED', /^connection 3\/3/],
    ['heartbeatTimeoutMs', /^heartbeatTimeoutMs, a parameter\n {2}value +35s/],
    ['N3.reached', /^N3\.reached\n {2}says +Runs reach N3/],
    ['connection 2/4', /the SDK never tells them together/],
  ])('%s', async (what, text) => {
    const { code, out } = await type(`explain ${what}`);
    expect(code).toBe(0);
    expect(out).toMatch(text);
  });

  it('a pair that a connection and a room may have is explained for both', async () => {
    const { out } = await type('explain 2/0');
    expect(out).toMatch(/^connection 2\/0/m);
    expect(out).toMatch(/^room 2\/0/m);
  });

  it('points to scenarios that show a property', async () => {
    expect((await type('explain N3')).out).toContain('see it    zim-sim run good');
  });
});

describe('the installed tables', () => {
  it('the example of the documentation holds and reaches its goals', async () => {
    const path = fileURLToPath(new URL('../docs/examples/lift.yaml', import.meta.url));
    const { code, err } = await type(`run ${path}`, { engine: installedEngine });
    expect([code, err]).toEqual([0, '']);
  });

  it('every scenario passes the checks of the command line and holds', async () => {
    const { code, out } = await type('run --all', { engine: installedEngine });
    expect(out).not.toContain('✗');
    expect(code).toBe(0);
  });
});

// What `npm run build` made.
const BUILT = fileURLToPath(new URL('../dist/bin/zim-sim.js', import.meta.url));

describe('the built program', () => {
  const spawn = (...words: string[]) => spawnSync(process.execPath, [BUILT, ...words], { encoding: 'utf8' });

  it('prints its version', () => {
    expect(spawn('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 2 for bad input', () => {
    const { status, stdout, stderr } = spawn('run', 'nobody');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Unknown scenario "nobody".*\n$/);
  });

  it('survives a reader that goes away', () => {
    const { stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${BUILT}" run --all --json | head -c 10`],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
  });
});

describe('check', () => {
  const recorded = async (name: string, extra = ''): Promise<string> => {
    const path = join(folder, `${name}.jsonl`);
    await type(`run ${name} --record ${path} ${extra}`, { engine: installedEngine });
    return path;
  };

  it('judges what a run recorded, and says so in JSON too', async () => {
    const path = await recorded('room-still-member');
    const { code, out, err } = await type(`check ${path}`, { engine: installedEngine });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/R2a +✓ held/);
    const { out: json } = await type(`check ${path} --json --sdk 2.29.0`, { engine: installedEngine });
    expect(JSON.parse(json)).toMatchObject({ outcome: 'held', sdk: '2.29.0', problems: [] });
  });

  it('shows the lines of a violation and ends with 1', async () => {
    const path = await recorded('token-renewed', '--mutant no-warning');
    const { code, out } = await type(`check ${path}`, { engine: installedEngine });
    expect(code).toBe(1);
    expect(out).toMatch(/T1 +✗ violated/);
    expect(out).toMatch(/line \d+: 1:00/);
  });

  it('judges what it can and ends with 2 when something is wrong with a log', async () => {
    const path = await recorded('room-deleted');
    const { code, out, err } = await type(`check ${path} ${join(folder, 'nobody.jsonl')}`, {
      engine: installedEngine,
    });
    expect(code).toBe(2);
    expect(out).toContain('✓ held');
    expect(err).toBe(
      `${join(folder, 'nobody.jsonl')}: Expected a file that can be read to its end, got no such file.\n`,
    );
    const other = file('other.log', 'hello\n');
    const only = await type(`check ${other}`, { engine: installedEngine });
    expect({ code: only.code, out: only.out, lines: only.err.split('\n').length }).toEqual({
      code: 2,
      out: '',
      lines: 2,
    });
  });

  it.each([
    ['check', 'Missing required argument'],
    ['check x.jsonl --sdk 9', '--sdk: Expected a version'],
    ['check x.jsonl --to-scenario x.json', 'Expected --to-scenario to name a .yaml file'],
    ['run room-deleted --runs 2 --record x.jsonl', 'Expected --record with one run'],
  ])('refuses %s', async (line, message) => {
    const { code, out, err } = await type(line, { engine: installedEngine });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('prints what was judged when it is interrupted', async () => {
    const path = await recorded('room-deleted');
    const watchInterrupts = (): ReturnType<CliIo['watchInterrupts']> => ({
      interrupted: async () => true,
      stop: () => {},
    });
    const { code, out } = await type(`check ${path}`, { engine: installedEngine, io: { watchInterrupts } });
    expect(code).toBe(130);
    expect(out).toContain('✓ held');
  });

  it('writes a scenario that run accepts', async () => {
    const path = await recorded('train-with-tunnels');
    const yaml = join(folder, 'train.yaml');
    const { code, err } = await type(`check ${path} --to-scenario ${yaml}`, { engine: installedEngine });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('written') });
    const again = await type(`run ${yaml}`, { engine: installedEngine });
    expect({ code: again.code, err: again.err }).toEqual({ code: 0, err: '' });
  });
});
