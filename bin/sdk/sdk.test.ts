// `zim-sim sdk` on the package that is installed here: what it prints, leaves and refuses.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const CLI = resolve('dist/bin/zim-sim.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function zimSim(args: string, cwd: string, env: Record<string, string> = {}): Promise<Ended> {
  try {
    const options = { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, maxBuffer: 1 << 26 };
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [CLI, ...args.split(' ')],
      options,
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sdk-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('node_modules/zego-zim-web'), join(folder, 'node_modules/zego-zim-web'));
  return folder;
}

describe('zim-sim sdk', () => {
  let cwd: string;
  let first: Ended;
  beforeAll(async () => {
    cwd = project();
    first = await zimSim('sdk --runs 16 --workers 2 --json', cwd);
  }, 180_000);

  interface Report {
    readonly versions: readonly { readonly digest: string; readonly runs: number }[];
    readonly findings: readonly {
      readonly signature: string;
      readonly given: { readonly steps: unknown[] };
    }[];
  }
  const reportOf = ({ stdout }: Ended): Report => JSON.parse(stdout) as Report;

  it('finds what the installed package does, and leaves a capsule and a program for each', () => {
    expect(first.code).toBe(1);
    const report = reportOf(first);
    expect(report.versions).toMatchObject([{ runs: 16 }]);
    const { findings } = report;
    expect(findings.map(({ signature }) => signature.split(':')[0])).toContain('attempts-go-on');
    for (const { given } of findings) expect(given.steps.length).toBeLessThanOrEqual(6);
    const names = readdirSync(join(cwd, 'zim-sim-report'));
    expect(names).toContain('sdk-attempts-go-on-1.json');
    expect(names).toContain('sdk-attempts-go-on-1.mjs');
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
  it('is the same with one process, in another time zone', async () => {
    const other = await zimSim('sdk --runs 16 --workers 1 --json', project(), { TZ: 'Asia/Kathmandu' });
    const plain = (report: Report): unknown =>
      report.findings.map(({ signature, given }) => ({ signature, given }));
    expect(plain(reportOf(other))).toEqual(plain(reportOf(first)));
    expect(reportOf(other).versions[0]?.digest).toBe(reportOf(first).versions[0]?.digest);
  }, 180_000);
  it('replays a finding bit for bit', async () => {
    const { code, stdout } = await zimSim('replay zim-sim-report/sdk-attempts-go-on-1.json --verify', cwd);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ reproduced: no attempt to connect/);
    expect(stdout).toMatch(/the same run, bit for bit/);
  }, 60_000);
  it('does not fail for what is known', async () => {
    writeFileSync(join(cwd, 'known.json'), first.stdout);
    expect((await zimSim('sdk --runs 16 --known known.json --json', cwd)).code).toBe(0);
  }, 180_000);
  it('shows a finding without zim-sim', async () => {
    const program = join(cwd, 'zim-sim-report/sdk-errors-are-readable-1.mjs');
    symlinkSync(resolve('node_modules/fake-indexeddb'), join(cwd, 'node_modules/fake-indexeddb'));
    const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd });
    expect(stdout).toMatch(/^\d+ settle login .*"ok":false/m);
    expect(readFileSync(program, 'utf8')).not.toMatch(/zim-sim sdk/);
  }, 60_000);
});

