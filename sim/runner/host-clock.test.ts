import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../models/model.js';
import {
  createHostClock,
  type HostClock,
  instantOf,
  monotonicMicros,
  resumeClock,
  setRate,
  stopClock,
  wallMs,
} from './host-clock.js';

const DAY = 86_400_000_000;
const ppm = fc.integer({ min: -100_000, max: 100_000 });
const micros = fc.integer({ min: 0, max: 365 * DAY });

function clockAt(sinceMicros: number, rate: number): HostClock {
  const clock = createHostClock();
  setRate(clock, sinceMicros, rate);
  return clock;
}

describe('a clock without faults', () => {
  it('shows the time of the simulator', () => {
    const clock = createHostClock();
    expect(monotonicMicros(clock, 1_234_567)).toBe(1_234_567);
    expect(wallMs(clock, 1_234_567)).toBe(EPOCH_MS + 1234);
    expect(instantOf(clock, 1_234_567)).toBe(1_234_567);
  });
});

describe('a drifting clock', () => {
  it('gains and loses what its rate says, exactly, after years as well', () => {
    expect(monotonicMicros(clockAt(0, 100_000), 10_000_000)).toBe(11_000_000);
    expect(monotonicMicros(clockAt(0, -100_000), 10_000_000)).toBe(9_000_000);
    expect(monotonicMicros(clockAt(0, 1), 3650 * DAY)).toBe(3650 * DAY + 3650 * 86_400);
    expect(wallMs(clockAt(0, 50_000), 20_000_000)).toBe(EPOCH_MS + 21_000);
  });

  it('goes on from what it showed when its rate changes', () => {
    const clock = clockAt(0, 100_000);
    setRate(clock, 10_000_000, -100_000);
    expect(monotonicMicros(clock, 10_000_000)).toBe(11_000_000);
    expect(monotonicMicros(clock, 20_000_000)).toBe(20_000_000);
    setRate(clock, 20_000_000, 0);
    expect(monotonicMicros(clock, 21_000_000)).toBe(21_000_000);
  });

  it('never goes back', () => {
    fc.assert(
      fc.property(ppm, micros, fc.integer({ min: 0, max: 10_000_000 }), (rate, at, later) => {
        const clock = clockAt(0, rate);
        expect(monotonicMicros(clock, at + later)).toBeGreaterThanOrEqual(monotonicMicros(clock, at));
      }),
    );
  });

  it('says the first instant at which a time is reached', () => {
    fc.assert(
      fc.property(ppm, micros, micros, (rate, since, after) => {
        const clock = clockAt(since, rate);
        const due = monotonicMicros(clock, since) + after;
        const at = instantOf(clock, due);
        expect(monotonicMicros(clock, at)).toBeGreaterThanOrEqual(due);
        if (at > since) expect(monotonicMicros(clock, at - 1)).toBeLessThan(due);
      }),
    );
  });
});

describe('a sleeping host', () => {
  it('stands still by its monotonic clock only', () => {
    const clock = createHostClock();
    stopClock(clock, 5_000_000);
    expect(monotonicMicros(clock, 65_000_000)).toBe(5_000_000);
    expect(wallMs(clock, 65_000_000)).toBe(EPOCH_MS + 65_000);
    resumeClock(clock, 65_000_000);
    expect(monotonicMicros(clock, 66_000_000)).toBe(6_000_000);
    expect(instantOf(clock, 7_000_000)).toBe(67_000_000);
    expect(wallMs(clock, 66_000_000)).toBe(EPOCH_MS + 66_000);
  });

  it('may drift and sleep at once, in any order', () => {
    const clock = clockAt(0, 100_000);
    stopClock(clock, 10_000_000);
    setRate(clock, 20_000_000, -100_000);
    resumeClock(clock, 30_000_000);
    expect(monotonicMicros(clock, 30_000_000)).toBe(11_000_000);
    expect(monotonicMicros(clock, 40_000_000)).toBe(20_000_000);
    expect(instantOf(clock, 20_000_000)).toBe(40_000_000);
  });
});

describe('a wall clock', () => {
  it('is off by its jumps and its skew, and the monotonic clock does not care', () => {
    const clock = createHostClock();
    clock.jumpedMs += 3_600_000;
    clock.skewMs = -60_000;
    expect(wallMs(clock, 1_000_000)).toBe(EPOCH_MS + 1000 + 3_540_000);
    expect(monotonicMicros(clock, 1_000_000)).toBe(1_000_000);
  });
});
