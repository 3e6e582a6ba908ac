// The scripts that make the pages of the SDK, bundled and compiled once a process.
import { Script } from 'node:vm';
import { realmScript } from '../sandbox/bundle.js';
import type { RealmScripts } from './sdk-realm.js';

let made: Promise<RealmScripts> | undefined;

export function realmScripts(): Promise<RealmScripts> {
  made ??= make();
  return made;
}

async function make(): Promise<RealmScripts> {
  const [prelude, indexedDb] = await Promise.all([
    realmScript(new URL('./boot', import.meta.url), 'boot'),
    realmScript(new URL('../sandbox/realm/indexed-db', import.meta.url), undefined),
  ]);
  return {
    prelude: new Script(prelude, { filename: 'zim-sim:realm' }),
    indexedDb: new Script(indexedDb, { filename: 'zim-sim:indexed-db' }),
  };
}
