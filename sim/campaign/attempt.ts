// One run and what it comes to, also where a mutant makes a model fail its own assertions: then that is what is wrong
// with it, and no bug of ours.

import { UsageError } from '../kernel/usage-error.js';
import { type ExecuteOptions, execute } from '../runner/execute.js';
import type { RunResult, RunSpec } from '../runner/summary.js';
import { type Failure, failureOf, kindOfReason } from './failure.js';

/** `run` is undefined where a mutant broke a model in the middle of it. */
export interface Attempted {
  readonly run: RunResult | undefined;
  readonly failure: Failure | undefined;
}

/** The id of the property that a broken model violates: it is in no table. */
const BROKEN_MODEL = 'model';

/**
 * Executes a run and looks for its failure.
 *
 * @param property only failures of this property count
 * @throws whatever a model of ours throws without a mutant; UsageError for what the caller did wrong
 */
export function attempt(spec: RunSpec, options: ExecuteOptions, property?: string): Attempted {
  try {
    const run = execute(spec, options);
    return { run, failure: failureOf(spec, run, property) };
  } catch (error) {
    if (options.wrap === undefined || error instanceof UsageError || !(error instanceof Error)) throw error;
    if (property !== undefined && property !== BROKEN_MODEL) return { run: undefined, failure: undefined };
    return { run: undefined, failure: brokenModel(error.message) };
  }
}

function brokenModel(message: string): Failure {
  const reason = message.split('\n')[0] ?? '';
  return {
    property: BROKEN_MODEL,
    title: 'The models go on with whatever comes.',
    verdict: 'violated',
    atMs: 0,
    reason,
    kind: kindOfReason(reason, []),
  };
}
