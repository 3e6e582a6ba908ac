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
/** As npm knows them; they become names of folders. */
export const VERSION: RegExp = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

export interface FindOptions {
  /** The argument; undefined for the copy that is installed. */
  readonly given: string | undefined;
  /** Further versions, the given one or not. */
  readonly versions: readonly string[];
  readonly yes: boolean;
  /** What is said where something is missing and nobody can be asked. Default: that --yes is missing. */
  readonly unasked?: string;
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
  const { given, versions } = options;
  const wanted = [...new Set([...versionsIn(given), ...versions])];
  const missing = wanted.filter((version) => cachedOrInstalled(version) === undefined);
  if (missing.length > 0) {
    await permission(missing, options, io);
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
  if (version === undefined) return [];
  if (VERSION.test(version)) return [version];
  throw new UsageError(
    `Expected a version of ${NAME}, got ${JSON.stringify(version)}. For example: zim-sim sdk ${NAME}@2.29.0`,
  );
}

function localPackage(given: string | undefined): SdkPackage {
  if (given === '' || given?.startsWith(`${NAME}@`) === true) {
    throw new UsageError(
      `Expected a package, a folder or a version, got ${JSON.stringify(given)}. For example: zim-sim sdk ${NAME}@2.29.0`,
    );
  }
  if (given !== undefined && given !== NAME && (/[/\\.]/.test(given) || existsSync(given))) {
    return { ...packageIn(resolve(given), given), folder: resolve(given) };
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
function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env;
  const base =
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(base, 'zim-sim', 'sdk');
}

/** The folder of a version that npm has brought; undefined for one that it has not. */
export function cachedFolder(version: string): string | undefined {
  const folder = join(cacheFolder(), `${NAME}@${version}`, 'node_modules', NAME);
  return isWhole(folder) ? folder : undefined;
}

function cachedOrInstalled(version: string): string | undefined {
  const cached = cachedFolder(version);
  if (cached !== undefined) return cached;
  const installed = findInstalled(NAME, process.cwd());
  return installed !== undefined && packageIn(installed).version === version ? installed : undefined;
}

/** An installation that was cut off is made again. */
function isWhole(folder: string): boolean {
  try {
    packageIn(folder);
    return true;
  } catch {
    return false;
  }
}

async function permission(
  missing: readonly string[],
  { yes, unasked }: FindOptions,
  io: CliIo,
): Promise<void> {
  const list = missing.map((version) => `${NAME}@${version}`).join(', ');
  const what = `npm will install ${list} into ${cacheFolder()}`;
  if (yes) {
    io.stderr(`${what}\n`);
    return;
  }
  if (!process.stdin.isTTY || !io.stderrIsTerminal) {
    throw new UsageError(
      unasked ?? `Expected a yes, since ${what}. Say it beforehand where nobody can be asked: --yes`,
    );
  }
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asked.question(`${what}. Go on? [y/N] `);
  asked.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was installed, and nothing was run.');
}

async function install(version: string, io: CliIo): Promise<void> {
  const folder = join(cacheFolder(), `${NAME}@${version}`);
  const beside = `${folder}.${process.pid}.tmp`;
  makeFolder(beside);
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

function makeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  } catch (error) {
    throw new UsageError(
      `${cacheFolder()}: Expected a folder that can be written, got ${String((error as NodeJS.ErrnoException).code)}. Let XDG_CACHE_HOME name another place for it.`,
    );
  }
}

function installError(version: string, error: unknown): UsageError {
  const {
    stderr = '',
    message = '',
    code,
  } = error as Readonly<Record<'stderr' | 'message' | 'code', string>>;
  if (code === 'ENOENT')
    return new UsageError('Expected npm on the PATH, it is not there. It comes with Node.');
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
