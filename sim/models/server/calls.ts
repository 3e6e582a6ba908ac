// Call invitations: inviting, answering, joining, leaving, ending. The backend owns the state of a call; a lost
// connection leaves it as it is, until a caller whom nobody has answered has been away for too long. What is told is in
// call-events.ts. Where a refusal's code is not documented, it is assumed.

import { ZIMCallInvitationMode, ZIMCallState, ZIMCallUserState } from '../../zim/enums-other.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import {
  cancelCall,
  endCall,
  endIfOver,
  infosOf,
  inviteAll,
  inviteesOf,
  isLive,
  isPending,
  newUser,
  tellStates,
  tellUser,
} from './call-events.js';
import type { CallRecord, CallUserRecord } from './call-records.js';
import { isRegistered, type SessionRecord } from './state.js';
import {
  fieldsOf,
  type Refused,
  type Reply,
  refused,
  type Service,
  served,
  type Turn,
  textAt,
} from './turn.js';

export const CALL_SERVICES: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['callInvite', invite],
  ['callReceived', received],
  ['callCancel', cancel],
  ['callAccept', (turn, session, args) => respond(turn, session, args, ZIMCallUserState.Accepted)],
  ['callReject', (turn, session, args) => respond(turn, session, args, ZIMCallUserState.Rejected)],
  ['callingInvite', inviteMore],
  ['callJoin', join],
  ['callQuit', quit],
  ['callEnd', end],
  ['queryCallInvitationList', list],
]);

/** Seconds, where the app names no timeout. Assumed; the documentation's examples use it. */
const DEFAULT_TIMEOUT_S = 90;

function invite(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const { state, context } = turn;
  const { userID: caller } = session;
  const { timeout, mode, extendedData } = fieldsOf(args[1]);
  const asked = usersIn(args[0]).filter((userID) => userID !== caller);
  const invitees = asked.filter((userID) => isRegistered(state, userID));
  if (invitees.length === 0) return NO_SUCH_INVITEE;
  const made = (state.callsMade.get(caller) ?? 0) + 1;
  state.callsMade.set(caller, made);
  const call: CallRecord = {
    callID: `${caller}/c${made}`,
    number: ++state.callsBegun,
    caller,
    mode: mode === ZIMCallInvitationMode.Advanced ? mode : ZIMCallInvitationMode.General,
    timeoutS: typeof timeout === 'number' && timeout > 0 ? timeout : DEFAULT_TIMEOUT_S,
    extendedData: typeof extendedData === 'string' ? extendedData : '',
    createTime: context.wallMs,
    users: new Map(),
    batches: 0,
    endTime: 0,
  };
  state.calls.set(call.callID, call);
  const self = newUser(caller, ZIMCallUserState.Accepted, caller, 0);
  self.acceptTime = context.wallMs;
  call.users.set(caller, self);
  inviteAll(turn, call, invitees, caller);
  const { callID, timeoutS, createTime } = call;
  tellUser(turn, caller, 'callInvitationCreated', {
    callID,
    mode: call.mode,
    caller,
    extendedData: call.extendedData,
    timeout: timeoutS,
    createTime,
    callUserList: infosOf(call),
  });
  const unknown = asked.filter((userID) => !invitees.includes(userID));
  return served({ callID, timeout: timeoutS, errorUserList: unknown.map(asUnknown) });
}

// A client says so by itself as soon as it has an invitation. How the SDK does it is assumed.
function received(turn: Turn, { userID, deviceID }: SessionRecord, args: readonly unknown[]): Reply {
  const call = turn.state.calls.get(textAt(args, 0));
  const user = call?.users.get(userID);
  if (call === undefined || user === undefined || !isPending(user)) return served(undefined);
  if (!user.receivedBy.includes(deviceID)) user.receivedBy.push(deviceID);
  if (user.state === ZIMCallUserState.Inviting) {
    user.state = ZIMCallUserState.Received;
    tellStates(turn, call, [userID]);
  }
  return served(undefined);
}

