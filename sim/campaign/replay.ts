// Runs a capsule again and says whether it fails as it did, and if it is another run now, where it became one.

import { execute } from '../runner/execute.js';
import type { RunResult } from '../runner/summary.js';
import type { BatchDeps } from './batch.js';
import type { Capsule } from './capsule.js';
import { type Parting, partingOf } from './chain.js';
import { type Failure, failureOf, isSameFailure } from './failure.js';

export interface Replayed {
  readonly run: RunResult;
  /** Whether it fails in the same way. */
  readonly reproduced: boolean;
  readonly failure: Failure | undefined;
  /** Whether it is the same run, bit for bit. */
  readonly identical: boolean;
  /** Where it became another. */
  readonly parting: Parting | undefined;
}

/**
 * Replays a capsule.
 *
 * @param untilMs ends it earlier; then nobody says whether it is the same
 * @example replay(capsule, { properties }).reproduced
 */
export function replay(
  capsule: Capsule,
  deps: Omit<BatchDeps, 'specOf' | 'property'>,
  untilMs?: number,
): Replayed {
  const spec = untilMs === undefined ? capsule.spec : { ...capsule.spec, untilMs };
  const run = execute(spec, { properties: deps.properties, wrap: deps.wrap });
  const failure = failureOf(spec, run, capsule.failure.property);
  const identical = untilMs === undefined && run.traceHash === capsule.traceHash;
  return {
    run,
    failure,
    reproduced: isSameFailure(capsule.failure, failure),
    identical,
    parting: identical || untilMs !== undefined ? undefined : partingOf(capsule.chain, run.trace),
  };
}
