// What the world hears from the network. All calls happen at the simulator's present instant, depth first.

import type { ConnectionId, Side } from './connection.js';
import type { HostId } from './paths.js';
import type { Failure } from './trace-kinds.js';

/** How an open connection ended. The code is 1006 where no close frame came. */
export interface Ending {
  readonly code: number;
  readonly reason: 'closed' | 'reset' | 'timeout';
}

/** What the world hears. It may call the network from inside; an end that has ended hears nothing more. */
export interface NetworkListener {
  /** The upgrade request arrived: the acceptor's end exists and may send. */
  accepted(connection: ConnectionId, host: HostId): void;
  /** The connecting end may send. */
  opened(connection: ConnectionId): void;
  /** The connecting end never opened. */
  failed(connection: ConnectionId, reason: Failure): void;
  /** A message arrived at this side. */
  message(connection: ConnectionId, side: Side, payload: unknown): void;
  /** This side of an open connection ended without having asked for it. */
  closed(connection: ConnectionId, side: Side, how: Ending): void;
}
