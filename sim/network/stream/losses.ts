// Which segments are lost: a segment is, when one that was sent later has arrived and the reordering window is
// over (RACK, RFC 8985, as in net/ipv4/tcp_recovery.c), or when the retransmission timer ran out.

import { type End, MARK, RECOVERY, type Segment, TIMER } from './end.js';
import { TICK_MICROS } from './kernel-timers.js';
import { setTransmitTimer } from './transmit-timer.js';
import type { Transport } from './transport.js';

const DUPLICATES = 3; // Linux: tcp_reordering

/** A segment has arrived; the one that was sent last tells most. */
export function noteArrival(t: Transport, end: End, segment: Segment): void {
  const roundTrip = t.now - segment.sentMicros;
  const again = (segment.marks & (MARK.retransmitted | MARK.everRetransmitted)) !== 0;
  // Too soon after a retransmission: it was the first transmission that arrived.
  if (again && roundTrip < end.minRoundTrip) return;
  end.rackAdvanced = true;
  end.rackRoundTrip = roundTrip;
  if (
    segment.sentMicros > end.rackSent ||
    (segment.sentMicros === end.rackSent && segment.end > end.rackEnd)
  ) {
    end.rackSent = segment.sentMicros;
    end.rackEnd = segment.end;
  }
}

/** Marks what is lost by now. Returns whether the timer has been set to look again. */
export function markLost(t: Transport, end: End): boolean {
  if (!end.rackAdvanced) return false;
  end.rackAdvanced = false;
  const wait = detectLosses(t, end);
  if (wait === 0) return false;
  const delay = Math.min(wait + 2 * TICK_MICROS, end.timeoutMicros);
  setTransmitTimer(t, end, TIMER.reorder, delay);
  return true;
}

/** Marks what is lost by now. Returns how long the rest has to wait, in microseconds; 0 if nothing waits. */
export function detectLosses(t: Transport, end: End): number {
  const window = reorderWindow(end);
  let longest = 0;
  for (const segment of end.flight) {
    const { marks } = segment;
    if ((marks & MARK.sacked) !== 0) continue;
    if ((marks & MARK.lost) !== 0 && (marks & MARK.retransmitted) === 0) continue;
    const sentBefore =
      end.rackSent > segment.sentMicros || (end.rackSent === segment.sentMicros && end.rackEnd > segment.end);
    if (!sentBefore) continue;
    const remaining = end.rackRoundTrip + window - (t.now - segment.sentMicros);
    if (remaining <= 0) markSegmentLost(end, segment);
    else if (remaining > longest) longest = remaining;
  }
  return longest;
}

/** The timer ran out: the head is lost, and what was sent more than a round trip ago. */
export function markTimedOut(t: Transport, end: End): void {
  for (let i = 0; i < end.flight.length; i++) {
    const segment = end.flight[i] as Segment;
    const isRecent = end.rackRoundTrip - (t.now - segment.sentMicros) > 0;
    if (i > 0 && isRecent) continue;
    markSegmentLost(end, segment);
  }
}

function markSegmentLost(end: End, segment: Segment): void {
  if ((segment.marks & MARK.sacked) !== 0) return;
  if ((segment.marks & MARK.lost) === 0) {
    segment.marks |= MARK.lost;
    end.lostOut++;
  }
  if ((segment.marks & MARK.retransmitted) === 0) return;
  segment.marks &= ~MARK.retransmitted;
  end.retransOut--;
}

function reorderWindow(end: End): number {
  if (!end.reordered) {
    if (end.recovery >= RECOVERY.recovery || end.sackedOut >= DUPLICATES) return 0;
  }
  const quarter = Math.floor(end.minRoundTrip / 4) * end.reorderSteps;
  return Math.min(quarter, Math.floor(end.smoothed8 / 8));
}
