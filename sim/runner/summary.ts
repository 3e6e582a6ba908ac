// What a run is given and what it comes back with. Both are JSON, so that they can be sent, stored and merged.

import type { Observation } from '../check/observation.js';
import type { PropertyVerdict } from '../check/property.js';
import type { Fault } from '../faults/fault.js';
import type { Trace } from '../kernel/trace.js';
import type { CallPlace, ConsoleLine } from './external-app.js';
import type { RunMetrics } from './login-peaks.js';
import type { Scenario } from './scenario.js';

/** All that determines a run. */
export interface RunSpec {
  readonly scenario: Scenario;
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** On top of the scenario's own; checked against the facts' ranges. */
  readonly params?: Readonly<Record<string, number | string>>;
  readonly sdk?: string;
  /** The network of all devices without a profile of their own, instead of the scenario's. */
  readonly profile?: string;
  /** Replaces the scenario's faults. */
  readonly schedule?: readonly Fault[];
  /** Ends the run earlier or later than the scenario says, ms. */
  readonly untilMs?: number;
  /** What becomes of events of one instant: in order of creation, or shuffled by keyed draws. Default `fifo`. */
  readonly order?: 'fifo' | 'shuffled';
}

export type Outcome = 'held' | 'violated' | 'stuck' | 'nondeterministic' | 'internal error';

export interface ExpectedGoal {
  readonly id: string;
  readonly reached: boolean;
}

/** A fault going on or off, for the picture of a run. */
export interface FaultMark {
  readonly atMs: number;
  readonly phase: 'begins' | 'ends';
  readonly fault: Fault;
}

export interface RunSummary {
  readonly scenario: string;
  readonly seed: number;
  readonly sdk: string;
  readonly outcome: Outcome;
  /** 16 hexadecimal digits over every input, effect and observation. */
  readonly traceHash: string;
  /** Where the virtual clock stood at the end. */
  readonly virtualMs: number;
  /** Queue events fired. */
  readonly events: number;
  /** What the run cost the backend. */
  readonly metrics: RunMetrics;
  /** Every parameter that the run used. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly properties: readonly PropertyVerdict[];
  readonly expects: readonly ExpectedGoal[];
}

/** A summary with what was seen on the way. */
export interface RunResult extends RunSummary {
  readonly observations: readonly Observation[];
  readonly faults: readonly FaultMark[];
  readonly trace: Trace;
  /** Names of all hosts, by the numbers that the trace has for them. */
  readonly hosts: readonly string[];
  /** What apps wrote to their consoles, and where in their sources they called the SDK; only where code ran. */
  readonly console?: readonly ConsoleLine[];
  readonly callPlaces?: readonly CallPlace[];
}
