// Calm streams: on links that lose nothing and treat all packets alike, most of what a stream does has no
// consequence but arithmetic: a bare acknowledgement arrives, a timer is set and taken back. A calm stream keeps such
// things in its own state and catches up when it is touched next, each thing at its own instant and by the same code
// as ever. So a message costs one queue event. Before anything happens that could make a difference (a link changes,
// a side closes, more is sent than may be in flight), the stream wakes up and its timers become events again.

import { isPlain, type Link, plainMicros } from '../link/link.js';
import { type End, RECOVERY, TIMER } from './end.js';
import { MSS } from './packet.js';
import { peerEnd, type Stream } from './stream.js';

type LinkOf = (link: number) => Link;

/** Stands for a timer that is no queue event. */
export const QUIET = -1;

// Packets of one instant arrive a microsecond apart.
const SLACK_MICROS = 1000;

/** Whether a stream has no events but packets on their way, so that it can become calm. */
export function isQuiet(stream: Stream): boolean {
  return !stream.cut && isEndQuiet(stream.ends[0]) && isEndQuiet(stream.ends[1]);
}

/** Whether a message may be sent calmly: on plain links, within one packet and the window. */
export function canBeCalm(stream: Stream, end: End, bytes: number, linkOf: LinkOf): boolean {
  return (
    bytes <= MSS &&
    end.flight.length < end.window &&
    isPlain(linkOf(stream.ends[0].link)) &&
    isPlain(linkOf(stream.ends[1].link))
  );
}

/** Whether all acknowledgements that are due arrive before any timer of a sender runs out. */
export function isStillCalm(stream: Stream, end: End, linkOf: LinkOf): boolean {
  const peer = peerEnd(stream, end);
  const [there, back] = [plainMicros(linkOf(end.link)), plainMicros(linkOf(peer.link))];
  if (end.timerKind !== TIMER.none && lastSent(end) + there + back + SLACK_MICROS >= end.timerAt)
    return false;
  if (end.ackTimer === QUIET && peer.timerKind !== TIMER.none) {
    if (end.ackFiresAt + there + SLACK_MICROS >= peer.timerAt) return false;
  }
  return end.ranges.length === 0 && end.recovery === RECOVERY.open;
}

/** When the next thing happens that is no event; infinity if there is none. */
export function nextQuiet(stream: Stream): number {
  const [forth, back] = stream.ends;
  let at = stream.quietArrivals[0] ?? Number.POSITIVE_INFINITY;
  if (forth.ackTimer === QUIET && forth.ackFiresAt < at) at = forth.ackFiresAt;
  if (back.ackTimer === QUIET && back.ackFiresAt < at) at = back.ackFiresAt;
  return at;
}

export function setCalm(stream: Stream, calm: boolean): void {
  stream.ends[0].calm = calm;
  stream.ends[1].calm = calm;
}

function isEndQuiet(end: End): boolean {
  return (
    end.state === 'open' &&
    end.flight.length === 0 &&
    end.recovery === RECOVERY.open &&
    end.ranges.length === 0 &&
    end.timer === undefined &&
    end.ackTimer === undefined &&
    end.next === end.written &&
    !end.finishes
  );
}

function lastSent(end: End): number {
  return end.flight[end.flight.length - 1]?.sentMicros ?? 0;
}
