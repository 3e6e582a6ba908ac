// A3: a warned app fetches a new token and renews with it, and does not give up after one failure.
import type { DeviceView } from '../../sim/check/device-view.js';
import type { DeviceObservation } from '../../sim/check/observation.js';
import type { Judge, Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { ZIMErrorCode } from '../../sim/zim/error-codes.js';
import { appRule, isUnheard } from './rule.js';

/** A warned app that is connected for so long has had the time to fetch a token. */
const TIME_TO_RENEW_MS = 10_000;
/** The same, once the network is back; what hung meanwhile may take a while to go on. */
const TIME_TO_RETRY_MS = 15_000;
/** What comes so shortly before the end need not be in time. */
const TOO_LATE_MS = 1000;

interface Warned {
  warnedMs: number;
  /** Since when all was well, -1 while it is not. */
  wellFromMs: number;
}

export const tokenIsRenewed: Property<Warned> = appRule(
  'After tokenWillExpire the app calls renewToken before the session ends.',
  {
    id: 'token-is-renewed',
    row: 'A3',
    advice: 'Listen to tokenWillExpire, fetch a new token from your server and call renewToken with it.',
    on: ['event:tokenWillExpire', 'event:connectionStateChanged', 'call:renewToken', 'device', 'error'],
    needs: ['event', 'call'],
    init: (): Warned => ({ warnedMs: -1, wellFromMs: -1 }),
    step(state, observation, judge) {
      switch (observation.kind) {
        case 'call':
          if (state.warnedMs >= 0) judge.exercised(observation);
          forget(state);
          return undefined;
        case 'error':
          if (isUnheard(observation, 'tokenWillExpire', state.warnedMs) || observation.source !== undefined) {
            forget(state);
          }
          return undefined;
        case 'device':
          if (isDisturbed(observation) && observation.atMs < state.wellFromMs + TIME_TO_RENEW_MS)
            forget(state);
          return undefined;
        default: {
          const { atMs } = observation;
          if (observation.name === 'tokenWillExpire') {
            judge.note(observation);
            state.warnedMs = atMs;
            // At a login with little time left the warning comes before CONNECTED.
            state.wellFromMs = isWell(judge.device) || judge.device.session !== 'open' ? atMs : -1;
            return undefined;
          }
          const { state: told, event } = observation.data as {
            readonly state: number;
            readonly event: number;
          };
          if (told === ZIMConnectionState.Connected || state.warnedMs < 0) return undefined;
          const { warnedMs, wellFromMs } = state;
          const isOver = told === ZIMConnectionState.Disconnected;
          const hadTime = hasLasted(judge, wellFromMs, { toMs: atMs, ms: TIME_TO_RENEW_MS });
          if (isOver || !hadTime) forget(state);
          if (!isOver || !hadTime || event !== judge.setup.sdk.tokenExpiryEvent) return undefined;
          judge.exercised(observation);
          return `the token expired, and renewToken was not called although the app was warned at ${warnedMs} ms and connected for ${TIME_TO_RENEW_MS} ms from then on`;
        }
      }
    },
  },
);

interface Retrying extends Warned {
  /** The app renews tokens at all. */
  renews: boolean;
  failed: boolean;
}

export const renewalIsTriedAgain: Property<Retrying> = appRule(
  'A renewal that failed is tried again once the network is back.',
  {
    id: 'renewal-is-tried-again',
    row: 'A3',
    advice:
      'Try again after a pause, and at CONNECTED, until renewToken succeeds: an outage makes the first try fail.',
    on: [
      'event:tokenWillExpire',
      'event:connectionStateChanged',
      'call:renewToken',
      'settle:renewToken',
      'device',
      'error',
    ],
    needs: ['event', 'call', 'settle'],
    init: (): Retrying => ({ warnedMs: -1, wellFromMs: -1, renews: false, failed: false }),
    step(state, observation, judge) {
      const { device } = judge;
      switch (observation.kind) {
        case 'call':
          if (state.failed && state.warnedMs >= 0) judge.exercised(observation);
          state.renews = true;
          state.wellFromMs = -1;
          return undefined;
        case 'settle':
          if (observation.ok) forgive(state);
          else if (
            observation.error?.code !== ZIMErrorCode.CommonModuleTriggerSDKFrequencyLimit &&
            state.warnedMs >= 0
          ) {
            state.failed = true;
            state.wellFromMs = isWell(device) ? observation.atMs : -1;
            judge.note(observation);
          }
          return undefined;
        case 'error':
          if (isUnheard(observation, 'tokenWillExpire', state.warnedMs) || observation.source !== undefined) {
            forgive(state);
          }
          return undefined;
        case 'device':
          if (observation.what === 'kill') forgive(state);
          else if (isDisturbed(observation)) state.wellFromMs = -1;
          else if (observation.what !== 'clock' && state.wellFromMs < 0 && isBack(device, observation)) {
            state.wellFromMs = observation.atMs;
          }
          return undefined;
        default: {
          const { atMs } = observation;
          if (observation.name === 'tokenWillExpire') {
            state.warnedMs = atMs;
            state.failed = device.state === ZIMConnectionState.Reconnecting && state.renews;
            state.wellFromMs = -1;
            return undefined;
          }
          const { state: told, event } = observation.data as {
            readonly state: number;
            readonly event: number;
          };
          if (told === ZIMConnectionState.Connected) {
            if (device.state !== told) state.wellFromMs = device.asleep || device.hidden ? -1 : atMs;
            return undefined;
          }
          const { failed, wellFromMs } = state;
          state.wellFromMs = -1;
          if (told !== ZIMConnectionState.Disconnected) return undefined;
          forgive(state);
          if (!failed || !hasLasted(judge, wellFromMs, { toMs: atMs, ms: TIME_TO_RETRY_MS }))
            return undefined;
          if (event !== judge.setup.sdk.tokenExpiryEvent) return undefined;
          judge.exercised(observation);
          return `the token expired, and renewToken was not tried again although the connection was back at ${wellFromMs} ms`;
        }
      }
    },
  },
);

function forgive(state: Retrying): void {
  forget(state);
  state.failed = false;
}

function forget(state: Warned): void {
  state.warnedMs = -1;
  state.wellFromMs = -1;
}

function isWell({ state, asleep, hidden, session }: DeviceView): boolean {
  return session === 'open' && state === ZIMConnectionState.Connected && !asleep && !hidden;
}

function isDisturbed({ what }: DeviceObservation): boolean {
  return what === 'sleep' || what === 'hidden' || what === 'kill' || what === 'offline' || what === 'clock';
}

function isBack(device: DeviceView, { what }: DeviceObservation): boolean {
  if (device.session !== 'open' || device.state !== ZIMConnectionState.Connected) return false;
  return (what === 'wake' || !device.asleep) && (what === 'visible' || !device.hidden);
}

/** Whether the app could reach its token server for so long, and a little longer, before `toMs`. */
function hasLasted(
  { setup, device }: Judge,
  fromMs: number,
  { toMs, ms }: { readonly toMs: number; readonly ms: number },
): boolean {
  if (fromMs < 0 || device.clockChanged || toMs - fromMs < ms + TOO_LATE_MS) return false;
  const troubles = setup.tokenTroubles ?? [];
  return !troubles.some((trouble) => trouble.fromMs < fromMs + ms && trouble.toMs > fromMs);
}
