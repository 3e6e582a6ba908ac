// All connections of a network: how they are made, what they carry, how they end. Each runs over a stream (stream/) of its
// own; what hosts do besides is in hosts.ts, and which of them are cut off is the network's business.

import { assert, unreachable } from '../kernel/assert.js';
import type { Simulator } from '../kernel/simulator.js';
import {
  type Connection,
  type ConnectionEnd,
  type ConnectionId,
  cloneConnection,
  type Phase,
  type Side,
} from './connection.js';
import { CLOSE_BYTES, type Frame, frameBytes, HANDSHAKE_BYTES } from './frames.js';
import type { Host, Hosts, NameService } from './hosts.js';
import type { Ending, NetworkListener } from './listener.js';
import { lookupMicros } from './lookup.js';
import type { NetworkOptions } from './options.js';
import type { HostId, Paths } from './paths.js';
import type { StreamEnding, StreamListener } from './stream/listener.js';
import { Streams } from './stream/streams.js';
import { STREAM_EVENTS } from './stream/transport.js';
import { FAILURES, type Failure, TRACE } from './trace-kinds.js';

/** The queue kind, after those of the streams, of a name that is looked up. */
const LOOKUP = STREAM_EVENTS;

/** The payload of a look-up; immutable. */
interface Lookup {
  readonly connection: ConnectionId;
}

const RESET: Ending = { code: 1006, reason: 'reset' };
const TIMEOUT: Ending = { code: 1006, reason: 'timeout' };
const NO_CLOSE_FRAME: Ending = { code: 1006, reason: 'closed' };

// A key holds the link's 32 bits, one for the side and 20 for the count: a safe integer.
const TWO_32 = 4294967296;
const MAX_CONNECTS = 1 << 20;

export class Connections {
  private readonly simulator: Simulator;
  private readonly options: NetworkOptions;
  private readonly hosts: Hosts;
  private readonly paths: Paths;
  private streams: Streams;
  private readonly connections: Map<ConnectionId, Connection> = new Map();
  private nextConnection: ConnectionId = 0;
  private attached: NetworkListener | undefined = undefined;

  constructor(
    simulator: Simulator,
    options: NetworkOptions,
    { hosts, paths }: { hosts: Hosts; paths: Paths },
  ) {
    this.simulator = simulator;
    this.options = options;
    this.hosts = hosts;
    this.paths = paths;
    this.streams = new Streams(simulator, { target: options.target }, (link) => paths.at(link));
    this.streams.listener = this.streamListener();
  }

  get listener(): NetworkListener {
    assert(this.attached !== undefined, 'the network has no listener yet');
    return this.attached;
  }

  set listener(listener: NetworkListener) {
    this.attached = listener;
  }

  /** An independent copy in its present state, over copies of hosts and paths. It still needs a listener. */
  clone(simulator: Simulator, over: { hosts: Hosts; paths: Paths }): Connections {
    const copy = new Connections(simulator, this.options, over);
    copy.streams = this.streams.clone(simulator, (link) => over.paths.at(link));
    copy.streams.listener = copy.streamListener();
    copy.nextConnection = this.nextConnection;
    for (const [id, connection] of this.connections) copy.connections.set(id, cloneConnection(connection));
    return copy;
  }

  /** Takes a queue event of the network's target. */
  handle(kind: number, payload: unknown): void {
    if (kind === LOOKUP) {
      this.lookedUp(this.known((payload as Lookup).connection));
      return;
    }
    this.streams.handle(kind, payload);
    this.tidy((payload as { readonly stream: ConnectionId }).stream);
  }

