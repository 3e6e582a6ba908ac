// A room's state from T0 to T2: it is interrupted with the connection, asked about when the connection is back,
// and restored or lost as the backend says, each room on its own. Calls on rooms are in rooms.ts.

import { ZIMRoomEvent, ZIMRoomState } from '../../zim/enums.js';
import type { ResumeOutcome, ServerMessage } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { emit } from './effects.js';
import { leaveQuietly, register, send } from './requests.js';
import type { ClientEffect, ClientState, PendingRequest, RoomRecord } from './state.js';

/** Sets a room's state and tells the app; a DISCONNECTED room is forgotten. */
export function emitRoom(
  state: ClientState,
  out: Out<ClientEffect>,
  room: RoomRecord,
  next: { readonly state: number; readonly event: number },
): void {
  room.state = next.state;
  room.event = next.event;
  if (next.state === ZIMRoomState.Disconnected) state.rooms.delete(room.roomID);
  emit(state, out, 'roomStateChanged', {
    roomID: room.roomID,
    state: next.state,
    event: next.event,
    extendedData: '',
  });
}

/** T0, and again after every failed attempt: all rooms in the order of entry (observed). */
export function interruptRooms(state: ClientState, out: Out<ClientEffect>): void {
  for (const room of state.rooms.values()) {
    emitRoom(state, out, room, {
      state: ZIMRoomState.Connecting,
      event: ZIMRoomEvent.NetworkInterrupted,
    });
  }
}

/** T1: the connection is back, and the backend is asked about each room. */
export function askAboutRooms(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  for (const room of state.rooms.values()) {
    if (!isInterrupted(room)) continue;
    room.resumeAttempts = 0;
    askAbout(state, context, out, room);
  }
}

/** T2: the backend's answer, and nothing else, says what becomes of the room. */
export function onResumed(
  state: ClientState,
  out: Out<ClientEffect>,
  roomID: string,
  outcome: ResumeOutcome,
): void {
  const room = state.rooms.get(roomID);
  if (room === undefined || !isInterrupted(room)) return;
  emitRoom(state, out, room, {
    state: outcome === 'member' ? ZIMRoomState.Connected : ZIMRoomState.Disconnected,
    event: eventOf(state, outcome),
  });
}

/** No answer at T1. The SDK does not ask for ever; how often is a parameter. */
export function resumeUnanswered(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  roomID: string,
): void {
  const room = state.rooms.get(roomID);
  if (room === undefined || !isInterrupted(room)) return;
  // Without a connection the question is asked again when there is one.
  if (state.link.phase !== 'ready') return;
  if (room.resumeAttempts < context.params.roomResumeAttempts) {
    askAbout(state, context, out, room);
    return;
  }
  leaveQuietly(state, out, roomID);
  onResumed(state, out, roomID, 'other');
}

/** The backend closed the room for this member while the connection was up. */
export function onRoomClosed(
  state: ClientState,
  out: Out<ClientEffect>,
  message: Extract<ServerMessage, { kind: 'roomClosed' }>,
): void {
  const room = state.rooms.get(message.roomID);
  if (room === undefined) return;
  const event = closedEvent(state, message.reason);
  if (event === undefined) return;
  emitRoom(state, out, room, { state: ZIMRoomState.Disconnected, event });
}

/** An enter, create or switch that failed: the target room is out again. */
export function failRoomOperation(state: ClientState, out: Out<ClientEffect>, pending: PendingRequest): void {
  const room = state.rooms.get(pending.about);
  if (room === undefined) return;
  emitRoom(state, out, room, { state: ZIMRoomState.Disconnected, event: pending.failedEvent });
}

function isInterrupted(room: RoomRecord): boolean {
  return room.state === ZIMRoomState.Connecting && room.event === ZIMRoomEvent.NetworkInterrupted;
}

function askAbout(state: ClientState, context: StepContext, out: Out<ClientEffect>, room: RoomRecord): void {
  room.resumeAttempts += 1;
  const request = register(state, context, out, { kind: 'resume', about: room.roomID });
  send(state, out, { kind: 'resumeRoom', request, roomID: room.roomID });
}

function eventOf(state: ClientState, outcome: ResumeOutcome): number {
  switch (outcome) {
    case 'member':
      return ZIMRoomEvent.Success;
    case 'timeout':
      return state.config.sdk.roomConnectTimeoutEvent;
    case 'notExist':
      return ZIMRoomEvent.RoomNotExist;
    case 'other':
      return ZIMRoomEvent.NetworkDisconnected;
  }
}

function closedEvent(state: ClientState, reason: 'deleted' | 'kicked' | 'otherDevice'): number | undefined {
  switch (reason) {
    case 'deleted':
      return state.config.sdk.roomDeletedEvent;
    case 'kicked':
      return ZIMRoomEvent.KickedOut;
    case 'otherDevice':
      return state.config.sdk.kickedByOtherDeviceEvent;
  }
}
