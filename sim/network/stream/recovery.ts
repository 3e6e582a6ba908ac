// What a sender makes of an acknowledgement: what has arrived, how long the round trip is, what is lost, how much
// may be in flight. The order of the steps is that of tcp_ack and tcp_fastretrans_alert in Linux
// (net/ipv4/tcp_input.c); the window is described in window.ts.

import { type End, MARK, RECOVERY, type Segment } from './end.js';
import { markLost, noteArrival } from './losses.js';
import type { Packet } from './packet.js';
import { measured } from './round-trip.js';
import { hasUnsent, isRecovering, pushPending, sendLost } from './sender.js';
import type { Stream } from './stream.js';
import { setNextTimer } from './transmit-timer.js';
import type { Transport } from './transport.js';
import { enterRecovery, leaveRecovery, updateWindow } from './window.js';

const RESEND = { nothing: 0, lost: 1, newOnly: 2 } as const;

// What one acknowledgement has told; filled anew each time and read only while it is processed.
const news = {
  advanced: false,
  acked: false,
  sacked: false,
  duplicate: false,
  ackedAgain: false,
  originalArrived: false,
  lostRetransmission: false,
  setTimer: false,
  firstSent: -1,
  lastSent: -1,
  firstSackedSent: -1,
  arrived: 0,
  arrivedSinceRecovery: false,
};

/** Takes the acknowledgement of a packet in. */
export function takeAck(t: Transport, stream: Stream, end: End, packet: Packet): void {
  if (packet.ack > end.next) return;
  if (isOrdinary(end, packet)) {
    takeOrdinary(t, end, packet.ack);
    return;
  }
  const hadPackets = end.flight.length > 0;
  startNews(packet, end);
  if (packet.sacks.length > 0) takeRanges(t, end, packet);
  if (packet.ack > end.unacked) takeOrder(t, end, packet);
  if (!hadPackets) {
    if (end.probeEnd >= 0) endProbe(end, packet);
    return;
  }
  measure(t, end, packet);
  if (end.probeEnd >= 0) endProbe(end, packet);
  const wasRecovering = end.recovery >= RECOVERY.recovery;
  const isPlain = news.acked || packet.end > packet.seq;
  const isDubious = !isPlain || news.sacked || news.duplicate || end.recovery !== RECOVERY.open;
  const resend = isDubious ? alert(t, end) : RESEND.nothing;
  if (news.setTimer) setNextTimer(t, end);
  updateWindow(end, news.arrived, news.arrivedSinceRecovery, wasRecovering);
  repair(t, stream, end, resend);
}

// Nothing is amiss, and everything that is acknowledged was sent once: the case that nearly every packet is.
function isOrdinary(end: End, packet: Packet): boolean {
  if (end.recovery !== RECOVERY.open || packet.sacks.length > 0 || end.probeEnd >= 0) return false;
  for (const segment of end.flight) {
    if (segment.marks !== 0) return false;
    if (segment.end > packet.ack) return segment.seq >= packet.ack;
  }
  return true;
}

function takeOrdinary(t: Transport, end: End, ack: number): void {
  if (ack <= end.unacked) return;
  end.unacked = ack;
  end.timeouts = 0;
  const { flight } = end;
  const first = flight[0];
  if (first === undefined) return;
  const firstSent = first.sentMicros;
  let lastSent = firstSent;
  let arrived = 0;
  for (let head = flight[0]; head !== undefined && head.end <= ack; head = flight[0]) {
    if (head.seq < end.highestSacked) end.reordered = true;
    noteArrival(t, end, head);
    lastSent = head.sentMicros;
    arrived++;
    flight.shift();
  }
  if (arrived === 0) return;
  if (t.now - lastSent < end.minRoundTrip) end.minRoundTrip = t.now - lastSent;
  measured(end, t.now - firstSent);
  setNextTimer(t, end);
  updateWindow(end, arrived, false, false);
}

function startNews(packet: Packet, end: End): void {
  news.advanced = packet.ack > end.unacked;
  news.acked = false;
  news.sacked = false;
  news.duplicate = packet.duplicate;
  news.ackedAgain = false;
  news.originalArrived = false;
  news.lostRetransmission = false;
  news.setTimer = false;
  news.firstSent = -1;
  news.lastSent = -1;
  news.firstSackedSent = -1;
  news.arrived = 0;
  news.arrivedSinceRecovery = false;
}

