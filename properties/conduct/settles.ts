// L1: after everything has been well for long enough, no client is on its way any more: each is connected, or has been
// told why it is not. L2: no call is left without an answer. Both are asked when a run ends.
import { eventually } from '../../sim/check/combinators.js';
import { type DeviceView, pausedMsOf } from '../../sim/check/device-view.js';
import type { CallObservation } from '../../sim/check/observation.js';
import type { Judge, Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { recoveryMs } from './quiet.js';

interface Attempts {
  count: number;
  /** When the client began to be on its way. */
  sinceMs: number;
  /** The last thing that may have begun its wait anew: a hint, a new process, a login. */
  stirredMs: number;
}

/** L1: every client settles. */
export const l1: Property<Attempts> = eventually(
  'Every client is connected in the end, or was told why not.',
  {
    id: 'L1',
    on: ['event:connectionStateChanged', 'socket:connecting', 'socket:failed', 'device', 'call:login'],
    needs: ['event', 'socket'],
    provenance: ['faq', 'assumed'],
    init: (): Attempts => ({ count: 0, sinceMs: -1, stirredMs: -1 }),
    step(state, observation, judge) {
      switch (observation.kind) {
        case 'socket':
          state.count += 1;
          return;
        case 'event':
          if (!isOnItsWay(observation.data.state)) state.sinceMs = -1;
          else if (state.sinceMs < 0) Object.assign(state, { sinceMs: observation.atMs, count: 0 });
          return;
        default:
          state.stirredMs = observation.atMs;
          if (observation.kind === 'call' && state.sinceMs < 0 && judge.device.session !== 'open') {
            state.sinceMs = observation.atMs;
          }
      }
    },
    waitsFor({ count, sinceMs, stirredMs }, nowMs, judge) {
      const { device, setup } = judge;
      if (sinceMs < 0 || !isAwake(device) || setup.params.connectTimeoutMs === 0) return undefined;
      if (!isOnItsWay(device.state) && device.session === 'open') return undefined;
      if (!device.loggingIn && !isOnItsWay(device.state)) return undefined;
      if (!setup.sdk.keepsReconnectingAfterSession) return undefined;
      const patienceMs = 2 * recoveryMs(setup.params) + pausedMsOf(device, nowMs);
      if (nowMs - Math.max(sinceMs, stirredMs) < patienceMs) return undefined;
      return `${device.device} is ${nameOf(device.state)}, attempt ${count} at ${Math.floor(nowMs / 1000)} s`;
    },
  },
);

function isOnItsWay(state: number): boolean {
  return state === ZIMConnectionState.Connecting || state === ZIMConnectionState.Reconnecting;
}

function nameOf(state: number): string {
  if (state === ZIMConnectionState.Reconnecting) return 'reconnecting';
  return state === ZIMConnectionState.Connecting ? 'connecting' : 'logging in';
}

function isAwake({ asleep, hidden, clockChanged, destroyed }: DeviceView): boolean {
  return !asleep && !hidden && !clockChanged && !destroyed;
}

/** L2: every call settles. */
export const l2: Property<{ endedMs: number }> = eventually('Every call is answered in the end.', {
  id: 'L2',
  on: ['call', 'event:connectionStateChanged'],
  needs: ['call', 'settle'],
  provenance: ['docs', 'observed'],
  advice: 'Show that something is under way, and for logins that it may take as long as the network is away.',
  init: () => ({ endedMs: -1 }),
  step(state, observation) {
    if (observation.kind === 'event' && observation.data.state === ZIMConnectionState.Disconnected)
      state.endedMs = observation.atMs;
  },
  waitsFor({ endedMs }, nowMs, judge) {
    const { device } = judge;
    if (!isAwake(device)) return undefined;
    const stuck = device.calls.find((call) => isOverdue(call.observation, endedMs, nowMs, judge));
    if (stuck === undefined) return undefined;
    const { name, atMs } = stuck.observation;
    return `${name}, called at ${atMs} ms, has not been answered`;
  },
});

function isOverdue(
  { name, atMs }: CallObservation,
  endedMs: number,
  nowMs: number,
  { device, setup }: Judge,
): boolean {
  if (name === 'login') {
    // While there is no session a login may wait for ever; the session that it has led to settles it. One that is
    // called within a session, while that is reconnecting, was never seen to.
    const isIn = device.session === 'open' && device.state === ZIMConnectionState.Connected;
    const hasLed = isIn && !device.loginOffline && atMs <= device.sessionSinceMs && atMs > endedMs;
    return hasLed && nowMs - device.sessionSinceMs > recoveryMs(setup.params);
  }
  const { messageResendWindowMs, messageResendGapMs, requestTimeoutMs } = setup.params;
  // Messages fail one after the other, so each waits for those before it.
  const messagesMs =
    messageResendWindowMs + messageResendGapMs * device.calls.length + recoveryMs(setup.params);
  const patienceMs = name === 'sendMessage' ? messagesMs : requestTimeoutMs;
  // Those that were in flight when a session ended are another matter: they were seen never to settle.
  const isOfThisSession = device.session === 'open' && atMs >= device.sessionSinceMs;
  return isOfThisSession && nowMs - atMs > patienceMs + pausedMsOf(device, nowMs) + 5000;
}
