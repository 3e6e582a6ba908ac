// The network at the level of packets: what `Network` offers, carried by TCP-like streams over packet links. Here are
// hosts, the round trips of TLS and of the upgrade, and what becomes of a connection when its stream ends. Streams
// are in stream/, links in packet/, the bytes of frames in packet-frames.ts.

import { assert, unreachable } from '../kernel/assert.js';
import type { Simulator } from '../kernel/simulator.js';
import type { ConnectionId, Side } from './connection.js';
import type { LinkSettings, LinkStats } from './link.js';
import type { Ending, NetworkListener } from './listener.js';
import { checkOptions, type NetworkOptions } from './options.js';
import { unblockPacketLink } from './packet/packet-link.js';
import { CLOSE_BYTES, type Frame, frameBytes, HANDSHAKE_BYTES } from './packet-frames.js';
import { PacketPaths } from './packet-paths.js';
import { type HostId, type Path, Paths } from './paths.js';
import type { StreamEnding, StreamListener } from './stream/listener.js';
import type { Route } from './stream/stream.js';
import { Streams } from './stream/streams.js';
import { FAILURES, type Failure, TRACE } from './trace-kinds.js';
import type { AcceptMode, Host } from './wire.js';

/** What a side's application knows: `making` before it has heard of the connection or that it is open. */
type Phase = 'making' | 'open' | 'ended';

/** Lives as long as its stream, whose number it has. */
interface Connection {
  readonly id: ConnectionId;
  readonly hosts: readonly [HostId, HostId];
  readonly links: readonly [number, number];
  readonly phases: [Phase, Phase];
  readonly nextOrdinals: [number, number];
}

const RESET: Ending = { code: 1006, reason: 'reset' };
const TIMEOUT: Ending = { code: 1006, reason: 'timeout' };
const NO_CLOSE_FRAME: Ending = { code: 1006, reason: 'closed' };

// A key holds the link's 32 bits, one for the side and 20 for the count: a safe integer.
const TWO_32 = 4294967296;
const MAX_CONNECTS = 1 << 20;

/**
 * Hosts, the links between them and the connections over these, at the level of packets.
 *
 * @example
 * const link = { delayMicros: 30_000, jitterMicros: 0, loss: 0 };
 * const hosts = [{ name: 'alice', listens: false }, { name: 'server', listens: true }];
 * const network = new PacketNetwork(simulator, { target: 1, hosts, link, connectRoundTrips: 4 });
 * network.listener = world;
 * const connection = network.connect(0, 1); // world.opened(connection) after 8 × 30 ms
 */
export class PacketNetwork {
  private readonly simulator: Simulator;
  private readonly options: NetworkOptions;
  private hosts: readonly Host[];
  private paths: PacketPaths;
  private streams: Streams;
  private readonly connections: Map<ConnectionId, Connection> = new Map();
  private nextConnection: ConnectionId = 0;
  private attached: NetworkListener | undefined = undefined;

  /** @throws RangeError when a setting makes no sense; the message says what was expected */
  constructor(simulator: Simulator, options: NetworkOptions) {
    checkOptions(options);
    this.simulator = simulator;
    this.options = options;
    this.hosts = options.hosts.map(
      ({ name, listens }): Host => ({ name, mode: listens ? 'accept' : 'refuse', connects: 0 }),
    );
    const names = options.hosts.map((host) => host.name);
    this.paths = new PacketPaths(new Paths(names, options.link));
    const streams = { target: options.target };
    this.streams = new Streams(simulator, streams, (link) => this.paths.at(link));
    this.streams.listener = this.streamListener();
  }

  get listener(): NetworkListener {
    assert(this.attached !== undefined, 'the network has no listener yet');
    return this.attached;
  }

  set listener(listener: NetworkListener) {
    this.attached = listener;
  }

  /** An independent copy in its present state, for a fork of the simulator. It still needs a listener. */
  clone(simulator: Simulator): PacketNetwork {
    const copy = new PacketNetwork(simulator, this.options);
    copy.hosts = this.hosts.map((host) => ({ name: host.name, mode: host.mode, connects: host.connects }));
    copy.paths = this.paths.clone();
    copy.streams = this.streams.clone(simulator, (link) => copy.paths.at(link));
    copy.streams.listener = copy.streamListener();
    copy.nextConnection = this.nextConnection;
    for (const [id, connection] of this.connections) copy.connections.set(id, cloneConnection(connection));
    return copy;
  }

  /** Takes a queue event of this network's target. */
  handle(kind: number, payload: unknown): void {
    this.streams.handle(kind, payload);
    this.tidy((payload as { readonly stream: ConnectionId }).stream);
  }

