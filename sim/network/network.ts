// The network: hosts, the paths between them and the connections over these, as the world and the nemesis see it. What a
// connection goes through is in connections.ts, streams are in stream/, links in link/.

import type { Simulator } from '../kernel/simulator.js';
import type { ConnectionId, Side } from './connection.js';
import { Connections } from './connections.js';
import { type AcceptMode, Hosts, type NameService } from './hosts.js';
import { type LinkSettings, unblockLink } from './link/link.js';
import type { Ending, NetworkListener } from './listener.js';
import { checkOptions, type NetworkOptions } from './options.js';
import { type HostId, type Path, Paths } from './paths.js';
import { TRACE } from './trace-kinds.js';

/** What one direction of a path has carried, in packets; bytes include their headers. */
export interface LinkStats {
  readonly sent: number;
  readonly lost: number;
  readonly retransmitted: number;
  readonly bytes: number;
}

const RESET: Ending = { code: 1006, reason: 'reset' };

/**
 * Hosts, the links between them and the connections over these, at the level of packets.
 *
 * @example
 * const link: LinkSettings = { ...PERFECT_LINK, delay: { kind: 'constant', micros: 30_000 } };
 * const hosts = [{ name: 'alice', listens: false }, { name: 'server', listens: true }];
 * const network = new Network(simulator, { target: 1, hosts, link, connectRoundTrips: 4 });
 * network.listener = world;
 * const connection = network.connect(0, 1); // world.opened(connection) after 8 × 30 ms
 */
export class Network {
  private readonly simulator: Simulator;
  private readonly options: NetworkOptions;
  private hosts: Hosts;
  private paths: Paths;
  private connections: Connections;

  /** @throws RangeError when a setting makes no sense; the message says what was expected */
  constructor(simulator: Simulator, options: NetworkOptions) {
    checkOptions(options);
    this.simulator = simulator;
    this.options = options;
    this.hosts = Hosts.of(options.hosts);
    this.paths = new Paths(this.hosts.names, options.link);
    this.connections = new Connections(simulator, options, { hosts: this.hosts, paths: this.paths });
  }

  get listener(): NetworkListener {
    return this.connections.listener;
  }

  set listener(listener: NetworkListener) {
    this.connections.listener = listener;
  }

  /** An independent copy in its present state, for a fork of the simulator. It still needs a listener. */
  clone(simulator: Simulator): Network {
    const copy = new Network(simulator, this.options);
    copy.hosts = this.hosts.clone();
    copy.paths = this.paths.clone();
    copy.connections = this.connections.clone(simulator, { hosts: copy.hosts, paths: copy.paths });
    return copy;
  }

  /** Takes a queue event of this network's target. */
  handle(kind: number, payload: unknown): void {
    this.connections.handle(kind, payload);
  }

  /** Starts a connection. The listener hears of it later, never inside this call. */
  connect(source: HostId, target: HostId): ConnectionId {
    return this.connections.connect(source, target);
  }

  /**
   * Sends a message: it arrives once, in order, or the connection dies. An end that has ended sends nothing.
   *
   * @param payload immutable plain data; the network does not look at it
   * @param bytes its length, without the headers of its frame
   */
  send(connection: ConnectionId, side: Side, payload: unknown, bytes: number): void {
    this.connections.send(connection, side, payload, bytes);
  }

  /**
   * Ends this side in order: the peer hears `code` after all that was sent before, if that gets through. This
   * side hears nothing more. A connection that is not open yet is given up.
   */
  close(connection: ConnectionId, side: Side, code: number): void {
    this.connections.close(connection, side, code);
  }

  /** Ends this side at once: what waits is not sent, the peer gets a reset. This side hears nothing more. */
  abort(connection: ConnectionId, side: Side): void {
    this.connections.abort(connection, side);
  }

  /** How many bytes of this side the other has not acknowledged yet: the `bufferedAmount` of a WebSocket. */
  buffered(connection: ConnectionId, side: Side): number {
    return this.connections.buffered(connection, side);
  }

  /**
   * Changes one direction of a path for what is sent from now on.
   *
   * @throws RangeError when a setting makes no sense
   */
  setLink(path: Path, settings: LinkSettings): void {
    const link = this.paths.number(path);
    this.paths.set(link, settings);
  }

  /** Blocks one direction. What is in flight arrives. Blocks are counted: each needs its own `unblock`. */
  block(path: Path): void {
    const link = this.paths.number(path);
    this.paths.at(link).blocks++;
    this.simulator.trace.record(TRACE.block, path.source, path.target, 0);
  }

  /** Lifts one block. Nobody is told: what was lost goes out again when its timer says so. */
  unblock(path: Path): void {
    const link = this.paths.number(path);
    unblockLink(this.paths.at(link));
    this.simulator.trace.record(TRACE.unblock, path.source, path.target, 0);
  }

  /**
   * How a host meets new connections. `refuse` answers a SYN with a reset; `silent` answers nothing that it
   * does not know, neither new connections nor what arrives for an end that it forgot. Open ones go on.
   */
  setAccepting(host: HostId, mode: AcceptMode): void {
    this.hosts.at(host).mode = mode;
  }

  /** What the resolver of a host makes of names from now on. */
  setNames(host: HostId, names: NameService): void {
    this.hosts.at(host).names = names;
  }

  /** Whether a captive portal answers all new connections of a host in the place of whom they were meant for. */
  setCaptive(host: HostId, captive: boolean): void {
    this.hosts.at(host).captive = captive;
  }

  /** A NAT before a host forgets connections that were idle for longer than this, in microseconds; 0: never. */
  setNatIdle(host: HostId, idleMicros: number): void {
    this.hosts.at(host).natIdleMicros = idleMicros;
  }

  /**
   * The address of a host changes. Its connections stay open at both ends, and nothing of them gets through any more:
   * neither what is in flight nor what is sent. New ones are not affected.
   */
  strand(host: HostId): void {
    for (const { connection } of this.connections.endsAt(host)) this.connections.cut(connection);
  }

  /** Resets all connections of a host: its own ends hear it at once, the peers when the reset arrives. */
  resetAll(host: HostId): void {
    const ended = this.connections.endsAt(host).map(({ connection, side }) => {
      const was = connection.phases[side];
      this.connections.drop(connection, side, { tellPeer: true });
      return { connection, side, was };
    });
    // All of them are reset before any of them is told.
    for (const { connection, side, was } of ended) this.connections.tell(connection, side, was, RESET);
  }

  /**
   * A host forgets all its ends, and nobody there hears of it. Silent, the peers learn it when they send and a
   * reset comes back; otherwise each of them gets a reset now. A host that is down for a while is silent as well:
   * `setAccepting(host, 'silent')`.
   */
  crash(host: HostId, { silent }: { silent: boolean }): void {
    for (const { connection, side } of this.connections.endsAt(host))
      this.connections.drop(connection, side, { tellPeer: !silent });
  }

  /** What one direction of a path has carried so far, in packets; bytes include their headers. */
  stats(path: Path): LinkStats {
    const number = this.paths.number(path);
    const { sent, bytes, lost, corrupted, overflowed } = this.paths.at(number);
    return { sent, bytes, lost: lost + corrupted + overflowed, retransmitted: this.paths.repeatsAt(number) };
  }
}
