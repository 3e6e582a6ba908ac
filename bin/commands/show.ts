// `zim-sim show`: a failure as a page that anybody can open, or the page that was written last.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { runPage } from '../../reports/html/run-page.js';
import type { Capsule } from '../../sim/campaign/capsule.js';
import { replay } from '../../sim/campaign/replay.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { mutantRef, replayDeps } from '../campaign/deps.js';
import { readCapsule } from '../campaign/report-folder.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';

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
  { io }: { readonly io: CliIo },
): Promise<ExitCode> {
  const page = await pageOf(place ?? FOLDER, flags);
  io.stdout(`${page}\n`);
  if (flags.open !== false) openInBrowser(page, io);
  return EXIT.held;
}

async function pageOf(place: string, flags: ShowFlags): Promise<string> {
  if (!existsSync(place)) {
    throw new UsageError(
      `${place}: Expected a capsule, a page or a folder with pages, got no such file. For example: zim-sim show zim-sim-report/room-deleted-R2c-7.json`,
    );
  }
  if (statSync(place).isDirectory()) return newestPage(place);
  if (place.endsWith('.html')) return resolve(place);
  const capsule = readCapsule(place);
  const target = flags.html ?? join(dirname(place), `${basename(place).replace(/\.json$/, '')}.html`);
  writePage(target, await capsulePage(capsule, place, flags.mutant));
  return resolve(target);
}

async function capsulePage(capsule: Capsule, place: string, mutant: string | undefined): Promise<string> {
  const ref = mutant === undefined ? capsule.mutant : await mutantRef(mutant);
  const deps = await replayDeps(ref);
  const { run } = replay(capsule, deps);
  if (run === undefined) {
    throw new UsageError(
      `${place}: Expected a run that comes to its end, got one in which a model breaks: ${capsule.failure.reason}. There is no picture of it; see: zim-sim replay ${place}`,
    );
  }
  return runPage({
    spec: capsule.spec,
    run,
    properties: deps.properties,
    wrap: deps.wrap,
    reproduce: `zim-sim replay ${place}`,
    original: capsule.found?.shrunk === true ? capsule.found.spec : undefined,
    property: capsule.failure.property,
    neighbour: capsule.neighbour,
  });
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
      `${path}: Expected a file that can be written, got ${code}. Name another place: --html /tmp/run.html`,
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
