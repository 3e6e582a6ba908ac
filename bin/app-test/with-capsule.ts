// A failure of an app, with its code as it is now in a process that can run it.
import type { AppRef, Capsule } from '../../sim/campaign/capsule.js';
import { casesOf, findTarget } from './plan.js';
import { type AppPool, openAppPool } from './pool.js';
import { prepareApp } from './prepare.js';

export type AppCapsule = Capsule & { readonly app: AppRef };

/**
 * Bundles the app of a capsule, and lets `use` ask for runs of it.
 *
 * @param use also learns whether the code has changed since the capsule was written
 * @throws UsageError one line when the app is not there or cannot be bundled
 */
export async function withCapsuleApp<T>(
  { app, spec, failure }: AppCapsule,
  use: (pool: AppPool, changed: boolean) => Promise<T>,
): Promise<T> {
  const target = await findTarget(app.entry);
  const cases = casesOf(target, undefined);
  const prepared = await prepareApp(target, { seed: spec.seed, rule: failure.property, cases });
  const pool = openAppPool(prepared.plan, 1);
  try {
    return await use(pool, prepared.bundle.hash !== app.hash);
  } finally {
    pool.close();
    prepared.dispose();
  }
}
