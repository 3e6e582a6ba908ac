// N2: the SDK goes on reconnecting, neither too seldom nor too often, and without a login by the app.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import type { Params } from '../../sim/zim/fact-table.js';
import { rowProperty } from './row.js';
import { clockGraceMs, isExcused } from './told.js';

// Room for the milliseconds that are floored and for drawn back-offs at the edge of their range.
const SLACK_MS = 2000;

interface State {
  /** The last attempt, -1 before the first. */
  attemptMs: number;
  /** Something since the last attempt makes the SDK try at once. */
  hinted: boolean;
  /** The outage goes on, and the app has not called `login` in it. */
  alone: boolean;
  dueMs: number;
  pausedMs: number;
  /** How many sockets have ended since the back-off started over: when one opened, or at a login. */
  ends: number;
  /** The shortest time between two attempts, by the parameters. */
  readonly shortestMs: number;
}

export const n2: Property<State> = rowProperty('N2', {
  on: ['socket', 'device', 'event:connectionStateChanged', 'call:login'],
  needs: ['socket', 'event'],
  init: ({ params }): State => ({
    attemptMs: -1,
    hinted: true,
    alone: false,
    dueMs: 0,
    pausedMs: 0,
    ends: 0,
    shortestMs: shortestMs(params),
  }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'device':
        state.hinted = true;
        return undefined;
      case 'call':
        state.hinted = true;
        state.alone = false;
        // A login during a session is no new one; whether it makes the back-off start over, nobody says.
        if (judge.device.session !== 'open') state.ends = 0;
        return undefined;
      case 'event':
        told(state, observation, judge);
        return undefined;
      default:
        return socket(state, observation, judge);
    }
  },
  due(state, nowMs, judge) {
    const { device } = judge;
    if (device.session !== 'open' || device.state !== ZIMConnectionState.Reconnecting) return;
    const { connectTimeoutMs } = judge.setup.params;
    const longestMs =
      connectTimeoutMs + answerMs(judge.setup.params) + longestWaitMs(judge.setup.params, state.ends);
    const duty = { dueMs: state.dueMs + clockGraceMs(judge, longestMs), pausedMs: state.pausedMs };
    if (isExcused(judge, duty, nowMs)) return;
    const since = state.attemptMs < 0 ? '' : ` since the one at ${state.attemptMs} ms`;
    judge.violated(`reconnecting, and there was no attempt${since}`);
  },
});

function told(
  state: State,
  observation: { readonly atMs: number; readonly data: { readonly state: number; readonly event: number } },
  judge: Judge,
): void {
  const isAgain = judge.device.state === ZIMConnectionState.Reconnecting;
  // On a socket that has opened: the attempt goes on (observed).
  if (isAgain && observation.data.event === ZIMConnectionEvent.ActiveLogin) return;
  if (observation.data.state !== ZIMConnectionState.Reconnecting || judge.device.session !== 'open') {
    judge.sleep();
    return;
  }
  if (judge.device.state !== ZIMConnectionState.Reconnecting) state.alone = true;
  expectAttempt(state, judge, observation.atMs);
}

function socket(
  state: State,
  observation: { readonly kind: 'socket'; readonly atMs: number; readonly phase: string } & Parameters<
    Judge['note']
  >[0],
  judge: Judge,
): string | undefined {
  const { atMs, phase } = observation;
  const { device, setup } = judge;
  const reconnecting =
    device.session === 'open' && device.state === ZIMConnectionState.Reconnecting && canGoOn(judge);
  if (phase === 'opened') state.ends = 0;
  else if (phase !== 'connecting') state.ends += 1;
  if (phase !== 'connecting') {
    // An attempt that opens may still wait for the answer to its login.
    if (reconnecting) expectAttempt(state, judge, phase === 'opened' ? atMs + answerMs(setup.params) : atMs);
    return undefined;
  }
  const sinceMs = atMs - state.attemptMs;
  const tooFast = !state.hinted && sinceMs < state.shortestMs;
  state.attemptMs = atMs;
  state.hinted = false;
  if (reconnecting) {
    if (state.alone) judge.exercised(observation);
    // The platform may never end an attempt, and then none follows.
    if (setup.params.connectTimeoutMs > 0) {
      expectAttempt(state, judge, atMs + setup.params.connectTimeoutMs, state.ends);
    } else judge.sleep();
  }
  return tooFast ? `two attempts within ${sinceMs} ms, and nothing gave a reason to hurry` : undefined;
}

// The socket that has just ended is counted already, so its wait is the one before.
function expectAttempt(
  state: State,
  judge: Judge,
  fromMs: number,
  wait: number = Math.max(0, state.ends - 1),
): void {
  if (!canGoOn(judge)) return;
  state.dueMs = fromMs + longestWaitMs(judge.setup.params, wait) + SLACK_MS;
  state.pausedMs = pausedMsOf(judge.device, fromMs);
  judge.wakeAt(state.dueMs);
}

function canGoOn({ setup }: Judge): boolean {
  return setup.sdk.keepsReconnectingAfterSession;
}

/** The longest that the wait of this number may take: the random one first, then the series, whose last repeats. */
function longestWaitMs(params: Params, wait: number): number {
  const { backoffSeriesS, firstBackoffMinMs, firstBackoffSpanMs } = params;
  if (wait === 0) return firstBackoffMinMs + firstBackoffSpanMs;
  return (backoffSeriesS[Math.min(wait, backoffSeriesS.length) - 1] ?? 0) * 1000;
}

// Four fifths of the shortest back-off: 0.4 s by the defaults.
function shortestMs({ backoffSeriesS, firstBackoffMinMs }: Params): number {
  return Math.min(firstBackoffMinMs, ...backoffSeriesS.map((seconds) => seconds * 1000)) * 0.8;
}

function answerMs({ silentSocketMs, heartbeatIntervalMs, heartbeatAckTimeoutMs }: Params): number {
  return silentSocketMs + heartbeatIntervalMs + heartbeatAckTimeoutMs;
}
