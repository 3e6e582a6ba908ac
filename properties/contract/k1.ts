// K1: too many devices of one user: the one that logged in first is told KICKED_OUT.
//
// From the outside, nobody can say who was first at the server. But more devices than allowed cannot all stay
// CONNECTED: the ones too many either hear KICKED_OUT or, when that is lost, miss an answer to a heartbeat.
// With the backend in view, each kick must be told, and nobody is told of a kick that was none.
import { type DeviceView, pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';

// For the packets that were on their way, and for one more retransmission of each.
const SLACK_MS = 15_000;
// A weak network may swallow the answer to a few.
const ENOUGH_ATTEMPTS = 5;
const NEVER_MS = Number.POSITIVE_INFINITY;

interface State {
  /** By device: when the backend kicked its session, and how often it reached the backend since; until it is told. */
  kicked: Map<string, { atMs: number; reached: number }>;
  /** By user: the devices that the backend counts as online. */
  online: Map<string, string[]>;
  /** The last login at the backend, and how many others were online. */
  last: { device: string; userID: string; atMs: number; others: number };
  /** When the backend must have made room for the last login. */
  roomMs: number;
  /** When too many devices have been CONNECTED for too long. */
  dueMs: number;
  /** When a device woke up last. */
  woke: Map<string, number>;
}

export const k1: Property<State> = rowProperty('K1', {
  scope: 'world',
  whitebox: true,
  on: [
    'event:connectionStateChanged',
    'device',
    'socket:opened',
    'backend:sessionStarted',
    'backend:sessionResumed',
    'backend:sessionOffline',
    'backend:sessionEnded',
  ],
  // The backend is looked at where it can be.
  needs: ['event'],
  init: (): State => ({
    kicked: new Map(),
    online: new Map(),
    last: { device: '', userID: '', atMs: -1, others: 0 },
    roomMs: NEVER_MS,
    dueMs: NEVER_MS,
    woke: new Map(),
  }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'backend':
        return backend(state, observation, judge);
      case 'event':
        return told(state, observation, judge);
      case 'socket': {
        const kick = state.kicked.get(observation.device);
        if (kick !== undefined) kick.reached++;
        return undefined;
      }
      default:
        // A device that wakes up gets its time from now on.
        if (observation.what === 'wake' || observation.what === 'visible') {
          state.woke.set(observation.device, observation.atMs);
          expect(state, judge, observation.atMs);
        }
        return undefined;
    }
  },
  due(state, nowMs, judge) {
    if (nowMs > state.roomMs) {
      state.roomMs = NEVER_MS;
      tooManyOnline(state, judge);
    }
    if (nowMs > state.dueMs) tooManyConnected(state, nowMs, judge);
    arm(state, judge);
  },
  waitsFor({ kicked }, _nowMs, judge) {
    for (const [name, { atMs, reached }] of kicked) {
      const view = judge.view(name);
      if (view.session === 'open' && view.sessionSinceMs <= atMs && reached >= ENOUGH_ATTEMPTS) {
        return `the backend kicked ${name} at ${atMs} ms, and its app was never told`;
      }
    }
    return undefined;
  },
});

type BackendEvent = ObservationOf<
  'backend:sessionStarted' | 'backend:sessionResumed' | 'backend:sessionOffline' | 'backend:sessionEnded'
>;

function backend(state: State, observation: BackendEvent, judge: Judge): string | undefined {
  const { device, what, atMs } = observation;
  const others = (state.online.get(what.userID) ?? []).filter((name) => name !== device);
  state.online.set(what.userID, others);
  if (what.kind === 'sessionOffline') return undefined;
  if (what.kind === 'sessionEnded') {
    return what.reason === 'kickedOut' ? kick(state, observation, judge) : undefined;
  }
  state.kicked.delete(device);
  state.last = { device, userID: what.userID, atMs, others: others.length };
  state.online.set(what.userID, [...others, device]);
  // By the end of this instant whoever is too many is gone.
  state.roomMs = atMs;
  arm(state, judge);
  return undefined;
}

