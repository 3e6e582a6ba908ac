// G3: when no fault is at work, the question at T1 is asked about each room and answered, and T2 comes with the answer.
// Before that a question or its answer may be lost, and then the SDK gives up (assumed). It looks into the backend.
import { always } from '../../sim/check/combinators.js';
import { roomOf } from '../../sim/check/device-view.js';
import type { Judge, Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';

/** For the questions and answers of several rooms, and retransmissions. */
const SLACK_MS = 4000;

interface State {
  /** By room: until when its answer has to be there. */
  readonly due: Map<string, number>;
}

export const g3: Property<State> = always(
  'When all is quiet, the backend is asked about every room at T1, and its answer comes.',
  {
    id: 'G3',
    whitebox: true,
    on: ['event:connectionStateChanged', 'event:roomStateChanged', 'device'],
    needs: ['backend', 'event'],
    provenance: ['faq', 'assumed'],
    exercisedBy: 'judge',
    init: (): State => ({ due: new Map() }),
    step(state, observation, judge) {
      if (observation.kind === 'device') {
        state.due.clear();
        judge.sleep();
        return undefined;
      }
      if (observation.name === 'roomStateChanged') {
        state.due.delete(observation.data.roomID);
        return undefined;
      }
      state.due.clear();
      judge.sleep();
      if (observation.data.state === ZIMConnectionState.Connected) begin(state, observation.atMs, judge);
      return undefined;
    },
    due(state, nowMs, judge) {
      for (const [roomID, dueMs] of state.due) {
        if (dueMs > nowMs || !isAtT1(judge, roomID)) continue;
        judge.violated(`room ${roomID} is at T1 since ${judge.device.toldMs} ms, and no answer has come`);
      }
      state.due.clear();
    },
  },
);

function begin({ due }: State, atMs: number, judge: Judge): void {
  const { device, setup } = judge;
  const quietMs = setup.quietFromMs ?? Number.POSITIVE_INFINITY;
  // Old connections may still hold up what the backend does for new ones.
  if (atMs < quietMs || device.session !== 'open' || device.asleep || device.clockChanged) return;
  const dueMs = atMs + 8 * setup.params.oneWayDelayMs + SLACK_MS;
  for (const { roomID } of device.rooms) {
    if (!isAtT1(judge, roomID)) continue;
    judge.exercised();
    due.set(roomID, dueMs);
  }
  if (due.size > 0) judge.wakeAt(dueMs);
}

function isAtT1({ device }: Judge, roomID: string): boolean {
  const room = roomOf(device, roomID);
  return room?.state === ZIMRoomState.Connecting && room.event === ZIMRoomEvent.NetworkInterrupted;
}
