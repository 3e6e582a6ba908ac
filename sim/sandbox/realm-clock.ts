// The web platform and the clock of a realm, together: the clock has to be put between the two halves of the platform.

import FakeTimers from '@sinonjs/fake-timers';
import type { RealmHandle, RealmHost } from './realm/host.js';
import { installRealm } from './realm/install.js';

/** What the outside does with the clock of a realm. */
export interface ClockControls {
  /** When its next timer is due by its own clock, ms; undefined for none. */
  nextTimer(): number | undefined;
  /** Its clock stands at `nowMs`; what is due up to then is still to be run by `runTimer`. */
  advanceTo(nowMs: number): void;
  /** By how much `Date` is ahead of the time since the realm began, ms; timers do not move. */
  setOffset(offsetMs: number): void;
  /** Runs the next timer that is due. */
  runTimer(): void;
}

/** Frames and idle callbacks are the realm's own, on these. */
const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
] as const;

/** What the library keeps of a clock, as far as it is needed to go exactly to the next timer. */
interface ClockInside {
  readonly timerHeap?: { peek(): { readonly callAt: number } | undefined };
}

/** Puts both on the global of this realm. */
export function putClock(host: { readonly epochMs: number; readonly platform: RealmHost }): {
  readonly platform: RealmHandle;
  readonly clock: ClockControls;
} {
  const platform = installRealm(host.platform);
  const clock = FakeTimers.withGlobal(globalThis).install({
    now: host.epochMs,
    toFake: [...FAKED] as never,
    loopLimit: Number.MAX_SAFE_INTEGER,
  });
  platform.seal();
  const inside = clock as unknown as ClockInside;
  // Timers go by the time since the realm began; `Date` may be put to another time.
  let beganAt = clock.now;
  const elapsedMs = (): number => clock.now - beganAt;
  return {
    platform,
    clock: {
      nextTimer() {
        // The library makes it with the first timer.
        const next = inside.timerHeap?.peek();
        return next === undefined ? undefined : Math.max(0, next.callAt - beganAt);
      },
      advanceTo(nowMs) {
        const ms = nowMs - elapsedMs();
        if (ms > 0) clock.tick(ms);
      },
      setOffset(offsetMs) {
        const wallMs = offsetMs + elapsedMs();
        if (clock.now === wallMs) return;
        beganAt += wallMs - clock.now;
        clock.setSystemTime(wallMs);
      },
      runTimer() {
        clock.next();
      },
    },
  };
}
