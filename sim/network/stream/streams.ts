// All streams of a network: connect, send, close, abort, and what becomes of every packet that arrives. The parts
// of TCP are in the files beside this one; hosts, names and partitions are the owner's business.

import { assert, unreachable } from '../../kernel/assert.js';
import type { Simulator } from '../../kernel/simulator.js';
import type { Link } from '../link/link.js';
import { ackLeft, delayedAckDue, isAckDue, isAckDueAfterRead } from './acks.js';
import { type End, type EndAddress, isAlive, TIMER } from './end.js';
import { answerAgain, answerSyn, establish, resetOf, sendSyn } from './handshake.js';
import type { StreamListener } from './listener.js';
import { FLAG, type Packet, peerOf, type Side, type StreamId } from './packet.js';
import { takeData } from './receiver.js';
import { takeAck } from './recovery.js';
import { headerOf, pushPending } from './sender.js';
import { cloneStream, createStream, isOver, peerEnd, type Route, type Stream } from './stream.js';
import { transmitTimerFired } from './timeouts.js';
import { clearTransmitTimer, dueTimer } from './transmit-timer.js';
import { STREAM_EVENT } from './transport.js';
import { type StreamsOptions, StreamWire } from './wire.js';

export type { StreamsOptions } from './wire.js';

const FIN_WAIT_MICROS = 60_000_000; // Linux: tcp_fin_timeout

/**
 * @example
 * const streams = new Streams(simulator, { target: 1 }, (link) => links[link]);
 * streams.listener = network;
 * streams.connect(7, { forth: { link: 0, key }, back: { link: 1, key: key + 1 } });
 */
export class Streams {
  readonly streams: Map<StreamId, Stream> = new Map();
  private readonly options: StreamsOptions;
  private readonly wire: StreamWire;

  constructor(simulator: Simulator, options: StreamsOptions, linkOf: (link: number) => Link) {
    this.options = options;
    this.wire = new StreamWire(simulator, options, linkOf);
  }

  get listener(): StreamListener {
    return this.wire.listener;
  }

  set listener(listener: StreamListener) {
    this.wire.attach(listener);
  }

  /** An independent copy in its present state, for a fork of the simulator. It still needs a listener. */
  clone(simulator: Simulator, linkOf: (link: number) => Link): Streams {
    const copy = new Streams(simulator, this.options, linkOf);
    for (const [id, stream] of this.streams) copy.streams.set(id, cloneStream(stream));
    return copy;
  }

  /** Takes a queue event of these streams. */
  handle(kind: number, payload: unknown): void {
    if (kind === this.wire.firstKind) {
      this.arrive(payload as Packet);
      return;
    }
    const { stream: id, side } = payload as EndAddress;
    const stream = this.streams.get(id);
    assert(stream !== undefined, 'a timer of a forgotten stream ran out');
    const end = stream.ends[side];
    if (kind === this.wire.firstKind + STREAM_EVENT.transmitTimer) this.transmitTimer(stream, end);
    else if (kind === this.wire.firstKind + STREAM_EVENT.ackTimer) this.ackTimer(stream, end);
    else this.slowTimer(stream, end);
  }

  /** Starts a stream. The listener hears of it later, never inside this call. The id is the caller's choice. */
  connect(id: StreamId, routes: { forth: Route; back: Route }): void {
    assert(!this.streams.has(id), `stream ${id} exists already`);
    const stream = createStream(id, routes);
    this.streams.set(id, stream);
    sendSyn(this.wire, stream, stream.ends[0]);
  }

