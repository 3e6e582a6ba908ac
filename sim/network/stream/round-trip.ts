// The estimate of the round trip and the retransmission timeout that follows from it, as Linux computes them
// (tcp_rtt_estimator in net/ipv4/tcp_input.c, after RFC 6298): the floor of 200 ms is on the variance, so the
// timeout is the smoothed round trip plus at least 200 ms.

import type { End } from './end.js';
import { TICK_MICROS, ticksOf } from './kernel-timers.js';

/** The least variance, in microseconds (Linux: TCP_RTO_MIN). */
export const VARIANCE_FLOOR_MICROS = 200_000;

/** The longest timeout, in microseconds (Linux: TCP_RTO_MAX). */
export const TIMEOUT_MAX_MICROS = 120_000_000;

/** Takes a measured round trip in, in microseconds, and sets the timeout anew: a back-off ends here. */
export function measured(end: End, micros: number): void {
  if (micros < end.minRoundTrip) end.minRoundTrip = micros;
  if (end.smoothed8 === 0) first(end, micros);
  else next(end, micros);
  const timeout = Math.floor(end.smoothed8 / 8) + end.variance;
  end.timeoutMicros = Math.min(ticksOf(timeout) * TICK_MICROS, TIMEOUT_MAX_MICROS);
}

function first(end: End, micros: number): void {
  end.smoothed8 = micros * 8;
  end.deviation4 = micros * 2;
  end.variance = Math.max(end.deviation4, VARIANCE_FLOOR_MICROS);
  end.deviationMax = end.variance;
  end.varianceEnd = end.next;
}

function next(end: End, micros: number): void {
  const error = micros - Math.floor(end.smoothed8 / 8);
  end.smoothed8 = Math.max(1, end.smoothed8 + error);
  const before = Math.floor(end.deviation4 / 4);
  let change = Math.abs(error) - before;
  // A round trip that shrinks says little about the deviation: it counts for an eighth.
  if (error < 0 && change > 0) change = Math.floor(change / 8);
  end.deviation4 += change;
  if (end.deviation4 > end.deviationMax) {
    end.deviationMax = end.deviation4;
    if (end.deviationMax > end.variance) end.variance = end.deviationMax;
  }
  // Once per round trip the variance may fall, by a quarter of the way.
  if (end.unacked <= end.varianceEnd) return;
  if (end.deviationMax < end.variance) {
    end.variance -= Math.floor((end.variance - end.deviationMax) / 4);
  }
  end.varianceEnd = end.next;
  end.deviationMax = VARIANCE_FLOOR_MICROS;
}
