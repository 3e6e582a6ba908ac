// A stream: two ends that were made by one `connect`. Plain data, like its ends.

import { cloneEnd, createEnd, type End, isAlive } from './end.js';
import { peerOf, type StreamId } from './packet.js';

export interface Stream {
  readonly id: StreamId;
  /** Side 0 connected, side 1 accepts. */
  readonly ends: readonly [End, End];
  /** The path is gone for good, as after a change of address: nothing of this stream arrives any more. */
  cut: boolean;
  /** When either end put its last packet on the wire, in microseconds. */
  sentMicros: number;
}

/** Where one end sends: the number of its link, and its identity in draws. */
export interface Route {
  readonly link: number;
  readonly key: number;
}

/** A stream that nobody has heard of yet. */
export function createStream(id: StreamId, { forth, back }: { forth: Route; back: Route }): Stream {
  return {
    id,
    ends: [
      createEnd({ stream: id, side: 0 }, forth.link, forth.key, 'connecting'),
      createEnd({ stream: id, side: 1 }, back.link, back.key, 'absent'),
    ],
    cut: false,
    sentMicros: 0,
  };
}

/** An independent copy, for a fork. */
export function cloneStream(stream: Stream): Stream {
  return {
    id: stream.id,
    ends: [cloneEnd(stream.ends[0]), cloneEnd(stream.ends[1])],
    cut: stream.cut,
    sentMicros: stream.sentMicros,
  };
}

/** The other end. */
export function peerEnd(stream: Stream, end: End): End {
  return stream.ends[peerOf(end.address.side)];
}

/** Whether both ends are forgotten. */
export function isOver(stream: Stream): boolean {
  return !isAlive(stream.ends[0]) && !isAlive(stream.ends[1]);
}
