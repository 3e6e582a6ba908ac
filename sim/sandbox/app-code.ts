// The code that runs in realms: the app's bundle and what prepares a realm for it. Compiled once a process, run in each
// context anew.

import { Script } from 'node:vm';
import type { BootControls, BootHost } from './boot-host.js';

/** Texts, as the bundler makes them. JSON. */
export interface AppBundle {
  /** The app, as a script that leaves its exports in the realm's registry. */
  readonly code: string;
  /** A source map of `code`, JSON. */
  readonly map: string;
  /** `boot` as a script whose value is the function. */
  readonly prelude: string;
  /** IndexedDB, for realms that touch it. */
  readonly indexedDb: string;
  /** Over all of it. */
  readonly hash: string;
  /** The files that went into it, relative to the folder of the configuration. */
  readonly files: readonly string[];
}

/** The name of the bundle in stacks. */
export const APP_FILE = 'zim-sim:app';

export interface CompiledApp {
  readonly bundle: AppBundle;
  readonly prelude: Script;
  readonly app: Script;
  readonly indexedDb: Script;
}

export type Boot = (host: BootHost) => BootControls;

/** Compiles a bundle; a syntax error in it would have been the bundler's. */
export function compileApp(bundle: AppBundle): CompiledApp {
  return {
    bundle,
    prelude: new Script(bundle.prelude, { filename: 'zim-sim:realm' }),
    app: new Script(bundle.code, { filename: APP_FILE }),
    indexedDb: new Script(bundle.indexedDb, { filename: 'zim-sim:indexed-db' }),
  };
}
