// The record of a connection: who it joins, over which links, and what each side's application knows of it. Plain
// data; the network changes it. Bytes and packets are the streams' business.

import type { EventHandle } from '../kernel/event-queue.js';
import type { HostId } from './paths.js';
import type { Side } from './stream/packet.js';

export type { Side } from './stream/packet.js';

/** Connections are numbered from 0 in the order of `connect`. */
export type ConnectionId = number;

/** What a side's application knows: `making` before it has heard of the connection or that it is open. */
export type Phase = 'making' | 'open' | 'ended';

/** Lives as long as its stream, whose number it has, and before that while a name is looked up. */
export interface Connection {
  readonly id: ConnectionId;
  readonly hosts: readonly [HostId, HostId];
  readonly links: readonly [number, number];
  /** Its identity in draws, each way. */
  readonly keys: readonly [number, number];
  readonly phases: [Phase, Phase];
  readonly nextOrdinals: [number, number];
  /** The look-up of the name that it waits for; no stream exists before. */
  lookup: EventHandle | undefined;
}

/** An end of a connection, by its side. */
export interface ConnectionEnd {
  readonly connection: Connection;
  readonly side: Side;
}

/** An independent copy, for a fork. */
export function cloneConnection(connection: Connection): Connection {
  const { id, hosts, links, keys, phases, nextOrdinals, lookup } = connection;
  return {
    id,
    hosts,
    links,
    keys,
    phases: [phases[0], phases[1]],
    nextOrdinals: [nextOrdinals[0], nextOrdinals[1]],
    lookup,
  };
}
