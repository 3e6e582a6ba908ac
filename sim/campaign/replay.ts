// Runs a capsule again and says whether it fails as it did, and if it is another run now, where it became one.

import type { RunResult } from '../runner/summary.js';
import { attempt } from './attempt.js';
import type { BatchDeps } from './batch.js';
import type { Capsule } from './capsule.js';
import { type Parting, partingOf } from './chain.js';
import { type Failure, isSameFailure } from './failure.js';

export interface Replayed {
  /** undefined where a mutant broke a model in the middle of it. */
  readonly run: RunResult | undefined;
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
  const options = { properties: deps.properties, wrap: deps.wrap, apps: deps.apps, unseen: deps.unseen };
  const { run, failure } = attempt(spec, options, capsule.failure.property);
  const reproduced = isSameFailure(capsule.failure, failure);
  const isSame = run === undefined ? reproduced && capsule.chain === '' : run.traceHash === capsule.traceHash;
  const identical = untilMs === undefined && isSame;
  return {
    run,
    failure,
    reproduced,
    identical,
    parting:
      identical || untilMs !== undefined || run === undefined
        ? undefined
        : partingOf(capsule.chain, run.trace),
  };
}
