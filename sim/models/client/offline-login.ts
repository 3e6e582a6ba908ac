// A login with `isOfflineLogin`: a session at once, without a backend. It resolves when the user's data is open.

import { ZIMConnectionEvent, ZIMConnectionState } from '../../zim/enums.js';
import type { Out, StepContext } from '../model.js';
import { attempt } from './connection.js';
import { emitConnection, resolve, setTimer } from './effects.js';
import { takeLoginCalls } from './login-question.js';
import type { ClientEffect, ClientState } from './state.js';
import { watchToken } from './tokens.js';

/** Begins the session, of a login that has just been noted. (2, 0) comes inside of the call (observed). */
export function beginOffline(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  isDataOpen: boolean,
): void {
  const { login } = state;
  if (login === undefined) return;
  state.phase = 'session';
  attempt(state, out);
  if (!isDataOpen) setTimer(out, 'localData', context.params.localDataMs);
  if (login.token !== undefined) watchToken(state, context, out, login.token);
  emitConnected(state, out);
  // A token that is over ends the session first.
  const isOver =
    state.token !== undefined && state.token.secondsAtLogin * 1000 <= context.params.tokenExpiredLeadMs;
  if (!isOver && isDataOpen) onLocalData(state, out);
}

/** The user's data is open: (2, 0) once more, whatever has become of the link, and the login resolves (observed). */
export function onLocalData(state: ClientState, out: Out<ClientEffect>): void {
  if (state.login === undefined) return;
  emitConnected(state, out);
  for (const call of takeLoginCalls(state)) resolve(out, { id: call, name: 'login' }, undefined);
}

function emitConnected(state: ClientState, out: Out<ClientEffect>): void {
  emitConnection(state, out, { state: ZIMConnectionState.Connected, event: ZIMConnectionEvent.Success });
}
