// Imports a module as one plain JavaScript file, as little changed as it can be.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The exports of a module, bundled with all that it imports. */
export async function importBundled<T>(module: URL): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-bench-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    const entryPoints = [fileURLToPath(module)];
    await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' });
    return (await import(pathToFileURL(outfile).href)) as T;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
