// Moves segments between the two ends of a connection: transmits, holds back what waits behind a lost one,
// retransmits, gives up, resets. What a segment means when it arrives is decided in handshake.ts and network.ts.

import { assert } from '../kernel/assert.js';
import type { Simulator } from '../kernel/simulator.js';
import {
  type Connection,
  type ConnectionId,
  cloneConnection,
  type Direction,
  type EndState,
  isAlive,
  peerOf,
  type Segment,
  type Side,
} from './connection.js';
import { crossingMicros, isLost } from './link.js';
import type { HostId, Paths } from './paths.js';
import { TRACE } from './trace-kinds.js';

/** What a host does with what it does not know: a new connection, or a segment for an end that it forgot. */
export type AcceptMode = 'accept' | 'refuse' | 'silent';

/** The state of a host. */
export interface Host {
  readonly name: string;
  mode: AcceptMode;
  /** How often it has called `connect`: with its name, the identity of a connection in draws. */
  connects: number;
}

/** Kinds of the network's own queue events. */
export const EVENT = { arrive: 0, retry: 1, retrySyn: 2 } as const;

/** The payload of a `retry`. */
export interface Retry {
  readonly connection: ConnectionId;
  readonly side: Side;
}

const RTO_MARGIN_MICROS = 200_000; // Linux: TCP_RTO_MIN, on top of the smoothed round trip
const RTO_MAX_MICROS = 120_000_000; // Linux: TCP_RTO_MAX
const RETRIES = 15; // Linux: tcp_retries2

/** The state that all parts of the network share, and the transport that they use. */
export class Wire {
  readonly simulator: Simulator;
  readonly target: number;
  readonly hosts: Host[];
  readonly paths: Paths;
  readonly connections: Map<ConnectionId, Connection> = new Map();
  nextConnection: ConnectionId = 0;

  constructor(simulator: Simulator, target: number, hosts: Host[], paths: Paths) {
    this.simulator = simulator;
    this.target = target;
    this.hosts = hosts;
    this.paths = paths;
  }

  /** An independent copy that goes on with a fork of the simulator, whose queue holds the same events. */
  clone(simulator: Simulator): Wire {
    const hosts = this.hosts.map((host) => ({ name: host.name, mode: host.mode, connects: host.connects }));
    const copy = new Wire(simulator, this.target, hosts, this.paths.clone());
    copy.nextConnection = this.nextConnection;
    for (const [id, connection] of this.connections) copy.connections.set(id, cloneConnection(connection));
    return copy;
  }

  host(id: HostId): Host {
    const host = this.hosts[id];
    assert(host !== undefined, `no host has the number ${id}`);
    return host;
  }

  /** Sends a segment in order behind what that side sent before. Returns its ordinal. */
  push(connection: Connection, from: Side, kind: Segment['kind'], payload: unknown, bytes: number): number {
    const direction = connection.directions[from];
    const ordinal = direction.nextOrdinal++;
    const segment: Segment = { kind, connection: connection.id, from, ordinal, payload, bytes };
    if (direction.waiting.length > 0) direction.waiting.push(segment);
    else if (!this.transmit(connection, segment, 1)) this.hold(connection, segment, 0);
    return ordinal;
  }

  /** Puts a segment on its link. False when it is lost; nobody but the simulator knows that. */
  transmit(connection: Connection, segment: Segment, transmission: number): boolean {
    const { choices, now } = this.simulator;
    const direction = connection.directions[segment.from];
    const link = this.paths.at(direction.link);
    const { ordinal } = segment;
    link.sent++;
    link.bytes += segment.bytes;
    if (transmission > 1) {
      link.retransmitted++;
      this.simulator.trace.record(TRACE.retransmit, connection.id, segment.from, transmission);
    }
    if (
      isLost(link, choices, direction.key, ordinal, transmission) ||
      (segment.kind !== 'syn' && this.isDeaf(connection, peerOf(segment.from)))
    ) {
      link.lost++;
      this.simulator.trace.record(TRACE.lost, connection.id, segment.from, transmission);
      return false;
    }
    const arrival = now + crossingMicros(link, choices, direction.key, ordinal, transmission);
    // Later than the one before, if only by a microsecond: ties may be shuffled, and a stream has an order.
    direction.lastArrivalMicros =
      arrival > direction.lastArrivalMicros ? arrival : direction.lastArrivalMicros + 1;
    this.simulator.scheduleAt(direction.lastArrivalMicros, this.target, EVENT.arrive, segment);
    return true;
  }

