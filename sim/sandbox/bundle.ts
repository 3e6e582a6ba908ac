// Makes one script of an app and everything that it imports, with the SDK replaced by the drop-in. What cannot be
// simulated is refused here, by name and with the chain of imports that leads to it.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildFailure, type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { UsageError } from '../kernel/usage-error.js';
import type { AppBundle } from './app-code.js';

/** What to bundle, and with what around it. */
export interface BundleOptions {
  /** The app's entry, absolute. */
  readonly entry: string;
  /** Paths in messages and stories are relative to this folder. */
  readonly folder: string;
  /** `process.env.X` and `import.meta.env.X`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other modules in the place of those that are imported by these names; absolute paths. */
  readonly stubs?: Readonly<Record<string, string>>;
}

/** Names of the package that apps import, on the platforms that it exists for. */
const SDK_PACKAGES = /^(zego-zim-web|zego-zim-react-native|zego-zim-miniprogram|zim-sim\/zim)(\/.*)?$/;

const MEDIA = [
  'png',
  'jpg',
  'jpeg',
  'gif',
  'webp',
  'avif',
  'svg',
  'ico',
  'mp3',
  'wav',
  'ogg',
  'mp4',
  'webm',
  'woff',
  'woff2',
  'ttf',
  'otf',
  'eot',
];

/**
 * Bundles an app.
 *
 * @throws UsageError one line: the entry is missing, does not compile, or imports what cannot be simulated
 */
export async function bundleApp(options: BundleOptions): Promise<AppBundle> {
  const { entry, folder } = options;
  if (!existsSync(entry)) {
    throw new UsageError(
      `${relative(process.cwd(), entry)}: Expected the entry of an app, got no file of this name. Give the file that starts it, for example: zim-sim test src/main.ts`,
    );
  }
  const refused: string[] = [];
  const output = await run({
    ...COMMON,
    stdin: {
      contents: entryText(entry),
      resolveDir: dirname(entry),
      sourcefile: 'zim-sim-entry.js',
      loader: 'js',
    },
    absWorkingDir: folder,
    outdir: resolve(folder, 'zim-sim-out'),
    // Not `iife`, which has no top-level await: the text is put into an async function below.
    format: 'esm',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['browser', 'import', 'module', 'default'],
    metafile: true,
    sourcemap: 'external',
    jsx: 'automatic',
    define: defines(options),
    loader: Object.fromEntries([
      ...MEDIA.map((kind) => [`.${kind}`, 'dataurl'] as const),
      ['.css', 'css'],
      ['.module.css', 'local-css'],
      ['.txt', 'text'],
      ['.html', 'text'],
      ['.md', 'text'],
    ]),
    plugins: [
      await sdk(),
      stubs(options.stubs ?? {}),
      viteQueries,
      await frameworks(folder),
      builtins(refused),
    ],
  });
  const code = output.files.find(({ path }) => path.endsWith('.js'))?.text ?? '';
  const map = output.files.find(({ path }) => path.endsWith('.js.map'))?.text ?? '';
  const files = Object.keys(output.metafile?.inputs ?? {}).filter((path) =>
    existsSync(resolve(folder, path)),
  );
  const [prelude, indexedDb] = await realmScripts();
  const script = `(async()=>{"use strict";${code}\n})().catch((error)=>{globalThis[Symbol.for("zim-sim.realm")].failed(error)});`;
  return {
    code: script,
    map: withSources(map, folder),
    prelude,
    indexedDb,
    hash: createHash('sha256').update(script).update(prelude).digest('hex').slice(0, 16),
    files,
  };
}

const COMMON: BuildOptions = {
  bundle: true,
  write: false,
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'silent',
  legalComments: 'none',
};

function entryText(entry: string): string {
  // By its name alone, or the place of the project would be part of the bundle.
  return `import * as app from ${JSON.stringify(`./${basename(entry)}`)}; globalThis[Symbol.for('zim-sim.realm')].exports = app;`;
}

interface Output {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly metafile: Metafile | undefined;
}