  /** Starts a connection. The listener hears of it later, never inside this call. */
  connect(source: HostId, target: HostId): ConnectionId {
    // The identity in draws is the host's own count, or one more connection elsewhere would change every draw.
    const ordinal = this.host(source).connects++;
    assert(ordinal < MAX_CONNECTS, 'a host connects more than a million times');
    const id = this.nextConnection++;
    const forth = this.routeOf({ source, target }, ordinal * 2);
    const back = this.routeOf({ source: target, target: source }, ordinal * 2 + 1);
    this.connections.set(id, {
      id,
      hosts: [source, target],
      links: [forth.link, back.link],
      phases: ['making', 'making'],
      nextOrdinals: [1, 1],
    });
    this.simulator.trace.record(TRACE.connect, id, source, target);
    this.streams.connect(id, { forth, back });
    return id;
  }

  /**
   * Sends a message: it arrives once, in order, or the connection dies. An end that has ended sends nothing.
   *
   * @param payload immutable plain data; the network does not look at it
   * @param bytes its length, without the headers of its frame
   */
  send(connection: ConnectionId, side: Side, payload: unknown, bytes: number): void {
    const known = this.connections.get(connection);
    if (known === undefined || known.phases[side] !== 'open') {
      assert(side === 1 || known?.phases[0] !== 'making', 'sent on a connection that is not open yet');
      return;
    }
    const ordinal = known.nextOrdinals[side]++;
    this.simulator.trace.record(TRACE.send, connection, side, ordinal);
    this.put(known, side, { kind: 'data', ordinal, payload }, frameBytes(side, bytes));
  }

  /**
   * Ends this side in order: the peer hears `code` after all that was sent before, if that gets through. This
   * side hears nothing more. A connection that is not open yet is given up.
   */
  close(connection: ConnectionId, side: Side, code: number): void {
    const known = this.connections.get(connection);
    if (known === undefined) return;
    if (known.phases[side] === 'making') {
      if (side === 0) this.drop(known, side, { tellPeer: true });
    } else if (known.phases[side] === 'open') {
      known.phases[side] = 'ended';
      this.put(known, side, { kind: 'close', code }, frameBytes(side, CLOSE_BYTES));
      this.streams.close(connection, side);
      this.tidy(connection);
    }
  }

  /** Ends this side at once: what waits is not sent, the peer gets a reset. This side hears nothing more. */
  abort(connection: ConnectionId, side: Side): void {
    const known = this.connections.get(connection);
    if (known !== undefined) this.drop(known, side, { tellPeer: true });
  }

  /**
   * Changes one direction of a path for what is sent from now on.
   *
   * @returns the settings before
   * @throws RangeError when a setting makes no sense
   */
  setLink(path: Path, settings: Partial<LinkSettings>): LinkSettings {
    return this.paths.set(path, settings, (link) => this.streams.disturb(link));
  }

  /** Blocks one direction. What is in flight arrives. Blocks are counted: each needs its own `unblock`. */
  block(path: Path): void {
    const link = this.paths.number(path);
    this.streams.disturb(link);
    this.paths.at(link).blocks++;
    this.simulator.trace.record(TRACE.block, path.source, path.target, 0);
  }

  /** Lifts one block. Nobody is told: what was lost goes out again when its timer says so. */
  unblock(path: Path): void {
    const link = this.paths.number(path);
    this.streams.disturb(link);
    unblockPacketLink(this.paths.at(link));
    this.simulator.trace.record(TRACE.unblock, path.source, path.target, 0);
  }

  /**
   * How a host meets new connections. `refuse` answers a SYN with a reset; `silent` answers nothing that it
   * does not know, neither new connections nor what arrives for an end that it forgot. Open ones go on.
   */
  setAccepting(host: HostId, mode: AcceptMode): void {
    this.host(host).mode = mode;
  }

  /** Resets all connections of a host: its own ends hear it at once, the peers when the reset arrives. */
  resetAll(host: HostId): void {
    const ended = this.endsAt(host).map(({ connection, side }) => {
      const was = connection.phases[side];
      this.drop(connection, side, { tellPeer: true });
      return { connection, side, was };
    });
    // All of them are reset before any of them is told.
    for (const { connection, side, was } of ended) this.tell(connection, side, was, RESET);
  }

  /**
   * A host forgets all its ends, and nobody there hears of it. Silent, the peers learn it when they send and a
   * reset comes back; otherwise each of them gets a reset now. A host that is down for a while is silent as well:
   * `setAccepting(host, 'silent')`.
   */
  crash(host: HostId, { silent }: { silent: boolean }): void {
    for (const { connection, side } of this.endsAt(host)) this.drop(connection, side, { tellPeer: !silent });
  }

  /** What one direction of a path has carried so far, in packets; bytes include their headers. */
  stats(path: Path): LinkStats {
    this.streams.catchUp();
    const number = this.paths.number(path);
    const { sent, bytes, lost, corrupted, overflowed } = this.paths.at(number);
    return { sent, bytes, lost: lost + corrupted + overflowed, retransmitted: this.paths.repeatsAt(number) };
  }

