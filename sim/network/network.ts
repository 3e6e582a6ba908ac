// The network as the world sees it: hosts, connections that carry messages in order, and the faults that may
// befall them. Everything that is heard goes to one listener, at the simulator's present instant.
// How segments travel is in wire.ts, how connections are made in handshake.ts.

import { assert, unreachable } from '../kernel/assert.js';
import type { Simulator } from '../kernel/simulator.js';
import {
  type Connection,
  type ConnectionId,
  type EndState,
  isAlive,
  peerOf,
  type Segment,
  type Side,
} from './connection.js';
import { createConnection, handshakeArrived, retrySyn, sendSyn, synArrived } from './handshake.js';
import { type LinkSettings, type LinkStats, unblockLink } from './link.js';
import type { Ending, NetworkListener } from './listener.js';
import { checkOptions, type NetworkOptions } from './options.js';
import { type HostId, type Path, Paths } from './paths.js';
import { FAILURES, type Failure, TRACE } from './trace-kinds.js';
import { type AcceptMode, EVENT, type Host, type Retry, Wire } from './wire.js';

export type { ConnectionId, Side } from './connection.js';
export type { LinkSettings, LinkStats } from './link.js';
export type { Ending, NetworkListener } from './listener.js';
export type { NetworkOptions } from './options.js';
export type { HostId, Path } from './paths.js';
export type { AcceptMode } from './wire.js';

const RESET: Ending = { code: 1006, reason: 'reset' };
const TIMEOUT: Ending = { code: 1006, reason: 'timeout' };

/**
 * Hosts, the links between them and the connections over these.
 *
 * @example
 * const link = { delayMicros: 30_000, jitterMicros: 0, loss: 0 };
 * const hosts = [{ name: 'alice', listens: false }, { name: 'server', listens: true }];
 * const network = new Network(simulator, { target: 1, hosts, link, connectRoundTrips: 4 });
 * network.listener = world;
 * const connection = network.connect(0, 1); // world.opened(connection) after 8 × 30 ms
 */
export class Network {
  private readonly options: NetworkOptions;
  private wire: Wire;
  private attached: NetworkListener | undefined = undefined;

  /** @throws RangeError when a setting makes no sense; the message says what was expected */
  constructor(simulator: Simulator, options: NetworkOptions) {
    checkOptions(options);
    this.options = options;
    const names = options.hosts.map((host) => host.name);
    const hosts = options.hosts.map(
      ({ name, listens }): Host => ({ name, mode: listens ? 'accept' : 'refuse', connects: 0 }),
    );
    this.wire = new Wire(simulator, options.target, hosts, new Paths(names, options.link));
  }

  get listener(): NetworkListener {
    assert(this.attached !== undefined, 'the network has no listener yet');
    return this.attached;
  }

  set listener(listener: NetworkListener) {
    this.attached = listener;
  }

  /** An independent copy in its present state, for a fork of the simulator. It still needs a listener. */
  clone(simulator: Simulator): Network {
    const copy = new Network(simulator, this.options);
    copy.wire = this.wire.clone(simulator);
    return copy;
  }

  /** Takes a queue event of this network's target. */
  handle(kind: number, payload: unknown): void {
    if (kind === EVENT.arrive) {
      this.arrive(payload as Segment);
      return;
    }
    const { connection: id, side } = payload as Retry;
    const connection = this.wire.connections.get(id);
    assert(connection !== undefined, 'a timer of a forgotten connection ran out');
    const gaveUp =
      kind === EVENT.retrySyn ? retrySyn(this.wire, connection) : this.wire.retry(connection, side);
    if (!gaveUp) return;
    // Of a connection that never came to be, the acceptor's half is forgotten as well: nobody heard of it.
    if (side === 0 && connection.ends[1] === 'embryo') this.wire.forget(connection, 1);
    this.end(connection, side, TIMEOUT);
  }

