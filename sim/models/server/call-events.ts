// What the users of a call are told, when invitations run out, and when a call is over. All devices of a user are told
// alike; that only the one that takes part hears of changes is not modelled.

import { ZIMCallInvitationMode, ZIMCallUserState } from '../../zim/enums-other.js';
import type { CallRecord, CallUserRecord } from './call-records.js';
import { type DeviceRecord, onlineSessions } from './state.js';
import { callerTimer, callTimer } from './timers.js';
import { clearTimer, push, send, setTimer, type Turn } from './turn.js';

/** How many calls are remembered after their end. Assumed. */
const REMEMBERED = 200;

type Data = Readonly<Record<string, unknown>>;

/** Has not answered yet. */
export function isPending({ state }: CallUserRecord): boolean {
  return state === ZIMCallUserState.Inviting || state === ZIMCallUserState.Received;
}

/** Is told what happens in the call (docs). */
export function isLive(user: CallUserRecord): boolean {
  return isPending(user) || user.state === ZIMCallUserState.Accepted;
}

/** Takes users in as invited, and tells them. */
export function inviteAll(turn: Turn, call: CallRecord, userIDs: readonly string[], inviter: string): void {
  if (userIDs.length === 0) return;
  call.batches += 1;
  for (const userID of userIDs) {
    call.users.set(userID, newUser(userID, ZIMCallUserState.Inviting, inviter, call.batches));
  }
  setTimer(turn, callTimer(call.callID, call.batches), call.timeoutS * 1000);
  for (const userID of userIDs) {
    for (const { connection } of onlineSessions(turn.state, userID)) {
      if (connection !== undefined) pushInvitation(turn, connection, call, call.users.get(userID));
    }
  }
}

export function newUser(userID: string, state: number, inviter: string, batch: number): CallUserRecord {
  return { userID, state, extendedData: '', inviter, batch, acceptTime: 0, receivedBy: [], missed: [] };
}

/** Tells all devices of a user that are online; false when there are none. */
export function tellUser(turn: Turn, userID: string, event: string, data: Data): boolean {
  const sessions = onlineSessions(turn.state, userID);
  for (const { connection } of sessions) if (connection !== undefined) push(turn, connection, event, data);
  return sessions.length > 0;
}

/** Tells those in the call whose states have changed, and `also`. Who is offline hears it with the next login (types). */
export function tellStates(
  turn: Turn,
  call: CallRecord,
  changed: readonly string[],
  also: string | undefined = undefined,
): void {
  if (changed.length === 0) return;
  const data = { callID: call.callID, callUserList: infosOf(call, changed) };
  for (const user of call.users.values()) {
    if (!isLive(user) && user.userID !== also) continue;
    if (tellUser(turn, user.userID, 'callUserStateChanged', data)) continue;
    user.missed.push(...changed.filter((userID) => !user.missed.includes(userID)));
  }
}

/** The invitations of one batch have run out for those who have not answered. */
export function timeOutCall(turn: Turn, callID: string, batch: number): void {
  const call = turn.state.calls.get(callID);
  const late = [...(call?.users.values() ?? [])].filter((user) => user.batch === batch && isPending(user));
  const [first] = late;
  if (call === undefined || first === undefined) return;
  for (const user of late) user.state = ZIMCallUserState.Timeout;
  const invitees = late.map(({ userID }) => userID);
  for (const userID of invitees) {
    tellUser(turn, userID, 'callInvitationTimeout', { callID, mode: call.mode });
  }
  tellUser(turn, first.inviter, 'callInviteesAnsweredTimeout', { callID, invitees });
  tellStates(turn, call, invitees);
  endIfOver(turn, call);
}

/**
 * A device has come online: it gets the invitations that it has not got yet, and what its user has missed of the
 * others. An app that logs in afresh has forgotten those it had.
 */
export function deliverCalls(
  turn: Turn,
  device: DeviceRecord,
  { connection, isFresh }: { readonly connection: number; readonly isFresh: boolean },
): void {
  for (const call of turn.state.calls.values()) {
    const user = call.users.get(device.userID);
    if (user === undefined) continue;
    if (isFresh) user.receivedBy = user.receivedBy.filter((deviceID) => deviceID !== device.deviceID);
    if (isPending(user) && !user.receivedBy.includes(device.deviceID)) {
      pushInvitation(turn, connection, call, user);
    }
    if (user.missed.length === 0) continue;
    const callUserList = infosOf(call, user.missed);
    user.missed = [];
    if (isLive(user)) push(turn, connection, 'callUserStateChanged', { callID: call.callID, callUserList });
  }
}

