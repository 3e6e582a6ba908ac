// The public API. It binds the project's tables of properties and scenarios to the runner.

import { allProperties } from './properties/index.js';
import { scenarios } from './scenarios/index.js';
import { deepFreeze } from './sim/kernel/plain.js';
import { type RunOptions, runWith } from './sim/runner/run.js';
import type { Scenario } from './sim/runner/scenario.js';
import type { RunResult } from './sim/runner/summary.js';

export { always, eventually, sometimes } from './sim/check/combinators.js';
export type { Observation, ObservationKind } from './sim/check/observation.js';
export type { Property, PropertyVerdict, Verdict } from './sim/check/property.js';
export type { Fault, FaultKind, Schedule } from './sim/faults/fault.js';
export { DurationError, type DurationText } from './sim/kernel/duration.js';
export { firstDivergence, type Trace, type TraceEvent } from './sim/kernel/trace.js';
export { UsageError } from './sim/kernel/usage-error.js';
export type { ClientEffect, ClientInput, ClientState } from './sim/models/client/state.js';
export type { Out, Step, StepContext } from './sim/models/model.js';
export type { Action, ReactionEntry, Script, ScriptEntry, TimedEntry } from './sim/models/script.js';
export type { ServerState } from './sim/models/server/state.js';
export type { ServerEffect, ServerInput } from './sim/models/server/turn.js';
export type { Wrap } from './sim/runner/execute.js';
export type { RunOptions } from './sim/runner/run.js';
export { type DeviceSpec, defineScenario, type NetworkSpec, type Scenario } from './sim/runner/scenario.js';
export type { ExpectedGoal, FaultMark, Outcome, RunResult, RunSummary } from './sim/runner/summary.js';
export { version } from './sim/runner/version.js';

/**
 * Runs a scenario and checks every sentence of the reconnection contract while it runs.
 *
 * @param scenario from `listScenarios()`, `defineScenario` or a parsed YAML file
 * @returns verdicts, the trace hash, every observation in order (times in virtual milliseconds), and the trace
 * @throws UsageError one line that says what was expected, what came and what to do
 * @example
 * const result = run(scenario, { seed: 42, params: { heartbeatTimeoutMs: 40_000 } });
 * console.log(result.outcome, result.traceHash);
 */
export function run(scenario: Scenario, options: RunOptions = {}): RunResult {
  return runWith(allProperties, scenario, options);
}

/**
 * The scenarios that come with the package, in the order of `zim-sim list scenarios`. They are frozen: to run one with
 * something changed, spread it into one of your own.
 *
 * @example const roomDeleted = listScenarios().find(({ name }) => name === 'room-deleted');
 */
export function listScenarios(): readonly Scenario[] {
  return deepFreeze(scenarios);
}

/**
 * The properties that every run checks: the contract's rows, and a goal for each that shows that runs got there.
 *
 * @example listProperties().map(({ id, title }) => `${id} ${title}`)
 */
export function listProperties(): readonly { readonly id: string; readonly title: string }[] {
  return allProperties.map(({ id, title }) => ({ id, title }));
}
