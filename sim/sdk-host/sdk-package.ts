// The user's own copy of the package: found, compiled once a process, never changed and never looked into.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { UsageError } from '../kernel/usage-error.js';

export interface SdkPackage {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** Where it lies, for one that was given as a folder. */
  readonly folder?: string;
}

export interface CompiledPackage extends SdkPackage {
  readonly script: Script;
}

/** The name of the package in stacks. */
const SDK_FILE = 'zim-sim:sdk';

/** The package in a folder, or the nearest installed one of this name seen from a folder. */
export function packageIn(folder: string, given: string = folder): SdkPackage {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) {
    throw new UsageError(
      `${given}: Expected a folder with a package, got none with a package.json. Give the folder of an installed zego-zim-web, for example: zim-sim sdk node_modules/zego-zim-web`,
    );
  }
  const { name, version, main } = readManifest(manifest);
  const file = mainFile(folder);
  if (file === undefined) {
    throw new UsageError(`${manifest}: Expected the package's main file, got no file ${main ?? 'index.js'}.`);
  }
  return { name: name ?? given, version: version ?? 'unknown', file: realpathSync(file) };
}

/** As Node finds it. */
function mainFile(folder: string): string | undefined {
  try {
    return createRequire(resolve(folder, 'package.json')).resolve(resolve(folder));
  } catch {
    return undefined;
  }
}

/** Where a package of this name is installed, seen from a folder; undefined where it is not. */
export function findInstalled(name: string, from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Compiles it as Node wraps a module. */
export function compilePackage(found: SdkPackage): CompiledPackage {
  const text = readFileSync(found.file, 'utf8').replace(/^#!.*/, '');
  try {
    const script = new Script(`(function(module,exports,require){${text}\n})`, { filename: SDK_FILE });
    return { ...found, script };
  } catch (error) {
    // The message of a syntax error can quote the text, which is not ours to print.
    const kind = error instanceof Error ? error.name : 'an error';
    throw new UsageError(
      `${found.name}@${found.version}: Expected a package that Node can load, its main file does not compile (${kind}). Give another folder or version.`,
    );
  }
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly main?: string;
}

function readManifest(path: string): Manifest {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>;
    const text = (key: string): Record<string, string> => {
      const value = read[key];
      return typeof value === 'string' ? { [key]: value } : {};
    };
    return { ...text('name'), ...text('version'), ...text('main') };
  } catch {
    throw new UsageError(`${path}: Expected JSON, got something else. Install the package again.`);
  }
}
