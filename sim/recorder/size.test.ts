import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('the recorder has less than 3 KB when it is minified', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('./record.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2020',
    write: false,
    metafile: true,
  });
  expect(outputFiles[0]?.contents.length).toBeLessThan(3000);
  // Nothing of anybody else's is in it.
  expect(Object.keys(metafile.inputs).filter((path) => !path.includes('sim/recorder/'))).toEqual([]);
});
