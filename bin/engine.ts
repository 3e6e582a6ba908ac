// What the commands work with: the tables of scenarios and properties, and a way to run one. Tests bring their own.
import type { Fault } from '../sim/faults/fault.js';
import type { CheckLogsOptions, LogCheck } from '../sim/logs/check-logs.js';
import type { LogSource } from '../sim/logs/log-file.js';
import type { Wrap } from '../sim/runner/execute.js';
import type { Scenario } from '../sim/runner/scenario.js';
import type { RunResult } from '../sim/runner/summary.js';

/** What the command line may say about a run besides the scenario. */
export interface RunRequest {
  readonly seed: number;
  readonly params?: Readonly<Record<string, number | string>>;
  readonly sdk?: string;
  readonly profile?: string;
  readonly schedule?: readonly Fault[];
  readonly untilMs?: number;
  /** A client or a backend that is wrong in some way. */
  readonly wrap?: Wrap;
  /** Whether the trace can be read afterwards; a thousand traces do not fit into memory. */
  readonly keepTrace: boolean;
}

/** A property as the lists show it. */
export interface PropertyInfo {
  readonly id: string;
  readonly title: string;
  /** The property whose exercise it only counts. */
  readonly goalOf?: string;
}

export interface Engine {
  readonly version: string;
  readonly scenarios: readonly Scenario[];
  readonly properties: readonly PropertyInfo[];
  /** Throws `UsageError` when the request makes no sense. */
  readonly run: (scenario: Scenario, request: RunRequest) => RunResult;
  readonly checkLogs: (
    sources: readonly LogSource[],
    options: Omit<CheckLogsOptions, 'properties'>,
  ) => Promise<LogCheck>;
}
