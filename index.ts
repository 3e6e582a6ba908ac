// The public API. It binds the project's tables of properties and scenarios to the runner.

import { type FuzzCaseOptions, fuzzCases } from './properties/arbitraries/fuzz-case.js';
import { allProperties } from './properties/index.js';
import { scenarios } from './scenarios/index.js';
import { assertRun, type CampaignResult, campaign } from './sim/campaign/campaign.js';
import type { Capsule } from './sim/campaign/capsule.js';
import { shrunkCapsule } from './sim/campaign/found.js';
import { type Replayed, replay as replayWith } from './sim/campaign/replay.js';
import { deepFreeze } from './sim/kernel/plain.js';
import type { Wrap } from './sim/runner/execute.js';
import { type RunOptions, runWith } from './sim/runner/run.js';
import type { Scenario } from './sim/runner/scenario.js';
import type { RunResult, RunSpec } from './sim/runner/summary.js';

export { type AppScriptOptions, appScript } from './properties/arbitraries/app-script.js';
export { drawn } from './properties/arbitraries/draws.js';
export { FAULT_KINDS } from './properties/arbitraries/fault-kinds.js';
export { type FaultScheduleOptions, faultSchedule } from './properties/arbitraries/fault-schedule.js';
export { type FuzzCaseOptions, fuzzCases } from './properties/arbitraries/fuzz-case.js';
export { scenarioParams } from './properties/arbitraries/scenario-params.js';
export {
  type CampaignReport,
  type CampaignReportOptions,
  campaignReport,
  type ReportedFailure,
  type ReportedProperty,
} from './reports/campaign-report.js';
export type { Reporter } from './reports/reporter.js';
export { reporters } from './reports/reporters/index.js';
export { type ReplayReport, type RunReport, type RunReportOptions, runReport } from './reports/run-report.js';
export { type CampaignResult, RunFailed } from './sim/campaign/campaign.js';
export { type Capsule, capsuleText, type MutantRef, parseCapsule } from './sim/campaign/capsule.js';
export type { Failure } from './sim/campaign/failure.js';
export type { Replayed } from './sim/campaign/replay.js';
export type { Tally } from './sim/campaign/tally.js';
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
export type {
  ExpectedGoal,
  FaultMark,
  Outcome,
  RunResult,
  RunSpec,
  RunSummary,
} from './sim/runner/summary.js';
export { version } from './sim/runner/version.js';
export {
  at,
  call,
  click,
  defineConfig,
  type RuleOff,
  type ServiceHandler,
  type ServiceSocketHandler,
  type Services,
  type Shown,
  type TestConfig,
  type TestDevice,
  type,
  type UserStep,
} from './sim/sandbox/test-config.js';

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

/** What a campaign, a replay or an assertion may be told besides. */
export interface CheckOptions {
  /** A client or a backend that is wrong in some way. */
  readonly wrap?: Wrap;
  /** Only failures of this property count. */
  readonly property?: string;
}

/** How many runs there are, and of what. */
export interface FuzzOptions extends FuzzCaseOptions, CheckOptions {
  /** Default 1. The same seed gives the same runs as `zim-sim fuzz --seed`. */
  readonly seed?: number;
  /** Default 100. */
  readonly runs?: number;
  /** Go on behind the first failure. Default false. */
  readonly continue?: boolean;
}

/**
 * Runs drawn schedules and scripts until one fails, and makes what fails small. Synchronous and in this process; the
 * command `zim-sim fuzz` does the same over several.
 *
 * @returns counts over all runs, and a capsule for each way of failing
 * @throws RangeError for options that make no sense
 * @example
 * const { tally, capsules } = fuzz({ runs: 500, kinds: ['partition', 'kick'] });
 * console.log(tally.runs, capsules.map(({ failure }) => failure.reason));
 */
export function fuzz({ wrap, property, seed, runs, ...options }: FuzzOptions = {}): CampaignResult {
  const { continue: goesOn, ...cases } = options;
  return campaign(
    { specOf: fuzzCases(cases), properties: allProperties, property, wrap },
    {
      node: process.version,
      ...(seed === undefined ? {} : { seed }),
      ...(runs === undefined ? {} : { runs }),
      ...(goesOn === undefined ? {} : { continue: goesOn }),
    },
  );
}

/**
 * For tests: does nothing when a run holds, and throws its smallest failure when it does not.
 *
 * @throws RunFailed with the schedule in its message and the capsule in `capsule`
 * @example
 * test.prop([faultSchedule({ hosts: ['alice', 'bob'], horizonMs: 300_000 })])('survives', (schedule) => {
 *   assertHolds({ scenario, seed: 1, schedule });
 * });
 */
export function assertHolds(
  spec: RunSpec,
  { wrap, property, command }: CheckOptions & { readonly command?: string } = {},
): void {
  assertRun(
    spec,
    { properties: allProperties, property, wrap },
    { node: process.version, ...(command === undefined ? {} : { command }) },
  );
}

/**
 * Runs a capsule again.
 *
 * @returns whether it fails as it did, whether it is the same run bit for bit, and if not where it became another
 * @example replay(parseCapsule(readFileSync(path, 'utf8'), path)).identical
 */
export function replay(capsule: Capsule, { wrap }: Pick<CheckOptions, 'wrap'> = {}): Replayed {
  return replayWith(capsule, { properties: allProperties, wrap });
}

/**
 * Makes a capsule small: the same failure with the fewest faults and the shortest script, none of which can be left
 * out, and with durations that people would write.
 *
 * @example writeFileSync(path, capsuleText(shrink(parseCapsule(readFileSync(path, 'utf8'), path))));
 */
export function shrink(capsule: Capsule, { wrap }: Pick<CheckOptions, 'wrap'> = {}): Capsule {
  return shrunkCapsule(
    capsule,
    { properties: allProperties, property: capsule.failure.property, wrap },
    { node: process.version },
  );
}
