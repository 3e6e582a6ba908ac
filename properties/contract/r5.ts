// R5: in a restored room queries and messages work, as long as nothing else happens to the room.
import { roomUsed } from '../../sim/check/call-args.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMRoomState } from '../../sim/zim/enums.js';
import { ZIMErrorCode } from '../../sim/zim/error-codes.js';
import { rowProperty } from './row.js';
import { interruptedRoom } from './told.js';

interface State {
  /** The rooms that were restored and to which nothing has happened since. */
  restored: { roomID: string; ordinal: number; falls: number }[];
}

// Not in the room, or the room is connecting: what a restored room must not say.
const REFUSALS: ReadonlySet<number> = new Set<number>([
  ZIMErrorCode.MessageModuleSendMessageFailed,
  ZIMErrorCode.RoomModuleUserIsNotInTheRoom,
  ZIMErrorCode.RoomModuleTheRoomIsConnecting,
]);

export const r5: Property<State> = rowProperty('R5', {
  on: [
    'event:roomStateChanged',
    'settle',
    'call:leaveRoom',
    'call:leaveAllRoom',
    'call:switchRoom',
    'backend:memberLeft',
  ],
  needs: ['event', 'call', 'settle'],
  init: (): State => ({ restored: [] }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'backend':
        forget(state, observation.what.roomID);
        return undefined;
      case 'call':
        state.restored = [];
        return undefined;
      case 'settle': {
        const { call } = judge;
        if (state.restored.length === 0 || call === undefined) return undefined;
        const roomID = roomUsed(call.observation.name, call.observation.args);
        const room = state.restored.find((restored) => restored.roomID === roomID);
        if (room === undefined || call.ordinal < room.ordinal || room.falls !== judge.device.falls)
          return undefined;
        judge.exercised(observation);
        const code = observation.error?.code;
        return code !== undefined && REFUSALS.has(code)
          ? `${roomID} was restored, and ${observation.name} fails in it with ${code}`
          : undefined;
      }
      default:
        break;
    }
    const { roomID, state: told } = observation.data;
    forget(state, roomID);
    if (told === ZIMRoomState.Connected && interruptedRoom(judge.device, roomID, observation.data)) {
      state.restored.push({ roomID, ordinal: judge.ordinal, falls: judge.device.falls });
      judge.note(observation);
    }
    return undefined;
  },
});

function forget(state: State, roomID: string): void {
  if (state.restored.length > 0) state.restored = state.restored.filter((room) => room.roomID !== roomID);
}
