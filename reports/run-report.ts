// A run as one plain document, which is what reporters get and what scripts read. Its keys are a promise: they may
// become more, never other ones.
import type { Failure } from '../sim/campaign/failure.js';
import type { TraceEvent } from '../sim/kernel/trace.js';
import type { RunResult, RunSummary } from '../sim/runner/summary.js';
import { version } from '../sim/runner/version.js';
import { passed } from './outcome.js';

/** The format of the documents that this version makes. */
export const REPORT_FORMAT = 1;

/** A run. JSON; times are virtual milliseconds. */
export interface RunReport
  extends RunSummary,
    Pick<RunResult, 'observations' | 'faults' | 'hosts' | 'console' | 'callPlaces'> {
  readonly kind: 'run';
  readonly format: number;
  /** The version that made it. */
  readonly zimSim: string;
  /** The scenario's title. */
  readonly title: string;
  /** Whether everything held and every goal was reached. */
  readonly passed: boolean;
  /** The command that repeats the run. */
  readonly reproduce: string;
  /** The file that the scenario came from, as it was named. */
  readonly source?: string;
  /** What differed when the run was done twice. */
  readonly divergence?: string;
  /** Every record of the trace, for reporters that need it and for those who asked. */
  readonly trace?: readonly TraceEvent[];
}

/** A recorded failure that was run again. JSON. */
export interface ReplayReport {
  readonly kind: 'replay';
  readonly format: number;
  readonly zimSim: string;
  /** The file that was replayed. */
  readonly capsule: string;
  /** Whether it fails in the same way. */
  readonly reproduced: boolean;
  /** Whether it is the same run, bit for bit. */
  readonly identical: boolean;
  /** How it fails now. */
  readonly failure?: Failure;
  /** Where it became another run. */
  readonly parting?: string;
  /** Absent where a mutant broke a model in the middle of it. */
  readonly run?: RunReport;
}

/** What is known of a run besides its result. */
export interface RunReportOptions {
  /** Default: this version. */
  readonly zimSim?: string;
  readonly title: string;
  readonly reproduce: string;
  readonly source?: string | undefined;
  readonly divergence?: string | undefined;
  /** Whether the document has the trace in it. The run must have kept it. */
  readonly withTrace?: boolean;
}

/**
 * The document of a run.
 *
 * @example junit.run?.(runReport(result, { title: scenario.title, reproduce: 'zim-sim run lift' }))
 */
export function runReport(run: RunResult, options: RunReportOptions): RunReport {
  const { scenario, seed, sdk, outcome, traceHash, virtualMs, events, metrics, params } = run;
  const { zimSim = version, title, reproduce, source, divergence } = options;
  return {
    kind: 'run',
    format: REPORT_FORMAT,
    zimSim,
    scenario,
    title,
    seed,
    sdk,
    outcome,
    passed: passed(run),
    traceHash,
    virtualMs,
    events,
    metrics,
    reproduce,
    ...(source === undefined ? {} : { source }),
    ...(divergence === undefined ? {} : { divergence }),
    params,
    properties: run.properties,
    expects: run.expects,
    hosts: run.hosts,
    faults: run.faults,
    observations: run.observations,
    ...(run.console === undefined ? {} : { console: run.console }),
    ...(run.callPlaces === undefined ? {} : { callPlaces: run.callPlaces }),
    ...(options.withTrace === true ? { trace: traceEvents(run) } : {}),
  };
}

function traceEvents({ trace }: RunResult): readonly TraceEvent[] {
  return Array.from({ length: trace.length }, (_, index) => trace.read(index));
}
