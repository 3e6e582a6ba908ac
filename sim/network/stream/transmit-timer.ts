// The one timer of a sender: retransmission timeout, tail-loss probe or reordering window, whichever is next. Its
// queue event is moved only when the deadline comes nearer; one that fires too early goes to the new deadline.

import { type End, RECOVERY, TIMER } from './end.js';
import { TICK_MICROS } from './kernel-timers.js';
import { VARIANCE_FLOOR_MICROS } from './round-trip.js';
import { STREAM_EVENT, type Transport } from './transport.js';

const PROBE_MARGIN_MICROS = 2 * TICK_MICROS; // Linux: TCP_TIMEOUT_MIN

/** Sets the timer for a purpose, replacing what it was set for. */
export function setTransmitTimer(t: Transport, end: End, kind: number, delayMicros: number): void {
  const at = t.deadline(delayMicros);
  end.timerKind = kind;
  end.timerAt = at;
  if (end.timer !== undefined) {
    if (end.timerEventAt <= at) return;
    t.cancel(end.timer);
  }
  end.timerEventAt = at;
  end.timer = t.fireAt(at, end, STREAM_EVENT.transmitTimer);
}

export function clearTransmitTimer(t: Transport, end: End): void {
  end.timerKind = TIMER.none;
  if (end.timer === undefined) return;
  t.cancel(end.timer);
  end.timer = undefined;
}

/** The timer's event has fired. Returns what is due, if it really is. */
export function dueTimer(t: Transport, end: End): number {
  end.timer = undefined;
  const kind = end.timerKind;
  if (kind !== TIMER.none && end.timerAt > t.now) {
    end.timerEventAt = end.timerAt;
    end.timer = t.fireAt(end.timerAt, end, STREAM_EVENT.transmitTimer);
    return TIMER.none;
  }
  end.timerKind = TIMER.none;
  return kind;
}

/** Sets the retransmission timeout; the time that the head has waited already under a shorter timer counts. */
export function rearmTimeout(t: Transport, end: End): void {
  if (end.flight.length === 0) {
    clearTransmitTimer(t, end);
    return;
  }
  let delay = end.timeoutMicros;
  if (end.timerKind === TIMER.reorder || end.timerKind === TIMER.probe) {
    delay = Math.max(timeoutIn(t, end), 1);
  }
  setTransmitTimer(t, end, TIMER.timeout, delay);
}

/**
 * Sets the tail-loss probe where one is allowed: two round trips after the last packet, and for a single packet
 * 200 ms more, in which a delayed acknowledgement would come. Never later than the timeout.
 */
export function scheduleProbe(t: Transport, end: End, advancing: boolean): boolean {
  if (end.flight.length === 0) return false;
  if (end.recovery !== RECOVERY.open && end.recovery !== RECOVERY.reduced) return false;
  if (end.smoothed8 === 0) return false;
  let delay = Math.floor(end.smoothed8 / 4);
  delay += end.flight.length === 1 ? VARIANCE_FLOOR_MICROS : PROBE_MARGIN_MICROS;
  const untilTimeout = advancing ? end.timeoutMicros : timeoutIn(t, end);
  if (untilTimeout > 0 && untilTimeout < delay) delay = untilTimeout;
  setTransmitTimer(t, end, TIMER.probe, delay);
  return true;
}

/** After news: a probe where one is allowed, else the timeout. */
export function setNextTimer(t: Transport, end: End): void {
  if (!scheduleProbe(t, end, true)) rearmTimeout(t, end);
}

function timeoutIn(t: Transport, end: End): number {
  const head = end.flight[0];
  if (head === undefined) return 0;
  return head.sentMicros + end.timeoutMicros - t.now;
}