async function run(options: BuildOptions): Promise<Output> {
  try {
    const { outputFiles = [], metafile } = await build(options);
    return { files: outputFiles, metafile };
  } catch (error) {
    throw isBuildFailure(error) ? asUsage(error) : error;
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function asUsage({ errors }: BuildFailure): UsageError {
  const [first] = errors;
  const place = first?.location ?? undefined;
  const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column + 1}: `;
  const notes = (first?.notes ?? []).map(({ text }) => text).join(' ');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new UsageError(
    `${where}${first?.text ?? 'it does not compile'}${notes === '' ? '' : ` ${notes}`}${more}`,
  );
}

function defines({ env = {}, entry }: BundleOptions): Record<string, string> {
  const mode = env.NODE_ENV ?? env.MODE ?? 'production';
  const processEnv = { NODE_ENV: mode, ...env };
  const viteEnv = { MODE: mode, DEV: false, PROD: true, SSR: false, BASE_URL: '/', ...env };
  return {
    'process.env': JSON.stringify(processEnv),
    'process.env.NODE_ENV': JSON.stringify(mode),
    'import.meta.env': JSON.stringify(viteEnv),
    'import.meta.url': JSON.stringify(pathToFileURL(entry).href.replace(/^.*\//, 'https://app.example/')),
    'import.meta.hot': 'undefined',
    global: 'globalThis',
  };
}

/** The drop-in in the place of the package. */
async function sdk(): Promise<Plugin> {
  return {
    name: 'zim',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: SDK_PACKAGES }, ({ path }) => ({ path, namespace: 'zim' }));
      // In CommonJS, as the package is: a name that it does not export is undefined, and no error.
      onLoad({ filter: /.*/, namespace: 'zim' }, () => ({
        contents: "module.exports = globalThis[Symbol.for('zim-sim.realm')].zim;",
        loader: 'js',
      }));
    },
  };
}

function stubs(table: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'stubs',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path }) => {
        const stub = Object.hasOwn(table, path) ? table[path] : undefined;
        return stub === undefined ? undefined : { path: stub };
      });
    },
  };
}

/** `?url`, `?raw` and `?inline` behind the name of a file, as Vite has them. */
const viteQueries: Plugin = {
  name: 'queries',
  setup({ onResolve, onLoad, resolve: find }) {
    onResolve({ filter: /\?(url|raw|inline)$/ }, async ({ path, resolveDir, kind }) => {
      const [file = '', query = ''] = path.split('?');
      const found = await find(file, { resolveDir, kind });
      return found.errors.length > 0 ? { errors: found.errors } : { path: found.path, namespace: query };
    });
    onLoad({ filter: /.*/, namespace: 'raw' }, async ({ path }) => ({
      contents: await text(path),
      loader: 'text',
    }));
    onLoad({ filter: /.*/, namespace: 'url' }, async ({ path }) => ({
      contents: await text(path),
      loader: 'dataurl',
    }));
    onLoad({ filter: /.*/, namespace: 'inline' }, async ({ path }) => ({
      contents: await text(path),
      loader: 'text',
    }));
  },
};

async function text(path: string): Promise<Uint8Array> {
  const { readFile } = await import('node:fs/promises');
  return await readFile(path);
}

/** Vue and Svelte through the plugins of the app's own project. */
async function frameworks(folder: string): Promise<Plugin> {
  const require = createRequire(resolve(folder, 'package.json'));
  const inner: Plugin[] = [];
  for (const { packages, make } of FRAMEWORKS) {
    for (const name of packages) {
      const plugin = await pluginFrom(require, name, make);
      if (plugin !== undefined) {
        inner.push(plugin);
        break;
      }
    }
  }
  return {
    name: 'frameworks',
    async setup(build) {
      for (const plugin of inner) await plugin.setup(build);
      build.onLoad({ filter: /\.(vue|svelte)$/ }, ({ path }) => {
        const kind = path.endsWith('.vue') ? 'esbuild-plugin-vue3' : 'esbuild-svelte';
        return {
          errors: [
            { text: `${relative(folder, path)} needs a plugin for esbuild. Install it: npm i -D ${kind}` },
          ],
        };
      });
    },
  };
}

type Make = (module: Readonly<Record<string, unknown>>) => Plugin | undefined;

const called: Make = (module) => {
  const make = (module.default ?? module) as unknown;
  const inner = typeof make === 'object' && make !== null ? Reflect.get(make, 'default') : make;
  return typeof inner === 'function' ? (inner() as Plugin) : undefined;
};

const FRAMEWORKS: readonly { readonly packages: readonly string[]; readonly make: Make }[] = [
  { packages: ['unplugin-vue/esbuild', 'esbuild-plugin-vue3', 'esbuild-plugin-vue-next'], make: called },
  { packages: ['esbuild-svelte'], make: called },
];

async function pluginFrom(require: NodeJS.Require, name: string, make: Make): Promise<Plugin | undefined> {
  let path: string;
  try {
    path = require.resolve(name);
  } catch {
    return undefined;
  }
  return make((await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>);
}

const BUILTINS = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

const WHY: Readonly<Record<string, string>> = {
  child_process: 'starts real processes',
  worker_threads: 'starts real threads',
  cluster: 'starts real processes',
  fs: 'reads and writes real files',
  'fs/promises': 'reads and writes real files',
  net: 'opens real sockets',
  tls: 'opens real sockets',
  dgram: 'opens real sockets',
  http: 'opens real sockets',
  https: 'opens real sockets',
  http2: 'opens real sockets',
  dns: 'asks real servers',
};

/** Node's own modules do not exist in a page; packages of the same names do, where they are installed. */
function builtins(refused: string[]): Plugin {
  return {
    name: 'builtins',
    setup({ onResolve, onEnd, initialOptions }) {
      const importers = new Map<string, string>();
      onResolve({ filter: /.*/ }, ({ path, importer, resolveDir }) => {
        if (importer !== '' && path.startsWith('.')) importers.set(resolve(resolveDir, path), importer);
        if (!BUILTINS.has(path)) return undefined;
        const bare = path.replace(/^node:/, '');
        if (!path.startsWith('node:') && isInstalled(bare, resolveDir)) return undefined;
        refused.push(path);
        const why = WHY[bare] ?? 'exists in Node only';
        const folder = initialOptions.absWorkingDir ?? process.cwd();
        const chain = chainTo(importer, importers).map((file) => relative(folder, file));
        return {
          errors: [
            {
              text: `Expected code for a browser, got an import of "${path}", which ${why}: ${[...chain, path].join(' → ')}. Replace what needs it: stubs: { '${path}': './stub.ts' } in zim-sim.config.ts.`,
            },
          ],
        };
      });
      onEnd(() => {});
    },
  };
}

function isInstalled(name: string, from: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(resolve(folder, 'node_modules', name, 'package.json'))) return true;
    if (dirname(folder) === folder) return false;
  }
}

function chainTo(file: string, importers: ReadonlyMap<string, string>): string[] {
  const chain = [file];
  const plain = (path: string): string => path.replace(/\.[a-z]+$/, '');
  for (let length = 0; length < 20; length++) {
    const [first = ''] = chain;
    const importer = importers.get(first) ?? importers.get(plain(first));
    if (importer === undefined || importer.endsWith('zim-sim-entry.js')) break;
    chain.unshift(importer);
  }
  return chain;
}

/** Paths relative to the folder, so that a place reads the same everywhere. */
function withSources(map: string, folder: string): string {
  const parsed = JSON.parse(map) as { sources: string[]; sourcesContent?: unknown };
  const out = resolve(folder, 'zim-sim-out');
  parsed.sources = parsed.sources.map((source) =>
    relative(folder, resolve(out, source)).replaceAll('\\', '/'),
  );
  delete parsed.sourcesContent;
  return JSON.stringify(parsed);
}

let prelude: Promise<readonly [string, string]> | undefined;

/** What prepares a realm, as one script whose value is `boot`; and IndexedDB, as one whose value are its names. */
async function realmScripts(): Promise<readonly [string, string]> {
  prelude ??= Promise.all([
    realmScript(new URL('./boot', import.meta.url), 'boot'),
    realmScript(new URL('./realm/indexed-db', import.meta.url), undefined),
  ]);
  return await prelude;
}

/** What fake-indexeddb is made of: it exports only what pages use. */
const databaseParts: Plugin = {
  name: 'zim-sim:database-parts',
  setup(build) {
    const PREFIX = 'fake-indexeddb:';
    build.onResolve({ filter: new RegExp(`^${PREFIX}`) }, async ({ path, resolveDir }) => {
      const main = await build.resolve('fake-indexeddb', { kind: 'import-statement', resolveDir });
      return { path: join(dirname(main.path), 'lib', `${path.slice(PREFIX.length)}.js`) };
    });
  },
};

/** A module of this project, as a script whose value is one of its exports, or all of them. */
export async function realmScript(module: URL, value: string | undefined): Promise<string> {
  const path = `${fileURLToPath(module)}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
  const { files } = await run({
    ...COMMON,
    entryPoints: [path],
    format: 'iife',
    globalName: 'made',
    platform: 'browser',
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['timers', 'timers/promises', 'util'],
    plugins: [databaseParts],
  });
  const [only] = files;
  const result = value === undefined ? 'made' : `made.${value}`;
  return `(()=>{"use strict";globalThis.self??=globalThis;${only?.text ?? ''};return ${result}})()`;
}