  /** Starts a connection. The listener hears of it later, never inside this call. */
  connect(source: HostId, target: HostId): ConnectionId {
    // The identity in draws is the host's own count, or one more connection elsewhere would change every draw.
    const host = this.hosts.at(source);
    const ordinal = host.connects++;
    assert(ordinal < MAX_CONNECTS, 'a host connects more than a million times');
    const id = this.nextConnection++;
    const reached = this.reachedBy(host, target);
    const forth = this.paths.number({ source, target: reached });
    const back = this.paths.number({ source: reached, target: source });
    const connection: Connection = {
      id,
      hosts: [source, reached],
      links: [forth, back],
      keys: [
        this.paths.at(forth).key + ordinal * 2 * TWO_32,
        this.paths.at(back).key + (ordinal * 2 + 1) * TWO_32,
      ],
      phases: ['making', 'making'],
      nextOrdinals: [1, 1],
      lookup: undefined,
    };
    this.connections.set(id, connection);
    this.simulator.trace.record(TRACE.connect, id, source, reached);
    if (host.names.kind === 'ok' || host.names.kind === 'wrong') this.start(connection);
    else this.lookUp(connection, host.names);
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

  /** How many bytes of this side the other has not acknowledged yet: the `bufferedAmount` of a WebSocket. */
  buffered(connection: ConnectionId, side: Side): number {
    return this.streams.buffered(connection, side);
  }

  /** All living ends at a host. */
  endsAt(host: HostId): ConnectionEnd[] {
    const ends: ConnectionEnd[] = [];
    for (const connection of this.connections.values()) {
      for (const side of [0, 1] as const) {
        if (connection.hosts[side] === host && this.isAlive(connection, side)) {
          ends.push({ connection, side });
        }
      }
    }
    return ends;
  }

  /** Nothing of this connection gets through any more, and nobody is told. */
  cut({ id }: Connection): void {
    if (this.streams.cut(id)) this.simulator.trace.record(TRACE.stranded, id, 0, 0);
  }

  /** Forgets one end. Its application hears nothing; the peer gets a reset if it is to be told. */
  drop(connection: Connection, side: Side, { tellPeer }: { tellPeer: boolean }): void {
    if (!this.isAlive(connection, side)) return;
    connection.phases[side] = 'ended';
    if (connection.lookup !== undefined) {
      this.simulator.cancel(connection.lookup);
      connection.lookup = undefined;
    } else if (tellPeer) {
      this.streams.abort(connection.id, side);
    } else {
      this.streams.vanish(connection.id, side);
    }
    this.tidy(connection.id);
  }

  /** Tells an application how its end has ended, if it waits for news. */
  tell(connection: Connection, side: Side, was: Phase, how: Ending): void {
    const { id } = connection;
    const { trace } = this.simulator;
    if (was === 'making' && side === 0) {
      this.fail(connection, how.reason === 'timeout' ? 'timeout' : 'refused');
    } else if (was === 'open') {
      if (how.reason === 'closed') trace.record(TRACE.closed, id, side, how.code);
      else trace.record(how.reason === 'reset' ? TRACE.reset : TRACE.timedOut, id, side, 0);
      this.listener.closed(id, side, how);
    }
  }

  private streamListener(): StreamListener {
    const { trace } = this.simulator;
    return {
      welcome: (id, side) => this.hosts.at(this.known(id).hosts[side]).mode,
      opened: (id) => this.shake(this.known(id), 0),
      failed: (id, reason) => this.fail(this.known(id), reason),
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
      case 'stranger':
        this.streams.close(connection.id, side);
        this.fail(connection, 'portal');
        break;
      default:
        unreachable(frame);
    }
  }

  // The acceptor answers a request, the connecting end follows an answer with the next request.
  private advance(connection: Connection, side: Side, ordinal: number): void {
    if (connection.hosts[side] === this.hosts.portal) {
      // It has no certificate for the name that was asked for.
      this.put(connection, side, { kind: 'stranger' }, HANDSHAKE_BYTES);
      this.streams.close(connection.id, side);
      return;
    }
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
    const [near, far] = connection.hosts;
    if (this.isForgotten(connection, near) || this.isForgotten(connection, far)) this.cut(connection);
    this.streams.send(connection.id, side, frame, bytes);
  }

  // A NAT tells nobody: whoever sends next finds that nothing gets through.
  private isForgotten({ id }: Connection, host: HostId): boolean {
    const { natIdleMicros } = this.hosts.at(host);
    return natIdleMicros > 0 && this.simulator.now - this.streams.lastSentMicros(id) > natIdleMicros;
  }

  // ——— Names ———

  private reachedBy(host: Host, target: HostId): HostId {
    if (host.captive) return this.hosts.portal;
    return host.names.kind === 'wrong' ? this.hosts.nowhere : target;
  }

  private lookUp(connection: Connection, names: NameService): void {
    const [forth, back] = connection.links;
    const micros = lookupMicros(names, [this.paths.at(forth).settings, this.paths.at(back).settings]);
    const payload: Lookup = { connection: connection.id };
    connection.lookup = this.simulator.schedule(micros, this.options.target, LOOKUP, payload);
  }

  private lookedUp(connection: Connection): void {
    connection.lookup = undefined;
    if (this.hosts.at(connection.hosts[0]).names.kind !== 'failing') {
      this.start(connection);
      return;
    }
    this.connections.delete(connection.id);
    this.fail(connection, 'dns');
  }

  private start({ id, links, keys }: Connection): void {
    const forth = { link: links[0], key: keys[0] };
    const back = { link: links[1], key: keys[1] };
    this.streams.connect(id, { forth, back });
  }

  // ——— Endings ———

  private end(connection: Connection, side: Side, how: Ending): void {
    const was = connection.phases[side];
    connection.phases[side] = 'ended';
    this.tell(connection, side, was, how);
  }

  private fail({ id, phases }: Connection, reason: Failure): void {
    phases[0] = 'ended';
    this.simulator.trace.record(TRACE.failed, id, FAILURES.indexOf(reason), 0);
    this.listener.failed(id, reason);
  }

  private isAlive({ id, lookup }: Connection, side: Side): boolean {
    return (side === 0 && lookup !== undefined) || this.streams.isAlive(id, side);
  }

  private known(id: ConnectionId): Connection {
    const connection = this.connections.get(id);
    assert(connection !== undefined, 'a stream outlived its connection');
    return connection;
  }

  private tidy(id: ConnectionId): void {
    if (!this.streams.streams.has(id)) this.connections.delete(id);
  }
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
