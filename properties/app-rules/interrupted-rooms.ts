// A1: a room that is being restored is left alone: each call on it would fail with 6000326.
import { roomEntered, roomUsed } from '../../sim/check/call-args.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { appRule, isUnheard } from './rule.js';

/** What a person did so shortly before the call has led to it. */
const TAP_MS = 1000;
/** So often is too often, whoever asks for it. */
const TOO_OFTEN = 3;

interface Interrupted {
  toldMs: number;
  /** How often each call was made meanwhile. */
  readonly calls: Map<string, number>;
}

interface State {
  readonly rooms: Map<string, Interrupted>;
  userMs: number;
}

export const noRoomCallsWhileConnecting: Property<State> = appRule(
  'While a room is being restored the app makes no call on it.',
  {
    id: 'no-room-calls-while-connecting',
    row: 'A1',
    advice: 'Wait until the room is CONNECTED again, and disable what needs it until then.',
    on: ['event:roomStateChanged', 'event:connectionStateChanged', 'call', 'user', 'device', 'error'],
    needs: ['event', 'call'],
    init: (): State => ({ rooms: new Map(), userMs: Number.NEGATIVE_INFINITY }),
    step(state, observation, judge) {
      const { rooms } = state;
      switch (observation.kind) {
        case 'user':
          state.userMs = observation.atMs;
          return undefined;
        case 'device':
          if (observation.what === 'kill') rooms.clear();
          return undefined;
        case 'error':
          for (const [roomID, { toldMs }] of rooms) {
            if (isUnheard(observation, 'roomStateChanged', toldMs)) rooms.delete(roomID);
          }
          return undefined;
        case 'event': {
          const { data, atMs } = observation;
          const {
            state: told,
            event,
            roomID,
          } = data as {
            readonly state: number;
            readonly event: number;
            readonly roomID?: string;
          };
          if (observation.name === 'connectionStateChanged') {
            if (told === ZIMConnectionState.Disconnected) rooms.clear();
            return undefined;
          }
          if (roomID === undefined) return undefined;
          if (told !== ZIMRoomState.Connecting || event !== ZIMRoomEvent.NetworkInterrupted) {
            rooms.delete(roomID);
          } else if (!rooms.has(roomID)) {
            rooms.set(roomID, { toldMs: atMs, calls: new Map() });
            judge.exercised(observation);
          }
          return undefined;
        }
        default: {
          const { name, args, atMs } = observation;
          if (name === 'logout' || name === 'destroy') rooms.clear();
          const found = aboutInterrupted(rooms, name, args);
          if (found === undefined) return undefined;
          const { calls, toldMs } = found.room;
          const times = (calls.get(name) ?? 0) + 1;
          calls.set(name, times);
          if (times < TOO_OFTEN && state.userMs >= atMs - TAP_MS) return undefined;
          const often = times < TOO_OFTEN ? '' : `, ${times} times by now`;
          return `${name} was called on ${JSON.stringify(found.roomID)} at ${atMs} ms${often}, and that room has been CONNECTING + NETWORK_INTERRUPTED since ${toldMs} ms`;
        }
      }
    },
  },
);

function aboutInterrupted(
  rooms: ReadonlyMap<string, Interrupted>,
  name: string,
  args: readonly unknown[],
): { readonly roomID: string; readonly room: Interrupted } | undefined {
  if (rooms.size === 0) return undefined;
  const left = name === 'leaveRoom' || name === 'switchRoom' ? args[0] : undefined;
  for (const roomID of [roomEntered(name, args), roomUsed(name, args), left]) {
    const room = typeof roomID === 'string' ? rooms.get(roomID) : undefined;
    if (room !== undefined) return { roomID: roomID as string, room };
  }
  return undefined;
}
