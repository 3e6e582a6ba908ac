// When a kernel's timer really fires. Linux keeps timers in a wheel whose slots grow with the distance: up to 63
// ticks ahead a slot is one tick, then 8 ticks up to 504, then 64, and so on (kernel/time/timer.c). A timer fires
// at the end of the slot that it fell into, so a second takes up to 36 ms more at 250 ticks per second.

/** One tick of a kernel with HZ=250, in microseconds. */
export const TICK_MICROS = 4000;

const FIRST_LEVEL_TICKS = 63;
const LAST_GRAIN = 16_777_216;

/** How many whole ticks have passed at an instant. */
export function ticksAt(micros: number): number {
  return Math.floor(micros / TICK_MICROS);
}

/** A duration in ticks, rounded up, as the kernel converts microseconds. */
export function ticksOf(micros: number): number {
  return Math.ceil(micros / TICK_MICROS);
}

/**
 * The instant at which a timer fires that is set now, in microseconds.
 *
 * @example timerAt(0, 300_000) === 320_000 // 75 ticks lie in slots of 8: the slot that holds the 75th ends at 80
 */
export function timerAt(nowMicros: number, delayMicros: number): number {
  const ticks = ticksOf(delayMicros);
  const expires = ticksAt(nowMicros) + ticks;
  let grain = 1;
  while (ticks >= FIRST_LEVEL_TICKS * grain && grain < LAST_GRAIN) grain *= 8;
  return (Math.floor(expires / grain) + 1) * grain * TICK_MICROS;
}
