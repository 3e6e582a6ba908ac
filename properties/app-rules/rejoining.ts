// A5, A6, A7: what an app does by itself about a room that is gone, restored or lost for no given reason.
import { roomEntered } from '../../sim/check/call-args.js';
import { roomOf } from '../../sim/check/device-view.js';
import type { ErrorObservation } from '../../sim/check/observation.js';
import type { Judge, ObservationOf, Property, Topic } from '../../sim/check/property.js';
import { ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { appRule, isUnheard } from './rule.js';

/** So long after a person's action a call may still be what came of it: the app may have asked its own server first. */
const TAP_MS = 10_000;
const RESTORED_MS = 5000;

interface State {
  /** The rooms that a rule is about, and since when. */
  readonly rooms: Map<string, number>;
  userMs: number;
}

const TOPICS = [
  'event:roomStateChanged',
  'event:connectionStateChanged',
  'call',
  'user',
  'device',
  'error',
] as const satisfies readonly Topic[];

const init = (): State => ({ rooms: new Map(), userMs: Number.NEGATIVE_INFINITY });

/** What differs between the three. */
interface Kind {
  /** Whether this event of a room is the premise. */
  readonly premise: (told: RoomEvent, judge: Judge) => boolean;
  /** The room that a call is about, if it is one of those that are not allowed. */
  readonly forbidden: (name: string, args: readonly unknown[]) => string | undefined;
  readonly lastsMs?: number;
  readonly because: string;
}

interface RoomEvent {
  readonly roomID: string;
  readonly state: number;
  readonly event: number;
}

function judgeBy(kind: Kind) {
  return (
    state: State,
    observation: ObservationOf<(typeof TOPICS)[number]>,
    judge: Judge,
  ): string | undefined => {
    const { rooms } = state;
    switch (observation.kind) {
      case 'user':
        // From now on it is what the user wants.
        state.userMs = observation.atMs;
        rooms.clear();
        return undefined;
      case 'device':
        if (observation.what === 'kill') rooms.clear();
        return undefined;
      case 'error':
        forgetUnheard(rooms, observation);
        return undefined;
      case 'event': {
        const told = observation.data as unknown as RoomEvent;
        if (observation.name === 'connectionStateChanged') {
          if (told.state === 0) rooms.clear();
          return undefined;
        }
        rooms.delete(told.roomID);
        if (!kind.premise(told, judge)) return undefined;
        rooms.set(told.roomID, observation.atMs);
        judge.exercised(observation);
        return undefined;
      }
      default: {
        const { name, args, atMs } = observation;
        const roomID = kind.forbidden(name, args);
        const sinceMs = roomID === undefined ? undefined : rooms.get(roomID);
        const entered = roomEntered(name, args);
        if (sinceMs === undefined || atMs > sinceMs + (kind.lastsMs ?? Number.POSITIVE_INFINITY)) {
          if (entered !== undefined) rooms.delete(entered);
          return undefined;
        }
        if (state.userMs >= atMs - TAP_MS) return undefined;
        return `${name} was called on ${JSON.stringify(roomID)} at ${atMs} ms without anybody asking for it: ${kind.because} at ${sinceMs} ms`;
      }
    }
  };
}

export const goneRoomIsNotJoined: Property<State> = appRule(
  'A room that is gone is not joined again by itself.',
  {
    id: 'gone-room-is-not-joined',
    row: 'A5',
    advice:
      'Use enterRoom or createRoom, which make the room anew, or tell the user; joinRoom fails with 6000322.',
    on: TOPICS,
    needs: ['event', 'call'],
    init,
    step: judgeBy({
      premise: ({ state, event }) =>
        state === ZIMRoomState.Disconnected && event === ZIMRoomEvent.RoomNotExist,
      forbidden: (name, args) => (name === 'joinRoom' ? roomEntered(name, args) : undefined),
      because: 'the app was told DISCONNECTED + ROOM_NOT_EXIST',
    }),
  },
);

export const restoredRoomIsLeftAlone: Property<State> = appRule(
  'A room that the SDK has restored is left as it is.',
  {
    id: 'restored-room-is-left-alone',
    row: 'A6',
    advice: 'Do nothing: the user is still in the room, and entering it again fails with 6000320.',
    on: TOPICS,
    needs: ['event', 'call'],
    init,
    step: judgeBy({
      premise: ({ state, event, roomID }, { device }) => {
        const before = roomOf(device, roomID);
        return (
          state === ZIMRoomState.Connected &&
          event === ZIMRoomEvent.Success &&
          before?.joined === true &&
          before.state === ZIMRoomState.Connecting &&
          before.event === ZIMRoomEvent.NetworkInterrupted
        );
      },
      forbidden: (name, args) =>
        name === 'leaveRoom' && typeof args[0] === 'string' ? args[0] : roomEntered(name, args),
      lastsMs: RESTORED_MS,
      because: 'it was restored',
    }),
  },
);

export const noRejoinByItself: Property<State> = appRule(
  'A room that was lost for another reason is entered again only when the user asks for it.',
  {
    id: 'no-rejoin-by-itself',
    row: 'A7',
    advice: 'Offer a button instead of a loop, or tell the user.',
    on: TOPICS,
    needs: ['event', 'call'],
    init,
    step: judgeBy({
      // Older versions say the same of a timeout, after which entering again is right.
      premise: ({ state, event }, { setup }) =>
        state === ZIMRoomState.Disconnected &&
        event === ZIMRoomEvent.NetworkDisconnected &&
        setup.sdk.roomConnectTimeoutEvent !== ZIMRoomEvent.NetworkDisconnected,
      forbidden: roomEntered,
      because: 'the app was told DISCONNECTED + NETWORK_DISCONNECTED',
    }),
  },
);

function forgetUnheard(rooms: Map<string, number>, error: ErrorObservation): void {
  for (const [roomID, toldMs] of rooms) {
    if (isUnheard(error, 'roomStateChanged', toldMs)) rooms.delete(roomID);
  }
}
