// How sessions end, fall silent and renew their token. How they begin is in login.ts.
//
// Silence is watched by one timer a session, armed again when it fires: a heartbeat must not touch the queue.

import { ZIMErrorCode } from '../../zim/error-codes.js';
import { checkToken } from '../../zim/token04.js';
import type { ServerMessage } from '../../zim/wire.js';
import { cancelCallsOf, watchCallsOf } from './call-events.js';
import { detachMembers, leaveRooms, timeOutMember } from './members.js';
import { deviceOf, NEVER, type SessionRecord } from './state.js';
import { sessionTimer } from './timers.js';
import {
  CloseCode,
  clearTimer,
  closeConnection,
  DONE,
  type Refused,
  type Reply,
  refused,
  report,
  send,
  setTimer,
  type Turn,
} from './turn.js';

/** Why a session ends. All but `logout` are told to the client, and its connection is closed. */
export type EndReason = 'logout' | 'kickedOut' | 'tokenExpired' | 'unregistered';

export const TOKEN_EXPIRED: Refused = Object.freeze(
  refused(ZIMErrorCode.NetworkModuleTokenExpired, 'The token has expired.'),
);

/** Ends a session with its memberships. The return of a kicked one will be refused. */
export function endSession(turn: Turn, session: SessionRecord, reason: EndReason): void {
  const device = deviceOf(turn.state, session);
  if (reason === 'kickedOut') device.kickedSession = session.id;
  if (reason !== 'logout') hangUp(turn, session, { kind: 'sessionEnded', reason });
  forgetSession(turn, session);
  report(turn, session.deviceID, { kind: 'sessionEnded', userID: session.userID, reason });
  leaveRooms(turn, device, 'loggedOut');
  // Who is kicked out by another device of its own goes on there; the others are away (assumed).
  if (reason === 'logout') cancelCallsOf(turn, session.userID);
  else watchCallsOf(turn, session.userID, turn.context.params.heartbeatTimeoutMs);
}

/** Another login of the same device takes the place of this session. Nobody is told; its memberships stay for now. */
export function replaceSession(turn: Turn, session: SessionRecord, next: number): void {
  release(turn, session, next);
  forgetSession(turn, session);
  report(turn, session.deviceID, { kind: 'sessionEnded', userID: session.userID, reason: 'logout' });
}

/**
 * Takes the session off its connection, because its device has come in on the connection `next`. An old one is
 * closed and the client not told. The client asks about its rooms again, as after any change of connections.
 */
export function release(turn: Turn, session: SessionRecord, next: number): void {
  const { connection } = session;
  if (connection === undefined) return;
  if (connection !== next) closeConnection(turn, connection, CloseCode.replaced);
  leaveConnection(turn, session);
}

/** The session's connection is gone, or counts as gone: the user is offline and memberships run out. */
export function goOffline(turn: Turn, session: SessionRecord): void {
  report(turn, session.deviceID, { kind: 'sessionOffline', userID: session.userID });
  leaveConnection(turn, session);
  const { nowMs, params } = turn.context;
  const leftMs = Math.max(0, session.lastHeardMs + params.heartbeatTimeoutMs - nowMs);
  watchCallsOf(turn, session.userID, leftMs);
}

/** Closes the connection of a session and counts its user as offline. */
export function dropOnline(turn: Turn, session: SessionRecord, code: number): void {
  if (session.connection === undefined) return;
  closeConnection(turn, session.connection, code);
  goOffline(turn, session);
}

/** The session's timer: has it been silent for too long? */
export function checkSilence(turn: Turn, id: string): void {
  const session = turn.state.sessions.get(id);
  if (session?.connection === undefined) return;
  const { nowMs, params } = turn.context;
  const silentMs = nowMs - session.lastHeardMs;
  if (silentMs >= params.heartbeatTimeoutMs) {
    dropOnline(turn, session, CloseCode.silent);
    return;
  }
  if (params.memberTimeoutStarts === 'silence' && silentMs >= params.roomMemberTimeoutMs) {
    for (const roomID of [...deviceOf(turn.state, session).rooms]) timeOutIfAttached(turn, roomID, session);
  }
  watchSilence(turn, session);
}

