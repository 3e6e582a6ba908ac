// Plants every violation and sees it caught, then reads the real tree.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { version } from '../../index.js';
import manifest from '../../package.json' with { type: 'json' };
import { bundleForBrowser } from './bundle.js';
import { ROOT, shippedSources, textFiles } from './source-files.js';
import {
  BROWSER_SAFE,
  CHANCE_FILES,
  describeFinding,
  findForbiddenUses,
  findPrivatePaths,
  WALL_CLOCK_FILES,
} from './source-rules.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The rules that one file breaks, each with what was used. */
function broken(text: string, path = 'sim/kernel/planted.ts'): readonly string[] {
  return findForbiddenUses([{ path, text }]).map(({ rule, use }) => `${rule} ${use}`);
}

describe('the wall clock', () => {
  it.each([
    ['const now = Date.now();', 'Date.now'],
    ['const now = new Date();', 'Date'],
    ['const now = Date();', 'Date'],
    ['const now = Date.parse("2026-01-01");', 'Date.parse'],
    ['const clock = { Date };', 'Date'],
    ['class Later extends Date {}', 'Date'],
    ['const now = globalThis.Date.now();', 'Date.now'],
    ['const now = (globalThis as never as Host).performance.now();', 'performance.now'],
    ['const now = globalThis["Date"]["now"]();', 'Date.now'],
    ['const { now } = Date;', 'Date.now'],
    ['const { setTimeout: later } = globalThis;', 'setTimeout'],
    ['const now = performance?.now();', 'performance.now'],
    ['setTimeout(() => {}, 5);', 'setTimeout'],
    ['const later = setInterval;', 'setInterval'],
    ['setImmediate(run);', 'setImmediate'],
    ['declare const performance: { now(): number }; export const at = performance.now();', 'performance.now'],
    ['const signal = AbortSignal.timeout(5);', 'AbortSignal.timeout'],
  ])('is seen in %s', (text, use) => {
    expect(broken(text)).toEqual([`wall-clock ${use}`]);
  });

  it('is seen in process.hrtime and in its modules', () => {
    expect(broken('process.hrtime.bigint();', 'sim/sandbox/a.ts')).toEqual([
      'wall-clock process.hrtime.bigint',
    ]);
    expect(broken("import { setTimeout } from 'node:timers/promises';", 'sim/logs/a.ts')).toEqual([
      'wall-clock node:timers/promises',
    ]);
  });

  it.each([
    'queueMicrotask(() => {});',
    'const at = Date.UTC(2026, 0, 1);',
    'function start(performance: { now(): number }) { return performance.now(); }',
    'const host = { setTimeout(at: number) { return at; } }; host.setTimeout(5);',
    'export function install({ setTimeout, Date }: Host) { setTimeout(new Date()); }',
    'let started: Date; type Timer = typeof setTimeout;',
    '// Date.now() and setTimeout\nconst text = "Math.random()";',
    "import { Date } from './date.js'; export const now = Date.now();",
  ])('is not seen in %s', (text) => {
    expect(broken(text)).toEqual([]);
  });

  it('is looked at only by listed files, which exist and need it', () => {
    for (const { path, reason } of WALL_CLOCK_FILES) {
      const file = shippedSources('sim').find((source) => source.path === path);
      expect(file, `${path} is listed in WALL_CLOCK_FILES`).toBeDefined();
      expect(reason).not.toBe('');
      const unlisted = { path: `sim/unlisted/${path}`, text: file?.text ?? '' };
      const rules = findForbiddenUses([unlisted]).map(({ rule }) => rule);
      expect(rules, `${path} needs no exception`).toContain('wall-clock');
    }
  });
});

describe('randomness', () => {
  it.each([
    ['const draw = Math.random();', 'Math.random'],
    ['const { random } = Math;', 'Math.random'],
    ['const maths = Math;', 'Math'],
    ['crypto.getRandomValues(bytes);', 'getRandomValues'],
    ['const id = globalThis.crypto.randomUUID();', 'randomUUID'],
    ["import { randomBytes } from '@noble/ciphers/utils.js';", '@noble/ciphers/utils.js'],
    ["export { randomBytes as draw } from '@noble/ciphers/utils.js';", '@noble/ciphers/utils.js'],
  ])('is seen in %s', (text, use) => {
    expect(broken(text)).toEqual([`randomness ${use}`]);
  });

  it('is drawn only by listed files, which exist and need it', () => {
    for (const { path, reason } of CHANCE_FILES) {
      const file = shippedSources('sim').find((source) => source.path === path);
      expect(reason).not.toBe('');
      const unlisted = { path: `sim/unlisted/${path}`, text: file?.text ?? '' };
      const rules = findForbiddenUses([unlisted]).map(({ rule }) => rule);
      expect(rules, `${path} needs no exception`).toContain('randomness');
    }
  });

  it('is seen in node:crypto', () => {
    expect(broken("import { randomInt as draw } from 'crypto';", 'sim/sandbox/a.ts')).toEqual([
      'randomness crypto',
    ]);
    expect(broken("import * as c from 'node:crypto'; c.randomBytes(4);", 'sim/sandbox/a.ts')).toEqual([
      'randomness randomBytes',
    ]);
  });
});

