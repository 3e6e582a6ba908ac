// The login request while nobody answers it: the SDK waits on it over all sockets, looks at it from time to time, fails the
// calls of the app, and makes it again. All of it was observed of logins that no backend has ever answered; a session
// that comes back has its own rules (login.ts).

import { ZIMConnectionEvent, ZIMConnectionState } from '../../zim/enums.js';
import type { Out, StepContext } from '../model.js';
import { clearTimer, emitConnection, reject, setTimer } from './effects.js';
import { timedOut } from './errors.js';
import type { ClientEffect, ClientState } from './state.js';

/** A socket has opened. The first one carries the login; on a later one it is made again, unless it still waits. */
export function noteAsked(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  const { login } = state;
  if (login === undefined || state.session !== undefined) return;
  if (!login.hasAsked) {
    login.hasAsked = true;
    setTimer(out, 'loginCheck', untilCheckMs(state, context, context.params.loginTimeoutMs));
  } else if (login.askedAgain === undefined) {
    login.askedAgain = 'once';
    setTimer(out, 'loginRepeat', untilCheckMs(state, context, context.params.loginRepeatMs));
    emitAsking(state, out);
  }
}

/** The first login has waited too long: the calls fail, the attempts go on. */
export function onLoginCheck(state: ClientState, out: Out<ClientEffect>): void {
  for (const call of takeLoginCalls(state)) reject(out, { id: call, name: 'login' }, timedOut());
}

/** The later one has: it is made once more, and then forgotten. */
export function onLoginRepeat(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  const { login, link } = state;
  if (login === undefined) return;
  const isSecond = login.askedAgain === 'twice';
  login.askedAgain = undefined;
  if (isSecond) return;
  // What has no socket to wait for is made anew when there is one.
  if (link.phase === 'asking' || link.wasOpen) {
    login.askedAgain = 'twice';
    setTimer(out, 'loginRepeat', untilCheckMs(state, context, context.params.loginRepeatMs));
  }
  emitAsking(state, out);
}

/** The backend has answered, whatever it says. */
export function endQuestion(state: ClientState, out: Out<ClientEffect>): void {
  if (state.login !== undefined) state.login.askedAgain = undefined;
  clearTimer(out, 'loginCheck');
  clearTimer(out, 'loginRepeat');
}

/** The calls of `login` that wait, which wait no longer. */
export function takeLoginCalls(state: ClientState): number[] {
  const calls = state.login?.calls ?? [];
  if (state.login !== undefined) state.login.calls = [];
  return calls;
}

// Checks come at fixed distances from the moment in which the SDK was created.
function untilCheckMs({ createdAtMs }: ClientState, { nowMs, params }: StepContext, timeoutMs: number): number {
  const begunMs = createdAtMs ?? nowMs;
  const { requestCheckMs } = params;
  return begunMs + Math.ceil((nowMs + timeoutMs - begunMs) / requestCheckMs) * requestCheckMs - nowMs;
}

function emitAsking(state: ClientState, out: Out<ClientEffect>): void {
  emitConnection(state, out, {
    state: ZIMConnectionState.Reconnecting,
    event: ZIMConnectionEvent.ActiveLogin,
  });
}