  /**
   * Sends a message: it arrives once, in order, or the stream dies. An end that is not open sends nothing.
   *
   * @param payload immutable plain data; nobody here looks at it
   * @param bytes its length, at least 1
   */
  send(id: StreamId, side: Side, payload: unknown, bytes: number): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    const end = stream.ends[side];
    assert(end.state !== 'connecting', 'sent on a stream that is not open yet');
    if (end.state !== 'open') return;
    end.written += bytes;
    end.outbox.push({ end: end.written, payload });
    pushPending(this.wire, stream, end);
  }

  /** Ends this side in order, after all that it sent before. It hears nothing more. One that is not open is given up. */
  close(id: StreamId, side: Side): void {
    const stream = this.streams.get(id);
    if (stream === undefined) return;
    const end = stream.ends[side];
    if (end.state === 'connecting') this.forget(stream, end);
    else if (end.state === 'open') this.finish(stream, end);
  }

  /** Ends this side at once: what waits is not sent, the peer gets a reset. It hears nothing more. */
  abort(id: StreamId, side: Side): void {
    const stream = this.streams.get(id);
    if (stream === undefined || !isAlive(stream.ends[side])) return;
    this.sendReset(stream, stream.ends[side]);
    this.forget(stream, stream.ends[side]);
  }

  /** A host forgets this side without a word: the peer learns it from the reset that answers its next packet, if any. */
  vanish(id: StreamId, side: Side): void {
    const stream = this.streams.get(id);
    if (stream === undefined || !isAlive(stream.ends[side])) return;
    this.forget(stream, stream.ends[side]);
  }

  /**
   * Nothing of this stream arrives any more, in either direction: an address changed, a NAT forgot it. Returns whether
   * that is news.
   */
  cut(id: StreamId): boolean {
    const stream = this.streams.get(id);
    if (stream === undefined || stream.cut) return false;
    stream.cut = true;
    return true;
  }

  /** Whether this side is known to its host. */
  isAlive(id: StreamId, side: Side): boolean {
    const stream = this.streams.get(id);
    return stream !== undefined && isAlive(stream.ends[side]);
  }

  /** Whether this side may send: it is open, and neither its application nor its peer has closed. */
  isOpen(id: StreamId, side: Side): boolean {
    return this.streams.get(id)?.ends[side].state === 'open';
  }

  /** How many bytes of this side the peer has not acknowledged yet. */
  buffered(id: StreamId, side: Side): number {
    const end = this.streams.get(id)?.ends[side];
    return end === undefined ? 0 : Math.max(0, end.written - end.unacked);
  }

  /** When a packet of this stream was last put on the wire, in microseconds; 0 when there is no such stream. */
  lastSentMicros(id: StreamId): number {
    return this.streams.get(id)?.sentMicros ?? 0;
  }

  // ——— Packets ———

  private arrive(packet: Packet): void {
    const stream = this.streams.get(packet.stream);
    if (stream === undefined || stream.cut) return;
    const end = stream.ends[peerOf(packet.from)];
    if ((packet.flags & FLAG.rst) !== 0) {
      if (isAlive(end)) this.die(stream, end, 'reset');
      return;
    }
    if ((packet.flags & FLAG.syn) !== 0) this.synArrived(stream, end, packet);
    else if (end.state === 'embryo') this.accept(stream, end, packet);
    else if (isAlive(end)) this.take(stream, end, packet);
    else this.bounce(stream, end);
  }

  private synArrived(stream: Stream, end: End, packet: Packet): void {
    const isAnswer = (packet.flags & FLAG.ack) !== 0;
    if (isAnswer && end.state === 'connecting') {
      end.echoMs = packet.sentMs;
      establish(this.wire, end, packet);
      this.watch(end);
      this.sendAck(stream, end);
      this.listener.opened(stream.id);
    } else if (!isAnswer && end.state === 'absent') {
      this.meet(stream, end, packet);
    } else if (!isAnswer && end.state === 'embryo') {
      answerSyn(this.wire, stream, end);
    } else if (isAlive(end)) {
      this.sendAck(stream, end);
    } else {
      this.bounce(stream, end);
    }
  }

  private meet(stream: Stream, end: End, packet: Packet): void {
    const welcome = this.listener.welcome(stream.id, end.address.side);
    switch (welcome) {
      case 'accept':
        end.state = 'embryo';
        end.echoMs = packet.sentMs;
        answerSyn(this.wire, stream, end);
        break;
      case 'refuse':
        this.sendReset(stream, end);
        break;
      case 'silent':
        break;
      default:
        unreachable(welcome);
    }
  }

  private accept(stream: Stream, end: End, packet: Packet): void {
    end.echoMs = packet.sentMs;
    establish(this.wire, end, packet);
    this.watch(end);
    this.listener.accepted(stream.id);
    if (isAlive(end)) this.take(stream, end, packet);
  }

  private take(stream: Stream, end: End, packet: Packet): void {
    if (end.state === 'connecting') return;
    end.heardMicros = this.wire.now;
    end.keepAliveTries = 0;
    if (packet.seq <= end.announced && packet.sentMs > end.echoMs) end.echoMs = packet.sentMs;
    takeAck(this.wire, stream, end, packet);
    pushPending(this.wire, stream, end);
    if (packet.end > packet.seq) this.takePayload(stream, end, packet);
    else if ((packet.flags & FLAG.keepAlive) !== 0) this.sendAck(stream, end);
    if (end.flight.length === 0 && end.timerKind !== TIMER.none) clearTransmitTimer(this.wire, end);
    if (end.state === 'closing') this.settleClose(stream, end);
  }

  private takePayload(stream: Stream, end: End, packet: Packet): void {
    const moved = takeData(this.wire, end, packet);
    if (isAckDue(this.wire, end)) this.sendAck(stream, end);
    if (!moved) return;
    if (isAckDueAfterRead(end)) this.sendAck(stream, end);
    this.handOut(stream, end);
    if (end.finAt >= 0 && end.expected > end.finAt && end.state === 'open') {
      this.finish(stream, end);
      this.listener.ended(stream.id, end.address.side, 'finished');
    }
  }

  // The messages are with the sender's end, until all of their bytes have arrived.
  private handOut(stream: Stream, end: End): void {
    const { outbox } = peerEnd(stream, end);
    while (outbox.length > 0) {
      const message = outbox[0];
      if (message === undefined || message.end > end.expected) return;
      outbox.shift();
      if (end.state === 'open') this.listener.message(stream.id, end.address.side, message.payload);
    }
  }

  private sendAck(stream: Stream, end: End): void {
    const packet = headerOf(this.wire, end, FLAG.ack, { seq: end.next, end: end.next });
    ackLeft(this.wire, end);
    end.bareAcks++;
    this.wire.put(stream, end, packet, end.expected, end.bareAcks);
  }

  // A packet came to an end that does not exist. A host that is silent, or down, says nothing.
  private bounce(stream: Stream, end: End): void {
    if (this.listener.welcome(stream.id, end.address.side) === 'silent') return;
    this.sendReset(stream, end);
  }

  private sendReset(stream: Stream, end: End): void {
    end.bareAcks++;
    this.wire.put(stream, end, resetOf(this.wire, end), end.next, end.bareAcks);
  }

  // ——— Timers ———

  private transmitTimer(stream: Stream, end: End): void {
    const kind = dueTimer(this.wire, end);
    if (kind === TIMER.none || end.flight.length === 0) return;
    if (transmitTimerFired(this.wire, stream, end, kind)) this.die(stream, end, 'timeout');
  }

  private ackTimer(stream: Stream, end: End): void {
    if (delayedAckDue(end)) this.sendAck(stream, end);
  }

  private slowTimer(stream: Stream, end: End): void {
    end.slowTimer = undefined;
    if (end.state === 'connecting') {
      if (!sendSyn(this.wire, stream, end)) this.die(stream, end, 'timeout');
    } else if (end.state === 'embryo') {
      if (!answerAgain(this.wire, stream, end)) this.forget(stream, end);
    } else if (end.state === 'closing') {
      this.forget(stream, end);
    } else {
      this.keepAlive(stream, end);
    }
  }

  private watch(end: End): void {
    const { keepAlive } = this.options;
    if (keepAlive === undefined) return;
    end.slowTimer = this.wire.fireAt(this.wire.deadline(keepAlive.idleMicros), end, STREAM_EVENT.slowTimer);
  }

  private keepAlive(stream: Stream, end: End): void {
    const { keepAlive } = this.options;
    assert(keepAlive !== undefined, 'a keep-alive timer ran out, and there is no keep-alive');
    const idle = this.wire.now - end.heardMicros;
    let wait = keepAlive.idleMicros - idle;
    // What is in flight has a timer of its own, which gives up in its own time.
    if (wait <= 0 && end.flight.length === 0) {
      if (end.keepAliveTries >= keepAlive.probes) {
        this.die(stream, end, 'timeout');
        return;
      }
      end.keepAliveTries++;
      end.bareAcks++;
      const flags = FLAG.ack | FLAG.keepAlive;
      this.wire.put(
        stream,
        end,
        headerOf(this.wire, end, flags, { seq: end.next, end: end.next }),
        end.expected,
        end.bareAcks,
      );
      wait = keepAlive.intervalMicros;
    } else if (wait <= 0) {
      wait = keepAlive.idleMicros;
    }
    end.slowTimer = this.wire.fireAt(this.wire.deadline(wait), end, STREAM_EVENT.slowTimer);
  }

  // ——— Endings ———

  private finish(stream: Stream, end: End): void {
    end.state = 'closing';
    if (end.slowTimer !== undefined) this.wire.cancel(end.slowTimer);
    end.slowTimer = undefined;
    end.finishes = true;
    pushPending(this.wire, stream, end);
  }

  // Over when both FINs have arrived; a peer that never sends its own is not waited for for ever.
  private settleClose(stream: Stream, end: End): void {
    if (end.unacked <= end.written) return;
    if (end.finAt >= 0 && end.expected > end.finAt) this.forget(stream, end);
    else end.slowTimer ??= this.wire.fireAt(this.wire.deadline(FIN_WAIT_MICROS), end, STREAM_EVENT.slowTimer);
  }

  private die(stream: Stream, end: End, how: 'reset' | 'timeout'): void {
    const { state } = end;
    this.forget(stream, end);
    const { side } = end.address;
    if (state === 'connecting') this.listener.failed(stream.id, how === 'reset' ? 'refused' : 'timeout');
    else if (state === 'open') this.listener.ended(stream.id, side, how);
  }

  private forget(stream: Stream, end: End): void {
    clearTransmitTimer(this.wire, end);
    if (end.ackTimer !== undefined) this.wire.cancel(end.ackTimer);
    if (end.slowTimer !== undefined) this.wire.cancel(end.slowTimer);
    end.ackTimer = undefined;
    end.slowTimer = undefined;
    end.flight.length = 0;
    end.state = 'gone';
    if (isOver(stream)) this.streams.delete(stream.id);
  }
}
