// Which package is meant: an installed one, a folder, or a version that npm brings into a cache.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { findInstalled, packageIn, type SdkPackage } from '../../sim/sdk-host/sdk-package.js';
import { SDK_VERSIONS } from '../../sim/zim/versions.js';
import type { CliIo } from '../io.js';

const NAME = 'zego-zim-web';
const INSTALL_MS = 300_000;

export interface FindOptions {
  /** The argument; undefined for the copy that is installed. */
  readonly given: string | undefined;
  /** Further versions, the given one or not. */
  readonly versions: readonly string[];
  readonly yes: boolean;
}

export interface FoundPackages {
  /** What is judged. */
  readonly main: SdkPackage;
  /** All of them, oldest first, the main one too. */
  readonly all: readonly SdkPackage[];
}

/**
 * Finds, and where it must installs.
 *
 * @throws UsageError one line: nothing is installed, there is no such version, npm cannot reach its registry …
 */
export async function findPackages(options: FindOptions, io: CliIo): Promise<FoundPackages> {
  const { given, versions, yes } = options;
  const wanted = [...new Set([...versionsIn(given), ...versions])];
  const missing = wanted.filter((version) => cachedOrInstalled(version) === undefined);
  if (missing.length > 0) {
    await permission(missing, yes, io);
    for (const version of missing) await install(version, io);
  }
  const others = wanted.map((version) => packageIn(cachedOrInstalled(version) ?? '', `${NAME}@${version}`));
  const local = versionsIn(given).length === 0 && !(given === undefined && versions.length > 0);
  const main = local ? localPackage(given) : others[others.length - 1];
  if (main === undefined) throw new UsageError('Expected a version, got none.');
  const all = [...others, ...(local ? [main] : [])];
  const distinct = all.filter(({ file }, at) => all.findIndex((one) => one.file === file) === at);
  return { main, all: distinct.sort((a, b) => rankOf(a) - rankOf(b)) };
}

function rankOf({ version }: SdkPackage): number {
  const known = (SDK_VERSIONS as readonly string[]).indexOf(version);
  return known < 0 ? SDK_VERSIONS.length : known;
}

/** `zego-zim-web@2.20.0`, or a bare version. */
function versionsIn(given: string | undefined): readonly string[] {
  const version = given === undefined ? undefined : /^(?:zego-zim-web@)?(\d+\.\d+\.\d+.*)$/.exec(given)?.[1];
  return version === undefined ? [] : [version];
}

function localPackage(given: string | undefined): SdkPackage {
  if (given !== undefined && given !== NAME && (/[/\\.]/.test(given) || existsSync(given))) {
    return packageIn(resolve(given), given);
  }
  const name = given ?? NAME;
  const folder = findInstalled(name, process.cwd());
  if (folder === undefined) {
    throw new UsageError(
      `${name}: Expected it to be installed here, found it in no node_modules. Install it: npm i ${name}. Or name a version, which npm brings into a cache: zim-sim sdk ${NAME}@2.29.0`,
    );
  }
  return packageIn(folder, name);
}

/** Where versions are kept that npm had to bring. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env;
  const base =
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(base, 'zim-sim', 'sdk');
}

function cachedOrInstalled(version: string): string | undefined {
  const cached = join(cacheFolder(), `${NAME}@${version}`, 'node_modules', NAME);
  if (existsSync(join(cached, 'package.json'))) return cached;
  const installed = findInstalled(NAME, process.cwd());
  return installed !== undefined && packageIn(installed).version === version ? installed : undefined;
}

async function permission(missing: readonly string[], yes: boolean, io: CliIo): Promise<void> {
  const list = missing.map((version) => `${NAME}@${version}`).join(', ');
  const what = `npm will install ${list} into ${cacheFolder()}`;
  if (yes) {
    io.stderr(`${what}\n`);
    return;
  }
  if (!process.stdin.isTTY || !io.stderrIsTerminal) {
    throw new UsageError(`Expected a yes, since ${what}. Say it beforehand where nobody can be asked: --yes`);
  }
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asked.question(`${what}. Go on? [y/N] `);
  asked.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was installed, and nothing was run.');
}

async function install(version: string, io: CliIo): Promise<void> {
  const folder = join(cacheFolder(), `${NAME}@${version}`);
  const beside = `${folder}.${process.pid}.tmp`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  writeFileSync(join(beside, 'package.json'), '{ "private": true }\n');
  const args = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--loglevel=error',
  ];
  try {
    await promisify(execFile)('npm', [...args, `${NAME}@${version}`], { cwd: beside, timeout: INSTALL_MS });
    rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw installError(version, error);
  }
  io.stderr(`installed ${NAME}@${version}\n`);
}

function installError(version: string, error: unknown): UsageError {
  const { stderr = '', message = '' } = error as { readonly stderr?: string; readonly message?: string };
  const said = stderr === '' ? message : stderr;
  if (/ETARGET|E404|notarget|No matching version/i.test(said)) {
    return new UsageError(
      `${NAME}@${version}: Expected a version that is on npm, there is none of this number. The versions: npm view ${NAME} versions`,
    );
  }
  const line = said.split('\n').find((one) => one.trim() !== '') ?? 'npm said nothing';
  return new UsageError(
    `${NAME}@${version}: Expected npm to install it, it could not (${line.trim().slice(0, 160)}). See whether the registry can be reached: npm ping`,
  );
}
