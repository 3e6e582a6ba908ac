// From what somebody named to a plan that workers understand: the app is bundled, and its bundle put where they find it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AppCaseOptions } from '../../properties/arbitraries/app-case.js';
import type { AppBundle } from '../../sim/sandbox/app-code.js';
import { bundleApp } from '../../sim/sandbox/bundle.js';
import { type AppPlan, bundleOptionsOf, rulesOff, type Target } from './plan.js';

/** What a page begins with: where React and Vue apps look for their place. */
const PAGE = '<div id="root"></div><div id="app"></div>';

/** A bundle in a folder of its own, until it is thrown away. */
export interface Prepared {
  readonly plan: AppPlan;
  readonly bundle: AppBundle;
  readonly dispose: () => void;
}

/**
 * Bundles an app and makes the plan of its test.
 *
 * @throws UsageError one line when the app cannot be bundled
 */
export async function prepareApp(
  target: Target,
  options: { readonly seed: number; readonly rule: string | undefined; readonly cases: AppCaseOptions },
): Promise<Prepared> {
  const bundle = await bundleApp(bundleOptionsOf(target));
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-'));
  const bundleFile = join(folder, 'app.json');
  writeFileSync(bundleFile, JSON.stringify(bundle));
  const { config, given, configFile } = target;
  let servicesFile: string | undefined;
  if (config.services !== undefined) {
    const entry = resolve(target.folder, config.services);
    servicesFile = join(folder, 'services.json');
    writeFileSync(servicesFile, JSON.stringify(await bundleApp({ ...bundleOptionsOf(target), entry })));
  }
  const plan: AppPlan = {
    given,
    ...(configFile === undefined ? {} : { configFile }),
    seed: options.seed,
    bundleFile,
    ...(servicesFile === undefined ? {} : { servicesFile }),
    hash: bundle.hash,
    cases: options.cases,
    off: rulesOff(config, new Date().toISOString().slice(0, 10)),
    ...(options.rule === undefined ? {} : { property: options.rule }),
    ...(config.environment === 'dom' ? { html: config.html ?? PAGE } : {}),
    seesUi: config.shown !== undefined || /\.(remind|screen)\s*\(/.test(bundle.code),
  };
  return { plan, bundle, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
