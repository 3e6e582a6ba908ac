// `zim-sim show`: a failure as a page that anybody can open, or the page that was written last.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { readCapsule } from '../campaign/report-folder.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { capsulePage, summaryPage } from './show-pages.js';

export interface ShowFlags {
  /** Where the page goes; beside the capsule unless given. */
  readonly html?: string;
  readonly mutant?: string;
  /** `false`: only say where the page is. */
  readonly open?: boolean;
}

/** Where runs and campaigns leave their reports. */
const FOLDER = 'zim-sim-report';

/** @returns 0 when there is a page; what is wrong with the place is a UsageError */
export async function showCommand(
  place: string | undefined,
  flags: ShowFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const page = await pageOf(place ?? FOLDER, flags, engine);
  io.stdout(`${page}\n`);
  if (flags.open !== false) openInBrowser(page, io);
  return EXIT.held;
}

async function pageOf(place: string, flags: ShowFlags, engine: Engine): Promise<string> {
  if (!existsSync(place)) {
    throw new UsageError(
      `${place}: Expected a capsule, a summary, a page or a folder with pages, got no such file. For example: zim-sim show zim-sim-report/room-deleted-R2c-7.json`,
    );
  }
  if (statSync(place).isDirectory()) return newestPage(place);
  if (place.endsWith('.html')) return resolve(place);
  const target = flags.html ?? join(dirname(place), `${basename(place).replace(/\.json$/, '')}.html`);
  const text = place.endsWith('.summary.json')
    ? await summaryPage(place, { engine, write: writePage })
    : await capsulePage(readCapsule(place), place, flags.mutant);
  writePage(target, text);
  return resolve(target);
}

function newestPage(folder: string): string {
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.html'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, writtenMs: statSync(path).mtimeMs }))
    .sort((left, right) => right.writtenMs - left.writtenMs);
  const [newest] = pages;
  if (newest !== undefined) return resolve(newest.path);
  const capsule = readdirSync(folder).find((name) => name.endsWith('.json') && !name.includes('.summary.'));
  throw new UsageError(
    `${folder}: Expected a folder with pages (*.html), got none. ${
      capsule === undefined
        ? 'Name a capsule, as zim-sim fuzz writes them.'
        : `Make one of a capsule: zim-sim show ${join(folder, capsule)}`
    }`,
  );
}

/** Writes a page. @throws UsageError where nobody may write */
export function writePage(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `${path}: Expected a file that can be written, got ${code}. Name another place: --html ./run.html`,
    );
  }
}

// Only where somebody sits in front of a screen; its path has been printed anyway.
function openInBrowser(path: string, { env, stdoutIsTerminal }: CliIo): void {
  if (!stdoutIsTerminal || (env.CI ?? '') !== '') return;
  const opener = openerFor(process.platform, env);
  if (opener === undefined) return;
  const [command, ...words] = opener;
  const child = spawn(command, [...words, path], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}

function openerFor(platform: NodeJS.Platform, env: CliIo['env']): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  const hasScreen = (env.DISPLAY ?? env.WAYLAND_DISPLAY ?? '') !== '';
  return hasScreen ? ['xdg-open'] : undefined;
}
