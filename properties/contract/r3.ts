// R3: losing a room leaves the connection CONNECTED. A connection that breaks in the same instant for a reason of
// its own is another matter: a socket that closes, or an event that ends the session.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair } from './told.js';

interface State {
  lostMs: number;
  roomID: string;
  /** A socket closed or failed. */
  socketMs: number;
  /** The pair that the connection fell to in the instant of the loss. */
  fell: string | undefined;
}

// The events with which a room ends without the app having asked for it.
const LOSSES: ReadonlySet<number> = new Set([
  ZIMRoomEvent.NetworkDisconnected,
  ZIMRoomEvent.RoomNotExist,
  ZIMRoomEvent.KickedOut,
  ZIMRoomEvent.ConnectTimeout,
  ZIMRoomEvent.KickedOutByOtherDevice,
]);

export const r3: Property<State> = rowProperty('R3', {
  on: ['event:roomStateChanged', 'event:connectionStateChanged', 'socket:closed', 'socket:failed'],
  needs: ['event'],
  init: (): State => ({ lostMs: -1, roomID: '', socketMs: -1, fell: undefined }),
  step(state, observation, judge) {
    const { device } = judge;
    const { atMs } = observation;
    if (observation.kind === 'socket') {
      state.socketMs = atMs;
      return undefined;
    }
    if (observation.name === 'roomStateChanged') {
      const { state: told, event, roomID } = observation.data;
      const lost = told === ZIMRoomState.Disconnected && LOSSES.has(event);
      if (!lost || device.session !== 'open' || device.state !== ZIMConnectionState.Connected)
        return undefined;
      state.lostMs = atMs;
      state.roomID = roomID;
      judge.exercised(observation);
      return undefined;
    }
    const { state: told, event } = observation.data;
    if (atMs !== state.lostMs || device.session !== 'open' || told === ZIMConnectionState.Connected) {
      return undefined;
    }
    const ends = told === ZIMConnectionState.Disconnected;
    if (ends && (event !== ZIMConnectionEvent.Success || device.loggedOut)) return undefined;
    state.fell ??= connectionPair(told, event);
    judge.note(observation);
    judge.wakeAt(atMs);
    return undefined;
  },
  due(state, _nowMs, judge) {
    const { fell, roomID, lostMs, socketMs } = state;
    state.fell = undefined;
    // Without sockets nobody can say whether the connection broke by itself.
    const bySocket = fell?.startsWith('RECONNECTING') && (socketMs === lostMs || !judge.sees('socket'));
    if (fell === undefined || bySocket) return;
    judge.violated(`${roomID} was lost, and with it the connection: ${fell}`);
  },
});
