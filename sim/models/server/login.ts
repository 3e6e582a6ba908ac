// How a device comes in: the first login, a session that comes back, and which device must go when there are too
// many. Everything that happens to a session afterwards is in sessions.ts.

import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { LoginRefusal, LoginRequest, ServerMessage } from '../../zim/wire.js';
import { deliverCalls } from './call-events.js';
import { leaveRooms } from './members.js';
import { acknowledge, deliverPending, store } from './messages.js';
import {
  endSession,
  hasExpired,
  release,
  replaceSession,
  TOKEN_EXPIRED,
  verifyToken,
  watchSilence,
} from './sessions.js';
import {
  type ConnectionRecord,
  type DeviceRecord,
  deviceOf,
  isRegistered,
  NEVER,
  onlineSessions,
  type SessionRecord,
  sessionOf,
  userFor,
} from './state.js';
import {
  answer,
  CloseCode,
  closeConnection,
  type Refused,
  refused,
  report,
  send,
  type Turn,
} from './turn.js';

/** Who logs in, and on what. */
export type Who = Pick<LoginRequest, 'userID' | 'deviceID' | 'userName'>;

/** Answers a login and, if it is good, sends what has waited for the device, in order, and that this is all. */
export function login(turn: Turn, connection: ConnectionRecord, request: LoginRequest): void {
  const known = knownSession(turn, request);
  // Story: bob gives up a connection on which his login has not got through, comes back on another one and enters a
  // room. Then the first login arrives after all, and knows nothing of the room.
  if (known !== undefined && request.request < known.loginRequest) {
    closeConnection(turn, connection.connection, CloseCode.replaced);
    return;
  }
  const admission = admit(turn, connection, request, known);
  if (admission.kind === 'refused') {
    refuse(turn, connection, request, admission);
    if (known !== undefined && admission.ends !== undefined) endSession(turn, known, admission.ends);
    return;
  }
  for (const earliest of devicesInTheWay(turn, request)) endSession(turn, earliest, 'kickedOut');
  const device = deviceFor(turn, request);
  const session = known ?? startSession(turn, device, connection);
  if (known !== undefined) resumeSession(turn, device, known, connection);
  session.expireAtSeconds = admission.expireAtSeconds;
  settle(turn, connection, session, request);
}

interface Admitted {
  readonly kind: 'admitted';
  readonly expireAtSeconds: number;
}

/** `ends` is how a session that wanted to come back ends with this. */
interface Refusal extends Refused {
  readonly refusal?: LoginRefusal;
  readonly ends?: 'kickedOut' | 'tokenExpired';
}

function admit(
  turn: Turn,
  connection: ConnectionRecord,
  request: LoginRequest,
  known: SessionRecord | undefined,
): Admitted | Refusal {
  const { userID, deviceID, session } = request;
  const current = connection.session === undefined ? undefined : sessionOf(turn.state, connection.session);
  if (current !== undefined && (current.userID !== userID || current.deviceID !== deviceID))
    return OTHER_USER;
  // What ended the session first is what its client is told, even if the account has gone since. It may name an older
  // session than the one that was kicked: then the answer that named the new one was lost.
  const device = turn.state.users.get(userID)?.devices.get(deviceID);
  if (session !== undefined && device?.kickedSession !== undefined) return KICKED_OUT;
  if (!isRegistered(turn.state, userID)) return UNREGISTERED;
  const validity = validityOf(turn, request, known);
  if (validity.kind === 'refused') return validity;
  // While it was offline it did not count, and later logins took its place.
  return known !== undefined && isInTheWay(turn, request, known) ? KICKED_OUT : validity;
}

// A session that comes back without a token goes on with the expiry it has.
function validityOf(turn: Turn, request: LoginRequest, known: SessionRecord | undefined): Admitted | Refusal {
  if (known !== undefined && request.token === undefined) {
    if (hasExpired(known, turn.context.wallMs)) return EXPIRED;
    return { kind: 'admitted', expireAtSeconds: known.expireAtSeconds };
  }
  const verdict = verifyToken(turn, request.userID, request.token);
  if (verdict.kind !== 'refused') return { kind: 'admitted', expireAtSeconds: verdict.expireAtSeconds };
  if (verdict.code === EXPIRED.code) return EXPIRED;
  // Nobody says what a session is told whose token is worth nothing any more: assumed, what one with an expired token is.
  return request.session === undefined
    ? verdict
    : { ...verdict, refusal: 'tokenExpired', ends: 'tokenExpired' };
}

// The earliest logins on other devices that must go so that there is room for this one, which is the latest.
export function devicesInTheWay(turn: Turn, request: Who): SessionRecord[] {
  const others = onOtherDevices(turn, request);
  return others.slice(0, Math.max(0, others.length + 1 - turn.context.params.maxDevicesPerUser));
}

// Whether the session that comes back is itself one of the earliest.
function isInTheWay(turn: Turn, request: LoginRequest, known: SessionRecord): boolean {
  const others = onOtherDevices(turn, request);
  const excess = others.length + 1 - turn.context.params.maxDevicesPerUser;
  return others.filter((other) => other.loginOrder < known.loginOrder).length < excess;
}

