// What the sources of sim/ may not use, and what no file of the project may say. It leaves reading the syntax
// tree to global-uses.ts and finding the files to source-files.ts.
import { builtinModules } from 'node:module';
import { type Use, usesIn } from './global-uses.js';
import layers from './layers.json' with { type: 'json' };
import type { SourceFile } from './source-files.js';

/** A file below sim/ that may do what the others may not, and why it must. */
export interface WallClockFile {
  readonly path: string;
  readonly reason: string;
}

/** The only files of sim/ that may look at the wall clock. */
export const WALL_CLOCK_FILES: readonly WallClockFile[] = [
  { path: 'sim/recorder/record.ts', reason: 'it writes down when something happened on a real device' },
];

/** The only files of sim/ that may draw by chance. */
export const CHANCE_FILES: readonly WallClockFile[] = [
  { path: 'sim/recorder/record.ts', reason: 'a salt that somebody could know would hide nothing' },
];

/**
 * The folder whose code stands in for clock, chance and locale in a context of its own. It reads the names of the
 * platform to replace them.
 */
const REALM_FOLDER = 'sim/sandbox/realm/';
const REALM_RULES: readonly Rule[] = ['wall-clock', 'randomness', 'locale'];

/** The names of the rules. */
export type Rule = 'wall-clock' | 'randomness' | 'inexact-math' | 'locale' | 'browser-safe' | 'private-path';

/** One broken rule: where, and what was used. */
export interface Finding {
  readonly rule: Rule;
  readonly path: string;
  readonly line: number;
  readonly use: string;
}

/** The folders whose files must run in a browser page. */
export const BROWSER_SAFE: readonly string[] = layers.browserSafe;

const CLOCKS = new Set(
  'Date performance setTimeout setInterval setImmediate requestAnimationFrame requestIdleCallback'.split(' '),
);
const CLOCK_PATHS = new Set(
  'process.hrtime process.uptime AbortSignal.timeout Temporal.Now Atomics.wait'.split(' '),
);
const CLOCK_MODULES = new Set('timers timers/promises perf_hooks'.split(' '));

const RANDOM_NAMES = new Set(
  'randomBytes randomFill randomFillSync randomInt randomUUID getRandomValues generateKey generateKeyPair managedNonce'.split(
    ' ',
  ),
);

// IEEE 754 fixes +, -, *, / and sqrt to the last bit; these it leaves to the engine.
const INEXACT = new Set(
  'pow exp expm1 log log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh hypot cbrt'.split(
    ' ',
  ),
);

const NODE_GLOBALS = new Set('Buffer process require __dirname __filename'.split(' '));
const BUILTIN = new Set(builtinModules);

/** Finds what the shipped sources of sim/ use against the rules. */
export function findForbiddenUses(sources: readonly SourceFile[]): readonly Finding[] {
  return [...usesIn(sources)].flatMap(([path, uses]) =>
    uses.flatMap((use) =>
      rulesBrokenBy(use)
        .filter((rule) => appliesTo(rule, path))
        .map((rule) => ({ rule, path, line: use.line, use: use.name })),
    ),
  );
}

/**
 * Finds paths that exist only where the project was written. Tests, documents and configuration count too.
 */
export function findPrivatePaths(files: readonly SourceFile[]): readonly Finding[] {
  // The character classes keep this pattern from finding itself.
  const pattern = /(?<![\w.-])\/(?:wor[k]|tm[p])\/|(?<![\w-])share[d]\//g;
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(({ 0: use, index }) => ({
      rule: 'private-path' as const,
      path,
      line: text.slice(0, index).split('\n').length,
      use,
    })),
  );
}

/** Writes a finding as one line that an editor can open. */
export function describeFinding({ rule, path, line, use }: Finding): string {
  return `${path}:${line} ${rule}: ${use}`;
}

function appliesTo(rule: Rule, path: string): boolean {
  if (rule === 'browser-safe') return BROWSER_SAFE.some((folder) => path.startsWith(`${folder}/`));
  if (REALM_RULES.includes(rule) && path.startsWith(REALM_FOLDER)) return false;
  if (rule === 'wall-clock') return !WALL_CLOCK_FILES.some((file) => file.path === path);
  if (rule === 'randomness') return !CHANCE_FILES.some((file) => file.path === path);
  return true;
}

function rulesBrokenBy(use: Use): readonly Rule[] {
  switch (use.kind) {
    case 'global':
      return rulesBrokenByGlobal(use.name);
    case 'member':
      return rulesBrokenByMember(use.name);
    case 'import':
      return rulesBrokenByImport(use);
    case 'operator':
      return ['inexact-math'];
  }
}

function rulesBrokenByGlobal(name: string): readonly Rule[] {
  const [first = '', second] = name.split('.');
  const rules: Rule[] = [];
  // Date.UTC only computes; everything else of Date reads the clock or the host's time zone.
  if (CLOCKS.has(first) && name !== 'Date.UTC') rules.push('wall-clock');
  if (CLOCK_PATHS.has(`${first}.${second}`)) rules.push('wall-clock');
  if (name === 'Math.random' || name === 'Math') rules.push('randomness');
  if (first === 'Math' && second !== undefined && INEXACT.has(second)) rules.push('inexact-math');
  if (first === 'Intl') rules.push('locale');
  if (NODE_GLOBALS.has(first)) rules.push('browser-safe');
  return rules;
}

function rulesBrokenByMember(name: string): readonly Rule[] {
  if (RANDOM_NAMES.has(name)) return ['randomness'];
  const isLocale = name.startsWith('toLocale') || name === 'localeCompare' || name === 'getTimezoneOffset';
  return isLocale ? ['locale'] : [];
}

function rulesBrokenByImport({ name, names }: Use): readonly Rule[] {
  const rules: Rule[] = [];
  const bare = name.replace(/^node:/, '');
  const isBuiltin = name.startsWith('node:') || BUILTIN.has(name) || BUILTIN.has(name.split('/')[0] ?? '');
  if (isBuiltin && CLOCK_MODULES.has(bare)) rules.push('wall-clock');
  if (isBuiltin) rules.push('browser-safe');
  if (!name.startsWith('.') && names.some((taken) => RANDOM_NAMES.has(taken))) rules.push('randomness');
  return rules;
}