// Only while nobody has answered (docs). Without invitees it is for all of them (assumed).
function cancel(turn: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const call = turn.state.calls.get(textAt(args, 1));
  if (call === undefined) return NO_SUCH_CALL;
  if (call.caller !== userID) return NOT_THE_INVITER;
  const users = inviteesOf(call);
  if (users.some(({ state }) => state === ZIMCallUserState.Accepted)) return CANNOT_CANCEL;
  const listed = usersIn(args[0]);
  const asked = listed.length > 0 ? listed : users.filter(isPending).map((user) => user.userID);
  const cancelled = users.filter((user) => asked.includes(user.userID) && isPending(user));
  if (cancelled.length === 0) return CANNOT_CANCEL;
  cancelCall(turn, call, cancelled, extendedDataIn(args[2]));
  const cancelledIDs = cancelled.map((user) => user.userID);
  const errorInvitees = asked.filter((invitee) => !cancelledIDs.includes(invitee));
  return served({ callID: call.callID, errorInvitees });
}

function respond(
  turn: Turn,
  { userID }: SessionRecord,
  args: readonly unknown[],
  state: typeof ZIMCallUserState.Accepted | typeof ZIMCallUserState.Rejected,
): Reply {
  const call = turn.state.calls.get(textAt(args, 0));
  if (call === undefined) return NO_SUCH_CALL;
  const user = call.users.get(userID);
  if (user === undefined || !isPending(user)) return NOT_INVITED;
  const { callID } = call;
  const isAccepted = state === ZIMCallUserState.Accepted;
  enterState(turn, user, state, extendedDataIn(args[1]));
  const { inviter, extendedData } = user;
  const event = isAccepted ? 'callInvitationAccepted' : 'callInvitationRejected';
  tellUser(turn, inviter, event, { callID, invitee: userID, extendedData });
  tellStates(turn, call, [userID]);
  endIfOver(turn, call);
  return served({ callID });
}

function inviteMore(turn: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const call = turn.state.calls.get(textAt(args, 1));
  const refusal = refusalInCall(call, userID);
  if (call === undefined || refusal !== undefined) return refusal ?? NO_SUCH_CALL;
  const asked = usersIn(args[0]);
  const errorUserList: unknown[] = [];
  const invitees: string[] = [];
  for (const invitee of asked) {
    const known = call.users.get(invitee);
    if (!isRegistered(turn.state, invitee)) errorUserList.push(asUnknown(invitee));
    else if (known !== undefined && isLive(known)) {
      errorUserList.push({ userID: invitee, reason: ZIMErrorCode.CallModuleUserAlreadyInTheCall });
    } else invitees.push(invitee);
  }
  inviteAll(turn, call, invitees, userID);
  tellStates(turn, call, invitees);
  return served({ callID: call.callID, errorUserList });
}

// Another device of one who is in the call may take over; the others hear nothing of it (docs).
function join(turn: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const call = turn.state.calls.get(textAt(args, 0));
  if (call === undefined) return NO_SUCH_CALL;
  if (call.mode !== ZIMCallInvitationMode.Advanced) return ONLY_ADVANCED;
  const { callID, createTime, extendedData } = call;
  const known = call.users.get(userID);
  if (known?.state !== ZIMCallUserState.Accepted) {
    const user = known ?? newUser(userID, ZIMCallUserState.Accepted, userID, 0);
    enterState(turn, user, ZIMCallUserState.Accepted, extendedDataIn(args[1]));
    call.users.set(userID, user);
    tellStates(turn, call, [userID]);
  }
  const joinTime = turn.context.wallMs;
  return served({ callID, createTime, joinTime, extendedData, callUserList: infosOf(call) });
}

function quit(turn: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const call = turn.state.calls.get(textAt(args, 0));
  const refusal = refusalInCall(call, userID);
  const user = call?.users.get(userID);
  if (call === undefined || user === undefined || refusal !== undefined) return refusal ?? NO_SUCH_CALL;
  enterState(turn, user, ZIMCallUserState.Quit, extendedDataIn(args[1]));
  tellStates(turn, call, [userID], userID);
  endIfOver(turn, call);
  const { callID, createTime } = call;
  return served({ callID, createTime, acceptTime: user.acceptTime, quitTime: turn.context.wallMs });
}

