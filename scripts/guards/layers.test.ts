// Plants violations in projects of their own and sees them caught, then cruises the real one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { cruiseLayers, type LayerReport } from './layers.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const planted: string[] = [];

afterEach(() => {
  for (const folder of planted.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes a small project of its own and cruises it. */
async function cruisePlanted(files: Readonly<Record<string, string>>): Promise<LayerReport> {
  const root = mkdtempSync(join(tmpdir(), 'zim-sim-layers-'));
  planted.push(root);
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return cruiseLayers(root);
}

describe('the layers', { timeout: 60_000 }, () => {
  it('hold in this project', async () => {
    const report = await cruiseLayers(ROOT);
    expect(report.violations).toEqual([]);
    expect(report.modules).toBeGreaterThan(2);
  });

  it('let a layer import what stands above it', async () => {
    const report = await cruisePlanted({
      'sim/kernel/clock.ts': 'export const now = 0;',
      'sim/models/client.ts': "import { now } from '../kernel/clock.js';\nexport const at = now;",
    });
    expect(report).toEqual({ modules: 2, violations: [] });
  });

  it('refuse an import of what stands below, of a type too', async () => {
    const report = await cruisePlanted({
      'sim/kernel/clock.ts': "import type { Client } from '../models/client.js';\nexport type Of = Client;",
      'sim/models/client.ts': 'export interface Client { at: number }',
    });
    expect(report.violations).toEqual([
      'sim/kernel imports only what stands above it: sim/kernel/clock.ts → sim/models/client.ts',
    ]);
  });

  it('let a test import anything, and nothing import a test', async () => {
    const report = await cruisePlanted({
      'sim/kernel/clock.test.ts': "import { at } from '../models/client.js';\nexport const seen = at;",
      'sim/models/client.ts': 'export const at = 0;',
      'sim/models/wrong.ts': "import { seen } from '../kernel/clock.test.js';\nexport const twice = seen;",
    });
    expect(report.violations).toEqual([
      'no import of a test: sim/models/wrong.ts → sim/kernel/clock.test.ts',
    ]);
  });

  it('refuse a cycle', async () => {
    const { violations } = await cruisePlanted({
      'sim/kernel/a.ts': "import { b } from './b.js';\nexport const a = () => b;",
      'sim/kernel/b.ts': "import { a } from './a.js';\nexport const b = () => a;",
    });
    expect(violations).toContain('no cycles: sim/kernel/a.ts → sim/kernel/b.ts → sim/kernel/a.ts');
  });

  it('refuse an import that leads nowhere', async () => {
    const { violations } = await cruisePlanted({
      'sim/kernel/a.ts': "import { b } from './missing.js';\nexport const a = b;",
    });
    expect(violations).toEqual(['every import resolves: sim/kernel/a.ts → ./missing.js']);
  });

  it('keep the recorder alone', async () => {
    const { violations } = await cruisePlanted({
      'sim/kernel/a.ts': 'export const a = 0;',
      'sim/recorder/recorder.ts': "import { a } from '../kernel/a.js';\nexport const b = a;",
    });
    expect(violations).toEqual([
      'sim/recorder imports nothing of the project: sim/recorder/recorder.ts → sim/kernel/a.ts',
    ]);
  });

  it('refuse a folder that has no place in the order, and an import out of it', async () => {
    const { violations } = await cruisePlanted({
      'sim/attic/a.ts': "import { a } from '../../scripts/tool.js';\nexport const b = a;",
      'scripts/tool.ts': 'export const a = 0;',
    });
    expect(violations).toContain('sim/attic/a.ts stands in no layer of scripts/guards/layers.json');
    expect(violations).toContain(
      'no file imports a file outside the layers: sim/attic/a.ts → scripts/tool.ts',
    );
  });

  it('are not held where nothing was read', async () => {
    expect((await cruisePlanted({})).violations).toHaveLength(1);
    expect((await cruisePlanted({ 'sim/README.md': 'no code' })).violations).toEqual([
      'dependency-cruiser read 0 modules, so it checked nothing',
    ]);
  });
});
