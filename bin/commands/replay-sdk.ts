// `zim-sim replay` of a finding about the SDK: the same script with the same version of the package.
import { sdkReplayReport } from '../../reports/sdk-report.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { packageIn, type SdkPackage } from '../../sim/sdk-host/sdk-package.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { findPackages, VERSION } from '../sdk/find-package.js';
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
  const { given, signature } = capsule;
  const sdk = await packageOf(capsule, path, io);
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

/** The package of the finding: the folder that it was in, or the version. */
async function packageOf(
  { name, version, folder }: SdkCapsule,
  path: string,
  io: CliIo,
): Promise<SdkPackage> {
  if (folder !== undefined) {
    const there = packageIn(folder);
    if (there.version === version) return there;
    throw new UsageError(
      `${path}: Expected ${name}@${version} in ${folder}, got version ${there.version}. Find it anew: zim-sim sdk ${folder}`,
    );
  }
  if (!VERSION.test(version)) {
    throw new UsageError(`${path}: Expected the version of a package, got ${JSON.stringify(version)}.`);
  }
  const unasked = `${path}: Expected ${name}@${version}, which is neither installed nor in the cache. Bring it: zim-sim sdk ${name}@${version} --runs 1 --yes`;
  return (await findPackages({ given: version, versions: [], yes: false, unasked }, io)).main;
}
