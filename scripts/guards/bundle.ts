// Bundles files for a browser page and says what stands in the way. It leaves which files to its callers.
import { build, type Message } from 'esbuild';

/** Bundles `files` (paths relative to `root`) as one browser module; returns one line for each obstacle. */
export async function bundleForBrowser(root: string, files: readonly string[]): Promise<readonly string[]> {
  const contents = files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n');
  const result = await build({
    stdin: { contents, resolveDir: root, sourcefile: 'browser-entry.js' },
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  }).catch((failure: { readonly errors?: readonly Message[] }) => {
    if (failure.errors === undefined) throw failure;
    return { errors: failure.errors, warnings: [] };
  });
  return [...result.errors, ...result.warnings].map(describeMessage);
}

function describeMessage({ location, text }: Message): string {
  return location === null ? text : `${location.file}:${location.line} ${text}`;
}