  private streamListener(): StreamListener {
    const { trace } = this.simulator;
    return {
      welcome: (id, side) => this.host(this.known(id).hosts[side]).mode,
      opened: (id) => this.shake(this.known(id), 0),
      failed: (id, reason) => this.end(this.known(id), 0, reason === 'timeout' ? TIMEOUT : RESET),
      // The application hears of it when the upgrade request arrives.
      accepted: () => {},
      message: (id, side, frame) => this.arrive(this.known(id), side, frame as Frame),
      ended: (id, side, how) => this.end(this.known(id), side, endingOf(how)),
      lost: (id, side, transmission) => trace.record(TRACE.lost, id, side, transmission),
      repeated: (id, side, transmission) => {
        this.paths.countRepeat(this.known(id).links[side]);
        trace.record(TRACE.retransmit, id, side, transmission);
      },
    };
  }

  private arrive(connection: Connection, side: Side, frame: Frame): void {
    switch (frame.kind) {
      case 'handshake':
        this.advance(connection, side, frame.ordinal);
        break;
      case 'data':
        this.simulator.trace.record(TRACE.deliver, connection.id, side, frame.ordinal);
        this.listener.message(connection.id, side, frame.payload);
        break;
      case 'close':
        // The FIN is right behind it; this side need not wait for it.
        this.streams.close(connection.id, side);
        this.end(connection, side, { code: frame.code, reason: 'closed' });
        break;
      default:
        unreachable(frame);
    }
  }

  // The acceptor answers a request, the connecting end follows an answer with the next request.
  private advance(connection: Connection, side: Side, ordinal: number): void {
    const isLast = ordinal === this.options.connectRoundTrips - 1;
    if (isLast) connection.phases[side] = 'open';
    // The answer leaves before the application hears of the connection, so it is ahead of all it sends.
    if (side === 1 || !isLast) this.shake(connection, side);
    if (!isLast) return;
    const { id, hosts } = connection;
    if (side === 0) {
      this.simulator.trace.record(TRACE.opened, id, 0, 0);
      this.listener.opened(id);
    } else {
      this.simulator.trace.record(TRACE.accepted, id, hosts[1], 0);
      this.listener.accepted(id, hosts[1]);
    }
  }

  private shake(connection: Connection, side: Side): void {
    this.put(
      connection,
      side,
      { kind: 'handshake', ordinal: connection.nextOrdinals[side]++ },
      HANDSHAKE_BYTES,
    );
  }

  private put(connection: Connection, side: Side, frame: Frame, bytes: number): void {
    this.streams.send(connection.id, side, frame, bytes);
  }

  private drop(connection: Connection, side: Side, { tellPeer }: { tellPeer: boolean }): void {
    if (!this.streams.isAlive(connection.id, side)) return;
    connection.phases[side] = 'ended';
    if (tellPeer) this.streams.abort(connection.id, side);
    else this.streams.vanish(connection.id, side);
    this.tidy(connection.id);
  }

  private end(connection: Connection, side: Side, how: Ending): void {
    const was = connection.phases[side];
    connection.phases[side] = 'ended';
    this.tell(connection, side, was, how);
  }

  // Only an end whose application waits for news hears that it has ended.
  private tell({ id }: Connection, side: Side, was: Phase, how: Ending): void {
    const { trace } = this.simulator;
    if (was === 'making' && side === 0) {
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
    for (const connection of this.connections.values()) {
      for (const side of [0, 1] as const) {
        if (connection.hosts[side] === host && this.streams.isAlive(connection.id, side)) {
          ends.push({ connection, side });
        }
      }
    }
    return ends;
  }

  private host(id: HostId): Host {
    const host = this.hosts[id];
    assert(host !== undefined, `no host has the number ${id}`);
    return host;
  }

  private known(id: ConnectionId): Connection {
    const connection = this.connections.get(id);
    assert(connection !== undefined, 'a stream outlived its connection');
    return connection;
  }

  private tidy(id: ConnectionId): void {
    if (!this.streams.streams.has(id)) this.connections.delete(id);
  }

  private routeOf(path: Path, identity: number): Route {
    const link = this.paths.number(path);
    return { link, key: this.paths.at(link).key + identity * TWO_32 };
  }
}

function cloneConnection(connection: Connection): Connection {
  const { id, hosts, links, phases, nextOrdinals } = connection;
  return {
    id,
    hosts,
    links,
    phases: [phases[0], phases[1]],
    nextOrdinals: [nextOrdinals[0], nextOrdinals[1]],
  };
}

function endingOf(how: StreamEnding): Ending {
  switch (how) {
    case 'finished':
      return NO_CLOSE_FRAME;
    case 'reset':
      return RESET;
    case 'timeout':
      return TIMEOUT;
    default:
      return unreachable(how);
  }
}
