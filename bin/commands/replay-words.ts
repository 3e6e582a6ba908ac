// What the replays of scenarios and of apps have in common.
import { basename } from 'node:path';
import type { Parting } from '../../sim/campaign/chain.js';
import { formatClock, parseDurationMs } from '../../sim/kernel/duration.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { ReportFlags } from '../reporters/choose.js';

export interface ReplayFlags extends ReportFlags {
  readonly until?: string;
  readonly verify?: boolean;
  readonly trace?: boolean;
  readonly mutant?: string;
  /** For the failure of an app: a folder for the logs of its devices. */
  readonly record?: string;
}

/** The first difference between a run and the one that was recorded, in words. */
export function describe(parting: Parting): string {
  if (parting.kind === 'ends')
    return `the first difference: it ends after ${parting.index} records, and went on`;
  const { kind, atMicros, fields } = parting.now;
  const values = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const what = `${kind} ${values.join(' ')}`.slice(0, 200);
  const place = `record ${parting.index} at ${formatClock(atMicros / 1000)}`;
  return parting.kind === 'record'
    ? `the first difference is ${place}, which now is: ${what}`
    : `the first difference is ${place}, where it ended before: ${what}`;
}

/** @throws UsageError for what is no duration longer than 0 */
export function untilOf(text: string): number {
  const untilMs = parseDurationMs(text);
  if (untilMs > 0) return untilMs;
  throw new UsageError(
    `--until: Expected a duration longer than 0, got ${JSON.stringify(text)}. For example: --until 12s`,
  );
}

/** The beginning of the names of what is written about a capsule. */
export function baseOf(capsule: string): string {
  return basename(capsule).replace(/\.json$/i, '');
}
