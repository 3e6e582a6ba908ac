// What fake-indexeddb is made of and does not export; a plugin of the bundle finds it. See kept-databases.ts.

declare module 'fake-indexeddb:Database' {
  import type RawObjectStore from 'fake-indexeddb:ObjectStore';

  export default class RawDatabase {
    readonly name: string;
    readonly version: number;
    readonly rawObjectStores: Map<string, RawObjectStore>;
    readonly transactions: readonly {
      readonly _state: 'active' | 'inactive' | 'committing' | 'finished';
      readonly _rollbackLog: readonly (() => void)[];
    }[];
    constructor(name: string, version: number);
  }
}

declare module 'fake-indexeddb:ObjectStore' {
  import type RawDatabase from 'fake-indexeddb:Database';
  import type RawIndex from 'fake-indexeddb:Index';

  export default class RawObjectStore {
    readonly name: string;
    readonly keyPath: string | string[] | null;
    readonly autoIncrement: boolean;
    readonly keyGenerator: { num: number } | null;
    readonly rawIndexes: Map<string, RawIndex>;
    readonly records: { values(): Iterable<RawRecord> };
    constructor(
      database: RawDatabase,
      name: string,
      keyPath: string | string[] | null,
      autoIncrement: boolean,
    );
    storeRecord(record: RawRecord): void;
  }

  interface RawRecord {
    key: unknown;
    value: unknown;
  }
}

declare module 'fake-indexeddb:Index' {
  import type RawObjectStore from 'fake-indexeddb:ObjectStore';

  export default class RawIndex {
    readonly name: string;
    readonly keyPath: string | string[];
    readonly multiEntry: boolean;
    readonly unique: boolean;
    initialized: boolean;
    constructor(
      store: RawObjectStore,
      name: string,
      keyPath: string | string[],
      multiEntry: boolean,
      unique: boolean,
    );
  }
}