  /** The retransmission timer has run out: once more, or the end of this side. Returns whether it gave up. */
  retry(connection: Connection, side: Side): boolean {
    const direction = connection.directions[side];
    const head = direction.waiting[0];
    direction.retry = undefined;
    assert(head !== undefined, 'a retransmission timer ran out and nothing waits');
    if (direction.transmissions > RETRIES) return true;
    direction.transmissions++;
    if (this.transmit(connection, head, direction.transmissions)) this.release(connection, direction, side);
    else this.setRetry(connection, direction, side, 0);
    return false;
  }

  /**
   * A segment came to an end that does not exist. A host that is up answers with a reset; one that is silent
   * leaves the sender to retransmit.
   */
  bounce(connection: Connection, segment: Segment): void {
    const side = peerOf(segment.from);
    if (this.isDeaf(connection, side)) this.miss(connection, segment);
    else this.sendReset(connection, side);
  }

  /** Tells the peer, once, that this side is no more. Nobody retransmits a reset. */
  sendReset(connection: Connection, from: Side): void {
    if (!isAlive(connection.ends[peerOf(from)])) return;
    const ordinal = connection.directions[from].nextOrdinal++;
    const { id } = connection;
    this.transmit(
      connection,
      { kind: 'reset', connection: id, from, ordinal, payload: undefined, bytes: 0 },
      1,
    );
  }

  /** Forgets an end and what it had still to send. Returns what it was. */
  forget(connection: Connection, side: Side): EndState {
    const before = connection.ends[side];
    const direction = connection.directions[side];
    if (direction.retry !== undefined) this.simulator.cancel(direction.retry);
    direction.retry = undefined;
    direction.waiting.length = 0;
    connection.ends[side] = 'gone';
    if (!isAlive(connection.ends[peerOf(side)])) this.connections.delete(connection.id);
    return before;
  }

  // Waits to be sent again. The head of the line has a timer, which has run for `sinceMicros` already.
  private hold(connection: Connection, segment: Segment, sinceMicros: number): void {
    const direction = connection.directions[segment.from];
    direction.waiting.push(segment);
    if (direction.retry !== undefined) return;
    direction.transmissions = 1;
    this.setRetry(connection, direction, segment.from, sinceMicros);
  }

  // The head is through: those behind it follow, up to the next one that is lost.
  private release(connection: Connection, direction: Direction, side: Side): void {
    const { waiting } = direction;
    let through = 1;
    while (through < waiting.length && this.transmit(connection, waiting[through] as Segment, 1)) through++;
    waiting.splice(0, through);
    direction.transmissions = 1;
    if (waiting.length > 0) this.setRetry(connection, direction, side, 0);
  }

  // It was in flight when the host behind it fell silent. The sender finds out like after any loss. Order does
  // not matter any more: whatever gets through next is answered by a reset.
  private miss(connection: Connection, segment: Segment): void {
    if (segment.kind === 'reset' || !isAlive(connection.ends[segment.from])) return;
    const link = this.paths.at(connection.directions[segment.from].link);
    link.lost++;
    this.simulator.trace.record(TRACE.lost, connection.id, segment.from, 1);
    this.hold(connection, segment, link.settings.delayMicros);
  }

  private setRetry(connection: Connection, direction: Direction, side: Side, sinceMicros: number): void {
    const [forth, back] = connection.directions;
    const roundTrip =
      this.paths.at(forth.link).settings.delayMicros + this.paths.at(back.link).settings.delayMicros;
    const payload: Retry = { connection: connection.id, side };
    const after = Math.max(0, retransmitMicros(roundTrip, direction.transmissions) - sinceMicros);
    direction.retry = this.simulator.schedule(after, this.target, EVENT.retry, payload);
  }

  private isDeaf(connection: Connection, side: Side): boolean {
    return !isAlive(connection.ends[side]) && this.host(connection.hosts[side]).mode === 'silent';
  }
}

/**
 * How long a sender waits after this many transmissions of a segment before it repeats it, in microseconds:
 * the round trip plus 200 ms, doubled for each repetition, at most 120 s (as Linux does).
 *
 * @example retransmitMicros(60_000, 2) === 520_000
 */
export function retransmitMicros(roundTripMicros: number, transmissions: number): number {
  const backedOff = (roundTripMicros + RTO_MARGIN_MICROS) * (1 << (transmissions - 1));
  return Math.min(backedOff, RTO_MAX_MICROS);
}
