// Runs an app once more with the recorder around its SDK, and writes the logs that its devices would have written.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { prepareFolder, writeWhole } from '../write-whole.js';
import { casesOf, type Target } from './plan.js';
import { openAppPool } from './pool.js';
import { prepareApp } from './prepare.js';

/** What stands before a line of a log on the console of an app. */
export const LOG_PREFIX = 'zim-sim/recorder';

/** A run to be recorded, and the beginning of its files' names. */
export interface Recording {
  readonly spec: RunSpec;
  readonly base: string;
}

/**
 * Records runs of an app, a file for each device.
 *
 * @returns the files, in the order of runs and devices
 * @throws UsageError one line when the app cannot be bundled or the folder not be written to
 */
export async function recordLogs(
  target: Target,
  recordings: readonly Recording[],
  folder: string,
): Promise<readonly string[]> {
  if (folder === '')
    throw new UsageError('Expected --record to be a folder, got an empty text. For example: --record logs');
  prepareFolder(folder);
  const around = mkdtempSync(join(tmpdir(), 'zim-sim-recorder-'));
  try {
    const entry = writeEntry(around, target.entry);
    const cases = casesOf(target, undefined);
    const prepared = await prepareApp({ ...target, entry }, { seed: 0, rule: undefined, cases });
    const pool = openAppPool(prepared.plan, 1);
    try {
      const files: string[] = [];
      for (const { spec, base } of recordings) {
        const logs = await pool.ask<'record'>({ kind: 'record', spec });
        for (const { device, lines } of logs.filter((log) => log.lines.length > 0)) {
          const path = join(folder, `${base}-${device.replace(/[^\w-]+/g, '_')}.jsonl`);
          writeWhole(path, lines.map((line) => `${line}\n`).join(''));
          files.push(path);
        }
      }
      return files;
    } finally {
      pool.close();
      prepared.dispose();
    }
  } finally {
    rmSync(around, { recursive: true, force: true });
  }
}

/** The app's entry with the recorder before it: modules run in the order in which they are imported. */
function writeEntry(folder: string, app: string): string {
  const built = fileURLToPath(new URL('../../sim/recorder/record-app.js', import.meta.url));
  const recorder = existsSync(built) ? built : built.replace(/\.js$/, '.ts');
  const from = (path: string): string => JSON.stringify(relative(folder, path).replaceAll('\\', '/'));
  const begin = `import { ZIM } from 'zego-zim-web';
import { recordCreated } from ${from(recorder)};
const sink = (line) => console.debug(${JSON.stringify(LOG_PREFIX)}, line);
export const marks = recordCreated(ZIM, sink, { device: 'device', salt: 'zim-sim', app: 'zim-sim' });
`;
  const entry = `import { marks } from './begin.js';
import * as app from ${from(app)};
import { markedApp } from ${from(recorder)};
export default markedApp(app, marks);
const beat = () => {
  const line = { kind: 'device', wall: Date.now(), mono: performance.now(), what: 'end' };
  console.debug(${JSON.stringify(LOG_PREFIX)}, JSON.stringify(line));
};
setInterval(beat, 1000);
`;
  writeFileSync(join(folder, 'begin.js'), begin);
  writeFileSync(join(folder, 'entry.js'), entry);
  return join(folder, 'entry.js');
}