  /** Starts a connection. The listener hears of it later, never inside this call. */
  connect(source: HostId, target: HostId): ConnectionId {
    const connection = createConnection(this.wire, { source, target });
    this.wire.simulator.trace.record(TRACE.connect, connection.id, source, target);
    sendSyn(this.wire, connection);
    return connection.id;
  }

  /**
   * Sends a message: it arrives once, in order, or the connection dies. An end that has ended sends nothing.
   *
   * @param payload immutable plain data; the network does not look at it
   * @param bytes its length on the wire
   */
  send(connection: ConnectionId, side: Side, payload: unknown, bytes: number): void {
    const known = this.wire.connections.get(connection);
    if (known === undefined || known.ends[side] !== 'open') {
      assert(known?.ends[side] !== 'connecting', 'sent on a connection that is not open yet');
      return;
    }
    const { trace } = this.wire.simulator;
    trace.record(TRACE.send, connection, side, known.directions[side].nextOrdinal);
    this.wire.push(known, side, 'data', payload, bytes);
  }

  /**
   * Ends this side in order: the peer hears `code` after all that was sent before, if that gets through. This
   * side hears nothing more. A connection that is not open yet is given up.
   */
  close(connection: ConnectionId, side: Side, code: number): void {
    const known = this.wire.connections.get(connection);
    if (known === undefined) return;
    if (known.ends[side] === 'connecting') {
      this.drop(known, side, { tellPeer: true });
    } else if (known.ends[side] === 'open') {
      known.ends[side] = 'closing';
      this.wire.push(known, side, 'close', code, 0);
    }
  }

  /** Ends this side at once: what waits is not sent, the peer gets a reset. This side hears nothing more. */
  abort(connection: ConnectionId, side: Side): void {
    const known = this.wire.connections.get(connection);
    if (known !== undefined && isAlive(known.ends[side])) this.drop(known, side, { tellPeer: true });
  }

  /**
   * Changes one direction of a path for what is sent from now on.
   *
   * @returns the settings before
   * @throws RangeError when a setting makes no sense
   */
  setLink(path: Path, settings: Partial<LinkSettings>): LinkSettings {
    return this.wire.paths.set(path, settings);
  }

  /** Blocks one direction. What is in flight arrives. Blocks are counted: each needs its own `unblock`. */
  block(path: Path): void {
    this.wire.paths.find(path).blocks++;
    this.wire.simulator.trace.record(TRACE.block, path.source, path.target, 0);
  }

  /** Lifts one block. Nobody is told: what was lost goes out again when its timer says so. */
  unblock(path: Path): void {
    unblockLink(this.wire.paths.find(path));
    this.wire.simulator.trace.record(TRACE.unblock, path.source, path.target, 0);
  }

  /**
   * How a host meets new connections. `refuse` answers a SYN with a reset; `silent` answers nothing that it
   * does not know, neither new connections nor what arrives for an end that it forgot. Open ones go on.
   */
  setAccepting(host: HostId, mode: AcceptMode): void {
    this.wire.host(host).mode = mode;
  }

  /** Resets all connections of a host: its own ends hear it at once, the peers when the reset arrives. */
  resetAll(host: HostId): void {
    const ended: { id: ConnectionId; side: Side; was: EndState }[] = [];
    for (const { connection, side } of this.endsAt(host)) {
      // Both ends may be on this host, and then the second one may be gone by now.
      if (!isAlive(connection.ends[side])) continue;
      ended.push({ id: connection.id, side, was: this.drop(connection, side, { tellPeer: true }) });
    }
    // All of them are reset before any of them is told.
    for (const { id, side, was } of ended) this.tell(id, side, was, RESET);
  }

