// Runs texts of apps as `zim-sim test` runs files: bundled, in realms of their own, from an immediate.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromImmediate } from '../../bin/app-test/from-immediate.js';
import type { Observation } from '../check/observation.js';
import type { Property } from '../check/property.js';
import type { ScriptEntry } from '../models/script.js';
import { execute } from '../runner/execute.js';
import type { RunResult, RunSpec } from '../runner/summary.js';
import type { AppBundle } from './app-code.js';
import { bundleApp } from './bundle.js';
import type { DomFactory } from './dom.js';
import { createSandbox, type SandboxedApps, type SandboxOptions } from './sandbox.js';

/** Files by name; the first one is the entry. */
export type Files = Readonly<Record<string, string>>;

export interface Played {
  readonly run: RunResult;
  readonly apps: SandboxedApps;
  readonly bundle: AppBundle;
  /** What the app of `alice` did, of one kind. */
  of<K extends Observation['kind']>(kind: K): Extract<Observation, { readonly kind: K }>[];
  /** What it showed: `remind`, `screen` … with their words. */
  readonly shown: readonly string[];
}

/** Bundles files. */
export async function bundled(
  files: Files | string,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly stubs?: Readonly<Record<string, string>>;
  } = {},
): Promise<AppBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-test-'));
  try {
    const all = typeof files === 'string' ? { 'app.ts': files } : files;
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const stubs = Object.entries(options.stubs ?? {}).map(
      ([name, path]) => [name, join(folder, path)] as const,
    );
    const [entry = ''] = Object.keys(all);
    return await bundleApp({
      entry: join(folder, entry),
      folder,
      stubs: Object.fromEntries(stubs),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface PlayOptions extends Partial<Omit<RunSpec, 'scenario'>> {
  readonly script?: readonly ScriptEntry[];
  readonly until?: string;
  readonly tokenValidity?: string;
  readonly devices?: RunSpec['scenario']['devices'];
  readonly properties?: readonly Property[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stubs?: Readonly<Record<string, string>>;
  readonly spelling?: Readonly<Record<string, unknown>>;
  /** Time zones and languages of devices. */
  readonly places?: SandboxOptions['devices'];
  /** Pages, where the app has some. */
  readonly dom?: DomFactory;
  /** The text of a module of services. */
  readonly services?: string;
}

/** Runs an app on one device, `alice`, for ten seconds unless told otherwise. */
export async function play(files: Files | string, options: PlayOptions = {}): Promise<Played> {
  const {
    script = [],
    until = '10s',
    devices = [{ name: 'alice' }],
    properties = [],
    env,
    stubs,
    spelling,
    services,
    places,
    dom,
    ...rest
  } = options;
  const bundle = await bundled(files, {
    ...(env === undefined ? {} : { env }),
    ...(stubs === undefined ? {} : { stubs }),
  });
  const served = services === undefined ? undefined : await bundled({ 'services.ts': services });
  const sandbox = createSandbox(bundle, { services: served, dom });
  const { tokenValidity, ...spec } = rest;
  const apps = sandbox.appsFor({ roomID: 'lobby', spelling, devices: places });
  const scenario = {
    name: 'test',
    title: 'A test',
    devices,
    script,
    until,
    expects: [],
    ...(tokenValidity === undefined ? {} : { tokenValidity }),
  };
  const run = await fromImmediate(() =>
    execute({ seed: 1, ...spec, scenario }, { properties, apps: () => apps }),
  );
  const of: Played['of'] = (kind) =>
    run.observations.filter((one) => one.kind === kind && one.device === 'alice') as never;
  return { run, apps, bundle, of, shown: of('ui').map(({ what }) => what) };
}
