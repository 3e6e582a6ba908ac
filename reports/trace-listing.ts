// The trace record by record, for people who look for the reason of something, and between them in words what the
// network did to a message that came late.
import { formatClock } from '../sim/kernel/duration.js';
import type { Trace, TraceEvent } from '../sim/kernel/trace.js';
import { NetworkStory } from './network-story.js';
import type { Style } from './style.js';
import { visible } from './text.js';

/**
 * The records of a trace as lines, one by one, so that a long trace never stands in memory as one text.
 *
 * @param run its trace, and the names of the hosts that the trace has numbers for
 * @example for (const line of traceLines(run, style)) print(line);
 */
export function* traceLines(
  run: { readonly trace: Trace; readonly hosts: readonly string[] },
  style: Style,
): Generator<string> {
  const { trace, hosts } = run;
  const story = new NetworkStory(hosts);
  for (let index = 0; index < trace.length; index++) {
    const event = trace.read(index);
    const told = story.tell(event);
    if (told !== undefined) yield storyLine(event.atMicros, told, style);
    yield traceLine(event, style);
  }
  for (const { atMicros, text } of story.unfinished()) yield storyLine(atMicros, text, style);
}

// `0:12.000123  send  connection=1 side=0 ordinal=4`
function traceLine({ atMicros, kind, fields }: TraceEvent, style: Style): string {
  const values = Object.entries(fields).map(([name, value]) => `${name}=${visible(written(value))}`);
  return `${clock(atMicros, style)}  ${kind}  ${values.join(' ')}`.trimEnd();
}

// `0:12.000123  network  alice → server: 3 packets lost, retransmitted after 200, 400, 800 ms`
function storyLine(atMicros: number, text: string, style: Style): string {
  return `${clock(atMicros, style)}  ${style.paint('warn', `network  ${visible(text)}`)}`;
}

function clock(atMicros: number, style: Style): string {
  const micros = String(atMicros % 1000).padStart(3, '0');
  return style.paint('dim', `${formatClock(atMicros / 1000)}${micros}`);
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
