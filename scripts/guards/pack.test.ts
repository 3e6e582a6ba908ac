// Packs the project as it would be published and uses it from a project of its own. It needs dist/, which
// `npm test` builds first.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { runCommand } from '../run-command.js';
import { ROOT } from './source-files.js';

const CONSUMER = `
import { defineConfig, run, version } from 'zim-sim';
import { record } from 'zim-sim/recorder';
import ZIM, { ZIMConnectionState } from 'zim-sim/zim';

const zim = ZIM.create({ appID: 1 });
zim?.on('connectionStateChanged', (_zim, { state }) => state === ZIMConnectionState.Connected);
const config = defineConfig({ app: './app.ts', services: './api.ts' });
const callable: (...args: never[]) => unknown = run;
const text: string = version;
// @ts-expect-error a version is text: this fails when the declarations do not arrive
const wrong: number = version;
export { callable, config, record, text, wrong };
`;

const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2023'],
  types: [],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: false,
};

const NEEDED = [
  'LICENSE',
  'README.md',
  'package.json',
  'scenarios/scenario.schema.json',
  'sim/logs/log.schema.json',
  'dist/sim/recorder/record.js',
  'dist/sim/recorder/record.d.ts',
  'reports/schemas/run.schema.json',
  'reports/schemas/replay.schema.json',
  'reports/schemas/campaign.schema.json',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/bin/zim-sim.js',
];

/** It never renews its token, which three runs show. */
const APP = `import { ZIM } from 'zego-zim-web';
export default ({ appID, userID, userName, token }) => {
  const zim = ZIM.create({ appID });
  return { login: () => zim.login(userID, { userName, token }).catch(() => {}) };
};
`;

describe('the packed package', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-pack-'));
  const consumer = join(folder, 'consumer');
  let packed: readonly string[] = [];

  beforeAll(async () => {
    expect(existsSync(join(ROOT, 'dist/index.js')), 'dist/ is missing: run `npm run build` first').toBe(true);
    packed = await packInto(folder);
    await installInto(consumer, join(folder, `${manifest.name}-${manifest.version}.tgz`));
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what it needs and nothing else', () => {
    expect(NEEDED.filter((path) => !packed.includes(path))).toEqual([]);
    expect(packed.filter((path) => /\.(test|bench)\.|\.map$|^dist\/scripts\//.test(path))).toEqual([]);
    expect(packed.filter((path) => !/^(dist|scenarios|reports\/schemas)\//.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
      'sim/logs/log.schema.json',
    ]);
  });

  it('holds no output of a source that is gone', () => {
    const orphans = packed
      .filter((path) => path.startsWith('dist/') && path.endsWith('.js'))
      .filter((path) => !existsSync(join(ROOT, path.slice('dist/'.length).replace(/\.js$/, '.ts'))));
    expect(orphans, 'delete dist/ and build again').toEqual([]);
  });

  it('answers on the command line', async () => {
    const { code, output } = await runCommand('npx --no-install zim-sim --version', { cwd: consumer });
    expect({ code, line: output.trim().split('\n').at(-1) }).toEqual({ code: 0, line: manifest.version });
  });

  it('can be imported', async () => {
    writeFileSync(
      join(consumer, 'import.js'),
      "import { run, version } from 'zim-sim'; console.log(typeof run, version);",
    );
    const { code, output } = await runCommand('node import.js', { cwd: consumer });
    expect({ code, output }).toEqual({ code: 0, output: `function ${manifest.version}\n` });
  });

  it('tests an app where it is installed, with and without the SDK beside it', {
    timeout: 180_000,
  }, async () => {
    writeFileSync(join(consumer, 'app.ts'), APP);
    writeFileSync(
      join(consumer, 'zim.mjs'),
      "import ZIM, { ZIMRoomState } from 'zim-sim/zim'; console.log(ZIM.getVersion(), ZIMRoomState.Connected);",
    );
    const command = 'npx --no-install zim-sim test app.ts --runs 3 --json';
    const judge = async (): Promise<unknown> => {
      expect(await runCommand('node zim.mjs', { cwd: consumer })).toMatchObject({
        code: 0,
        output: '2.29.0 2\n',
      });
      const { code, output } = await runCommand(`${command} 2>/dev/null`, { cwd: consumer });
      const { runs, digest } = JSON.parse(output.slice(output.indexOf('{'))) as {
        runs: number;
        digest: string;
      };
      return { code, runs, digest };
    };
    const without = await judge();
    expect(without).toMatchObject({ code: 1, runs: 3 });
    cpSync(join(ROOT, 'node_modules/zego-zim-web'), join(consumer, 'node_modules/zego-zim-web'), {
      recursive: true,
    });
    expect(await judge()).toEqual(without);
    rmSync(join(consumer, 'node_modules/zego-zim-web'), { recursive: true });
  });

  it('has declarations that a strict project accepts', async () => {
    writeFileSync(join(consumer, 'consumer.ts'), CONSUMER);
    const config = { compilerOptions: COMPILER_OPTIONS, files: ['consumer.ts'] };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(config));
    const compiler = JSON.stringify(join(ROOT, 'node_modules/typescript/bin/tsc'));
    const { code, output } = await runCommand(`node ${compiler} -p .`, { cwd: consumer });
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });
});

/** Packs dist/ as it is, without building it again; returns the paths in the tarball. */
async function packInto(folder: string): Promise<readonly string[]> {
  const target = JSON.stringify(folder);
  await mustRun(`npm pack --silent --ignore-scripts --pack-destination ${target}`, ROOT);
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  await mustRun(`tar -xzf ${manifest.name}-${manifest.version}.tgz -C unpacked`, folder);
  return readdirSync(join(unpacked, 'package'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(unpacked, 'package/').length));
}

async function installInto(consumer: string, tarball: string): Promise<void> {
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }');
  const flags = '--ignore-scripts --prefer-offline --no-audit --no-fund';
  await mustRun(`npm install ${flags} ${JSON.stringify(tarball)}`, consumer);
}

async function mustRun(command: string, cwd: string): Promise<void> {
  const { code, output } = await runCommand(command, { cwd });
  if (code !== 0) throw new Error(`Expected \`${command}\` to succeed, got exit ${code}:\n${output}`);
}
