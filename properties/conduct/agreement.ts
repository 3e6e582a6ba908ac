// G1 and G2: when everything has been well for long enough, the client and the backend agree: on the session, and on
// each room. They look into the backend, which no app can. Asked when a run ends.
import { eventually } from '../../sim/check/combinators.js';
import { pausedMsOf, roomOf } from '../../sim/check/device-view.js';
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomState } from '../../sim/zim/enums.js';
import { recoveryMs } from './quiet.js';

interface Sessions {
  /** By device: since when the backend counts it as online (`true`) or not. */
  readonly online: Map<string, { isOnline: boolean; sinceMs: number }>;
}

/** G1: the session. */
export const g1: Property<Sessions> = eventually(
  'In the end a client is CONNECTED exactly when the backend has its session.',
  {
    id: 'G1',
    scope: 'world',
    whitebox: true,
    on: [
      'backend:sessionStarted',
      'backend:sessionResumed',
      'backend:sessionOffline',
      'backend:sessionEnded',
    ],
    needs: ['backend', 'event'],
    provenance: ['assumed'],
    init: (): Sessions => ({ online: new Map() }),
    step({ online }, { device, what, atMs }) {
      const isOnline = what.kind === 'sessionStarted' || what.kind === 'sessionResumed';
      online.set(device, { isOnline, sinceMs: atMs });
    },
    waitsFor({ online }, nowMs, judge) {
      for (const { name } of judge.setup.devices) {
        const view = judge.view(name);
        const known = online.get(name) ?? { isOnline: false, sinceMs: 0 };
        if (isUnsettled(judge, name, Math.max(known.sinceMs, view.toldMs), nowMs)) continue;
        const isConnected = view.session === 'open' && view.state === ZIMConnectionState.Connected;
        // An offline login has a session of its own.
        if (isConnected === known.isOnline || (isConnected && view.loginOffline)) continue;
        return isConnected
          ? `${name} says CONNECTED since ${view.toldMs} ms, and the backend has no session of it since ${known.sinceMs} ms`
          : `${name} is not CONNECTED since ${view.toldMs} ms, and the backend has its session since ${known.sinceMs} ms`;
      }
      return undefined;
    },
  },
);

interface Memberships {
  /** By room and user: the device of the member, undefined when there is none, since when. */
  readonly members: Map<string, { device: string | undefined; sinceMs: number }>;
  /** By room and device: when the app was told of the room last. */
  readonly told: Map<string, { readonly atMs: number }>;
}

/** G2: the rooms. */
export const g2: Property<Memberships> = eventually(
  "In the end a client's room is CONNECTED exactly when the backend has the member.",
  {
    id: 'G2',
    scope: 'world',
    whitebox: true,
    on: [
      'backend:memberJoined',
      'backend:memberLeft',
      'event:roomStateChanged',
      'settle:leaveRoom',
      'settle:leaveAllRoom',
    ],
    needs: ['backend', 'event'],
    provenance: ['assumed'],
    init: (): Memberships => ({ members: new Map(), told: new Map() }),
    step(state, observation) {
      if (observation.kind === 'backend') learn(state, observation);
      else if (observation.kind === 'event') {
        state.told.set(keyOf(observation.data.roomID, observation.device), { atMs: observation.atMs });
      } else if (!observation.ok) forget(state, observation.device);
    },
    waitsFor({ members, told }, nowMs, judge) {
      for (const [key, { atMs }] of told) {
        const [device = '', roomID = ''] = key.split('\n');
        const { userID } = judge.setup.devices.find(({ name }) => name === device) ?? { userID: '' };
        const member = members.get(keyOf(roomID, userID)) ?? { device: undefined, sinceMs: 0 };
        const view = judge.view(device);
        if (view.session !== 'open' || view.state !== ZIMConnectionState.Connected) continue;
        const sinceMs = Math.max(member.sinceMs, atMs, view.toldMs);
        if (isUnsettled(judge, device, sinceMs, nowMs)) continue;
        const isMember = member.device === device;
        // Rooms are gone with the session, whether or not anybody says so.
        const state = roomOf(view, roomID)?.state ?? ZIMRoomState.Disconnected;
        if ((state === ZIMRoomState.Connected) === isMember) continue;
        return isMember
          ? `${device} is not in ${roomID} since ${atMs} ms, and the backend has it there since ${member.sinceMs} ms`
          : `${device} is in ${roomID} since ${atMs} ms, and the backend does not have it there since ${member.sinceMs} ms`;
      }
      return undefined;
    },
  },
);

// A leave that got no answer may have been heard: the app was told that nobody knows.
function forget({ told }: Memberships, device: string): void {
  for (const key of [...told.keys()]) if (key.startsWith(`${device}\n`)) told.delete(key);
}

function learn(
  { members }: Memberships,
  { device, what, atMs }: ObservationOf<'backend:memberJoined' | 'backend:memberLeft'>,
): void {
  members.set(keyOf(what.roomID, what.userID), {
    device: what.kind === 'memberJoined' ? device : undefined,
    sinceMs: atMs,
  });
}

function keyOf(roomID: string, who: string): string {
  return `${who}\n${roomID}`;
}

// Whoever has just learnt something, sleeps or lives by a wrong clock may not have noticed yet.
function isUnsettled(judge: Judge, device: string, sinceMs: number, nowMs: number): boolean {
  const { setup } = judge;
  const view = judge.view(device);
  const { asleep, hidden, clockChanged, destroyed } = view;
  if (asleep || hidden || clockChanged || destroyed) return true;
  const { requestTimeoutMs, heartbeatTimeoutMs } = setup.params;
  const paused = pausedMsOf(view, nowMs);
  return nowMs - sinceMs < heartbeatTimeoutMs + requestTimeoutMs + recoveryMs(setup.params) + paused;
}