describe('Ctrl-C in a terminal', () => {
  it('reaches all processes, and what was found is written', async () => {
    const cwd = project();
    const child = spawn(process.execPath, [CLI, 'sdk', '--runs', '2000', '--workers', '2'], {
      cwd,
      // A group of its own, as a terminal makes for each command.
      detached: true,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (piece: Buffer) => {
      stdout += piece.toString();
    });
    // Findings are told as they come.
    await new Promise((done) => child.stderr.once('data', done));
    process.kill(-Number(child.pid), 'SIGINT');
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(130);
    expect(stdout).toMatch(/findings? in \d+ runs?\n.*ended early/);
    expect(readdirSync(join(cwd, 'zim-sim-report')).some((name) => name.endsWith('.mjs'))).toBe(true);
  }, 60_000);
});

const REFUSED: readonly (readonly [args: string, message: RegExp])[] = [
  ['sdk', /zego-zim-web: Expected it to be installed here.*npm i zego-zim-web/],
  ['sdk ./nope', /\.\/nope: Expected a folder with a package/],
  ['sdk zego-zim-web@2.20.0', /Expected a yes, since npm will install zego-zim-web@2.20.0.*--yes/],
  ['sdk --versions 1,2', /Expected --versions to be versions of zego-zim-web, got "1"/],
  ['sdk --versions 2.20.0 --all-versions', /got both/],
  ['sdk --runs 0', /Expected --runs to be a whole number from 1/],
  ['sdk 2.29.0;touch', /Expected a version of zego-zim-web, got "2.29.0;touch"/],
  ['sdk zego-zim-web@latest', /Expected a package, a folder or a version, got "zego-zim-web@latest"/],
  ['sdk --compare --known x', /Expected --compare without --known/],
  ['sdk --known nope.json', /nope.json: Expected a report to read known findings from, got no such file/],
];

describe('zim-sim sdk refuses', () => {
  it.each(REFUSED)('%s', async (args, message) => {
    const cwd = mkdtempSync(join(tmpdir(), 'sdk-'));
    const { code, stdout, stderr } = await zimSim(args, cwd, { XDG_CACHE_HOME: join(cwd, 'cache') });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
    expect(readdirSync(cwd)).toEqual([]);
  });
  it('an install without a registry', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'sdk-'));
    const env = {
      XDG_CACHE_HOME: join(cwd, 'cache'),
      npm_config_registry: 'http://127.0.0.1:9',
      npm_config_fetch_retries: '0',
    };
    const { code, stderr } = await zimSim('sdk zego-zim-web@2.20.0 --yes', cwd, env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/zego-zim-web@2.20.0: Expected npm to install it, it could not .*npm ping/);
  }, 60_000);
  it('a cache folder that cannot be made, and other documents', async () => {
    const cwd = project();
    const env = { XDG_CACHE_HOME: join(cwd, 'a-file') };
    writeFileSync(env.XDG_CACHE_HOME, '');
    const cached = await zimSim('sdk zego-zim-web@2.20.0 --yes', cwd, env);
    expect([cached.code, cached.stderr]).toEqual([2, expect.stringContaining('Let XDG_CACHE_HOME name')]);
    writeFileSync(join(cwd, 'known.json'), '{ "findings": [null] }');
    const known = await zimSim('sdk --known known.json', cwd);
    expect([known.code, known.stderr]).toEqual([
      2,
      expect.stringContaining('Expected a report with findings'),
    ]);
    writeFileSync(join(cwd, 'c.json'), '{ "kind": "sdk", "format": 1, "given": { "steps": [null] } }');
    const capsule = await zimSim('replay c.json', cwd);
    expect([capsule.code, capsule.stderr]).toEqual([2, expect.stringContaining('something wrong at')]);
  }, 60_000);
  it.each([
    ['exports = { ZIM: { create: () => null } }', 'its ZIM.create gives no instance'],
    ['throw null', 'it fails when it is loaded'],
  ])(
    'a package with no more than: %s',
    async (text, message) => {
      const cwd = mkdtempSync(join(tmpdir(), 'sdk-'));
      mkdirSync(join(cwd, 'other'));
      writeFileSync(
        join(cwd, 'other/package.json'),
        '{ "name": "other", "version": "1.0.0", "main": "lib" }',
      );
      mkdirSync(join(cwd, 'other/lib'));
      writeFileSync(join(cwd, 'other/lib/index.js'), `module.${text};`.replace('module.throw', 'throw'));
      const { code, stderr } = await zimSim('sdk ./other', cwd);
      expect(stderr).toContain(message);
      expect(code).toBe(2);
    },
    60_000,
  );
  it('a package that is no SDK', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'sdk-'));
    mkdirSync(join(cwd, 'other'));
    writeFileSync(join(cwd, 'other/package.json'), '{ "name": "other", "version": "1.0.0" }');
    writeFileSync(join(cwd, 'other/index.js'), 'module.exports = {};');
    const { code, stderr } = await zimSim('sdk ./other', cwd);
    expect(code).toBe(2);
    expect(stderr).toMatch(/other@1.0.0: Expected the ZIM SDK for the web/);
  }, 60_000);
});