function end(turn: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const call = turn.state.calls.get(textAt(args, 0));
  const refusal = refusalInCall(call, userID);
  const user = call?.users.get(userID);
  if (call === undefined || user === undefined || refusal !== undefined) return refusal ?? NO_SUCH_CALL;
  const { callID, mode, caller, createTime } = call;
  const endTime = turn.context.wallMs;
  const extendedData = extendedDataIn(args[1]);
  const data = { callID, mode, caller, operatedUserID: userID, extendedData, endTime };
  for (const other of call.users.values()) {
    if (isLive(other)) tellUser(turn, other.userID, 'callInvitationEnded', data);
  }
  endCall(turn, call);
  return served({ callID, createTime, acceptTime: user.acceptTime, endTime });
}

// The calls that a user was in or was invited to, the latest first (assumed). The flag is the number of the last one of
// a page, so that calls which begin between two questions move nothing; 0 is the end (docs).
function list({ state }: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const { count, nextFlag } = fieldsOf(args[0]);
  const before = typeof nextFlag === 'number' && nextFlag > 0 ? nextFlag : Number.MAX_SAFE_INTEGER;
  const own = [...state.endedCalls, ...state.calls.values()]
    .filter(({ users, number }) => users.has(userID) && number < before)
    .sort((a, b) => b.number - a.number);
  const page = own.slice(0, typeof count === 'number' ? count : own.length);
  const last = page.length < own.length ? page.at(-1) : undefined;
  return served({ callList: page.map((call) => fullInfoOf(call, userID)), nextFlag: last?.number ?? 0 });
}

function fullInfoOf(call: CallRecord, userID: string): Readonly<Record<string, unknown>> {
  const { callID, caller, createTime, endTime, mode, extendedData } = call;
  const inviter = call.users.get(userID)?.inviter ?? caller;
  const state = endTime === 0 ? ZIMCallState.Started : ZIMCallState.Ended;
  return {
    callID,
    caller,
    inviter,
    createTime,
    endTime,
    state,
    mode,
    extendedData,
    callUserList: infosOf(call),
  };
}

// What only somebody in an advanced call can do.
function refusalInCall(call: CallRecord | undefined, userID: string): Refused | undefined {
  if (call === undefined) return NO_SUCH_CALL;
  if (call.mode !== ZIMCallInvitationMode.Advanced) return ONLY_ADVANCED;
  return call.users.get(userID)?.state === ZIMCallUserState.Accepted ? undefined : NOT_IN_THE_CALL;
}

function enterState(turn: Turn, user: CallUserRecord, state: number, extendedData: string): void {
  user.state = state;
  user.extendedData = extendedData;
  if (state === ZIMCallUserState.Accepted) user.acceptTime = turn.context.wallMs;
}

function usersIn(value: unknown): readonly string[] {
  return [...new Set(Array.isArray(value) ? value.map(String) : [])];
}

function extendedDataIn(config: unknown): string {
  return textAt([fieldsOf(config).extendedData], 0);
}

function asUnknown(userID: string): { readonly userID: string; readonly reason: number } {
  return { userID, reason: ZIMErrorCode.CallModuleInviteUserDoesNotExist };
}

const NO_SUCH_CALL: Refused = refused(ZIMErrorCode.CallModuleDoesNotExist, 'The call does not exist.');
const NO_SUCH_INVITEE: Refused = refused(
  ZIMErrorCode.CallModuleInviteUserDoesNotExist,
  'None of the invitees exists.',
);
const NOT_THE_INVITER: Refused = refused(
  ZIMErrorCode.CallModuleIsNotInvitor,
  'Only the caller can cancel the call.',
);
const NOT_INVITED: Refused = refused(
  ZIMErrorCode.CallModuleIsNotInvitee,
  'The user has no open invitation to the call.',
);
const CANNOT_CANCEL: Refused = refused(
  ZIMErrorCode.CallModuleCancelError,
  'There is no open invitation that can be cancelled.',
);
const ONLY_ADVANCED: Refused = refused(
  ZIMErrorCode.CallModuleCommonError,
  'The call is not of the advanced mode.',
);
const NOT_IN_THE_CALL: Refused = refused(ZIMErrorCode.CallModuleCommonError, 'The user is not in the call.');
