// Finds the files that the guards read. It leaves what is forbidden in them to the rules.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

/** A file as a guard sees it; `path` is relative to the project's root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set(['.git', 'node_modules', 'dist', 'coverage', 'zim-sim-report', 'package-lock.json']);
const TEXT = /\.(ts|js|cjs|mjs|json|md|ya?ml|html|svg|css|txt)$|(^|\/)[^./]+$|(^|\/)\.[^./]+$/;

/** Reads every text file of the project, but nothing that was installed, built or written by a run. */
export function textFiles(): readonly SourceFile[] {
  return filesBelow('').filter(({ path }) => TEXT.test(path));
}

/** Reads the TypeScript below `folder` that ships, so no tests and no benches; nothing if there is no such folder. */
export function shippedSources(folder: string): readonly SourceFile[] {
  const files = existsSync(join(ROOT, folder)) ? filesBelow(`${folder}/`) : [];
  return files.filter(({ path }) => path.endsWith('.ts') && !/\.(test|test-support|bench|d)\.ts$/.test(path));
}

function filesBelow(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return filesBelow(`${path}/`);
    return entry.isFile() ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : [];
  });
}
