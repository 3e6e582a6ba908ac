// Runs dependency-cruiser over one root and says what it found. It leaves the rules to
// .dependency-cruiser.cjs and the printing to its callers.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import layers from './layers.json' with { type: 'json' };

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['sim', 'scenarios', 'properties', 'reports', 'bin', 'index.ts'];

/** What a cruise found: how many of the project's own modules it read, and one line for each broken rule. */
export interface LayerReport {
  readonly modules: number;
  readonly violations: readonly string[];
}

interface CruiseOutput {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
  };
}

/**
 * Cruises the sources below `root` with the project's rules.
 *
 * A cruise that reads nothing is a failure, not a pass: a typescript that dependency-cruiser cannot load
 * makes it skip every file in silence.
 *
 * @example const { violations } = await cruiseLayers('.');
 */
export async function cruiseLayers(root: string): Promise<LayerReport> {
  const present = SOURCES.filter((source) => existsSync(join(root, source)));
  if (present.length === 0) return { modules: 0, violations: [`no sources to read in ${root}`] };
  const output = await runCruiser(root, present);
  const modules = output.modules.filter(({ source }) => present.some((name) => source.startsWith(name)));
  const violations = output.summary.violations.map(
    ({ from, to, rule, cycle }) =>
      `${rule.name}: ${from} → ${cycle === undefined ? to : cycle.map(({ name }) => name).join(' → ')}`,
  );
  for (const { source } of modules) {
    if (!standsInALayer(source))
      violations.push(`${source} stands in no layer of scripts/guards/layers.json`);
  }
  if (modules.length === 0) violations.push('dependency-cruiser read 0 modules, so it checked nothing');
  return { modules: modules.length, violations };
}

function standsInALayer(source: string): boolean {
  return layers.order.some((layer) => source === layer || source.startsWith(`${layer}/`));
}

async function runCruiser(root: string, sources: readonly string[]): Promise<CruiseOutput> {
  const command = join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(PROJECT, '.dependency-cruiser.cjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, '--config', config, '--output-type', 'json', '--progress', 'none', ...sources],
    { cwd: root, maxBuffer: 256 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as CruiseOutput;
}
