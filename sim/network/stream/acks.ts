// When an end acknowledges: at once at the start, after a gap or out of order, riding on data in an exchange of
// questions and answers, else after up to 40 ms or so. The rules are those of Linux (net/ipv4/tcp_input.c and
// tcp_output.c: tcp_event_data_recv, __tcp_ack_snd_check, tcp_send_delayed_ack, tcp_cleanup_rbuf), for an
// application that reads at once.

import { ACK, type End } from './end.js';
import { TICK_MICROS, ticksAt, ticksOf } from './kernel-timers.js';
import { MSS } from './packet.js';
import { STREAM_EVENT, type Transport } from './transport.js';

const ACK_MIN_TICKS = 10; // 40 ms: TCP_ATO_MIN and TCP_DELACK_MIN
const ACK_MAX_TICKS = 50; // 200 ms: TCP_DELACK_MAX
const QUICK_ACKS = 16; // TCP_MAX_QUICKACKS

/** Data came in order: the engine learns how fast it comes. */
export function noteData(t: Transport, end: End, bytes: number): void {
  const now = ticksAt(t.now);
  if (end.ackTimeout === 0) {
    end.quickAcks = Math.max(end.quickAcks, QUICK_ACKS);
    end.ackTimeout = ACK_MIN_TICKS;
  } else {
    adapt(end, now - end.lastDataTicks);
  }
  end.lastDataTicks = now;
  end.ackBits |= ACK.scheduled;
  if (bytes >= end.peerSegment) end.peerSegment = bytes;
  if (bytes >= MSS) return;
  end.ackBits |= (end.ackBits & ACK.pushed) !== 0 ? ACK.pushedTwice : ACK.pushed;
}

/** Something unexpected came: the next packets are acknowledged at once. */
export function enterQuickMode(end: End): void {
  end.quickAcks = Math.max(end.quickAcks, QUICK_ACKS);
  end.pingPong = false;
  end.ackTimeout = ACK_MIN_TICKS;
  end.ackBits |= ACK.scheduled;
}

/** Whether an acknowledgement is due as soon as data has arrived; if not, one is scheduled where needed. */
export function isAckDue(t: Transport, end: End): boolean {
  if ((end.ackBits & ACK.scheduled) === 0) return false;
  if (end.expected - end.announced > end.peerSegment) return true;
  if ((end.quickAcks > 0 && !end.pingPong) || (end.ackBits & ACK.now) !== 0) return true;
  if (end.ranges.length > 0) return true;
  return delayAck(t, end);
}

/** Whether an acknowledgement is due when the application has read everything. */
export function isAckDueAfterRead(end: End): boolean {
  if ((end.ackBits & ACK.scheduled) === 0) return false;
  if ((end.ackBits & ACK.pushedTwice) !== 0) return true;
  return (end.ackBits & ACK.pushed) !== 0 && !end.pingPong;
}

/** A packet with an acknowledgement has left. */
export function ackLeft(t: Transport, end: End): void {
  end.announced = end.expected;
  if (end.ackBits === 0) return;
  if (end.quickAcks > 0 && (end.ackBits & ACK.scheduled) !== 0) {
    end.quickAcks--;
    if (end.quickAcks === 0) end.ackTimeout = ACK_MIN_TICKS;
  }
  end.ackBits = 0;
  if (end.ackTimer === undefined) return;
  t.cancel(end.ackTimer);
  end.ackTimer = undefined;
}

/** The timer of a delayed acknowledgement has run out. Returns whether one is to be sent. */
export function delayedAckDue(end: End): boolean {
  end.ackTimer = undefined;
  end.ackBits &= ~ACK.timer;
  if ((end.ackBits & ACK.scheduled) === 0) return false;
  if (end.pingPong) {
    end.pingPong = false;
    end.ackTimeout = ACK_MIN_TICKS;
  } else {
    end.ackTimeout = Math.min(end.ackTimeout * 2, ticksOf(end.timeoutMicros));
  }
  return true;
}

function adapt(end: End, gap: number): void {
  const half = Math.floor(end.ackTimeout / 2);
  const timeout = ticksOf(end.timeoutMicros);
  if (gap <= ACK_MIN_TICKS / 2) end.ackTimeout = half + ACK_MIN_TICKS / 2;
  else if (gap < end.ackTimeout) end.ackTimeout = Math.min(half + gap, timeout);
  // Too long a gap: the sender has perhaps restarted its window and waits for every acknowledgement.
  else if (gap > timeout) end.quickAcks = Math.max(end.quickAcks, QUICK_ACKS);
}

// Sets the timer, or says that the one that runs is so near that waiting saves nothing.
function delayAck(t: Transport, end: End): boolean {
  const wait = waitTicks(end);
  const now = ticksAt(t.now);
  let at = now + wait;
  if (end.ackTimer !== undefined) {
    if (end.ackAt <= now + Math.floor(wait / 4)) return true;
    if (at >= end.ackAt) return false;
    t.cancel(end.ackTimer);
  }
  at = Math.max(at, now + 1);
  end.ackAt = at;
  end.ackBits |= ACK.timer;
  end.ackTimer = t.fireAt(t.deadline((at - now) * TICK_MICROS), end, STREAM_EVENT.ackTimer);
  return false;
}

function waitTicks(end: End): number {
  if (end.ackTimeout <= ACK_MIN_TICKS) return end.ackTimeout;
  let most = ACK_MAX_TICKS;
  if (end.smoothed8 > 0) {
    const roundTrip = Math.max(ticksOf(Math.floor(end.smoothed8 / 8)), ACK_MIN_TICKS);
    if (roundTrip < most) most = roundTrip;
  }
  return Math.min(end.ackTimeout, most, ACK_MAX_TICKS - 1);
}
