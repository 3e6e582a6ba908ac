// What the owner of the streams hears. All calls happen at the simulator's present instant; it may call the
// streams from inside. An end that has ended hears nothing more.

import type { Side, StreamId } from './packet.js';

/** `finished`: the peer closed in order · `reset`: the peer's host does not know the stream · `timeout`: nobody answers. */
export type StreamEnding = 'finished' | 'reset' | 'timeout';

/** What a host does with what it does not know: answer a SYN or refuse it, or say nothing at all. */
export type Welcome = 'accept' | 'refuse' | 'silent';

export interface StreamListener {
  /** Asked when a SYN for a new stream arrives, and when a packet arrives for an end that is forgotten. */
  welcome(stream: StreamId, side: Side): Welcome;
  /** The connecting end may send. */
  opened(stream: StreamId): void;
  /** The connecting end never opened: it was refused, or nobody answered. */
  failed(stream: StreamId, reason: 'refused' | 'timeout'): void;
  /** The accepting end exists and may send. */
  accepted(stream: StreamId): void;
  /** A message is complete at this side. */
  message(stream: StreamId, side: Side, payload: unknown): void;
  /** This side ended without having asked for it. */
  ended(stream: StreamId, side: Side, how: StreamEnding): void;
  /** A transmission was lost, in whatever way; nobody but the simulator knows it. The first has number 1. */
  lost(stream: StreamId, side: Side, transmission: number): void;
  /** A SYN or a segment goes out once more. */
  repeated(stream: StreamId, side: Side, transmission: number): void;
}
