// The login request while nobody answers it: the SDK waits on it over all sockets, looks at it from time to time, fails the
// calls of the app, and makes it again. All of it was observed of logins that no backend has ever answered; a session
// that comes back has its own rules (login.ts).

import { ZIMConnectionEvent, ZIMConnectionState } from '../../zim/enums.js';
import type { ZimError } from '../../zim/error-codes.js';
import type { Out, StepContext } from '../model.js';
import { clearTimer, emitConnection, reject, setTimer } from './effects.js';
import { networkError, timedOut } from './errors.js';
import type { ClientEffect, ClientState, LoginRecord } from './state.js';

/** A socket has opened. The first one carries the login; on a later one it is made again, unless it still waits. */
export function noteAsked(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  const { login } = state;
  if (login === undefined || state.session !== undefined) return;
  const wasWaiting = isWaiting(login);
  if (!login.hasAsked) {
    login.hasAsked = true;
    login.askedAtMs = context.wallMs;
  } else if (login.again === undefined) {
    login.again = { times: 1, atMs: context.wallMs };
    emitAsking(state, out);
  }
  if (!wasWaiting) armCheck(state, context, out);
}

/** It is time to look at what waits. Ages go by the wall clock, so that sleep and clock jumps count (observed). */
export function onLoginCheck(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  const { login } = state;
  if (login === undefined) return;
  const { wallMs, params } = context;
  if (login.askedAtMs !== undefined && wallMs - login.askedAtMs >= params.loginTimeoutMs) {
    login.askedAtMs = undefined;
    // An offline login has resolved; who has called since then waits for the next question (observed).
    if (!login.isOfflineLogin) failCalls(state, out, timedOut());
  }
  if (login.again !== undefined && wallMs - login.again.atMs >= params.loginRepeatMs) {
    onAgainOverdue(state, login, wallMs, out);
  }
  if (isWaiting(login)) armCheck(state, context, out);
}

// It is made once more, and then forgotten.
function onAgainOverdue(
  state: ClientState,
  login: LoginRecord,
  wallMs: number,
  out: Out<ClientEffect>,
): void {
  const isSecond = login.again?.times === 2;
  // What has no socket to wait for is made anew when there is one.
  const isKept = !isSecond && (state.link.phase === 'asking' || state.link.wasOpen);
  login.again = isKept ? { times: 2, atMs: wallMs } : undefined;
  if (!isSecond) emitAsking(state, out);
  if (isSecond) failCalls(state, out, timedOut());
  else if (!isKept) failCalls(state, out, networkError(state, 'login'));
}

/** The backend has answered, whatever it says. */
export function endQuestion(state: ClientState, out: Out<ClientEffect>): void {
  if (state.login === undefined) return;
  state.login.askedAtMs = undefined;
  state.login.again = undefined;
  clearTimer(out, 'loginCheck');
}

/** The calls of `login` that wait, which wait no longer. */
export function takeLoginCalls(state: ClientState): number[] {
  const calls = state.login?.calls ?? [];
  if (state.login !== undefined) state.login.calls = [];
  return calls;
}

function isWaiting({ askedAtMs, again }: LoginRecord): boolean {
  return askedAtMs !== undefined || again !== undefined;
}

function failCalls(state: ClientState, out: Out<ClientEffect>, error: ZimError): void {
  for (const call of takeLoginCalls(state)) reject(out, { id: call, name: 'login' }, error);
}

// Checks come at fixed distances from the moment in which the SDK was created.
function armCheck(state: ClientState, { nowMs, params }: StepContext, out: Out<ClientEffect>): void {
  const sinceMs = nowMs - (state.createdAtMs ?? nowMs);
  setTimer(out, 'loginCheck', params.requestCheckMs - (sinceMs % params.requestCheckMs));
}

function emitAsking(state: ClientState, out: Out<ClientEffect>): void {
  emitConnection(state, out, {
    state: ZIMConnectionState.Reconnecting,
    event: ZIMConnectionEvent.ActiveLogin,
  });
}
