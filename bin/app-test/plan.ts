// What a test of an app is, as data that every worker gets; and how it is made from what somebody typed.
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { appRules } from '../../properties/app-rules/index.js';
import { type AppCaseOptions, appCases } from '../../properties/arbitraries/app-case.js';
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import type { BatchDeps } from '../../sim/campaign/batch.js';
import type { AppRef } from '../../sim/campaign/capsule.js';
import type { Property } from '../../sim/check/property.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import { parseDurationMs } from '../../sim/kernel/duration.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { findProfile } from '../../sim/network/profiles.js';
import type { BundleOptions } from '../../sim/sandbox/bundle.js';
import type { Sandbox, SandboxOptions } from '../../sim/sandbox/sandbox.js';
import { checkTestConfig, type TestConfig } from '../../sim/sandbox/test-config.js';
import { loadExports } from '../load-module.js';
import { STATES_RULE } from './states-rule.js';

/** The file that `zim-sim init` writes and `zim-sim test` looks for. */
export const CONFIG_NAME = 'zim-sim.config.ts';

const CONFIG_NAMES = [CONFIG_NAME, 'zim-sim.config.js', 'zim-sim.config.mjs'];

/** A configuration, and where everything in it is. */
export interface Target {
  /** As it was typed. */
  readonly given: string;
  readonly config: TestConfig;
  /** Undefined where there is only an entry. */
  readonly configFile: string | undefined;
  readonly folder: string;
  readonly entry: string;
}

/**
 * Finds what is to be tested: a configuration, a folder with one, or the entry of an app.
 *
 * @throws UsageError one line when there is nothing, or something wrong in it
 */
export async function findTarget(given: string): Promise<Target> {
  const path = resolve(given);
  if (!existsSync(path)) {
    throw new UsageError(
      `${given}: Expected the entry of an app or a ${CONFIG_NAME}, got no file of this name. To write one: zim-sim init`,
    );
  }
  if (statSync(path).isDirectory()) {
    const name = CONFIG_NAMES.find((candidate) => existsSync(resolve(path, candidate)));
    if (name === undefined) {
      throw new UsageError(
        `${given}: Expected a folder with a ${CONFIG_NAME}, got one without. Give the entry of the app, or write one: zim-sim init`,
      );
    }
    return await fromConfig(relative(process.cwd(), resolve(path, name)), resolve(path, name));
  }
  if (CONFIG_NAMES.includes(basename(path))) return await fromConfig(given, path);
  return { given, config: { app: given }, configFile: undefined, folder: process.cwd(), entry: path };
}

async function fromConfig(given: string, path: string): Promise<Target> {
  const config = checkTestConfig((await loadExports(given)).default, given);
  checkPlaces(config, given);
  const folder = dirname(path);
  return { given, config, configFile: path, folder, entry: resolve(folder, config.app) };
}

/** Time zones and languages that this Node does not know would be errors of the app. */
function checkPlaces({ devices = [] }: TestConfig, file: string): void {
  for (const { name, timeZone, locale } of devices) {
    if (timeZone !== undefined && !works(() => new Intl.DateTimeFormat('en-US', { timeZone }))) {
      throw new UsageError(
        `${file}: Expected the timeZone of ${name} to be an IANA name, got ${JSON.stringify(timeZone)}. For example: timeZone: 'Asia/Tokyo'`,
      );
    }
    if (locale !== undefined && !works(() => Intl.DateTimeFormat.supportedLocalesOf(locale)[0])) {
      throw new UsageError(
        `${file}: Expected the locale of ${name} to be a language tag that Node knows, got ${JSON.stringify(locale)}. For example: locale: 'ja-JP'`,
      );
    }
  }
}

function works(make: () => unknown): boolean {
  try {
    return make() !== undefined;
  } catch {
    return false;
  }
}

/** The data of a test. JSON. */
export interface AppPlan {
  readonly given: string;
  readonly configFile?: string;
  readonly seed: number;
  /** Where the bundle is. */
  readonly bundleFile: string;
  /** The same for the app's own servers. */
  readonly servicesFile?: string;
  readonly hash: string;
  readonly cases: AppCaseOptions;
  /** Ids of rules that are not asked. */
  readonly off: readonly string[];
  /** Only failures of this one. */
  readonly property?: string;
  /** What the page begins with; undefined where there is no DOM. */
  readonly html?: string;
  /** Whether anybody can tell what the app shows. */
  readonly seesUi: boolean;
}

