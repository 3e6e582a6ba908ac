// What the backend says, sorted by what it answers. Each meaning is in the module that asked.

import { unreachable } from '../../kernel/assert.js';
import { ZIMConversationSyncState, ZIMRoomEvent, ZIMRoomState } from '../../zim/enums.js';
import type { AnswerValue, ServerMessage } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { noteInvitation } from './calls.js';
import { onHeartbeatAck } from './connection.js';
import { emit, reject, resolve } from './effects.js';
import { onGroupAnswer, onGroupMember } from './groups.js';
import { onLoggedIn, onLoginRefused, onSessionEnded } from './login.js';
import { onAccepted, onAcceptedLate, onMessageArrived, onRefused } from './messages.js';
import { takePending } from './requests.js';
import { emitRoom, failRoomOperation, onResumed, onRoomClosed } from './room-events.js';
import { onServiceAnswer } from './services.js';
import type { ClientEffect, ClientState, PendingRequest } from './state.js';
import { onTokenRenewed } from './tokens.js';
import { noteSelf } from './users.js';

/** A message of the backend on the present socket. */
export function onServerMessage(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  message: ServerMessage,
): void {
  switch (message.kind) {
    case 'heartbeatAck':
      onHeartbeatAck(state, out);
      return;
    case 'answer':
      onAnswer(state, context, out, message);
      return;
    case 'message':
      onMessageArrived(state, out, message);
      return;
    case 'sessionEnded':
      onSessionEnded(state, context, out, message.reason);
      return;
    case 'roomClosed':
      onRoomClosed(state, out, message);
      return;
    case 'roomMemberJoined':
    case 'roomMemberLeft':
      emit(state, out, message.kind, { roomID: message.roomID, memberList: message.memberList });
      return;
    case 'groupMember':
      onGroupMember(state, out, message);
      return;
    case 'push':
      onPush(state, out, message);
      return;
    case 'syncFinished':
      if (!state.config.sdk.emitsConversationSync) return;
      emit(state, out, 'conversationSyncStateChanged', { state: ZIMConversationSyncState.Finished });
      return;
    default:
      unreachable(message);
  }
}

// An event that the backend has made, for the app as it is.
function onPush(
  state: ClientState,
  out: Out<ClientEffect>,
  { event, data, once }: Extract<ServerMessage, { kind: 'push' }>,
): void {
  // Only invitations have a name.
  if (once !== undefined && !noteInvitation(state, out, { once, callID: data.callID })) return;
  emit(state, out, event, data);
}

function onAnswer(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  answer: Extract<ServerMessage, { kind: 'answer' }>,
): void {
  if (state.link.phase === 'asking' && answer.request === state.link.loginRequest) {
    onLoginAnswer(state, context, out, answer);
    return;
  }
  const pending = takePending(state, answer.request);
  if (pending === undefined) {
    // An answer that comes after its question timed out means nothing any more. Only a message that waits in the outbox
    // is still open: its window is longer than the question's (assumed).
    if (answer.ok && answer.value.kind === 'accepted') onAcceptedLate(state, out, answer.value.message);
    return;
  }
  if (answer.ok) onGoodAnswer(state, context, out, pending, answer.value);
  else onBadAnswer(state, out, pending, answer);
}

function onLoginAnswer(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  answer: Extract<ServerMessage, { kind: 'answer' }>,
): void {
  state.link.loginRequest = 0;
  if (!answer.ok) onLoginRefused(state, context, out, answer);
  else if (answer.value.kind === 'loggedIn') onLoggedIn(state, context, out, answer.value.session);
}

function onGoodAnswer(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  value: AnswerValue,
): void {
  const call = { id: pending.call, name: pending.name };
  switch (pending.kind) {
    case 'renewToken':
      onTokenRenewed(state, context, out, pending.token ?? '');
      resolve(out, call, { token: pending.token });
      return;
    case 'enter':
    case 'switch':
      onEntered(state, out, pending, value);
      return;
    case 'leave':
      leaveHere(state, out, pending.about);
      resolve(out, call, { roomID: pending.about });
      return;
    case 'leaveAll': {
      // A room that is being entered was asked for after this call.
      const left = [...state.rooms.values()].filter(({ state: its }) => its === ZIMRoomState.Connected);
      const roomIDs = left.map(({ roomID }) => roomID);
      for (const roomID of roomIDs) leaveHere(state, out, roomID);
      resolve(out, call, { roomIDs });
      return;
    }
    case 'resume':
      if (value.kind === 'resumed') onResumed(state, out, pending.about, value.outcome);
      return;
    case 'query':
      resolve(out, call, queryResult(pending, value));
      return;
    case 'group':
      onGroupAnswer(state, out, pending, value);
      return;
    case 'service':
      if (value.kind === 'service') noteSelf(state, pending.name, value.value);
      onServiceAnswer(out, pending, value);
      return;
    case 'peerMessage':
    case 'roomMessage':
      if (value.kind === 'accepted') onAccepted(state, out, pending, value.message);
      return;
    default:
      unreachable(pending.kind);
  }
}

function onBadAnswer(
  state: ClientState,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  answer: Extract<ServerMessage, { kind: 'answer'; ok: false }>,
): void {
  const error = { code: answer.code, message: answer.message };
  const call = { id: pending.call, name: pending.name };
  switch (pending.kind) {
    case 'resume':
      // An error is no answer to the question; the contract has a row for that: any other reason.
      onResumed(state, out, pending.about, 'other');
      return;
    case 'renewToken':
      state.renewing = 0;
      reject(out, call, error);
      return;
    case 'enter':
    case 'switch':
      failRoomOperation(state, out, pending);
      reject(out, call, error);
      return;
    case 'peerMessage':
    case 'roomMessage':
      onRefused(state, out, pending, error);
      return;
    case 'leave':
    case 'leaveAll':
    case 'query':
    case 'group':
    case 'service':
      reject(out, call, error);
      return;
    default:
      unreachable(pending.kind);
  }
}

function onEntered(
  state: ClientState,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  value: AnswerValue,
): void {
  const roomName = value.kind === 'room' ? value.roomName : '';
  const room = state.rooms.get(pending.about);
  if (room !== undefined) {
    room.roomName = roomName;
    emitRoom(state, out, room, { state: ZIMRoomState.Connected, event: ZIMRoomEvent.Success });
  }
  if (pending.fromRoomID !== '') leaveHere(state, out, pending.fromRoomID);
  const roomInfo = { baseInfo: { roomID: pending.about, roomName } };
  resolve(out, { id: pending.call, name: pending.name }, { roomInfo });
}

function leaveHere(state: ClientState, out: Out<ClientEffect>, roomID: string): void {
  const room = state.rooms.get(roomID);
  if (room === undefined) return;
  emitRoom(state, out, room, { state: ZIMRoomState.Disconnected, event: ZIMRoomEvent.Success });
}

function queryResult(pending: PendingRequest, value: AnswerValue): unknown {
  const roomID = pending.about;
  if (value.kind === 'count') return { roomID, count: value.count };
  const memberList = value.kind === 'members' ? value.memberList : [];
  return pending.name === 'queryRoomMembers'
    ? { roomID, memberList, errorUserList: [] }
    : { roomID, memberList, nextFlag: '' };
}
