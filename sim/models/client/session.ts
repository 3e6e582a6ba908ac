// How a session ends: by the backend's word, by the token, by `logout`, by `destroy`. Nothing survives it but the
// device's counters, so that a later login starts clean.

import { ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../zim/enums.js';
import type { LoginRefusal } from '../../zim/wire.js';
import type { Out } from '../model.js';
import { clearTimer, emitConnection } from './effects.js';
import { abandonAllPending } from './failures.js';
import { send } from './requests.js';
import { emitRoom } from './room-events.js';
import type { ClientEffect, ClientState, RoomRecord } from './state.js';
import { failUnsent } from './store.js';

const TIMERS = [
  'reconnect',
  'connectTimeout',
  'loginTimeout',
  'loginCheck',
  'localData',
  'heartbeat',
  'heartbeatAck',
  'tokenWillExpire',
  'tokenExpired',
  'requests',
  'outbox',
] as const;

/**
 * DISCONNECTED by a special event. The SDK makes no further attempt until the app calls `login`; rooms get no
 * event of their own (observed for an expired token, assumed for the others).
 */
export function endSession(
  state: ClientState,
  out: Out<ClientEffect>,
  how: { readonly event: number; readonly extendedData?: string },
): void {
  shutDown(state, out);
  abandonAllPending(state, out);
  emitConnection(state, out, { state: ZIMConnectionState.Disconnected, ...how });
}

/** `logout()`: emits before it returns; connection first, then each room. Without a login it does nothing. */
export function logout(state: ClientState, out: Out<ClientEffect>): void {
  if (state.phase === 'idle' || state.phase === 'destroyed') return;
  if (state.link.phase === 'ready') send(state, out, { kind: 'logout' });
  const rooms = shutDown(state, out);
  abandonAllPending(state, out);
  emitConnection(state, out, {
    state: ZIMConnectionState.Disconnected,
    event: ZIMConnectionEvent.Success,
  });
  for (const room of rooms) {
    emitRoom(state, out, room, { state: ZIMRoomState.Disconnected, event: ZIMRoomEvent.Success });
  }
}

/** `destroy()`: silence. A pending login never settles (observed); other calls are assumed to do the same. */
export function destroy(state: ClientState, out: Out<ClientEffect>): void {
  if (state.link.phase === 'ready') send(state, out, { kind: 'logout' });
  shutDown(state, out);
  state.requests.clear();
  state.outbox = [];
  state.connectionState = ZIMConnectionState.Disconnected;
  state.phase = 'destroyed';
}

/** The event of a session that the backend ends; undefined where this version is not told. */
export function eventOfEnd(state: ClientState, reason: LoginRefusal): number | undefined {
  switch (reason) {
    case 'kickedOut':
      return ZIMConnectionEvent.KickedOut;
    case 'tokenExpired':
      return state.config.sdk.tokenExpiryEvent;
    case 'unregistered':
      return state.config.sdk.unregisteredEvent;
  }
}

/** Everything that belongs to the life that ends. Gives the rooms that it had. */
function shutDown(state: ClientState, out: Out<ClientEffect>): RoomRecord[] {
  const rooms = [...state.rooms.values()];
  failUnsent(state);
  if (state.login !== undefined) state.inboxes.set(state.login.userID, state.receivedSeq);
  if (state.link.socket !== 0) out.push({ kind: 'close', socket: state.link.socket, code: 1000 });
  for (const timer of TIMERS) clearTimer(out, timer);
  state.life += 1;
  state.phase = 'idle';
  state.login = undefined;
  state.session = undefined;
  state.link = { phase: 'none', socket: 0, loginRequest: 0, awaitingHeartbeatAck: false, wasOpen: false };
  state.backoff = { slot: 0, summedMs: 0, series: state.backoff.series };
  state.token = undefined;
  state.renewing = 0;
  state.rooms.clear();
  state.invitations = [];
  state.outboxArmed = false;
  state.outboxFailedAtMs = 0;
  state.requestsArmed = false;
  return rooms;
}
