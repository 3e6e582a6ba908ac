// Loads a scenario written in TypeScript or JavaScript: esbuild makes one module of it and of what it imports.
// `zim-sim` in it means this very package, so that a scenario works wherever zim-sim was started from.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import { UsageError } from '../sim/kernel/usage-error.js';
import { more } from './load-yaml.js';

/**
 * The default export of a module.
 *
 * @param file as the user named it; relative to the working directory
 * @throws UsageError one line when it does not compile, throws while it loads or has no default export.
 * @example await loadModule('lift.ts')
 */
export async function loadModule(file: string): Promise<unknown> {
  const code = await bundle(file);
  const folder = await mkdtemp(join(tmpdir(), 'zim-sim-'));
  try {
    const path = join(folder, 'scenario.mjs');
    await writeFile(path, code);
    const module = await importFrom(path, file);
    if (module.default !== undefined) return module.default;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw new UsageError(
    `${file}: Expected a scenario as the default export, got none. For example: export default defineScenario({ … })`,
  );
}

async function bundle(file: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [resolve(file)],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
      external: builtinModules.flatMap((name) => [name, `node:${name}`]),
      // Packages in CommonJS call `require` for what Node brings along, and an ES module has none.
      banner: {
        js: "import { createRequire as zimSimRequire } from 'node:module'; const require = zimSimRequire(import.meta.url);",
      },
      plugins: [thisPackage],
    });
    return outputFiles[0]?.text ?? '';
  } catch (error) {
    if (isBuildFailure(error)) throw compileError(error, file);
    throw error;
  }
}

const thisPackage: Plugin = {
  name: 'zim-sim',
  setup({ onResolve }) {
    onResolve({ filter: /^zim-sim$/ }, () => ({ path: entryOfThisPackage(), external: true }));
  },
};

// From dist/bin/ the entry is dist/index.js. From the sources, which Node cannot import, it is the same file.
function entryOfThisPackage(): string {
  const beside = new URL('../index.js', import.meta.url);
  return existsSync(fileURLToPath(beside)) ? beside.href : new URL('../dist/index.js', import.meta.url).href;
}

async function importFrom(path: string, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(`${file}: Expected a module that loads, got ${message.split('\n')[0]}`);
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function compileError({ errors }: BuildFailure, file: string): UsageError {
  const [first] = errors;
  const place = first?.location ?? undefined;
  const where = place === undefined ? file : `${place.file}:${place.line}:${place.column + 1}`;
  return new UsageError(`${where}: ${first?.text ?? 'it does not compile'}${more(errors.length - 1)}`);
}
