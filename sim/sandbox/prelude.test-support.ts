// Bundles the realm's scripts, once for all contexts, and evaluates them in one.
import { type Context, Script } from 'node:vm';
import { realmScript } from './bundle.js';
import { DeviceDatabases } from './device-databases.js';
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
    realmScript(new URL('./realm/install', import.meta.url), 'installRealm'),
    realmScript(new URL('./realm/indexed-db', import.meta.url), undefined),
  ]);
  return { install: new Script(install), indexedDb: new Script(indexedDb) };
}

/** Puts the platform into a fresh context. `loadScript` is answered here. */
export function enterRealm(
  prelude: Prelude,
  context: Context,
  host: Omit<RealmHost, 'loadScript'>,
  databases: DeviceDatabases = new DeviceDatabases(),
): RealmHandle {
  const installRealm = prelude.install.runInContext(context) as (port: RealmHost) => RealmHandle;
  return installRealm({
    ...host,
    loadScript: () => databases.load(() => prelude.indexedDb.runInContext(context)),
  });
}