function takeRanges(t: Transport, end: End, packet: Packet): void {
  const first = packet.duplicate ? 2 : 0;
  if (packet.duplicate && end.recovery < RECOVERY.recovery && end.probeEnd < 0) {
    // We repeated what had arrived: allow for more reordering from now on.
    end.reorderSteps = Math.min(end.reorderSteps + 1, 255);
  }
  for (const segment of end.flight) {
    if ((segment.marks & MARK.sacked) !== 0) continue;
    if (isCovered(segment, packet.sacks, first)) sackSegment(t, end, segment);
  }
}

function isCovered(segment: Segment, sacks: readonly number[], first: number): boolean {
  for (let i = first; i < sacks.length; i += 2) {
    if ((sacks[i] as number) <= segment.seq && segment.end <= (sacks[i + 1] as number)) return true;
  }
  return false;
}

function sackSegment(t: Transport, end: End, segment: Segment): void {
  noteArrival(t, end, segment);
  noteOriginal(end, segment);
  if ((segment.marks & (MARK.retransmitted | MARK.everRetransmitted)) === 0) {
    if (news.firstSackedSent < 0) news.firstSackedSent = segment.sentMicros;
  }
  unmark(end, segment);
  segment.marks |= MARK.sacked;
  end.sackedOut++;
  if (segment.end > end.highestSacked) end.highestSacked = segment.end;
  news.sacked = true;
  noteArrived(end, segment);
}

function takeOrder(t: Transport, end: End, packet: Packet): void {
  end.unacked = packet.ack;
  end.timeouts = 0;
  const { flight } = end;
  let done = 0;
  while (done < flight.length && (flight[done] as Segment).end <= packet.ack) {
    ackSegment(t, end, flight[done] as Segment);
    done++;
  }
  if (done === 1) flight.shift();
  else flight.splice(0, done);
  // A packet that was joined from several may be acknowledged in part.
  const head = flight[0];
  if (head !== undefined && head.seq < packet.ack) head.seq = packet.ack;
}

function ackSegment(t: Transport, end: End, segment: Segment): void {
  const { marks } = segment;
  news.acked = true;
  news.setTimer = true;
  if ((marks & (MARK.retransmitted | MARK.everRetransmitted)) !== 0) news.ackedAgain = true;
  else if ((marks & MARK.sacked) === 0) {
    news.lastSent = segment.sentMicros;
    if (news.firstSent < 0) news.firstSent = segment.sentMicros;
    noteOriginal(end, segment);
  }
  if ((marks & MARK.sacked) !== 0) end.sackedOut--;
  else {
    noteArrival(t, end, segment);
    noteArrived(end, segment);
  }
  unmark(end, segment);
}

// It was never repeated and has arrived: below what arrived before, the path reorders; sent before a timeout, the
// timeout was too early.
function noteOriginal(end: End, segment: Segment): void {
  if ((segment.marks & (MARK.retransmitted | MARK.everRetransmitted)) !== 0) return;
  if (segment.seq < end.highestSacked) end.reordered = true;
  if (segment.end <= end.recoveryEnd) news.originalArrived = true;
}

function noteArrived(end: End, segment: Segment): void {
  news.arrived++;
  if (segment.sentMicros >= end.conservingSince) news.arrivedSinceRecovery = true;
}

function unmark(end: End, segment: Segment): void {
  if ((segment.marks & MARK.lost) !== 0) end.lostOut--;
  if ((segment.marks & MARK.retransmitted) !== 0) end.retransOut--;
  segment.marks &= ~(MARK.lost | MARK.retransmitted);
}