/**
 * Arms the session's timer for the first instant at which it could be too silent. Where memberships run out by
 * silence, that is never later than one membership timeout from now: the device may enter a room meanwhile.
 */
export function watchSilence(turn: Turn, session: SessionRecord): void {
  const { nowMs, params } = turn.context;
  const silentMs = nowMs - session.lastHeardMs;
  const offlineInMs = params.heartbeatTimeoutMs - silentMs;
  const bySilence = params.memberTimeoutStarts === 'silence';
  const memberInMs =
    silentMs < params.roomMemberTimeoutMs
      ? params.roomMemberTimeoutMs - silentMs
      : params.roomMemberTimeoutMs;
  setTimer(turn, sessionTimer(session.id), bySilence ? Math.min(offlineInMs, memberInMs) : offlineInMs);
}

/** Moves the session's expiry to that of a new token. */
export function renewToken(turn: Turn, session: SessionRecord, token: string): Reply {
  const verdict = verifyToken(turn, session.userID, token);
  if (verdict.kind === 'refused') return verdict;
  session.expireAtSeconds = verdict.expireAtSeconds;
  return DONE;
}

/** What the backend thinks of a token. Without token authentication any will do, and none as well. */
export function verifyToken(
  turn: Turn,
  userID: string,
  token: string | undefined,
): { readonly kind: 'valid'; readonly expireAtSeconds: number } | Refused {
  const { config, users } = turn.state;
  if (config.authentication === 'none') return { kind: 'valid', expireAtSeconds: NEVER };
  if (token === undefined) return refused(ZIMErrorCode.NetworkModuleTokenInvalid, 'A token is needed.');
  const { params, wallMs } = turn.context;
  const verdict = checkToken(token, {
    secret: config.secret,
    appID: config.appID,
    userID,
    nowSeconds: wallMs / 1000,
    minValiditySeconds: params.tokenMinValidityS,
    maxValiditySeconds: params.tokenMaxValidityS,
  });
  if (!verdict.ok) return refused(verdict.code, verdict.message);
  if (verdict.issuedAtSeconds < (users.get(userID)?.tokensFromSeconds ?? 0)) {
    return refused(ZIMErrorCode.NetworkModuleTokenInvalid, 'The token has been revoked.');
  }
  return { kind: 'valid', expireAtSeconds: verdict.expireAtSeconds };
}

/** Whether the session's token has run out by the wall clock. */
export function hasExpired(session: SessionRecord, wallMs: number): boolean {
  return wallMs >= session.expireAtSeconds * 1000;
}

function hangUp(turn: Turn, session: SessionRecord, farewell: ServerMessage): void {
  if (session.connection === undefined) return;
  send(turn, session.connection, farewell);
  closeConnection(turn, session.connection, CloseCode.sessionEnded);
}

// A connection that still stands afterwards is one that the client logged out on; it may log in on it again.
function forgetSession(turn: Turn, session: SessionRecord): void {
  const { state } = turn;
  const device = deviceOf(state, session);
  const connection = session.connection === undefined ? undefined : state.connections.get(session.connection);
  if (connection?.session === session.id) connection.session = undefined;
  if (session.connection !== undefined) clearTimer(turn, sessionTimer(session.id));
  state.sessions.delete(session.id);
  if (device.session === session.id) device.session = undefined;
}

function leaveConnection(turn: Turn, session: SessionRecord): void {
  session.connection = undefined;
  session.mustReconnect = false;
  clearTimer(turn, sessionTimer(session.id));
  detachMembers(turn, deviceOf(turn.state, session), membershipLeftMs(turn, session));
}

function timeOutIfAttached(turn: Turn, roomID: string, session: SessionRecord): void {
  const member = turn.state.rooms.get(roomID)?.members.get(session.userID);
  if (member?.connection !== undefined) timeOutMember(turn, roomID, session.userID);
}

function membershipLeftMs(turn: Turn, session: SessionRecord): number {
  const { nowMs, params } = turn.context;
  if (params.memberTimeoutStarts === 'offline') return params.roomMemberTimeoutMs;
  return Math.max(0, session.lastHeardMs + params.roomMemberTimeoutMs - nowMs);
}
