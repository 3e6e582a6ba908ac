// What became of logs as the document of a run, which is what reporters know: a scenario of that name that nobody ran.
// What the page needs besides, where each line stood, travels with it.
import type { Observation } from '../sim/check/observation.js';
import type { LogCheck } from '../sim/logs/check-logs.js';
import { version } from '../sim/runner/version.js';
import { defaultParams } from '../sim/zim/facts.js';
import { logOutcome } from './log-report.js';
import { REPORT_FORMAT, type RunReport } from './run-report.js';

const CHECK: unique symbol = Symbol('zim-sim.log');

/** The logs that a document is about; undefined for a run. */
export function logCheckOf(report: RunReport): LogCheck | undefined {
  return (report as { readonly [CHECK]?: LogCheck })[CHECK];
}

/**
 * The document of logs.
 *
 * @param observations what was judged, in order
 * @param options.reproduce the command that checks them again
 */
export function logRunReport(
  check: LogCheck,
  observations: readonly Observation[],
  options: { readonly name: string; readonly reproduce: string },
): RunReport {
  const { sdk, endMs, verdicts } = check;
  const outcome = logOutcome(check);
  const report: RunReport = {
    kind: 'run',
    format: REPORT_FORMAT,
    zimSim: version,
    scenario: options.name,
    title: `Logs of real devices: ${options.name}`,
    seed: 0,
    sdk,
    outcome,
    passed: outcome === 'held',
    // Nothing was run, so there is no trace.
    traceHash: '0'.repeat(16),
    virtualMs: endMs,
    events: observations.length,
    metrics: { peakLoginsPerSecond: 0, atMs: 0, logins: 0 },
    reproduce: options.reproduce,
    params: { ...defaultParams() },
    properties: verdicts,
    expects: [],
    hosts: [],
    faults: [],
    observations,
  };
  return { ...report, [CHECK]: check } as RunReport;
}
