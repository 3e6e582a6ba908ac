// A4: a room that was lost because the user was away for too long is entered again, or given up where people see it.
import { roomEntered } from '../../sim/check/call-args.js';
import { pausedMsOf, roomOf } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { isExcused } from '../contract/told.js';
import { appRule, isUnheard } from './rule.js';

const HANDLE_MS = 10_000;

interface State {
  /** The rooms that were lost and not yet dealt with. */
  lost: { readonly roomID: string; readonly toldMs: number }[];
  dueMs: number;
  pausedMs: number;
}

export const lostRoomIsHandled: Property<State> = appRule(
  'A room that was lost by timeout is entered again, or the user is told.',
  {
    id: 'lost-room-is-handled',
    row: 'A4',
    advice: 'Call joinRoom or enterRoom, or tell the user that they have left.',
    on: ['event:roomStateChanged', 'event:connectionStateChanged', 'call', 'ui', 'user', 'device', 'error'],
    needs: ['event', 'call'],
    init: (): State => ({ lost: [], dueMs: 0, pausedMs: 0 }),
    step(state, observation, judge) {
      switch (observation.kind) {
        case 'ui':
          if (observation.action !== 'clear') state.lost = [];
          return undefined;
        case 'user':
          state.lost = [];
          return undefined;
        case 'device':
          if (observation.what === 'kill') state.lost = [];
          return undefined;
        case 'error':
          state.lost = state.lost.filter(({ toldMs }) => !isUnheard(observation, 'roomStateChanged', toldMs));
          return undefined;
        case 'call': {
          const entered = roomEntered(observation.name, observation.args);
          if (entered === undefined) return undefined;
          if (!judge.sees('ui') && state.lost.some(({ roomID }) => roomID === entered))
            judge.exercised(observation);
          state.lost = state.lost.filter(({ roomID }) => roomID !== entered);
          return undefined;
        }
        default: {
          const { atMs } = observation;
          const {
            state: told,
            event,
            roomID,
          } = observation.data as {
            readonly state: number;
            readonly event: number;
            readonly roomID?: string;
          };
          if (observation.name === 'connectionStateChanged') {
            // Another outage, or the end: nobody can do anything about it now.
            if (told !== ZIMConnectionState.Connected) state.lost = [];
            return undefined;
          }
          if (roomID === undefined) return undefined;
          const wasJoined = roomOf(judge.device, roomID)?.joined === true;
          state.lost = state.lost.filter((other) => other.roomID !== roomID);
          if (told !== ZIMRoomState.Disconnected || event !== ZIMRoomEvent.ConnectTimeout || !wasJoined) {
            return undefined;
          }
          if (judge.sees('ui')) judge.exercised(observation);
          else judge.note(observation);
          state.lost.push({ roomID, toldMs: atMs });
          if (state.lost.length > 1) return undefined;
          state.dueMs = atMs + HANDLE_MS;
          state.pausedMs = pausedMsOf(judge.device, atMs);
          judge.wakeAt(state.dueMs);
          return undefined;
        }
      }
    },
    due(state, nowMs, judge) {
      const first = state.lost[0];
      if (first === undefined || isExcused(judge, state, nowMs)) return;
      state.lost = [];
      // Where nobody sees what is shown, the app may have told the user.
      if (!judge.sees('ui')) return;
      judge.violated(
        `room ${JSON.stringify(first.roomID)} was lost by CONNECT_TIMEOUT at ${first.toldMs} ms, and within ${HANDLE_MS} ms it was neither entered again nor anything shown`,
      );
    },
  },
);
