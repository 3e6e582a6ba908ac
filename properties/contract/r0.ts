// R0: with the connection every joined room is interrupted, each by an event of its own in the same instant.
import { isPending, roomOf } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { roomPair } from './told.js';

export const r0: Property<{ owed: string[] }> = rowProperty('R0', {
  on: ['event:connectionStateChanged', 'event:roomStateChanged'],
  init: (): { owed: string[] } => ({ owed: [] }),
  step(state, observation, judge) {
    const { device } = judge;
    if (observation.name === 'connectionStateChanged') {
      state.owed = [];
      const falls =
        observation.data.state === ZIMConnectionState.Reconnecting &&
        device.state === ZIMConnectionState.Connected;
      if (!falls || device.session !== 'open') return undefined;
      for (const { roomID, state: told } of device.rooms) {
        if (told === ZIMRoomState.Connected) state.owed.push(roomID);
      }
      if (state.owed.length === 0) return undefined;
      judge.exercised(observation);
      judge.wakeAt(observation.atMs);
      return undefined;
    }
    const { roomID, state: told, event } = observation.data;
    if (device.session !== 'open') return undefined;
    const interrupted = told === ZIMRoomState.Connecting && event === ZIMRoomEvent.NetworkInterrupted;
    if (interrupted && device.state === ZIMConnectionState.Connected) {
      return roomOf(device, roomID)?.state === ZIMRoomState.Connected
        ? `${roomID} was interrupted and the connection is CONNECTED`
        : undefined;
    }
    if (!state.owed.includes(roomID)) return undefined;
    state.owed = state.owed.filter((other) => other !== roomID);
    const leaves = isPending(device, 'leaveRoom', 'leaveAllRoom', 'switchRoom');
    if (interrupted || (leaves && told === ZIMRoomState.Disconnected)) return undefined;
    return `the connection fell, and ${roomID} was told ${roomPair(told, event)}`;
  },
  due({ owed }, _nowMs, judge) {
    if (judge.device.session !== 'open' || owed.length === 0) return;
    judge.violated(`the connection fell, and nothing was told about ${owed.join(', ')}`);
  },
});
