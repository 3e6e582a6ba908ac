// Puts bytes on the wire: new segments as the window allows, and segments once more. When something is lost is
// decided in recovery.ts and timeouts.ts.

import { ackLeft } from './acks.js';
import { type End, MARK, RECOVERY, type Segment, TIMER } from './end.js';
import { ticksAt } from './kernel-timers.js';
import { FLAG, MSS, NO_SACKS, type Packet } from './packet.js';
import type { Stream } from './stream.js';
import { rearmTimeout, scheduleProbe, setTransmitTimer } from './transmit-timer.js';
import type { Transport } from './transport.js';

/** How many packets are taken to be on the way. */
export function inFlight(end: End): number {
  return end.flight.length - end.sackedOut - end.lostOut + end.retransOut;
}

/** Sends what waits, as far as the window allows. Returns whether anything was sent. */
export function pushPending(t: Transport, stream: Stream, end: End): boolean {
  if (!hasUnsent(end) || end.state === 'connecting') return false;
  let sent = false;
  let rearm = false;
  while (hasUnsent(end) && inFlight(end) < end.window) {
    if (end.flight.length === 0 || end.timerKind === TIMER.probe) rearm = true;
    sendNext(t, stream, end);
    sent = true;
  }
  // A probe takes the timeout's place, so this is the order of least work.
  if (sent && !scheduleProbe(t, end, false) && rearm) rearmTimeout(t, end);
  return sent;
}

/** Whether something waits that was never sent. */
export function hasUnsent(end: End): boolean {
  return end.next < end.written || (end.finishes && end.next === end.written);
}

/** Sends the next segment, whatever the window says. The timer is the caller's business. */
export function sendNext(t: Transport, stream: Stream, end: End): void {
  const to = Math.min(end.next + MSS, end.written);
  const fin = end.finishes && to === end.written;
  const segment: Segment = {
    seq: end.next,
    end: fin ? to + 1 : to,
    sentMicros: t.now,
    transmissions: 0,
    marks: fin ? MARK.fin : 0,
  };
  end.flight.push(segment);
  end.next = segment.end;
  transmit(t, stream, end, segment);
}

/** Sends a segment once more, joined by what follows it and fits into one packet. */
export function sendAgain(t: Transport, stream: Stream, end: End, segment: Segment): void {
  collapse(end, segment);
  segment.marks |= MARK.everRetransmitted;
  transmit(t, stream, end, segment);
}

/** Sends again whatever is marked lost, as far as the window allows. */
export function sendLost(t: Transport, stream: Stream, end: End): void {
  let rearm = false;
  for (let i = 0; i < end.flight.length; i++) {
    if (inFlight(end) >= end.window || end.retransOut >= end.lostOut) break;
    const segment = end.flight[i] as Segment;
    if ((segment.marks & (MARK.lost | MARK.retransmitted | MARK.sacked)) !== MARK.lost) continue;
    sendLostAgain(t, stream, end, segment);
    if (i === 0 && end.timerKind !== TIMER.reorder) rearm = true;
  }
  if (rearm) setTransmitTimer(t, end, TIMER.timeout, end.timeoutMicros);
}

/** Sends one lost segment again and counts it as in flight. */
export function sendLostAgain(t: Transport, stream: Stream, end: End, segment: Segment): void {
  sendAgain(t, stream, end, segment);
  segment.marks |= MARK.retransmitted;
  end.retransOut++;
}

/** The header fields that every packet of an established end carries. */
export function headerOf(t: Transport, end: End, flags: number, range: { seq: number; end: number }): Packet {
  const hasRanges = end.ranges.length > 0 || end.duplicateFrom >= 0;
  const packet: Packet = {
    stream: end.address.stream,
    from: end.address.side,
    flags,
    seq: range.seq,
    end: range.end,
    ack: end.expected,
    sacks: hasRanges ? sacksOf(end) : NO_SACKS,
    duplicate: end.duplicateFrom >= 0,
    sentMs: Math.floor(t.now / 1000),
    echoMs: end.echoMs,
  };
  end.duplicateFrom = -1;
  return packet;
}

function transmit(t: Transport, stream: Stream, end: End, segment: Segment): void {
  segment.sentMicros = t.now;
  segment.transmissions++;
  const flags = (segment.marks & MARK.fin) !== 0 ? FLAG.ack | FLAG.fin : FLAG.ack;
  const packet = headerOf(t, end, flags, segment);
  // An answer soon after data came in: acknowledgements will ride on data from now on.
  if (ticksAt(t.now) - end.lastDataTicks < end.ackTimeout) end.pingPong = true;
  ackLeft(t, end);
  t.put(stream, end, packet, segment.seq, segment.transmissions);
}

const MAX_RANGES = 3; // What fits beside timestamps (RFC 2018).

function sacksOf(end: End): readonly number[] {
  if (end.duplicateFrom < 0) return end.ranges.slice(0, MAX_RANGES * 2);
  const room = MAX_RANGES * 2 - 2;
  return [end.duplicateFrom, end.duplicateTo, ...end.ranges.slice(0, room)];
}

// As the kernel does: small segments behind the one that goes out again join it, if nothing of them arrived.
function collapse(end: End, segment: Segment): void {
  const { flight } = end;
  const place = flight.indexOf(segment);
  let to = place + 1;
  for (; to < flight.length; to++) {
    const follower = flight[to] as Segment;
    if ((follower.marks & MARK.sacked) !== 0 || follower.end - segment.seq > MSS) break;
    absorb(end, segment, follower);
  }
  if (to > place + 1) flight.splice(place + 1, to - place - 1);
}

function absorb(end: End, segment: Segment, follower: Segment): void {
  segment.end = follower.end;
  segment.marks |= follower.marks & (MARK.fin | MARK.everRetransmitted);
  if ((follower.marks & MARK.lost) !== 0) end.lostOut--;
  if ((follower.marks & MARK.retransmitted) !== 0) end.retransOut--;
}

/** Whether a sender is making up for losses. */
export function isRecovering(end: End): boolean {
  return end.recovery >= RECOVERY.recovery;
}
