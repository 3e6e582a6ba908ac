// A run as one JSON document. Its keys are a promise to scripts: they may become more, never other ones.
import type { RunResult } from '../sim/runner/summary.js';

/**
 * A run as plain data; times are virtual milliseconds.
 *
 * @example JSON.stringify(jsonDocument(run, { reproduce: 'zim-sim run lift --seed 1' }))
 */
export function jsonDocument(
  run: RunResult,
  options: { readonly reproduce: string; readonly withTrace?: boolean },
): Readonly<Record<string, unknown>> {
  const { scenario, seed, sdk, outcome, traceHash, virtualMs, events, metrics, params } = run;
  return {
    scenario,
    seed,
    sdk,
    outcome,
    traceHash,
    virtualMs,
    events,
    metrics,
    reproduce: options.reproduce,
    params,
    properties: run.properties,
    expects: run.expects,
    faults: run.faults,
    observations: run.observations,
    ...(options.withTrace === true ? { trace: traceEvents(run) } : {}),
  };
}

function traceEvents({ trace }: RunResult): readonly unknown[] {
  return Array.from({ length: trace.length }, (_, index) => trace.read(index));
}
