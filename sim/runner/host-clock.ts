// The clocks of one host as plain data: an oscillator that may run too fast or too slow, the monotonic clock, which
// stands still while the host sleeps, and the wall clock, which somebody may have set. Only hosts that a fault of the
// schedule is about have one; all others have the simulator's time. It sets no timers: it says when they are due.
//
// Everything is a whole number of microseconds, and computed from the last change of the rate, so that rounding
// never adds up.

import { EPOCH_MS } from '../models/model.js';

const MILLION = 1_000_000;

export interface HostClock {
  /** How much too fast the oscillator runs, in millionths. */
  ppm: number;
  /** When it took up this rate, by the simulator's clock, and what it showed then. */
  sinceMicros: number;
  shownMicros: number;
  /** How much of its time the host slept, until the present sleep. */
  sleptMicros: number;
  /** What the oscillator showed when the host fell asleep; -1 while it is awake. */
  asleepSinceMicros: number;
  /** How far the wall clock is off: by jumps, which stay, and by skew, which is what holds now. */
  jumpedMs: number;
  skewMs: number;
  /** When the timers of this host's actors are due by its monotonic clock: by actor, then by name. */
  readonly due: Map<number, Map<string, number>>;
}

/** A clock that shows the right time at the start of a run. */
export function createHostClock(): HostClock {
  return {
    ppm: 0,
    sinceMicros: 0,
    shownMicros: 0,
    sleptMicros: 0,
    asleepSinceMicros: -1,
    jumpedMs: 0,
    skewMs: 0,
    due: new Map(),
  };
}

/** Since the run began, without the time asleep. */
export function monotonicMicros(clock: HostClock, nowMicros: number): number {
  const shown = clock.asleepSinceMicros < 0 ? shownMicros(clock, nowMicros) : clock.asleepSinceMicros;
  return shown - clock.sleptMicros;
}

/** Milliseconds since the epoch, floored. It goes on while the host sleeps. */
export function wallMs(clock: HostClock, nowMicros: number): number {
  const { jumpedMs, skewMs } = clock;
  return EPOCH_MS + Math.floor(shownMicros(clock, nowMicros) / 1000) + jumpedMs + skewMs;
}

/** The first instant of the simulator's clock at which the monotonic clock of a host that is awake shows this. */
export function instantOf(clock: HostClock, dueMicros: number): number {
  const toGo = dueMicros + clock.sleptMicros - clock.shownMicros;
  const rate = MILLION + clock.ppm;
  // Division with a rest, because the product of both would exceed what a double holds.
  const whole = Math.floor(toGo / rate);
  return clock.sinceMicros + whole * MILLION + Math.ceil(((toGo - whole * rate) * MILLION) / rate);
}

/** From now on the oscillator runs so much too fast. */
export function setRate(clock: HostClock, nowMicros: number, ppm: number): void {
  clock.shownMicros = shownMicros(clock, nowMicros);
  clock.sinceMicros = nowMicros;
  clock.ppm = ppm;
}

/** The monotonic clock stands still. */
export function stopClock(clock: HostClock, nowMicros: number): void {
  clock.asleepSinceMicros = shownMicros(clock, nowMicros);
}

/** It goes on where it stood. */
export function resumeClock(clock: HostClock, nowMicros: number): void {
  clock.sleptMicros += shownMicros(clock, nowMicros) - clock.asleepSinceMicros;
  clock.asleepSinceMicros = -1;
}

// What the oscillator shows: microseconds since the run began, by its own idea of them.
function shownMicros(clock: HostClock, nowMicros: number): number {
  const { ppm, sinceMicros } = clock;
  const elapsed = nowMicros - sinceMicros;
  if (ppm === 0) return clock.shownMicros + elapsed;
  const whole = Math.floor(elapsed / MILLION);
  const rate = MILLION + ppm;
  return clock.shownMicros + whole * rate + Math.floor(((elapsed - whole * MILLION) * rate) / MILLION);
}
