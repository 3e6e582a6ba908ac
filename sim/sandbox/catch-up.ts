// Brings the clock of a realm to the present of its host.
import type { ClockControls } from './realm-clock.js';

/**
 * Runs what has come due, one timer after the other, and puts the clock to the present.
 *
 * @param present of the host: `nowMs` counts from when the realm began
 * @param runTimer runs the next timer, and what promises have waiting after it
 */
export function catchUpTo(
  controls: ClockControls,
  { nowMs, wallMs }: { readonly nowMs: number; readonly wallMs: number },
  runTimer: () => void,
): void {
  controls.setOffset(wallMs - nowMs);
  for (let next = controls.nextTimer(); next !== undefined && next <= nowMs; next = controls.nextTimer()) {
    runTimer();
  }
  controls.advanceTo(nowMs);
}
