// Whether a package is the SDK, seen before hundreds of runs ask it.
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { SdkPackage } from '../../sim/sdk-host/sdk-package.js';
import { Hangs, type SdkPool, Stopped } from './pool.js';

/**
 * Loads it and creates an instance.
 *
 * @throws UsageError one line when it is not the SDK
 */
export async function seenToLoad(pool: SdkPool, sdk: SdkPackage): Promise<void> {
  const { name, version } = sdk;
  try {
    if (!(await pool.ask({ kind: 'load', sdk }))) {
      throw new UsageError(
        `${name}@${version}: Expected the ZIM SDK for the web, but its ZIM.create gives no instance. Give the folder of an installed zego-zim-web, or a version: zim-sim sdk zego-zim-web@2.29.0`,
      );
    }
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof Hangs)) throw error;
    throw new UsageError(
      `${name}@${version}: Expected the ZIM SDK for the web, but it does not finish loading within 15 s. Give another folder or version.`,
    );
  }
}
