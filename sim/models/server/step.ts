// The backend: one step for each input. This file decides who speaks and to whom the question goes; the other files
// of the folder answer. The world hands it inputs and acts on its effects.
//
// A heartbeat and a room message cost the same with 500 sessions as with 2: everything is found by Map, and the
// heartbeat's own path makes nothing but its effect.

import { unreachable } from '../../kernel/assert.js';
import type { ClientMessage, ServerMessage } from '../../zim/wire.js';
import type { Out, Step, StepContext } from '../model.js';
import { administrate } from './admin.js';
import { cancelIfAway, timeOutCall } from './call-events.js';
import { continueDeploy } from './deploy.js';
import { handleGroupRequest } from './groups.js';
import { login } from './login.js';
import { destroyIfEmpty, timeOutMember } from './members.js';
import { acknowledge, sendMessage } from './messages.js';
import { handleRoomRequest, resumeRoom } from './rooms.js';
import { serve } from './services.js';
import {
  checkSilence,
  dropOnline,
  endSession,
  goOffline,
  hasExpired,
  renewToken,
  TOKEN_EXPIRED,
} from './sessions.js';
import { type ConnectionRecord, deviceOf, type ServerState, type SessionRecord, sessionOf } from './state.js';
import { readTimer } from './timers.js';
import {
  answer,
  CloseCode,
  NOT_LOGGED_IN,
  type Reply,
  type ServerEffect,
  type ServerInput,
  type Turn,
} from './turn.js';

/** The backend's step. Every request on an open connection is answered on it exactly once. */
export const stepServer: Step<ServerState, ServerInput, ServerEffect> = (state, input, context, out) => {
  switch (input.kind) {
    case 'message':
      hear(state, input.connection, input.message, context, out);
      return;
    case 'accepted': {
      const { connection, host } = input;
      state.connections.set(connection, { connection, host, session: undefined });
      return;
    }
    case 'closed':
      lose({ state, context, out }, input.connection);
      return;
    case 'timer':
      ring({ state, context, out }, input.timer);
      return;
    case 'admin':
      administrate({ state, context, out }, input.command);
      return;
    default:
      unreachable(input);
  }
};

const HEARTBEAT_ACK: ServerMessage = Object.freeze({ kind: 'heartbeatAck' });

function hear(
  state: ServerState,
  id: number,
  message: ClientMessage,
  context: StepContext,
  out: Out<ServerEffect>,
): void {
  const connection = state.connections.get(id);
  // It was on its way when this end closed the connection.
  if (connection === undefined) return;
  const session = connection.session === undefined ? undefined : state.sessions.get(connection.session);
  if (session === undefined) {
    hearStranger({ state, context, out }, connection, message);
    return;
  }
  session.lastHeardMs = context.nowMs;
  const isQuiet = !session.mustReconnect && !hasExpired(session, context.wallMs);
  if (message.kind === 'heartbeat' && isQuiet) {
    if (message.receivedSeq !== session.receivedSeq) {
      acknowledge(session, deviceOf(state, session), message.receivedSeq);
    }
    out.push({ kind: 'send', connection: id, message: HEARTBEAT_ACK });
    return;
  }
  hearSession({ state, context, out }, connection, session, message);
}

function hearStranger(turn: Turn, connection: ConnectionRecord, message: ClientMessage): void {
  if (message.kind === 'login') login(turn, connection, message);
  else if ('request' in message) answer(turn, connection.connection, message.request, NOT_LOGGED_IN);
}

function hearSession(
  turn: Turn,
  connection: ConnectionRecord,
  session: SessionRecord,
  message: ClientMessage,
): void {
  const id = connection.connection;
  if (message.kind === 'logout') {
    endSession(turn, session, 'logout');
    return;
  }
  if (hasExpired(session, turn.context.wallMs)) {
    if ('request' in message) answer(turn, id, message.request, TOKEN_EXPIRED);
    endSession(turn, session, 'tokenExpired');
    return;
  }
  if (message.kind === 'login') login(turn, connection, message);
  else if (message.kind !== 'heartbeat') answer(turn, id, message.request, replyTo(turn, session, message));
  if (session.mustReconnect && session.connection === id) dropOnline(turn, session, CloseCode.membershipLost);
}

type Question = Exclude<ClientMessage, { kind: 'login' | 'logout' | 'heartbeat' }>;

function replyTo(turn: Turn, session: SessionRecord, question: Question): Reply {
  switch (question.kind) {
    case 'resumeRoom':
      return resumeRoom(turn, session, question.roomID);
    case 'renewToken':
      return renewToken(turn, session, question.token);
    case 'sendMessage':
      return sendMessage(turn, session, question.message);
    case 'createGroup':
    case 'joinGroup':
    case 'leaveGroup':
      return handleGroupRequest(turn, session, question);
    case 'service':
      return serve(turn, session, question);
    default:
      return handleRoomRequest(turn, session, question);
  }
}

function lose(turn: Turn, id: number): void {
  const { state } = turn;
  const session = state.connections.get(id)?.session;
  state.connections.delete(id);
  if (session !== undefined) goOffline(turn, sessionOf(state, session));
}

function ring(turn: Turn, name: string): void {
  const timer = readTimer(name);
  switch (timer.kind) {
    case 'session':
      checkSilence(turn, timer.session);
      return;
    case 'member':
      timeOutMember(turn, timer.roomID, timer.userID);
      return;
    case 'room':
      destroyIfEmpty(turn, timer.roomID);
      return;
    case 'call':
      timeOutCall(turn, timer.callID, timer.batch);
      return;
    case 'caller':
      cancelIfAway(turn, timer.callID);
      return;
    case 'deploy':
      continueDeploy(turn);
      return;
    default:
      unreachable(timer);
  }
}
