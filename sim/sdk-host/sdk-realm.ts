// A page with the SDK in it: a context that is never used twice, with the platform's host around it.
import type { Context, Script } from 'node:vm';
import { UsageError } from '../kernel/usage-error.js';
import type { DeviceDatabases } from '../sandbox/device-databases.js';
import { contextFor } from '../sandbox/drain.js';
import { platformFor } from '../sandbox/platform.js';
import type { SocketCallbacks } from '../sandbox/realm/host.js';
import type { AirBetween } from './air.js';
import type { PackageScript, SdkBootHost, SdkControls } from './boot-host.js';
import type { CompiledPackage } from './sdk-package.js';

/** More than a small script draws, and few enough to be printed. */
const MOST_RANDOMS = 200;

/** The scripts that make a page. */
export interface RealmScripts {
  readonly prelude: Script;
  readonly indexedDb: Script;
}

export interface RealmSetting {
  readonly scripts: RealmScripts;
  /** Undefined for the model behind the drop-in. */
  readonly sdk: CompiledPackage | undefined;
  readonly air: AirBetween;
  readonly seed: number;
  readonly online: boolean;
  readonly visible: boolean;
  readonly stored: Map<string, string>;
  readonly databases: DeviceDatabases;
  readonly draws: { count: number };
  /** Gets what `Math.random` gives, up to `MOST_RANDOMS`. */
  readonly randoms: number[];
  /** The same number for every `Math.random`, for comparisons. */
  readonly fixedRandom: number | undefined;
  readonly host: Omit<SdkBootHost, 'platform'>;
  failed(source: 'uncaught' | 'rejection', error: unknown): void;
}

export interface SdkRealm {
  readonly context: Context;
  readonly controls: SdkControls;
}

/** Makes a page and loads the SDK in it. */
export function openRealm(setting: RealmSetting): SdkRealm {
  const { scripts, sdk, air, fixedRandom } = setting;
  const context = contextFor('sdk');
  const sockets = new Map<number, SocketCallbacks>();
  const platform = platformFor({
    device: 'phone',
    seed: setting.seed,
    timeZone: 'UTC',
    locale: 'en-US',
    online: setting.online,
    visible: setting.visible,
    stored: setting.stored,
    draws: setting.draws,
    // What the SDK writes to the console is nobody's business here.
    console: () => {},
    uncaught: (error, where) => setting.failed(where === 'a promise' ? 'rejection' : 'uncaught', error),
    request: (id, request, callbacks) => air.request(id, request, callbacks),
    abort: (id) => air.abort(id),
    sockets: {
      open: (id, _socket, callbacks) => {
        sockets.set(id, callbacks);
        air.openSocket(id, callbacks);
      },
      send: () => {},
      close: (id) => air.closeSocket(id, sockets.get(id)),
      buffered: () => 0,
    },
    loadScript: () => setting.databases.load(() => scripts.indexedDb.runInContext(context)),
  });
  const random = fixedRandom === undefined ? platform.random : () => fixedRandom;
  const boot = scripts.prelude.runInContext(context) as (host: SdkBootHost) => SdkControls;
  const controls = boot({
    ...setting.host,
    platform: {
      ...platform,
      random: () => {
        const drawn = random();
        if (setting.randoms.length < MOST_RANDOMS) setting.randoms.push(drawn);
        return drawn;
      },
    },
  });
  const run = sdk === undefined ? undefined : (sdk.script.runInContext(context) as PackageScript);
  let names: string;
  try {
    names = controls.load(run);
  } catch (error) {
    // A page whose database is broken may be too much for it.
    if (setting.host.database === 'works') throw notTheSdk(sdk, error);
    setting.failed('uncaught', error);
    return { context, controls };
  }
  if (names === '[]') throw notTheSdk(sdk, undefined);
  return { context, controls };
}

function notTheSdk(sdk: CompiledPackage | undefined, error: unknown): Error {
  const what = sdk === undefined ? 'the model' : `${sdk.name}@${sdk.version}`;
  const message = (error as { readonly message?: unknown } | undefined)?.message;
  const why =
    error === undefined
      ? 'it exports no class ZIM with a method create'
      : `it fails when it is loaded (${String(message).slice(0, 100)})`;
  return new UsageError(`${what}: Expected the ZIM SDK for the web, but ${why}.`);
}
