// `zim-sim shrink`: makes the failure in a capsule small, where a campaign was not given the time to.
import { count, scheduleLines } from '../../reports/campaign.js';
import { failureIn } from '../../sim/campaign/batch.js';
import { isSameFailure } from '../../sim/campaign/failure.js';
import { shrunkCapsule } from '../../sim/campaign/found.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { replayDeps } from '../campaign/deps.js';
import { progressOn } from '../campaign/progress.js';
import { readCapsule, writeCapsule } from '../campaign/report-folder.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';

/** @throws UsageError when the capsule does not fail any more */
export async function shrinkCommand(
  path: string,
  flags: { readonly json?: boolean },
  { io }: { readonly io: CliIo },
): Promise<ExitCode> {
  const capsule = readCapsule(path);
  const deps = await replayDeps(capsule.mutant);
  const own = { ...deps, property: capsule.failure.property };
  if (!isSameFailure(capsule.failure, failureIn(capsule.spec, own))) {
    throw new UsageError(
      `${path}: Expected a capsule that fails with ${capsule.failure.property}, got one that no longer does. See: zim-sim replay ${path}`,
    );
  }
  const progress = progressOn(io);
  const info = { node: process.version, mutant: capsule.mutant };
  const small = shrunkCapsule(capsule, own, info, (smallest, runs) =>
    progress.show(`${smallest.schedule?.length ?? 0} faults left, ${count(runs)} runs`),
  );
  progress.clear();
  writeCapsule(small, path);
  const faults = small.spec.schedule ?? [];
  if (flags.json === true) {
    const { spec, failure, traceHash, found } = small;
    io.stdout(
      `${JSON.stringify({ capsule: path, failure, traceHash, spec, runs: found?.runs }, undefined, 2)}\n`,
    );
    return EXIT.held;
  }
  const style = outputStyle(io);
  const before = small.found?.spec.schedule?.length ?? faults.length;
  io.stdout(
    [
      style.paint('bad', `✗ ${small.failure.property}  ${small.failure.reason}`),
      style.paint(
        'dim',
        `${faults.length} faults, of ${before}, after ${count(small.found?.runs ?? 0)} runs`,
      ),
      ...scheduleLines(faults),
      `${style.paint('dim', 'again:')} zim-sim replay ${path}`,
      '',
    ].join('\n'),
  );
  return EXIT.held;
}
