// `zim-sim replay` of a finding about the SDK: the same script with the same version of the package.
import { sdkReplayReport } from '../../reports/sdk-report.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { findPackages } from '../sdk/find-package.js';
import { openSdkPool } from '../sdk/pool.js';
import type { SdkCapsule } from '../sdk/sdk-capsule.js';
import { outputStyle } from '../terminal.js';
import type { ReplayFlags } from './replay-words.js';

/** @returns 1 when the finding is there again, 0 when it is gone, 3 when two replays differ */
export async function replaySdkCommand(
  capsule: SdkCapsule,
  path: string,
  flags: ReplayFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { given, signature, version } = capsule;
  const { main: sdk } = await findPackages({ given: version, versions: [], yes: false }, io);
  const pool = openSdkPool(1);
  try {
    const replayed = await pool.ask({ kind: 'replay', sdk, given, signature });
    const second =
      flags.verify === true ? await pool.ask({ kind: 'replay', sdk, given, signature }) : replayed;
    const { found, observations, digest } = replayed;
    const identical = capsule.digest === digest;
    if (flags.json === true) {
      const document = { reproduced: found !== null, identical, digest, found, capsule, observations };
      io.stdout(`${JSON.stringify(document, undefined, 2)}\n`);
    } else {
      const report = { ...capsule, path, found, observations, digest, identical };
      io.stdout(`${sdkReplayReport(report, outputStyle(io))}\n`);
    }
    if (second.digest !== digest) {
      io.stderr('The same replay gave two different runs.\n');
      return EXIT.nondeterministic;
    }
    return found === null ? EXIT.held : EXIT.failed;
  } finally {
    pool.close();
  }
}
