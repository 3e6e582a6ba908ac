// A page goes and its databases stay: they are read out of the one realm and put into the next, which has classes of its own.
// The public ways to do that take turns of the event loop, in which the page that has gone would run on.

import RawDatabase from 'fake-indexeddb:Database';
import RawIndex from 'fake-indexeddb:Index';
import RawObjectStore from 'fake-indexeddb:ObjectStore';
import { indexedDB } from 'fake-indexeddb';

const { _databases: databases } = indexedDB as unknown as {
  readonly _databases: Map<string, RawDatabase>;
};

/** The databases, for `restore` in another realm. What was not committed is undone, and nothing may use them any more. */
export function save(): unknown {
  for (const { transactions } of databases.values()) {
    for (const { _state, _rollbackLog } of transactions) {
      if (_state === 'active' || _state === 'inactive') for (const undo of _rollbackLog.toReversed()) undo();
    }
  }
  // One that was never opened to its end has the version 0, and is none.
  return [...databases.values()].filter(({ version }) => version > 0);
}

/** Takes over what `save` gave in a realm that is gone. */
export function restore(kept: unknown): void {
  for (const given of kept as readonly RawDatabase[]) {
    const database = new RawDatabase(given.name, given.version);
    for (const store of given.rawObjectStores.values()) {
      database.rawObjectStores.set(store.name, storeLike(store, database));
    }
    databases.set(given.name, database);
  }
}

function storeLike(given: RawObjectStore, database: RawDatabase): RawObjectStore {
  const { name, keyPath, autoIncrement } = given;
  const made = new RawObjectStore(database, name, pathLike(keyPath), autoIncrement);
  for (const index of given.rawIndexes.values()) {
    const indexed = new RawIndex(made, index.name, pathLike(index.keyPath), index.multiEntry, index.unique);
    indexed.initialized = true;
    made.rawIndexes.set(index.name, indexed);
  }
  for (const { key, value } of given.records.values()) {
    made.storeRecord({ key: structuredClone(key), value: structuredClone(value) });
  }
  if (made.keyGenerator !== null) made.keyGenerator.num = given.keyGenerator?.num ?? 0;
  return made;
}

/** Lists belong to a realm. */
function pathLike<T extends string | string[] | null>(path: T): T {
  return (typeof path === 'object' && path !== null ? [...path] : path) as T;
}
