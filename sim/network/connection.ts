// The records of a connection: two ends, and for each end the direction that it sends in. Plain data; the
// wire and the handshake change it. A record lives as long as one of its ends does.

import type { EventHandle } from '../kernel/event-queue.js';
import type { HostId } from './paths.js';

/** Connections are numbered from 0 in the order of `connect`. */
export type ConnectionId = number;

/** 0 is the end that connected, 1 the end that accepted. */
export type Side = 0 | 1;

/**
 * `absent`: the acceptor has not heard of the connection · `connecting`: side 0 before it is open ·
 * `embryo`: the acceptor's kernel knows it, its application does not yet · `closing`: hears nothing more, but
 * still delivers what it sent · `gone`: forgotten, without a word to the peer.
 */
export type EndState = 'absent' | 'connecting' | 'embryo' | 'open' | 'closing' | 'gone';

/**
 * What crosses a link; immutable, since the queue and every fork share it. The payload of `close` is its code.
 * A `reset` is sent once and a `syn` by the rules of the handshake; the rest is retransmitted by the wire.
 */
export interface Segment {
  readonly kind: 'syn' | 'handshake' | 'data' | 'close' | 'reset';
  readonly connection: ConnectionId;
  readonly from: Side;
  readonly ordinal: number;
  readonly payload: unknown;
  readonly bytes: number;
}

/** What one end sends. */
export interface Direction {
  /** The number of its link. */
  readonly link: number;
  /** Its identity in draws: the link, the connecting host's own count of connections, the side. */
  readonly key: number;
  nextOrdinal: number;
  /** When the last segment so far arrives, in microseconds: the next one arrives later. */
  lastArrivalMicros: number;
  /** How often the head of `waiting`, or the SYN, has been transmitted. */
  transmissions: number;
  /** The segment that was lost, and those held behind it. Empty while all goes well. */
  readonly waiting: Segment[];
  retry: EventHandle | undefined;
}

export interface Connection {
  readonly id: ConnectionId;
  readonly hosts: readonly [HostId, HostId];
  readonly ends: [EndState, EndState];
  readonly directions: readonly [Direction, Direction];
  /** When the last SYN left, in microseconds. */
  synSentMicros: number;
}

/** An end that still takes part: it is known to its host. */
export function isAlive(state: EndState): boolean {
  return state !== 'absent' && state !== 'gone';
}

/** The other side. */
export function peerOf(side: Side): Side {
  return side === 0 ? 1 : 0;
}

/** A direction that has sent nothing yet. */
export function createDirection(link: number, key: number): Direction {
  return {
    link,
    key,
    nextOrdinal: 0,
    lastArrivalMicros: 0,
    transmissions: 0,
    waiting: [],
    retry: undefined,
  };
}

/** An independent copy, for a fork. Segments are shared. */
export function cloneConnection(connection: Connection): Connection {
  const [forth, back] = connection.directions;
  return {
    id: connection.id,
    hosts: connection.hosts,
    ends: [connection.ends[0], connection.ends[1]],
    directions: [cloneDirection(forth), cloneDirection(back)],
    synSentMicros: connection.synSentMicros,
  };
}

function cloneDirection(direction: Direction): Direction {
  return {
    link: direction.link,
    key: direction.key,
    nextOrdinal: direction.nextOrdinal,
    lastArrivalMicros: direction.lastArrivalMicros,
    transmissions: direction.transmissions,
    waiting: direction.waiting.slice(),
    retry: direction.retry,
  };
}