function kick(
  { kicked, last }: State,
  observation: BackendEvent & Parameters<Judge['note']>[0],
  judge: Judge,
): string | undefined {
  const { device, atMs } = observation;
  kicked.set(device, { atMs, reached: 0 });
  judge.note(observation);
  const newest = last.device === device && last.atMs === atMs;
  return newest && last.others >= judge.setup.params.maxDevicesPerUser
    ? `the backend kicked ${device}, which had just logged in, instead of a device that was there before`
    : undefined;
}

function told(
  state: State,
  observation: ObservationOf<'event:connectionStateChanged'>,
  judge: Judge,
): string | undefined {
  const { device, atMs, data } = observation;
  if (data.state === ZIMConnectionState.Connected) expect(state, judge, atMs);
  if (data.state !== ZIMConnectionState.Disconnected) return undefined;
  const wasKicked = state.kicked.delete(device);
  if (data.event !== ZIMConnectionEvent.KickedOut || judge.device.session !== 'open') return undefined;
  if (judge.sees('backend') && !wasKicked) {
    return `${device} was told KICKED_OUT, and the backend had not kicked it`;
  }
  if (sharesUser(judge, judge.device)) judge.exercised(observation);
  return undefined;
}

// Whether the same user has logged in on another device too; otherwise an administrator did it.
function sharesUser(judge: Judge, own: DeviceView): boolean {
  return judge.setup.devices.some(({ name }) => {
    const other = judge.view(name);
    return other.device !== own.device && other.loginMs >= 0 && other.userID === own.userID;
  });
}

function expect(state: State, judge: Judge, fromMs: number): void {
  // Alone nobody is too many.
  if (judge.setup.devices.length <= judge.setup.params.maxDevicesPerUser) return;
  state.dueMs = Math.min(state.dueMs, fromMs + boundMs(judge));
  arm(state, judge);
}

function arm({ roomMs, dueMs }: State, judge: Judge): void {
  const nextMs = Math.min(roomMs, dueMs);
  if (nextMs < NEVER_MS) judge.wakeAt(nextMs);
}

function tooManyOnline({ last, online }: State, judge: Judge): void {
  const limit = judge.setup.params.maxDevicesPerUser;
  const devices = online.get(last.userID) ?? [];
  if (devices.length <= limit) return;
  judge.violated(`${last.userID} is logged in on ${devices.join(' and ')}, and ${limit} may be at a time`);
}

function boundMs({ setup }: Judge): number {
  return setup.params.heartbeatIntervalMs + setup.params.heartbeatAckTimeoutMs + SLACK_MS;
}

function tooManyConnected(state: State, nowMs: number, judge: Judge): void {
  state.dueMs = NEVER_MS;
  const { setup } = judge;
  const limit = setup.params.maxDevicesPerUser;
  const byUser = new Map<string, string[]>();
  for (const { name } of setup.devices) {
    const view = judge.view(name);
    if (view.userID === undefined || !isConnected(view, judge)) continue;
    const sinceMs = Math.max(view.toldMs + pausedMsOf(view, nowMs), state.woke.get(name) ?? 0);
    // Looked at when the bound is over for the newest of them.
    if (nowMs <= sinceMs + boundMs(judge)) {
      state.dueMs = Math.min(state.dueMs, sinceMs + boundMs(judge));
      continue;
    }
    const names = byUser.get(view.userID) ?? [];
    byUser.set(view.userID, [...names, name]);
  }
  for (const [userID, names] of byUser) {
    if (names.length > limit) {
      judge.violated(
        `${userID} stays CONNECTED on ${names.join(' and ')}, and ${limit} may be logged in at a time`,
      );
    }
  }
}

// An offline login is told CONNECTED without a network.
function isConnected(view: DeviceView, judge: Judge): boolean {
  if (view.session !== 'open' || view.state !== ZIMConnectionState.Connected) return false;
  return !view.asleep && !view.hidden && (view.socket !== -1 || !judge.sees('socket'));
}
