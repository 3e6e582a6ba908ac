// R1: an interrupted room stays CONNECTING until the connection is back, and then the SDK finds out about it.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { clockGraceMs, interruptedRoom, isExcused, roomPair } from './told.js';

// Each question may wait for its turn, and floored milliseconds add up.
const SLACK_MS = 5000;
const QUESTION_SLACK_MS = 2000;

export const r1: Property<{ dueMs: number; pausedMs: number }> = rowProperty('R1', {
  on: ['event:connectionStateChanged', 'event:roomStateChanged'],
  init: () => ({ dueMs: 0, pausedMs: 0 }),
  step(state, observation, judge) {
    const { device, setup } = judge;
    if (observation.name === 'roomStateChanged') {
      const { roomID, state: told, event } = observation.data;
      const leaves = told !== ZIMRoomState.Connecting && device.state !== ZIMConnectionState.Connected;
      if (!leaves || !interruptedRoom(device, roomID, { state: told, event })) return undefined;
      return `${roomID} was told ${roomPair(told, event)} before the connection was back`;
    }
    judge.sleep();
    const returns =
      observation.data.state === ZIMConnectionState.Connected &&
      device.state === ZIMConnectionState.Reconnecting;
    if (!returns || device.session !== 'open' || openRooms(judge).length === 0) return undefined;
    judge.exercised(observation);
    const { roomResumeAttempts, requestTimeoutMs } = setup.params;
    const askingMs = roomResumeAttempts * (requestTimeoutMs + QUESTION_SLACK_MS);
    state.dueMs = observation.atMs + askingMs + SLACK_MS;
    state.pausedMs = pausedMsOf(device, observation.atMs);
    // An offline login is told CONNECTED without a backend that could be asked.
    if (device.socket !== -1 || !judge.sees('socket')) judge.wakeAt(state.dueMs);
    return undefined;
  },
  due(state, nowMs, judge) {
    const open = openRooms(judge);
    const { roomResumeAttempts, requestTimeoutMs } = judge.setup.params;
    const graceMs = clockGraceMs(judge, roomResumeAttempts * (requestTimeoutMs + QUESTION_SLACK_MS));
    const duty = { dueMs: state.dueMs + graceMs, pausedMs: state.pausedMs };
    if (open.length === 0 || isExcused(judge, duty, nowMs)) return;
    judge.violated(`the connection is back, and what becomes of ${open.join(', ')} was never told`);
  },
});

function openRooms({ device }: Judge): string[] {
  return device.rooms
    .filter(({ joined, state, event }) => {
      const interrupted = event === ZIMRoomEvent.NetworkInterrupted;
      return joined && state === ZIMRoomState.Connecting && interrupted;
    })
    .map(({ roomID }) => roomID);
}