function measure(t: Transport, end: End, packet: Packet): void {
  const sackedMicros = news.firstSackedSent < 0 ? -1 : t.now - news.firstSackedSent;
  if (news.firstSent >= 0 && !news.ackedAgain) {
    const shortest = t.now - news.lastSent;
    if (shortest < end.minRoundTrip) end.minRoundTrip = shortest;
    measured(end, t.now - news.firstSent);
  } else if (sackedMicros >= 0) {
    measured(end, sackedMicros);
    const head = end.flight[0];
    // The head waits since before this was sent, so its timer is not put off for ever.
    if (!news.acked && head !== undefined && sackedMicros > t.now - head.sentMicros) news.setTimer = true;
  } else if (news.acked) {
    // What was repeated is measured by timestamps, which have a grain of 1 ms.
    measured(end, Math.max(1, Math.floor(t.now / 1000) - packet.echoMs) * 1000);
  }
}

function endProbe(end: End, packet: Packet): void {
  if (packet.ack < end.probeEnd) return;
  const repeated = end.probeRepeats;
  const isDuplicate = !news.advanced && !news.sacked && packet.end === packet.seq;
  // Acknowledged exactly, the repeated segment leaves open whether something was lost; what comes next tells.
  if (!repeated || news.duplicate || packet.ack > end.probeEnd || isDuplicate) end.probeEnd = -1;
}

// What follows from an acknowledgement that is out of the ordinary.
function alert(t: Transport, end: End): number {
  if (end.unacked >= end.recoveryEnd && end.recovery === RECOVERY.recovery) leaveRecovery(end);
  if (end.recovery !== RECOVERY.loss) {
    identifyLosses(t, end);
    return end.recovery === RECOVERY.recovery ? RESEND.lost : judge(t, end);
  }
  const resend = alertAfterTimeout(end);
  identifyLosses(t, end);
  // The state was undone, or what was sent again is lost as well: judge anew.
  if (!isRecovering(end) || news.lostRetransmission) return judge(t, end);
  return resend;
}

function alertAfterTimeout(end: End): number {
  const recovered = end.unacked >= end.recoveryEnd;
  if (end.forwardCheck) {
    // A segment that was never repeated has arrived: the timeout came too early (F-RTO, RFC 5682).
    if (news.originalArrived) {
      undoTimeout(end);
      return RESEND.nothing;
    }
    if (end.next > end.recoveryEnd) {
      if (news.sacked || !news.advanced) end.forwardCheck = false;
    } else if (news.advanced && !recovered) {
      end.recoveryEnd = end.next;
      if (hasUnsent(end)) return RESEND.newOnly;
      end.forwardCheck = false;
    }
  }
  if (!recovered) return RESEND.lost;
  leaveRecovery(end);
  return RESEND.nothing;
}

function judge(t: Transport, end: End): number {
  if (end.lostOut > 0) {
    enterRecovery(t, end);
    return RESEND.lost;
  }
  settle(end);
  return RESEND.nothing;
}

function repair(t: Transport, stream: Stream, end: End, resend: number): void {
  if (resend === RESEND.nothing) return;
  if (resend === RESEND.newOnly) {
    pushPending(t, stream, end);
    // What answers to the new data will show whether the timeout was too early.
    if (end.next > end.recoveryEnd) return;
    end.forwardCheck = false;
  }
  sendLost(t, stream, end);
}

function identifyLosses(t: Transport, end: End): void {
  if (end.flight.length === 0) return;
  const before = end.retransOut;
  if (markLost(t, end)) news.setTimer = false;
  if (before > end.retransOut) news.lostRetransmission = true;
}

// The timeout was spurious: nothing counts as lost, and the window is what it was.
function undoTimeout(end: End): void {
  for (const segment of end.flight) {
    if ((segment.marks & MARK.lost) === 0) continue;
    segment.marks &= ~MARK.lost;
    end.lostOut--;
  }
  end.window = Math.max(end.window, end.priorWindow);
  end.timeouts = 0;
  end.rackAdvanced = true;
  end.recovery = RECOVERY.open;
}

function settle(end: End): void {
  const head = end.flight[0];
  const someAgain = end.retransOut > 0 || (head !== undefined && (head.marks & MARK.everRetransmitted) !== 0);
  const open = end.sackedOut === 0 && end.lostOut === 0 && !someAgain;
  const state = open ? RECOVERY.open : RECOVERY.disorder;
  if (state === end.recovery) return;
  end.recovery = state;
  end.recoveryEnd = end.next;
}
