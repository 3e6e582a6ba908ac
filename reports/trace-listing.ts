// The trace record by record, for people who look for the reason of something.
import { formatClock } from '../sim/kernel/duration.js';
import type { Trace, TraceEvent } from '../sim/kernel/trace.js';
import type { Style } from './style.js';
import { visible } from './text.js';

/**
 * The records of a trace as lines, one by one, so that a long trace never stands in memory as one text.
 *
 * @example for (const line of traceLines(run.trace, style)) print(line);
 */
export function* traceLines(trace: Trace, style: Style): Generator<string> {
  for (let index = 0; index < trace.length; index++) yield traceLine(trace.read(index), style);
}

// `0:12.000123  send  connection=1 side=0 ordinal=4`
function traceLine({ atMicros, kind, fields }: TraceEvent, style: Style): string {
  const micros = String(atMicros % 1000).padStart(3, '0');
  const values = Object.entries(fields).map(([name, value]) => `${name}=${visible(written(value))}`);
  return `${style.paint('dim', `${formatClock(atMicros / 1000)}${micros}`)}  ${kind}  ${values.join(' ')}`.trimEnd();
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
