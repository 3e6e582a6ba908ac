// Loads a scenario written in TypeScript or JavaScript: esbuild makes one module of it and of what it imports, and that
// is imported as text, without a file. `zim-sim` in it means this very package, so that a scenario works wherever
// zim-sim was started from.
import { existsSync, writeSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import { UsageError } from '../sim/kernel/usage-error.js';
import { EXIT } from './io.js';
import { more } from './load-yaml.js';

// For a module that waits for something that does not come and keeps a timer or a socket open meanwhile.
const LOAD_WITHIN_MS = 20_000;

/**
 * The default export of a module.
 *
 * @param file as the user named it; relative to the working directory
 * @throws UsageError one line when it does not compile, throws while it loads, never ends or has no default export.
 * @example await loadModule('lift.ts')
 */
export async function loadModule(file: string): Promise<unknown> {
  const module = await loadExports(file);
  if (module.default !== undefined) return module.default;
  throw new UsageError(
    `${file}: Expected a scenario as the default export, got none. For example: export default defineScenario({ … })`,
  );
}

/**
 * All exports of a module.
 *
 * @throws UsageError one line when it cannot be read, does not compile, throws while it loads or never ends.
 */
export async function loadExports(file: string): Promise<Readonly<Record<string, unknown>>> {
  return await importText(await bundle(file), file);
}

async function bundle(file: string): Promise<string> {
  const path = resolve(file);
  const url = JSON.stringify(pathToFileURL(path).href);
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
      external: builtinModules.flatMap((name) => [name, `node:${name}`]),
      // What is imported as text does not know where it came from.
      define: {
        'import.meta.url': url,
        'import.meta.filename': JSON.stringify(path),
        'import.meta.dirname': JSON.stringify(dirname(path)),
      },
      // Packages in CommonJS call `require` for what Node brings along, and an ES module has none.
      banner: {
        js: `import { createRequire as zimSimRequire } from 'node:module'; const require = zimSimRequire(${url});`,
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

// A module is imported once for each text, and a scenario that is loaded again is a new one.
let loads = 0;

async function importText(code: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  loads += 1;
  const text = `data:text/javascript,${encodeURIComponent(`${code}\n// ${loads}`)}`;
  const watch = watchLoading(file);
  try {
    const loading = import(text) as Promise<Readonly<Record<string, unknown>>>;
    return await Promise.race([loading, watch.failed]);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: Expected a module that loads, got ${reasonOf(error, text)}`);
  } finally {
    watch.stop();
  }
}

function reasonOf(error: unknown, text: string): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return message.replaceAll(text, 'it').split('\n')[0] ?? '';
}

/** Notices a module that never ends, or that ends the process. */
function watchLoading(file: string): { readonly failed: Promise<never>; readonly stop: () => void } {
  const neverEnds = new UsageError(
    `${file}: Expected a module that loads, got one that never does: it awaits something that does not come. Take the top-level await out.`,
  );
  let fail: (error: UsageError) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Nothing is left that could end the wait. The immediate keeps the process alive for the message.
  const onIdle = (): void => {
    fail(neverEnds);
    setImmediate(() => {});
  };
  const onExit = (): void => {
    writeSync(
      process.stderr.fd,
      `${file}: Expected a module that loads, got one that ends the process. Take the process.exit out.\n`,
    );
    process.exitCode = EXIT.usage;
  };
  const timer = setTimeout(() => fail(neverEnds), LOAD_WITHIN_MS);
  timer.unref();
  process.once('beforeExit', onIdle);
  process.once('exit', onExit);
  return {
    failed,
    stop: () => {
      clearTimeout(timer);
      process.off('beforeExit', onIdle);
      process.off('exit', onExit);
    },
  };
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