describe('inexact arithmetic', () => {
  it.each([
    ['Math.pow(2, 3);', 'Math.pow'],
    ['const cube = (n: number) => n ** 3;', '**'],
    ['let n = 2; n **= 2;', '**='],
    ['Math.log2(8);', 'Math.log2'],
    ["Math['sin'](1);", 'Math.sin'],
    ['const { hypot } = Math;', 'Math.hypot'],
    ['const root = values.map(Math.cbrt);', 'Math.cbrt'],
  ])('is seen in %s', (text, use) => {
    expect(broken(text)).toEqual([`inexact-math ${use}`]);
  });

  it('is not seen in what IEEE 754 fixes to the last bit', () => {
    expect(broken('Math.sqrt(2) + Math.floor(2.5) * Math.imul(3, 4) / Math.fround(0.1);')).toEqual([]);
  });
});

describe('locale', () => {
  it.each([
    ['(12345.6).toLocaleString();', 'toLocaleString'],
    ["const lower = 'I'.toLocaleLowerCase();", 'toLocaleLowerCase'],
    ['names.sort((a, b) => a.localeCompare(b));', 'localeCompare'],
    ["new Intl.NumberFormat('de');", 'Intl.NumberFormat'],
    ['export const offset = (at: Date) => at.getTimezoneOffset();', 'getTimezoneOffset'],
  ])('is seen in %s', (text, use) => {
    expect(broken(text)).toEqual([`locale ${use}`]);
  });
});

describe('what a browser page lacks', () => {
  it.each([
    ["import { readFileSync } from 'node:fs';", 'node:fs'],
    ["import { join } from 'path';", 'path'],
    ["import type { Stats } from 'fs/promises';", 'fs/promises'],
    ["export { join } from 'node:path';", 'node:path'],
    ["const fs = await import('node:fs');", 'node:fs'],
    ["type Fs = import('node:fs').Stats;", 'node:fs'],
    ["const bytes = Buffer.from('00', 'hex');", 'Buffer.from'],
    ['const mode = process.env.NODE_ENV;', 'process.env.NODE_ENV'],
    ["const here = globalThis['process'];", 'process'],
    ['const here = __dirname;', '__dirname'],
  ])('is seen in %s', (text, use) => {
    expect(broken(text)).toEqual([`browser-safe ${use}`]);
  });

  it('is seen in require', () => {
    expect(broken("const fs = require('fs');")).toEqual(['browser-safe fs', 'browser-safe require']);
  });

  it('is allowed where code runs in Node only', () => {
    expect(broken("import { readFileSync } from 'node:fs';", 'sim/sandbox/a.ts')).toEqual([]);
  });

  it('stops a bundle for the browser', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zim-sim-bundle-'));
    folders.push(folder);
    writeFileSync(join(folder, 'a.ts'), "import { sep } from 'node:path';\nexport const at = sep;\n");
    writeFileSync(join(folder, 'b.ts'), 'export const at = 0;\n');
    expect(await bundleForBrowser(folder, ['a.ts'])).toEqual(['a.ts:1 Could not resolve "node:path"']);
    expect(await bundleForBrowser(folder, ['b.ts'])).toEqual([]);
  });
});

describe('private paths', () => {
  it.each(['wor', 'tm'])('are seen, such as /%s…', (start) => {
    const use = `/${start}${start === 'wor' ? 'k' : 'p'}/`;
    expect(findPrivatePaths([{ path: 'README.md', text: `first\nsee ${use}notes.md` }])).toEqual([
      { rule: 'private-path', path: 'README.md', line: 2, use },
    ]);
  });

  it('are seen where a neighbouring folder is meant', () => {
    const use = ['share', 'd/'].join('');
    const seen = findPrivatePaths([{ path: 'a.ts', text: `'../${use}facts.md' and ${use}facts.md` }]);
    expect(seen).toHaveLength(2);
  });

  it('are not seen in addresses and words', () => {
    const text = 'https://example.org/home/ is a shared link; https://example.org/work/ too';
    expect(findPrivatePaths([{ path: 'a.ts', text }])).toEqual([]);
  });
});

describe('this project', { timeout: 60_000 }, () => {
  it('keeps sim/ free of clocks, chance, inexact arithmetic, locale and, where it must, Node', () => {
    const sources = shippedSources('sim');
    expect(sources.length).toBeGreaterThan(0);
    expect(findForbiddenUses(sources).map(describeFinding)).toEqual([]);
  });

  it('names no private path', () => {
    const files = textFiles();
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['package.json', '.ci/run', 'index.ts']),
    );
    expect(findPrivatePaths(files).map(describeFinding)).toEqual([]);
  });

  it('bundles what must run in a browser page', async () => {
    const files = BROWSER_SAFE.flatMap((folder) => shippedSources(folder)).map(({ path }) => path);
    expect(files.length).toBeGreaterThan(0);
    expect(await bundleForBrowser(ROOT, files)).toEqual([]);
  });

  it('has one version', () => {
    expect(version).toBe(manifest.version);
  });
});
