// T1: tokenWillExpire comes before the token expires: in time, not too early, once for each token.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { expiryMsOf, isRenewing, TOKEN_SLACK_MS } from './token-life.js';
import { isExcused } from './told.js';

interface State {
  /** It came for the current token. */
  told: boolean;
  /** It came again while a renewal was under way, so it may be about the new token. */
  toldAhead: boolean;
  dueMs: number;
  pausedMs: number;
}

export const t1: Property<State> = rowProperty('T1', {
  on: ['event:connectionStateChanged', 'event:tokenWillExpire', 'settle:renewToken', 'device'],
  needs: ['event', 'call', 'settle'],
  init: (): State => ({ told: false, toldAhead: false, dueMs: 0, pausedMs: 0 }),
  step(state, observation, judge) {
    if (observation.kind === 'device') {
      // The next process has not been told of anything.
      if (observation.what === 'kill') state.told = false;
      return undefined;
    }
    if (observation.kind === 'settle') {
      renewed(state, observation, judge);
      return undefined;
    }
    return observation.name === 'tokenWillExpire'
      ? warned(state, observation, judge)
      : connection(state, observation, judge);
  },
  due(state, nowMs, judge) {
    const { device } = judge;
    const expiresAtMs = expiryMsOf(device);
    if (state.told || expiresAtMs === undefined || isExcused(judge, state, nowMs)) return;
    judge.violated(`the token expires at ${expiresAtMs} ms and tokenWillExpire has not come`);
  },
});

function warned(
  state: State,
  observation: ObservationOf<'event:tokenWillExpire'>,
  judge: Judge,
): string | undefined {
  const { device, setup } = judge;
  if (device.session === 'none' && !device.loggingIn) return 'tokenWillExpire without a session';
  judge.exercised(observation);
  judge.sleep();
  if (isRenewing(device)) {
    state.toldAhead = state.told;
    state.told = true;
    return undefined;
  }
  const again = state.told && device.expiresAtMs !== undefined;
  state.told = true;
  if (again) return 'tokenWillExpire came twice for one token';
  const expiresAtMs = expiryMsOf(device);
  if (expiresAtMs === undefined) return undefined;
  const leftMs = expiresAtMs - observation.atMs;
  return leftMs > setup.params.tokenWillExpireLeadMs + TOKEN_SLACK_MS
    ? `tokenWillExpire came with ${leftMs} ms left`
    : undefined;
}

function connection(
  state: State,
  { atMs, data }: ObservationOf<'event:connectionStateChanged'>,
  judge: Judge,
): string | undefined {
  const { device, setup } = judge;
  if (data.state === ZIMConnectionState.Connected && device.session !== 'open') {
    // In the moment before CONNECTED it may have come already.
    state.told = device.session === 'starting';
    state.toldAhead = false;
    expect(state, judge, { expiresAtMs: device.loginExpiresAtMs, fromMs: atMs });
    return undefined;
  }
  if (data.state !== ZIMConnectionState.Disconnected) return undefined;
  judge.sleep();
  const { told } = state;
  state.told = false;
  const expiresAtMs = expiryMsOf(device);
  if (told || expiresAtMs === undefined || data.event !== setup.sdk.tokenExpiryEvent) return undefined;
  // Long before the expiry it was the backend that took the token back.
  const inTime = atMs >= expiresAtMs - setup.params.tokenWillExpireLeadMs + TOKEN_SLACK_MS;
  return inTime && applies(judge) && pausedMsOf(device, atMs) === 0
    ? 'the token expired and tokenWillExpire had never come'
    : undefined;
}

function renewed(state: State, { ok, atMs }: ObservationOf<'settle:renewToken'>, judge: Judge): void {
  const ahead = state.toldAhead;
  state.toldAhead = false;
  if (!ok || judge.device.session !== 'open') return;
  const expiresAtMs = judge.call?.expiresAtMs;
  const { tokenWillExpireLeadMs } = judge.setup.params;
  // A token that is nearly over is warned of at once, which an app sees before its promise settles. By another clock
  // nobody can say whether it is.
  const { clockChanged } = judge.device;
  const nearlyOver =
    expiresAtMs !== undefined && expiresAtMs - atMs <= tokenWillExpireLeadMs && !clockChanged;
  state.told = ahead || (state.told && nearlyOver);
  expect(state, judge, { expiresAtMs, fromMs: atMs });
}

function expect(
  state: State,
  judge: Judge,
  { expiresAtMs, fromMs }: { readonly expiresAtMs: number | undefined; readonly fromMs: number },
): void {
  const { device, setup } = judge;
  const { tokenWillExpireLeadMs, tokenExpiredLeadMs } = setup.params;
  judge.sleep();
  if (state.told || expiresAtMs === undefined || device.clockChanged || !applies(judge)) return;
  // A token that is over ends the session before anything can be said.
  if (fromMs >= expiresAtMs - tokenExpiredLeadMs) return;
  state.dueMs = Math.max(fromMs, expiresAtMs - tokenWillExpireLeadMs) + TOKEN_SLACK_MS;
  state.pausedMs = pausedMsOf(device, fromMs);
  judge.wakeAt(state.dueMs);
}

// With these two the other way round the warning would come after the end.
function applies({ setup, device }: Judge): boolean {
  const { tokenWillExpireLeadMs, tokenExpiredLeadMs } = setup.params;
  const authentication = setup.devices.find(({ name }) => name === device.device)?.authentication;
  return authentication !== 'none' && tokenWillExpireLeadMs > tokenExpiredLeadMs + 2 * TOKEN_SLACK_MS;
}
