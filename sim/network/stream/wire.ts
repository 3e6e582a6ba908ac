// Between the streams and the simulator: puts packets on links and timers into the queue.

import { assert } from '../../kernel/assert.js';
import type { EventHandle } from '../../kernel/event-queue.js';
import type { Simulator } from '../../kernel/simulator.js';
import { type Crossing, cross, type Link } from '../link/link.js';
import type { End } from './end.js';
import { timerAt } from './kernel-timers.js';
import type { StreamListener } from './listener.js';
import { FLAG, type Packet, weightOf } from './packet.js';
import type { Stream } from './stream.js';
import { STREAM_EVENT, type Transport } from './transport.js';

/** Probes on an idle stream: the first after `idleMicros`, then every `intervalMicros`, at most `probes` in vain. */
export interface KeepAlive {
  readonly idleMicros: number;
  readonly intervalMicros: number;
  readonly probes: number;
}

export interface StreamsOptions {
  /** The target of the streams' queue events. */
  readonly target: number;
  /** The kind of their first queue event; there are `STREAM_EVENTS` of them. Default 0. */
  readonly firstKind?: number;
  /** Whether timers fire in the slots of a Linux timer wheel. Default true. */
  readonly kernelTimers?: boolean;
  /** Default: none. */
  readonly keepAlive?: KeepAlive;
}

// Data and SYNs have class 0; what has no bytes of its own has another, so that identities differ.
const CLASSES = 8;
const ACK_CLASS = 1;
const RESET_CLASS = 2;

export class StreamWire implements Transport {
  readonly simulator: Simulator;
  /** The kind of the first queue event. */
  readonly firstKind: number;
  private readonly target: number;
  private readonly rounds: boolean;
  private readonly linkOf: (link: number) => Link;
  private readonly crossing: Crossing = { arrivalMicros: -1, againMicros: -1 };
  private attached: StreamListener | undefined = undefined;

  constructor(simulator: Simulator, options: StreamsOptions, linkOf: (link: number) => Link) {
    this.simulator = simulator;
    this.target = options.target;
    this.firstKind = options.firstKind ?? 0;
    this.rounds = options.kernelTimers ?? true;
    this.linkOf = linkOf;
  }

  get listener(): StreamListener {
    assert(this.attached !== undefined, 'the streams have no listener yet');
    return this.attached;
  }

  attach(listener: StreamListener): void {
    this.attached = listener;
  }

  get now(): number {
    return this.simulator.now;
  }

  put(stream: Stream, end: End, packet: Packet, place: number, transmission: number): void {
    const { crossing, simulator } = this;
    stream.sentMicros = simulator.now;
    const kind = classOf(packet);
    if (transmission > 1 && kind === 0) this.listener.repeated(stream.id, end.address.side, transmission);
    const identity = transmission * CLASSES + kind;
    const link = this.linkOf(end.link);
    cross(link, simulator.choices, simulator.now, weightOf(packet), crossing, end.key, place, identity);
    if (crossing.arrivalMicros < 0) {
      this.listener.lost(stream.id, end.address.side, transmission);
      return;
    }
    this.schedule(end, crossing.arrivalMicros, packet);
    if (crossing.againMicros >= 0) this.schedule(end, crossing.againMicros, packet);
  }

  fireAt(atMicros: number, end: End, event: number): EventHandle {
    return this.simulator.scheduleAt(atMicros, this.target, this.firstKind + event, end.address);
  }

  deadline(delayMicros: number): number {
    const { now } = this;
    return this.rounds ? timerAt(now, delayMicros) : now + delayMicros;
  }

  cancel(handle: EventHandle): void {
    this.simulator.cancel(handle);
  }

  private schedule(end: End, arrivalMicros: number, packet: Packet): void {
    let at = arrivalMicros;
    // Where nothing overtakes, a later packet arrives later, if only by a microsecond: ties may be shuffled.
    if (!this.linkOf(end.link).settings.reorders && at <= end.lastArrivalMicros) {
      at = end.lastArrivalMicros + 1;
    }
    end.lastArrivalMicros = at;
    this.simulator.scheduleAt(at, this.target, this.firstKind + STREAM_EVENT.packet, packet);
  }
}

function classOf(packet: Packet): number {
  if ((packet.flags & FLAG.rst) !== 0) return RESET_CLASS;
  if ((packet.flags & FLAG.syn) !== 0) return 0;
  return packet.end > packet.seq ? 0 : ACK_CLASS;
}
