// T2: a session whose token was renewed lives as long as the new token.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { earliestEndMs, expiryMsOf, isRenewing, TOKEN_SLACK_MS } from './token-life.js';
import { connectionPair } from './told.js';

interface State {
  /** When the token expired that was replaced last, virtual milliseconds; -1 if none was. */
  oldExpiryMs: number;
  /** The backend said that it ended the session for its token. */
  endedByBackend: boolean;
  /** Since the session began the backend has taken all tokens back. */
  revoked: boolean;
}

export const t2: Property<State> = rowProperty('T2', {
  on: [
    'event:connectionStateChanged',
    'settle:renewToken',
    'backend:sessionEnded',
    'backend:sessionStarted',
    'backend:tokensRevoked',
  ],
  needs: ['event', 'call', 'settle'],
  init: (): State => ({ oldExpiryMs: -1, endedByBackend: false, revoked: false }),
  step(state, observation, judge) {
    const { device, call, setup } = judge;
    if (observation.kind === 'backend') {
      const { what } = observation;
      state.revoked = what.kind === 'tokensRevoked' || (state.revoked && what.kind !== 'sessionStarted');
      state.endedByBackend = what.kind === 'sessionEnded' && what.reason === 'tokenExpired';
      return undefined;
    }
    if (observation.kind === 'settle') {
      const oldExpiryMs = expiryMsOf(device);
      const newExpiryMs = call?.expiresAtMs;
      if (!observation.ok || oldExpiryMs === undefined || newExpiryMs === undefined) return undefined;
      // The same token again is no renewal.
      if (newExpiryMs <= oldExpiryMs) return undefined;
      state.oldExpiryMs = oldExpiryMs;
      judge.exercised(observation);
      return undefined;
    }
    const { atMs, data } = observation;
    const { oldExpiryMs } = state;
    if (data.state === ZIMConnectionState.Connected && device.session !== 'open') state.oldExpiryMs = -1;
    if (data.state !== ZIMConnectionState.Disconnected) return undefined;
    state.oldExpiryMs = -1;
    const expiresAtMs = expiryMsOf(device);
    if (oldExpiryMs < 0 || expiresAtMs === undefined || isRenewing(device)) return undefined;
    if (data.event !== setup.sdk.tokenExpiryEvent || atMs >= earliestEndMs(judge, expiresAtMs)) {
      return undefined;
    }
    // An administrator may take any token back; doing it just when the old one expires would be odd.
    const atOldExpiry = atMs >= earliestEndMs(judge, oldExpiryMs) && atMs <= oldExpiryMs + TOKEN_SLACK_MS;
    // A backend whose clock is wrong ends sessions, and refuses them, when it thinks fit.
    return (state.endedByBackend && !atOldExpiry) || state.revoked || judge.view('server').clockChanged
      ? undefined
      : `${connectionPair(data.state, data.event)} at ${atMs} ms, and the renewed token is good until ${expiresAtMs} ms`;
  },
});
