// What happens when a sender's timer runs out: a tail-loss probe, a look at what the reordering window has kept
// back, or a retransmission timeout with its back-off (tcp_send_loss_probe, tcp_rack_reo_timeout and
// tcp_retransmit_timer in Linux).

import { type End, RECOVERY, type Segment, TIMER } from './end.js';
import { detectLosses, markTimedOut } from './losses.js';
import { TIMEOUT_MAX_MICROS } from './round-trip.js';
import { hasUnsent, inFlight, sendAgain, sendLost, sendLostAgain, sendNext } from './sender.js';
import type { Stream } from './stream.js';
import { rearmTimeout, setTransmitTimer } from './transmit-timer.js';
import type { Transport } from './transport.js';
import { enterLoss, enterRecovery } from './window.js';

/** How often a segment is sent again before the stream dies (Linux: tcp_retries2). */
const RETRIES = 15;

const ORPHAN_RETRIES = 8; // Linux: an end whose application has closed gives up sooner

/** The timer ran out. Returns whether this end gives up. */
export function transmitTimerFired(t: Transport, stream: Stream, end: End, kind: number): boolean {
  if (kind === TIMER.probe) {
    end.timerKind = TIMER.probe;
    probe(t, stream, end);
  } else if (kind === TIMER.reorder) {
    lookAgain(t, stream, end);
  } else if (kind === TIMER.timeout) {
    return timeOut(t, stream, end);
  }
  return false;
}

function probe(t: Transport, stream: Stream, end: End): void {
  // One probe at a time.
  if (end.probeEnd < 0) {
    const last = end.flight[end.flight.length - 1] as Segment;
    if (hasUnsent(end)) {
      sendNext(t, stream, end);
      end.probeRepeats = false;
    } else {
      sendAgain(t, stream, end, last);
      end.probeRepeats = true;
    }
    end.probeEnd = end.next;
    end.timerKind = TIMER.none;
  }
  rearmTimeout(t, end);
}

function lookAgain(t: Transport, stream: Stream, end: End): void {
  end.timerKind = TIMER.reorder;
  const before = inFlight(end);
  detectLosses(t, end);
  if (inFlight(end) !== before) {
    if (end.recovery !== RECOVERY.recovery) enterRecovery(t, end);
    sendLost(t, stream, end);
  }
  if (end.timerKind !== TIMER.timeout) rearmTimeout(t, end);
}

function timeOut(t: Transport, stream: Stream, end: End): boolean {
  const head = end.flight[0];
  if (head === undefined) return false;
  end.probeEnd = -1;
  if (end.timeouts >= (end.state === 'closing' ? ORPHAN_RETRIES : RETRIES)) return true;
  const isNew = end.recovery < RECOVERY.recovery;
  markTimedOut(t, end);
  enterLoss(end);
  end.forwardCheck = isNew || end.timeouts > 0;
  sendLostAgain(t, stream, end, head);
  end.timeouts++;
  end.timeoutMicros = Math.min(end.timeoutMicros * 2, TIMEOUT_MAX_MICROS);
  setTransmitTimer(t, end, TIMER.timeout, end.timeoutMicros);
  return false;
}
