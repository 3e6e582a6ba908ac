// B1: no device comes to the backend more often than its back-off allows, in any minute. B2: no device logs in there like
// a storm. Both are what a backend has to be able to rely on.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import type { Params } from '../../sim/zim/fact-table.js';

const MINUTE_MS = 60_000;

interface Recent {
  times: number[];
  /** Reasons to hurry within the last minute: hints, logins, restarts, sockets that opened. */
  reasons: number[];
}

/** B1: attempts to connect. */
export const b1: Property<Recent> = always(
  'No device tries to connect more often than its back-off allows.',
  {
    id: 'B1',
    on: ['socket:connecting', 'socket:opened', 'device', 'call:login', 'call:logout'],
    needs: ['socket'],
    provenance: ['observed'],
    exercisedBy: 'judge',
    init: (): Recent => ({ times: [], reasons: [] }),
    step(state, observation, judge) {
      const { atMs } = observation;
      if (observation.kind !== 'socket' || observation.phase === 'opened') {
        state.reasons = recent(state.reasons, atMs);
        state.reasons.push(atMs);
        return undefined;
      }
      state.times = recent(state.times, atMs);
      state.times.push(atMs);
      const most = attemptsWithin(judge.setup.params, MINUTE_MS);
      // After each reason the back-off may have started over.
      const allowed = most * (1 + recent(state.reasons, atMs).length);
      if (state.times.length > 1) judge.exercised();
      return state.times.length <= allowed
        ? undefined
        : `${state.times.length} attempts within a minute, where ${allowed} are possible`;
    },
  },
);

/** B2: logins at the backend. */
export const b2: Property<Recent> = always('No device logs in at the backend like a storm.', {
  id: 'B2',
  whitebox: true,
  on: ['backend:sessionStarted', 'backend:sessionResumed', 'call:login', 'device', 'socket:connecting'],
  needs: ['backend', 'socket'],
  provenance: ['assumed'],
  exercisedBy: 'judge',
  init: (): Recent => ({ times: [], reasons: [] }),
  step(state, observation, judge) {
    const { atMs } = observation;
    // Devices that only the backend has speak to nobody.
    if (!judge.setup.devices.some(({ name }) => name === observation.device)) return undefined;
    if (observation.kind !== 'backend') {
      state.reasons = recent(state.reasons, atMs);
      state.reasons.push(atMs);
      return undefined;
    }
    state.times = recent(state.times, atMs);
    state.times.push(atMs);
    judge.exercised();
    // Each login needs a connection or a call; one may have been on its way before the minute began.
    const allowed = recent(state.reasons, atMs).length + 2;
    return state.times.length <= allowed
      ? undefined
      : `${state.times.length} logins within a minute, and ${allowed} reasons for one`;
  },
});

function recent(times: readonly number[], nowMs: number): number[] {
  return times.filter((time) => time > nowMs - MINUTE_MS);
}

/** How many attempts a back-off that starts over can make within so long, the first one included. */
function attemptsWithin({ firstBackoffMinMs, backoffSeriesS }: Params, ms: number): number {
  let [count, sumMs] = [2, firstBackoffMinMs];
  for (let wait = 0; sumMs < ms && wait < 1000; wait++) {
    sumMs += (backoffSeriesS[Math.min(wait, backoffSeriesS.length - 1)] ?? 1) * 1000;
    count += 1;
  }
  return count;
}