/** What the bundler is to be told. */
export function bundleOptionsOf({ entry, folder, config }: Target): BundleOptions {
  const stubs = Object.entries(config.stubs ?? {}).map(
    ([name, path]) => [name, resolve(folder, path)] as const,
  );
  return {
    entry,
    folder,
    stubs: Object.fromEntries(stubs),
    ...(config.env === undefined ? {} : { env: config.env }),
  };
}

/** What runs of the test are drawn from, as far as the configuration says it. */
export function casesOf(
  { config, folder, entry }: Target,
  only: readonly FaultKind[] | undefined,
): AppCaseOptions {
  const { devices = [{ name: 'alice' }, { name: 'bob' }], roomID = 'lobby', profile } = config;
  const kinds = only ?? config.faults;
  for (const kind of kinds ?? []) checkKind(kind);
  if (profile !== undefined) findProfile(profile);
  return {
    name: config.name ?? nameOf(folder, entry),
    devices: devices.map(({ name, user }) => (user === undefined ? { name } : { name, user })),
    roomID,
    actions: [],
    ...(config.user === undefined ? {} : { user: config.user }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(config.tokenValidity === undefined ? {} : { tokenValidity: config.tokenValidity }),
    ...(profile === undefined ? {} : { profile }),
    ...(config.horizon === undefined ? {} : { horizonMs: parseDurationMs(config.horizon) }),
    ...(config.heal === undefined ? {} : { healMs: parseDurationMs(config.heal) }),
  };
}

function checkKind(kind: string): void {
  if (FAULT_KINDS.some((known) => known === kind)) return;
  throw new UsageError(
    `Unknown kind of fault ${JSON.stringify(kind)} in the configuration: the nearest are ${quotedList(nearestNames(kind, FAULT_KINDS))}.`,
  );
}

function nameOf(folder: string, entry: string): string {
  const stem = basename(entry).replace(/\.[^.]*$/, '');
  const usual = ['index', 'main', 'app', 'chat'];
  const name = usual.includes(stem.toLowerCase())
    ? basename(folder === process.cwd() ? dirname(entry) : folder)
    : stem;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'app'
  );
}

/** The rules that are asked today, and those that are off by now. */
export function rulesOff(config: TestConfig, today: string): readonly string[] {
  const off = config.rules?.off ?? [];
  for (const { rule } of off) checkRule(rule, ' in rules.off');
  return off.filter(({ until }) => until >= today).map(({ rule }) => rule);
}

/** @throws UsageError for a rule that does not exist */
export function checkRule(rule: string, where = ''): void {
  const ids = [...appRules.map(({ id }) => id), STATES_RULE];
  if (ids.includes(rule)) return;
  throw new UsageError(
    `Unknown rule ${JSON.stringify(rule)}${where}: the nearest are ${quotedList(nearestNames(rule, ids))}. All of them: zim-sim list rules`,
  );
}

/** The properties of a test: the rules that are on, and the configuration's own. */
function propertiesOf(plan: AppPlan, config: TestConfig | undefined): readonly Property[] {
  return [...appRules.filter(({ id }) => !plan.off.includes(id)), ...(config?.properties ?? [])];
}

/** What the runs of a test need besides their index. */
export function depsOf(plan: AppPlan, config: TestConfig | undefined, sandbox: Sandbox): BatchDeps {
  return {
    specOf: appCases(plan.cases),
    properties: propertiesOf(plan, config),
    property: plan.property,
    tellsAll: true,
    digests: true,
    apps: ({ seed }) => sandbox.appsFor({ roomID: plan.cases.roomID, seed, ...settingsOf(config) }),
    ...(plan.seesUi ? {} : { unseen: ['ui'] as const }),
  };
}

/** What the sandbox is told besides the room. */
export function settingsOf(
  config: TestConfig | undefined,
): Pick<SandboxOptions, 'devices' | 'tokenEndpoint' | 'shown'> {
  return {
    devices: config?.devices,
    tokenEndpoint: config?.tokenEndpoint,
    shown: config?.shown,
  };
}

/** How capsules name the app. */
export function appRefOf({ given, hash }: AppPlan): AppRef {
  return { entry: given, hash };
}