function onOtherDevices(turn: Turn, request: Who): SessionRecord[] {
  const online = onlineSessions(turn.state, request.userID);
  return online.filter(({ deviceID }) => deviceID !== request.deviceID);
}

function knownSession(turn: Turn, request: LoginRequest): SessionRecord | undefined {
  const known = request.session === undefined ? undefined : turn.state.sessions.get(request.session);
  return known?.userID === request.userID && known.deviceID === request.deviceID ? known : undefined;
}

export function startSession(turn: Turn, device: DeviceRecord, connection: ConnectionRecord): SessionRecord {
  const { state, context } = turn;
  const { userID, deviceID } = device;
  if (device.session !== undefined) {
    replaceSession(turn, sessionOf(state, device.session), connection.connection);
  }
  device.sessionsStarted += 1;
  state.logins += 1;
  const session: SessionRecord = {
    id: `${userID}/${deviceID}/${device.sessionsStarted}`,
    userID,
    deviceID,
    loginAtMs: context.nowMs,
    loginOrder: state.logins,
    connection: connection.connection,
    loginRequest: 0,
    lastHeardMs: context.nowMs,
    expireAtSeconds: NEVER,
    receivedSeq: 0,
    mustReconnect: false,
  };
  state.sessions.set(session.id, session);
  device.session = session.id;
  report(turn, deviceID, { kind: 'sessionStarted', userID });
  return session;
}

function resumeSession(
  turn: Turn,
  device: DeviceRecord,
  known: SessionRecord,
  connection: ConnectionRecord,
): void {
  release(turn, known, connection.connection);
  known.connection = connection.connection;
  known.lastHeardMs = turn.context.nowMs;
  report(turn, device.deviceID, { kind: 'sessionResumed', userID: device.userID });
}

// What a good login does, new or not.
function settle(
  turn: Turn,
  connection: ConnectionRecord,
  session: SessionRecord,
  request: LoginRequest,
): void {
  const device = deviceOf(turn.state, session);
  connection.session = session.id;
  session.loginRequest = request.request;
  device.kickedSession = undefined;
  // An app that logs in afresh has asked about no room; what it missed before is of no interest to it.
  if (request.session === undefined) device.timedOutRooms = [];
  leaveRooms(turn, device, 'loggedOut', request.rooms);
  acknowledge(session, device, request.receivedSeq);
  answer(turn, connection.connection, request.request, { kind: 'loggedIn', session: session.id });
  deliverPending(turn, device, connection.connection);
  deliverCalls(turn, device, {
    connection: connection.connection,
    isFresh: request.session === undefined,
  });
  send(turn, connection.connection, SYNC_FINISHED);
  watchSilence(turn, session);
}

// The first device of a user gets what was written to the user before.
export function deviceFor(turn: Turn, request: Who): DeviceRecord {
  const { userID, deviceID, userName } = request;
  const user = userFor(turn.state, userID);
  // A login without a name leaves the user the name that it has (assumed).
  if (userName !== '') user.userName = userName;
  const known = user.devices.get(deviceID);
  if (known !== undefined) return known;
  const device = newDevice(userID, deviceID);
  user.devices.set(deviceID, device);
  for (const { message, storedAtMs } of user.backlog) store(device, message, storedAtMs);
  user.backlog = [];
  return device;
}

function newDevice(userID: string, deviceID: string): DeviceRecord {
  return {
    userID,
    deviceID,
    session: undefined,
    kickedSession: undefined,
    rooms: [],
    timedOutRooms: [],
    sessionsStarted: 0,
    messagesSent: 0,
    inbox: [],
    nextSeq: 1,
    sent: new Map(),
  };
}

// `refusal` says that a session cannot go on, so a login that brings none has none.
function refuse(turn: Turn, connection: ConnectionRecord, request: LoginRequest, refusal: Refusal): void {
  if (refusal.refusal === undefined || request.session === undefined) {
    answer(turn, connection.connection, request.request, refusal);
    return;
  }
  send(turn, connection.connection, {
    kind: 'answer',
    request: request.request,
    ok: false,
    code: refusal.code,
    message: refusal.message,
    refusal: refusal.refusal,
  });
}

const SYNC_FINISHED: ServerMessage = Object.freeze({ kind: 'syncFinished' });
const EXPIRED: Refusal = { ...TOKEN_EXPIRED, refusal: 'tokenExpired', ends: 'tokenExpired' };
const KICKED_OUT: Refusal = {
  ...refused(ZIMErrorCode.NetworkModuleUserIsNotLogged, 'Another device has taken the session.'),
  refusal: 'kickedOut',
  ends: 'kickedOut',
};
const UNREGISTERED: Refusal = {
  ...refused(ZIMErrorCode.CommonModuleUserIsNotExist, 'There is no such user.'),
  refusal: 'unregistered',
};
const OTHER_USER: Refusal = refused(
  ZIMErrorCode.NetworkModuleUserHasAlreadyLogged,
  'This connection belongs to another user or device.',
);
