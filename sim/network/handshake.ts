// How a connection comes to be: SYN and its answer, then the round trips of TLS and of the upgrade. Round trips
// after the first are segments like others; the SYN has timers of its own and a host may refuse or ignore it.

import { assert } from '../kernel/assert.js';
import {
  type Connection,
  createDirection,
  type Direction,
  peerOf,
  type Segment,
  type Side,
} from './connection.js';
import type { Path } from './paths.js';
import { EVENT, type Retry, type Wire } from './wire.js';

const SYN_MICROS = 1_000_000; // Linux: TCP_TIMEOUT_INIT
const LINEAR_TIMEOUTS = 4; // Linux since 6.5: tcp_syn_linear_timeouts
const SYN_RETRIES = 6 + LINEAR_TIMEOUTS; // Linux: tcp_syn_retries, which does not count the linear ones

// A direction's key holds the link's 32 bits, one for the side and 20 for the count: a safe integer.
const TWO_32 = 4294967296;
const MAX_CONNECTS = 1 << 20;

/**
 * How long a host waits after this many SYNs before it sends the next, in microseconds. SYNs leave at 0, 1, 2, 3,
 * 4, 5, 7, 11, 19, 35 and 67 s, and it gives up at 131 s (the kernel's ip-sysctl documentation).
 *
 * @example synTimeoutMicros(6) === 2_000_000
 */
export function synTimeoutMicros(syns: number): number {
  return syns <= LINEAR_TIMEOUTS ? SYN_MICROS : SYN_MICROS * (1 << (syns - LINEAR_TIMEOUTS - 1));
}

/** A new connection of which only the connecting host knows. Nothing is sent yet. */
export function createConnection(wire: Wire, { source, target }: Path): Connection {
  // The identity in draws is the host's own count, or one more connection elsewhere would change every draw.
  const ordinal = wire.host(source).connects++;
  assert(ordinal < MAX_CONNECTS, 'a host connects more than a million times');
  const connection: Connection = {
    id: wire.nextConnection++,
    hosts: [source, target],
    ends: ['connecting', 'absent'],
    directions: [
      directionOf(wire, { source, target }, ordinal * 2),
      directionOf(wire, { source: target, target: source }, ordinal * 2 + 1),
    ],
    synSentMicros: 0,
  };
  wire.connections.set(connection.id, connection);
  return connection;
}

/** Sends a SYN. Only if the simulator knows already that it is lost there is a timer for the next. */
export function sendSyn(wire: Wire, connection: Connection): void {
  const direction = connection.directions[0];
  direction.transmissions++;
  connection.synSentMicros = wire.simulator.now;
  direction.nextOrdinal = 1;
  const segment: Segment = segmentOf(connection, 'syn', 0);
  if (!wire.transmit(connection, segment, direction.transmissions)) awaitNextSyn(wire, connection);
}

/** The timer of the SYN has run out. Returns whether the host gives up. */
export function retrySyn(wire: Wire, connection: Connection): boolean {
  connection.directions[0].retry = undefined;
  if (connection.directions[0].transmissions > SYN_RETRIES) return true;
  sendSyn(wire, connection);
  return false;
}

/** The SYN is at its host, which answers, refuses, or says nothing. */
export function synArrived(wire: Wire, connection: Connection): void {
  if (connection.ends[0] !== 'connecting') return;
  const isNew = connection.ends[1] === 'absent';
  const mode = isNew ? wire.host(connection.hosts[1]).mode : 'accept';
  if (mode === 'silent') {
    awaitNextSyn(wire, connection);
    return;
  }
  if (isNew && mode === 'accept') connection.ends[1] = 'embryo';
  // The answer is repeated when the SYN is, so it shares its number.
  const [forth, back] = connection.directions;
  back.nextOrdinal = 1;
  const answer = segmentOf(connection, mode === 'accept' ? 'handshake' : 'reset', 1);
  if (!wire.transmit(connection, answer, forth.transmissions)) awaitNextSyn(wire, connection);
}

/**
 * A segment of the handshake has arrived: the acceptor answers a request, the connecting end follows an answer
 * with the next request. Returns whether this end is open from now on.
 */
export function handshakeArrived(
  wire: Wire,
  connection: Connection,
  segment: Segment,
  last: number,
): boolean {
  const side: Side = peerOf(segment.from);
  const isLast = segment.ordinal === last;
  if (isLast) connection.ends[side] = 'open';
  // The answer leaves before the application hears of the connection, so it is ahead of all it sends.
  if (side === 1 || !isLast) wire.push(connection, side, 'handshake', undefined, 0);
  return isLast;
}

function directionOf(wire: Wire, path: Path, identity: number): Direction {
  const link = wire.paths.number(path);
  return createDirection(link, wire.paths.at(link).key + identity * TWO_32);
}

function awaitNextSyn(wire: Wire, connection: Connection): void {
  const { simulator } = wire;
  const direction = connection.directions[0];
  const due = connection.synSentMicros + synTimeoutMicros(direction.transmissions);
  const payload: Retry = { connection: connection.id, side: 0 };
  const at = Math.max(due, simulator.now);
  direction.retry = simulator.scheduleAt(at, wire.target, EVENT.retrySyn, payload);
}

function segmentOf(connection: Connection, kind: Segment['kind'], from: Side): Segment {
  return { kind, connection: connection.id, from, ordinal: 0, payload: undefined, bytes: 0 };
}