  /**
   * A host forgets all its ends, and nobody there hears of it. Silent, the peers learn it when they send and a
   * reset comes back; otherwise each of them gets a reset now. A host that is down for a while is silent as well:
   * `setAccepting(host, 'silent')`.
   */
  crash(host: HostId, { silent }: { silent: boolean }): void {
    for (const { connection, side } of this.endsAt(host)) {
      if (isAlive(connection.ends[side])) this.drop(connection, side, { tellPeer: !silent });
    }
  }

  /** What one direction of a path has carried so far. */
  stats(path: Path): LinkStats {
    const { sent, lost, retransmitted, bytes } = this.wire.paths.find(path);
    return { sent, lost, retransmitted, bytes };
  }

  private arrive(segment: Segment): void {
    const connection = this.wire.connections.get(segment.connection);
    if (connection === undefined) return;
    const side = peerOf(segment.from);
    switch (segment.kind) {
      case 'syn':
        synArrived(this.wire, connection);
        break;
      case 'reset':
        this.end(connection, side, RESET);
        break;
      case 'handshake':
      case 'data':
      case 'close':
        if (isAlive(connection.ends[side])) this.deliver(connection, side, segment, segment.kind);
        else this.wire.bounce(connection, segment);
        break;
      default:
        unreachable(segment.kind);
    }
  }

  private deliver(
    connection: Connection,
    side: Side,
    segment: Segment,
    kind: 'handshake' | 'data' | 'close',
  ): void {
    switch (kind) {
      case 'data':
        // A closing end lets it pass: its close is on the way and says more than a reset would.
        if (connection.ends[side] !== 'open') break;
        this.wire.simulator.trace.record(TRACE.deliver, connection.id, side, segment.ordinal);
        this.listener.message(connection.id, side, segment.payload);
        break;
      case 'handshake':
        this.advance(connection, side, segment);
        break;
      case 'close': {
        const was = this.wire.forget(connection, side);
        this.wire.forget(connection, segment.from);
        this.tell(connection.id, side, was, { code: segment.payload as number, reason: 'closed' });
        break;
      }
      default:
        unreachable(kind);
    }
  }

  private advance(connection: Connection, side: Side, segment: Segment): void {
    if (!handshakeArrived(this.wire, connection, segment, this.options.connectRoundTrips - 1)) return;
    const { trace } = this.wire.simulator;
    if (side === 0) {
      trace.record(TRACE.opened, connection.id, 0, 0);
      this.listener.opened(connection.id);
    } else {
      const host = connection.hosts[1];
      trace.record(TRACE.accepted, connection.id, host, 0);
      this.listener.accepted(connection.id, host);
    }
  }

  private end(connection: Connection, side: Side, how: Ending): void {
    this.tell(connection.id, side, this.wire.forget(connection, side), how);
  }

  private drop(connection: Connection, side: Side, { tellPeer }: { tellPeer: boolean }): EndState {
    if (tellPeer) this.wire.sendReset(connection, side);
    return this.wire.forget(connection, side);
  }

  // Only an end whose application waits for news hears that it has ended.
  private tell(id: ConnectionId, side: Side, was: EndState, how: Ending): void {
    const { trace } = this.wire.simulator;
    if (was === 'connecting') {
      const reason: Failure = how.reason === 'timeout' ? 'timeout' : 'refused';
      trace.record(TRACE.failed, id, FAILURES.indexOf(reason), 0);
      this.listener.failed(id, reason);
    } else if (was === 'open') {
      if (how.reason === 'closed') trace.record(TRACE.closed, id, side, how.code);
      else trace.record(how.reason === 'reset' ? TRACE.reset : TRACE.timedOut, id, side, 0);
      this.listener.closed(id, side, how);
    }
  }

  private endsAt(host: HostId): { connection: Connection; side: Side }[] {
    const ends: { connection: Connection; side: Side }[] = [];
    for (const connection of this.wire.connections.values()) {
      if (connection.hosts[0] === host) ends.push({ connection, side: 0 });
      if (connection.hosts[1] === host) ends.push({ connection, side: 1 });
    }
    return ends;
  }
}
