// What the parts of a stream need from their owner: the clock, timers, and a way to put packets on links.

import type { EventHandle } from '../../kernel/event-queue.js';
import type { End } from './end.js';
import type { Packet } from './packet.js';
import type { Stream } from './stream.js';

/** Kinds of the streams' own queue events, counted from the owner's first kind. */
export const STREAM_EVENT = { packet: 0, transmitTimer: 1, ackTimer: 2, slowTimer: 3 } as const;

/** How many kinds there are. */
export const STREAM_EVENTS = 4;

export interface Transport {
  /** Microseconds since the start. */
  readonly now: number;
  /** Puts a packet on the end's link; whether it arrives is the link's business. */
  put(stream: Stream, end: End, packet: Packet, place: number, transmission: number): void;
  /** Sets a timer of an end; the delay is rounded as the kernel's timers are. */
  fireAt(atMicros: number, end: End, event: number): EventHandle;
  /** The instant at which a timer set now for this delay fires. */
  deadline(delayMicros: number): number;
  cancel(handle: EventHandle): void;
}
