// `login`, in both signatures, and what the backend answers to it: first logins and sessions that come back.

import { ZIMConnectionEvent, ZIMConnectionState, ZIMConversationSyncState } from '../../zim/enums.js';
import { ZIMErrorCode, type ZimError } from '../../zim/error-codes.js';
import type { ServerMessage } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { attempt, hangUp, restartBackoff } from './connection.js';
import { clearTimer, emit, emitConnection, reject, resolve, setTimer } from './effects.js';
import { paramInvalid, plain } from './errors.js';
import { endQuestion, takeLoginCalls } from './login-question.js';
import { beginOffline } from './offline-login.js';
import { sendOutbox } from './outbox.js';
import { askAboutRooms } from './room-events.js';
import { endSession, eventOfEnd } from './session.js';
import type { ClientEffect, ClientState, LoginRecord } from './state.js';
import { tokenProblem, watchToken } from './tokens.js';

/** `login(userID, config)` or `login(userInfo, token)`. */
export function login(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: { id: number; args: readonly unknown[] },
): void {
  const named = { id: call.id, name: 'login' };
  const record = readArguments(call.args);
  const problem = record === undefined ? paramInvalid('login', 'userID') : refusal(state, record);
  if (problem !== undefined || record === undefined) {
    reject(out, named, problem ?? paramInvalid('login', 'userID'));
    return;
  }
  if (state.login !== undefined) {
    joinLogin(state, out, named);
    return;
  }
  record.calls.push(call.id);
  state.life += 1;
  state.phase = 'loggingIn';
  state.login = record;
  state.receivedSeq = state.inboxes.get(record.userID) ?? 0;
  restartBackoff(state);
  const isOpen = state.openData.has(record.userID);
  state.openData.add(record.userID);
  if (record.isOfflineLogin) beginOffline(state, context, out, isOpen);
  else attempt(state, out);
}

/** A good answer: the session begins, or goes on. Nothing is emitted before everything is sent. */
export function onLoggedIn(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  session: string,
): void {
  const isReconnect = state.phase === 'session';
  clearTimer(out, 'loginTimeout');
  endQuestion(state, out);
  state.link.phase = 'ready';
  state.phase = 'session';
  state.session = session;
  setTimer(out, 'heartbeat', context.params.heartbeatIntervalMs);
  askAboutRooms(state, context, out);
  sendOutbox(state, context, out);
  const token = state.login?.token;
  if (token !== undefined && !(isReconnect && state.token !== undefined))
    watchToken(state, context, out, token);
  emitConnection(state, out, { state: ZIMConnectionState.Connected, event: ZIMConnectionEvent.Success });
  if (state.config.sdk.emitsConversationSync) {
    emit(state, out, 'conversationSyncStateChanged', { state: ZIMConversationSyncState.Started });
  }
  for (const call of takeLoginCalls(state)) resolve(out, { id: call, name: 'login' }, undefined);
}

/** The backend refuses: a session that cannot go on ends; a first login rejects; anything else is tried again. */
export function onLoginRefused(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  answer: Extract<ServerMessage, { kind: 'answer'; ok: false }>,
): void {
  const error = { code: answer.code as ZimError['code'], message: answer.message };
  const event = answer.refusal === undefined ? undefined : eventOfEnd(state, answer.refusal);
  if (state.phase === 'loggingIn') {
    const calls = takeLoginCalls(state);
    // Which event a refused first login carries is assumed.
    endSession(state, out, { event: ZIMConnectionEvent.ActiveLogin });
    for (const call of calls) reject(out, { id: call, name: 'login' }, error);
  } else if (event !== undefined) {
    const calls = takeLoginCalls(state);
    endSession(state, out, { event, ...endText(state, event) });
    for (const call of calls) reject(out, { id: call, name: 'login' }, error);
  } else {
    hangUp(state, context, out);
  }
}

/** The backend ended the session while the connection was up. */
export function onSessionEnded(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  reason: Extract<ServerMessage, { kind: 'sessionEnded' }>['reason'],
): void {
  const event = eventOfEnd(state, reason);
  if (event === undefined) hangUp(state, context, out);
  else endSession(state, out, { event, ...endText(state, event) });
}

function endText(state: ClientState, event: number): { extendedData?: string } {
  if (event !== ZIMConnectionEvent.TokenExpired || state.token === undefined) return {};
  return { extendedData: `Token expired for timer ${state.token.secondsAtLogin}` };
}

function readArguments(args: readonly unknown[]): LoginRecord | undefined {
  const [first, second] = args;
  if (typeof first === 'string') {
    const config = (second ?? {}) as { userName?: string; token?: string; isOfflineLogin?: boolean };
    return recordOf(first, config.userName, config.token, config.isOfflineLogin === true);
  }
  if (typeof first === 'object' && first !== null) {
    const info = first as { userID?: string; userName?: string };
    return recordOf(info.userID, info.userName, second as string | undefined, false);
  }
  return undefined;
}

function recordOf(
  userID: string | undefined,
  userName: string | undefined,
  token: string | undefined,
  isOfflineLogin: boolean,
): LoginRecord {
  const name = typeof userID === 'string' ? userID : '';
  return {
    userID: name,
    userName: userName ?? '',
    token,
    isOfflineLogin,
    calls: [],
    hasAsked: false,
    askedAtMs: undefined,
    again: undefined,
  };
}

// The token is looked at first (observed).
function refusal(state: ClientState, record: LoginRecord): ZimError | undefined {
  const needsToken = state.config.authentication !== 'none' || record.token !== undefined;
  const problem = needsToken ? tokenProblem(record.token) : undefined;
  if (problem !== undefined) return problem;
  if (record.userID === '') return paramInvalid('login', 'userID');
  if (state.login === undefined || state.login.userID === record.userID) return undefined;
  return plain(ZIMErrorCode.NetworkModuleUserHasAlreadyLogged, 'User has already logged in.');
}

/** The same user again: at once while CONNECTED; otherwise it waits for the login or reconnection under way. */
function joinLogin(state: ClientState, out: Out<ClientEffect>, call: { id: number; name: string }): void {
  const isConnected = state.phase === 'session' && state.connectionState === ZIMConnectionState.Connected;
  if (isConnected) resolve(out, call, undefined);
  else state.login?.calls.push(call.id);
}
