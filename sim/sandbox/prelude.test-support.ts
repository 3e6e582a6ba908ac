// Bundles the realm's scripts, once for all contexts, and evaluates them in one.
import { fileURLToPath } from 'node:url';
import { type Context, Script } from 'node:vm';
import { build } from 'esbuild';
import type { RealmHandle, RealmHost } from './realm/host.js';

/** The realm's scripts, compiled. */
export interface Prelude {
  /** Its value in a context is `installRealm`. */
  readonly install: Script;
  /** Its value in a context is what IndexedDB puts on the global. */
  readonly indexedDb: Script;
}

/** Bundles and compiles the realm; it takes some tens of milliseconds and no context. */
export async function buildPrelude(): Promise<Prelude> {
  const [install, indexedDb] = await Promise.all([
    bundle('install', 'made.installRealm'),
    bundle('indexed-db', 'made'),
  ]);
  return { install, indexedDb };
}

/** Puts the platform into a fresh context. `loadScript` is answered here. */
export function enterRealm(
  prelude: Prelude,
  context: Context,
  host: Omit<RealmHost, 'loadScript'>,
): RealmHandle {
  const installRealm = prelude.install.runInContext(context) as (port: RealmHost) => RealmHandle;
  return installRealm({ ...host, loadScript: () => prelude.indexedDb.runInContext(context) as unknown });
}

async function bundle(name: string, value: string): Promise<Script> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./realm/${name}.${extension}`, import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'made',
    platform: 'browser',
    target: 'node20',
    write: false,
    logLevel: 'silent',
    // A function around it, or the name of the bundle would be one of the app's globals.
    banner: { js: '(() => {"use strict";' },
    footer: { js: `return ${value};})()` },
  });
  return new Script(outputFiles[0]?.text ?? '', { filename: `zim-sim-${name}.js` });
}
