// T3: without a new token the session ends when the old one expires: not before, not after, and by its name.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { earliestEndMs, expiryMsOf, isRenewing, TOKEN_SLACK_MS } from './token-life.js';
import { connectionPair, isExcused, wrongRefusal } from './told.js';

interface State {
  dueMs: number;
  pausedMs: number;
  /** The backend said that it ended the session for its token, whatever the token says. */
  endedByBackend: boolean;
  /** Since the session began the backend has taken all tokens back. */
  revoked: boolean;
}

export const t3: Property<State> = rowProperty('T3', {
  on: [
    'event:connectionStateChanged',
    'settle',
    'backend:sessionEnded',
    'backend:sessionStarted',
    'backend:tokensRevoked',
  ],
  needs: ['event', 'call', 'settle'],
  init: (): State => ({ dueMs: 0, pausedMs: 0, endedByBackend: false, revoked: false }),
  step(state, observation, judge) {
    const { device, call, setup } = judge;
    switch (observation.kind) {
      case 'backend': {
        const { what } = observation;
        state.revoked = what.kind === 'tokensRevoked' || (state.revoked && what.kind !== 'sessionStarted');
        state.endedByBackend = what.kind === 'sessionEnded' && what.reason === 'tokenExpired';
        return undefined;
      }
      case 'settle': {
        const { name, ok, atMs } = observation;
        if (name === 'renewToken' && ok && device.session === 'open')
          expect(state, judge, call?.expiresAtMs, atMs);
        return call === undefined || call.endedBy !== setup.sdk.tokenExpiryEvent
          ? undefined
          : wrongRefusal(observation, call, device);
      }
      default: {
        const { atMs, data } = observation;
        if (data.state === ZIMConnectionState.Connected && device.session !== 'open') {
          expect(state, judge, device.loginExpiresAtMs, atMs);
        }
        if (data.state !== ZIMConnectionState.Disconnected) return undefined;
        judge.sleep();
        if (data.event !== setup.sdk.tokenExpiryEvent || device.session !== 'open') return undefined;
        const expiresAtMs = expiryMsOf(device);
        const early = expiresAtMs !== undefined && atMs < earliestEndMs(judge, expiresAtMs);
        if (!early) judge.exercised(observation);
        // A backend whose clock is wrong refuses what is still good.
        const excused =
          state.endedByBackend || state.revoked || isRenewing(device) || judge.view('server').clockChanged;
        return early && !excused
          ? `${connectionPair(data.state, data.event)} with ${expiresAtMs - atMs} ms left`
          : undefined;
      }
    }
  },
  due(state, nowMs, judge) {
    const { device, setup } = judge;
    const expiresAtMs = expiryMsOf(device);
    if (expiresAtMs === undefined || isExcused(judge, state, nowMs)) return;
    // The backend may have taken a new token whose answer is still on its way.
    if (isRenewing(device) && nowMs <= state.dueMs + setup.params.requestTimeoutMs) {
      judge.wakeAt(state.dueMs + setup.params.requestTimeoutMs);
      return;
    }
    judge.violated(`the token expired at ${expiresAtMs} ms and the session goes on`);
  },
});

function expect(state: State, judge: Judge, expiresAtMs: number | undefined, fromMs: number): void {
  const { device, setup } = judge;
  judge.sleep();
  const authentication = setup.devices.find(({ name }) => name === device.device)?.authentication;
  if (expiresAtMs === undefined || device.clockChanged || authentication === 'none') return;
  state.dueMs = Math.max(fromMs, expiresAtMs) + TOKEN_SLACK_MS;
  state.pausedMs = pausedMsOf(device, fromMs);
  judge.wakeAt(state.dueMs);
}
