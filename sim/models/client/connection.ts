// The link to the backend: attempts, the observed back-off, detection of dead connections, heartbeats.
// Whether there is a session is decided in login.ts and session.ts.

import { purpose } from '../../kernel/random.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../zim/enums.js';
import type { Out, StepContext } from '../model.js';
import { clearTimer, emit, emitConnection, reject, setTimer } from './effects.js';
import { networkError } from './errors.js';
import { failAllPending } from './failures.js';
import { noteAsked, takeLoginCalls } from './login-question.js';
import { send } from './requests.js';
import { interruptRooms } from './room-events.js';
import { endSession } from './session.js';
import type { ClientEffect, ClientState } from './state.js';

const FIRST_BACKOFF = purpose('client.first-backoff');

/** Opens a new socket. The platform may end the attempt by itself. */
export function attempt(state: ClientState, out: Out<ClientEffect>): void {
  state.sockets += 1;
  state.link.socket = state.sockets;
  state.link.phase = 'connecting';
  state.link.wasOpen = false;
  out.push({ kind: 'connect', socket: state.sockets, host: state.config.serverHost });
  if (state.config.connectTimeoutMs > 0) setTimer(out, 'connectTimeout', state.config.connectTimeoutMs);
}

/** The socket is open: the back-off starts over (whatever becomes of the login on it), and the login is sent. */
export function onOpened(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  if (state.link.phase !== 'connecting') return;
  clearTimer(out, 'connectTimeout');
  restartBackoff(state);
  state.link.phase = 'asking';
  askToLogIn(state, out);
  setTimer(out, 'loginTimeout', context.params.silentSocketMs);
  noteAsked(state, context, out);
  if (state.phase === 'loggingIn' && state.connectionState === ZIMConnectionState.Disconnected) {
    emitConnection(state, out, {
      state: ZIMConnectionState.Connecting,
      event: ZIMConnectionEvent.ActiveLogin,
    });
  }
}

/** The socket is gone, or an attempt failed: in the same instant the app is told, and the back-off runs. */
export function onLinkLost(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  if (state.phase !== 'loggingIn' && state.phase !== 'session') return;
  clearLinkTimers(out);
  const wasOpen = state.link.phase === 'asking' || state.link.phase === 'ready';
  dropLink(state);
  state.link.wasOpen = wasOpen;
  if (givesUp(state, context)) {
    giveUp(state, out);
    return;
  }
  waitForReconnect(state, context, out);
  emitConnection(state, out, {
    state: ZIMConnectionState.Reconnecting,
    event: ZIMConnectionEvent.LoginInterrupted,
  });
  failAllPending(state, out);
  interruptRooms(state, out);
}

/** No answer to the login on an open socket: it is given up, and the attempts go on. */
export function onLoginTimeout(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  if (state.link.phase === 'asking') hangUp(state, context, out);
}

/** A heartbeat is due. One that is unanswered already has its own timer running. */
export function onHeartbeatDue(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  if (state.link.phase !== 'ready') return;
  send(state, out, { kind: 'heartbeat', receivedSeq: state.receivedSeq });
  setTimer(out, 'heartbeat', context.params.heartbeatIntervalMs);
  if (state.link.awaitingHeartbeatAck) return;
  state.link.awaitingHeartbeatAck = true;
  setTimer(out, 'heartbeatAck', context.params.heartbeatAckTimeoutMs);
}

export function onHeartbeatAck(state: ClientState, out: Out<ClientEffect>): void {
  if (!state.link.awaitingHeartbeatAck) return;
  state.link.awaitingHeartbeatAck = false;
  clearTimer(out, 'heartbeatAck');
}

/** The connection hangs, or an attempt takes too long: the socket is given up, and it counts as lost. */
export function hangUp(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  if (state.link.socket === 0) return;
  out.push({ kind: 'close', socket: state.link.socket, code: 1000 });
  onLinkLost(state, context, out);
}

/** The platform's hint: try at once. It uses up the back-off that was running and resets nothing (observed). */
export function onHint(state: ClientState, out: Out<ClientEffect>): void {
  if (state.link.phase !== 'waiting') return;
  clearTimer(out, 'reconnect');
  attempt(state, out);
}

export function onReconnectDue(state: ClientState, out: Out<ClientEffect>): void {
  if (state.link.phase === 'waiting') attempt(state, out);
}

/** The waits start over with the random one. */
export function restartBackoff(state: ClientState): void {
  state.backoff.slot = 0;
  state.backoff.summedMs = 0;
  state.backoff.series += 1;
}

// It is no question like the others: it has a timeout of its own, which may be longer than theirs.
function askToLogIn(state: ClientState, out: Out<ClientEffect>): void {
  const login = state.login;
  if (login === undefined) return;
  state.link.loginRequest = state.nextRequest++;
  send(state, out, {
    kind: 'login',
    request: state.link.loginRequest,
    userID: login.userID,
    userName: login.userName,
    deviceID: state.config.deviceID,
    token: login.token,
    session: state.session,
    rooms: [...state.rooms.keys()],
    receivedSeq: state.receivedSeq,
  });
}

function waitForReconnect(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  const delayMs = backoffMs(state, context);
  state.backoff.slot += 1;
  state.backoff.summedMs += delayMs;
  state.link.phase = 'waiting';
  setTimer(out, 'reconnect', delayMs);
}

function backoffMs(state: ClientState, context: StepContext): number {
  const { slot, series } = state.backoff;
  const { firstBackoffMinMs, firstBackoffSpanMs, backoffSeriesS } = context.params;
  if (slot === 0) {
    const key = state.config.deviceKey;
    return firstBackoffMinMs + context.choices.between(FIRST_BACKOFF, 0, firstBackoffSpanMs, key, series);
  }
  const last = backoffSeriesS.length - 1;
  return (backoffSeriesS[Math.min(slot - 1, last)] ?? 0) * 1000;
}

/** Which clients stop trying depends on the version, and on whether there was a session. */
function givesUp(state: ClientState, context: StepContext): boolean {
  const { sdk } = state.config;
  if (state.phase === 'loggingIn') {
    return sdk.givesUpBeforeFirstSession && state.backoff.summedMs >= context.params.giveUpAfterBackoffMs;
  }
  return (
    !sdk.keepsReconnectingAfterSession && state.backoff.summedMs >= context.params.legacyGiveUpAfterSessionMs
  );
}

function giveUp(state: ClientState, out: Out<ClientEffect>): void {
  const calls = takeLoginCalls(state);
  const error = networkError(state, 'login');
  endSession(state, out, { event: ZIMConnectionEvent.LoginTimeout });
  emit(state, out, 'error', { code: error.code, message: error.message });
  for (const call of calls) reject(out, { id: call, name: 'login' }, error);
}

function clearLinkTimers(out: Out<ClientEffect>): void {
  clearTimer(out, 'connectTimeout');
  clearTimer(out, 'loginTimeout');
  clearTimer(out, 'heartbeat');
  clearTimer(out, 'heartbeatAck');
}

function dropLink(state: ClientState): void {
  state.link.socket = 0;
  state.link.phase = 'none';
  state.link.loginRequest = 0;
  state.link.awaitingHeartbeatAck = false;
}
