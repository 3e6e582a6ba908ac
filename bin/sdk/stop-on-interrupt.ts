// Ctrl-C ends a run that would take long, or for ever.
import type { SdkPool } from './pool.js';

const LOOK_MS = 100;

/** Looks for Ctrl-C until the timer is cleared. */
export function stopOnInterrupt(pool: SdkPool, interrupted: () => Promise<boolean>): NodeJS.Timeout {
  return setInterval(() => {
    void interrupted().then((is) => {
      if (is) pool.stop();
    });
  }, LOOK_MS);
}
