// A run in order, as pictures and logs need it: what was observed, what the schedule did, and which message went from
// whom to whom. Made from the trace, which knows the order to the microsecond, and from the observations.
import type { Observation } from '../sim/check/observation.js';
import { assert } from '../sim/kernel/assert.js';
import type { TraceEvent } from '../sim/kernel/trace.js';
import type { FaultMark } from '../sim/runner/summary.js';
import { nameOfMessage } from './message-names.js';
import type { RunReport } from './run-report.js';

/** A message from one host to another. */
export interface MessageTrip {
  /** From 0, in the order in which they are sent. */
  readonly id: number;
  readonly from: string;
  readonly to: string;
  /** What it is, for example `enterRoom lobby`. */
  readonly name: string;
  /** What messages like it are called together, for example `enterRoom`. */
  readonly label: string;
  readonly sentMicros: number;
  /** Undefined where it never arrives. */
  readonly arrivedMicros: number | undefined;
}

/** One thing that happens, at an instant. */
export type Happening =
  | { readonly kind: 'observed'; readonly atMicros: number; readonly observation: Observation }
  | { readonly kind: 'fault'; readonly atMicros: number; readonly mark: FaultMark }
  | { readonly kind: 'sent' | 'arrived'; readonly atMicros: number; readonly message: MessageTrip };

const OBSERVED = new Set([
  'call',
  'settle',
  'settleChat',
  'event',
  'eventChat',
  'eventSent',
  'eventReceived',
  'socket',
  'observation',
]);

const CONTENT = new Set(['heartbeat', 'heartbeatAck', 'wire', 'wireChat']);

/**
 * Everything that happened, in order.
 *
 * @param report with its trace
 * @example for (const { kind, atMicros } of happenings(report)) console.log(atMicros, kind);
 */
export function happenings(report: RunReport): readonly Happening[] {
  const { trace } = report;
  assert(trace !== undefined, 'a report without its trace is asked for what happened');
  return new Reader(report, trace).read();
}

interface Ends {
  readonly source: string;
  readonly target: string;
}

type Trip = { -readonly [Key in keyof MessageTrip]: MessageTrip[Key] };

class Reader {
  readonly #report: RunReport;
  readonly #trace: readonly TraceEvent[];
  readonly #found: Happening[] = [];
  readonly #ends = new Map<number, Ends>();
  readonly #underWay = new Map<string, Trip>();
  #observations = 0;
  #faults = 0;
  #trips = 0;
  /** What is about to be sent: its record comes just before the network's. */
  #content: TraceEvent | undefined;

  constructor(report: RunReport, trace: readonly TraceEvent[]) {
    this.#report = report;
    this.#trace = trace;
  }

  read(): readonly Happening[] {
    for (const event of this.#trace) this.#take(event);
    return this.#found;
  }

  #take(event: TraceEvent): void {
    const { kind, atMicros, fields } = event;
    if (OBSERVED.has(kind)) {
      const observation = this.#report.observations[this.#observations++];
      if (observation !== undefined) this.#found.push({ kind: 'observed', atMicros, observation });
    } else if (CONTENT.has(kind)) this.#content = event;
    else if (kind === 'connect') {
      const { source, target } = fields;
      this.#ends.set(Number(fields.connection), { source: this.#host(source), target: this.#host(target) });
    } else if (kind === 'send') this.#send(event);
    else if (kind === 'deliver') this.#deliver(event);
    else if (kind === 'fault') {
      const mark = this.#report.faults[this.#faults++];
      if (mark !== undefined) this.#found.push({ kind: 'fault', atMicros, mark });
    }
  }

  #send({ atMicros, fields }: TraceEvent): void {
    const [connection, side] = [Number(fields.connection), Number(fields.side)];
    const { source, target } = this.#ends.get(connection) ?? { source: '?', target: '?' };
    const { name, label } = nameOfMessage(this.#content);
    this.#content = undefined;
    const message: Trip = {
      id: this.#trips++,
      from: side === 0 ? source : target,
      to: side === 0 ? target : source,
      name,
      label,
      sentMicros: atMicros,
      arrivedMicros: undefined,
    };
    this.#underWay.set(tripKey(connection, side, fields.ordinal), message);
    this.#found.push({ kind: 'sent', atMicros, message });
  }

  // The record has the side of whoever receives.
  #deliver({ atMicros, fields }: TraceEvent): void {
    const key = tripKey(Number(fields.connection), 1 - Number(fields.side), fields.ordinal);
    const message = this.#underWay.get(key);
    if (message === undefined) return;
    this.#underWay.delete(key);
    message.arrivedMicros = atMicros;
    this.#found.push({ kind: 'arrived', atMicros, message });
  }

  // Behind the hosts of the run stand a portal that answers for others, and nobody.
  #host(number: unknown): string {
    const { hosts } = this.#report;
    const place = Number(number);
    return hosts[place] ?? (place === hosts.length ? 'portal' : 'nowhere');
  }
}

function tripKey(connection: number, side: number, ordinal: unknown): string {
  return `${connection}/${side}/${String(ordinal)}`;
}