/**
 * A general call is over when everybody has answered, an advanced one when it is ended (docs) or nobody is left in it
 * (assumed).
 */
export function endIfOver(turn: Turn, call: CallRecord): void {
  const users = [...call.users.values()];
  const isGeneral = call.mode !== ZIMCallInvitationMode.Advanced;
  if (!users.some(isGeneral ? isPending : isLive)) endCall(turn, call);
}

export function endCall(turn: Turn, call: CallRecord): void {
  const { state, context } = turn;
  call.endTime = context.wallMs;
  state.calls.delete(call.callID);
  state.endedCalls.push(call);
  if (state.endedCalls.length > REMEMBERED) state.endedCalls.shift();
  clearTimer(turn, callerTimer(call.callID));
  for (let batch = 1; batch <= call.batches; batch++) clearTimer(turn, callTimer(call.callID, batch));
}

/** Takes open invitations back, and tells those who had them. Nobody else is in the call (docs). */
export function cancelCall(
  turn: Turn,
  call: CallRecord,
  cancelled: readonly CallUserRecord[],
  extendedData: string,
): void {
  const { callID, mode, caller: inviter } = call;
  for (const user of cancelled) {
    user.state = ZIMCallUserState.Cancelled;
    tellUser(turn, user.userID, 'callInvitationCancelled', { callID, mode, inviter, extendedData });
  }
  tellStates(
    turn,
    call,
    cancelled.map(({ userID }) => userID),
  );
  if (inviteesOf(call).some(isPending)) endIfOver(turn, call);
  else endCall(turn, call);
}

export function inviteesOf({ caller, users }: CallRecord): CallUserRecord[] {
  return [...users.values()].filter(({ userID }) => userID !== caller);
}

/** A user has logged out: calls that nobody has accepted are cancelled, unless another device of it is there (docs). */
export function cancelCallsOf(turn: Turn, userID: string): void {
  for (const call of callsBy(turn, userID)) cancelIfAway(turn, call.callID);
}

/** A user has lost its connection: when its heartbeats stay out for so long, the same happens (docs). */
export function watchCallsOf(turn: Turn, userID: string, afterMs: number): void {
  for (const { callID } of callsBy(turn, userID)) setTimer(turn, callerTimer(callID), afterMs);
}

/** Takes the open invitations of a call back that nobody has accepted, if its caller is not there. */
export function cancelIfAway(turn: Turn, callID: string): void {
  const call = turn.state.calls.get(callID);
  if (call === undefined || onlineSessions(turn.state, call.caller).length > 0) return;
  const invitees = inviteesOf(call);
  const open = invitees.filter(isPending);
  if (open.length === 0 || invitees.some(({ state }) => state === ZIMCallUserState.Accepted)) return;
  cancelCall(turn, call, open, '');
}

function callsBy({ state }: Turn, userID: string): CallRecord[] {
  // Mostly nobody calls.
  if (state.calls.size === 0) return [];
  return [...state.calls.values()].filter(({ caller }) => caller === userID);
}

/** The backend's host has started again: invitations run out anew. */
export function restartCallTimers(turn: Turn): void {
  for (const call of turn.state.calls.values()) {
    const batches = new Set([...call.users.values()].filter(isPending).map(({ batch }) => batch));
    for (const batch of batches) setTimer(turn, callTimer(call.callID, batch), call.timeoutS * 1000);
    setTimer(turn, callerTimer(call.callID), turn.context.params.heartbeatTimeoutMs);
  }
}

export function infosOf(call: CallRecord, userIDs: Iterable<string> = call.users.keys()): Data[] {
  return [...userIDs].map((userID) => {
    const { state = ZIMCallUserState.Unknown, extendedData = '' } = call.users.get(userID) ?? {};
    return { userID, state, extendedData };
  });
}

// It is sent again until the device has said that it has it.
function pushInvitation(
  turn: Turn,
  connection: number,
  call: CallRecord,
  user: CallUserRecord | undefined,
): void {
  const { callID, mode, caller, extendedData, timeoutS: timeout, createTime } = call;
  const { inviter = caller, batch = 0 } = user ?? {};
  const callUserList = infosOf(call);
  const data = { callID, mode, caller, inviter, extendedData, timeout, createTime, callUserList };
  const once = `${callID}/${batch}`;
  send(turn, connection, { kind: 'push', event: 'callInvitationReceived', data, once });
}
