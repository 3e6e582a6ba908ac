// Files that people and CI find in their folders. Each is written beside its place and then moved there, so that a file
// that has its name is whole, whenever the process dies.
import { accessSync, constants, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../sim/kernel/usage-error.js';

/** The folder for everything that commands leave, unless `--report-dir` names another. */
export const REPORT_FOLDER = 'zim-sim-report';

/**
 * Writes a file and the folders above it.
 *
 * @throws UsageError one line when it cannot be written
 */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UsageError(
      `${path}: Expected a file that can be written, got ${reasonOf(error)}. Choose another folder: --report-dir <dir>`,
    );
  }
}

/**
 * Makes a folder, and sees that files can be written there, before anything runs for hours.
 *
 * @throws UsageError one line when they cannot
 */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `${folder}: Expected a folder that can be written to, got ${reasonOf(error)}. Choose another: --report-dir <dir>`,
    );
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `one without permission to write (${code})`;
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file of that name';
    case 'ENOSPC':
      return 'no room on the disk';
    default:
      return code ?? String(error);
  }
}
