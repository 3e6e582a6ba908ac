// The client's step: sorts inputs and hands them on. Calls that the SDK refuses before it looks at anything else
// (destroyed, not logged in) are refused here.

import { unreachable } from '../../kernel/assert.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import { requestPathOf } from '../../zim/request-paths.js';
import { SDK_METHOD_NAMES, type SdkMethodName, withoutSession } from '../../zim/sdk-surface.js';
import type { Out, Step, StepContext } from '../model.js';
import { onServerMessage } from './answers.js';
import type { Call, Handler } from './call.js';
import { INVITATION_CALLS } from './calls.js';
import {
  hangUp,
  onHeartbeatDue,
  onHint,
  onLinkLost,
  onLoginTimeout,
  onOpened,
  onReconnectDue,
} from './connection.js';
import { reject, resolve } from './effects.js';
import { DESTROYED, failed, networkError, notLoggedIn } from './errors.js';
import { onRequestsTimer } from './failures.js';
import { GROUP_CALLS } from './group-services.js';
import { callGroup } from './groups.js';
import { login } from './login.js';
import { onLoginCheck } from './login-question.js';
import { MEMBER_ATTRIBUTE_CALLS } from './member-attributes.js';
import { sendMessage } from './messages.js';
import { onLocalData } from './offline-login.js';
import { onOutboxTimer } from './outbox.js';
import { isOnline } from './requests.js';
import { ATTRIBUTE_CALLS } from './room-attributes.js';
import { enterRoom, leaveAllRoom, leaveRoom, queryRoom } from './rooms.js';
import { destroy, logout } from './session.js';
import { type ClientEffect, type ClientInput, type ClientState, renewClient } from './state.js';
import { CONVERSATION_CALLS } from './store-conversations.js';
import { MESSAGE_CALLS } from './store-messages.js';
import { onTokenExpired, onTokenWillExpire, renewToken } from './tokens.js';
import { USER_CALLS } from './users.js';

/** The calls that are modelled and need a session. */
const CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['renewToken', renewToken],
  ['createRoom', enterRoom],
  ['joinRoom', enterRoom],
  ['enterRoom', enterRoom],
  ['switchRoom', enterRoom],
  ['leaveRoom', leaveRoom],
  ['leaveAllRoom', leaveAllRoom],
  ['queryRoomMemberList', queryRoom],
  ['queryRoomMembers', queryRoom],
  ['queryRoomOnlineMemberCount', queryRoom],
  ['sendMessage', sendMessage],
  ['createGroup', callGroup],
  ['joinGroup', callGroup],
  ['leaveGroup', callGroup],
  ...INVITATION_CALLS,
  ...GROUP_CALLS,
  ...USER_CALLS,
  ...ATTRIBUTE_CALLS,
  ...MEMBER_ATTRIBUTE_CALLS,
  ...MESSAGE_CALLS,
  ...CONVERSATION_CALLS,
]);

/** The names of the calls that a script can make: the ones that are modelled, and `create` after `destroy`. */
export const MODELLED_CALLS: readonly string[] = ['create', 'login', 'logout', 'destroy', ...CALLS.keys()];

/** What a call that is not modelled says. */
export const NOT_MODELLED = 'zim-sim does not model this call.';

/** Whether the model answers a call that has a session. */
export function isModelled(name: string): boolean {
  return CALLS.has(name);
}

const METHODS: ReadonlySet<string> = new Set(SDK_METHOD_NAMES);

/** One input to one client. Only `state` changes; everything else is in `out`. */
export const stepClient: Step<ClientState, ClientInput, ClientEffect> = (state, input, context, out) => {
  switch (input.kind) {
    case 'call':
      onCall(state, context, out, input);
      return;
    case 'opened':
      if (isPresent(state, input.socket)) onOpened(state, context, out);
      return;
    case 'failed':
    case 'closed':
      if (isPresent(state, input.socket)) onLinkLost(state, context, out);
      return;
    case 'message':
      if (isPresent(state, input.socket)) onServerMessage(state, context, out, input.message);
      return;
    case 'timer':
      onTimer(state, context, out, input.timer);
      return;
    case 'hint':
      onHint(state, out);
      return;
    default:
      unreachable(input);
  }
};

// What an earlier socket still has to say is nobody's business any more.
function isPresent(state: ClientState, socket: number): boolean {
  return socket !== 0 && state.link.socket === socket;
}

function onCall(state: ClientState, context: StepContext, out: Out<ClientEffect>, call: Call): void {
  state.createdAtMs ??= context.nowMs;
  if (call.name === 'create') {
    // A second one gives null (observed).
    resolve(out, call, state.phase === 'destroyed' ? undefined : null);
    recreate(state, context);
  } else if (call.name === 'destroy') {
    if (state.phase !== 'destroyed') destroy(state, out);
    resolve(out, call, undefined);
  } else if (state.phase === 'destroyed') {
    reject(out, call, DESTROYED);
  } else if (call.name === 'login') {
    login(state, context, out, call);
  } else if (call.name === 'logout') {
    logout(state, out);
    resolve(out, call, undefined);
  } else if (returnsAtOnce(call.name) && !(state.phase === 'session' && CALLS.has(call.name))) {
    resolve(out, call, undefined);
  } else if (state.phase !== 'session') {
    // This check comes before the parameter check (observed).
    reject(out, call, notLoggedIn(call.name));
  } else {
    callWithSession(state, context, out, call);
  }
}

// `on`, `setLogConfig`, `beginRoomAttributesBatchOperation` …: no promises, with or without a session.
function returnsAtOnce(name: string): boolean {
  return METHODS.has(name) && withoutSession(name as SdkMethodName) !== 'rejects';
}

function callWithSession(state: ClientState, context: StepContext, out: Out<ClientEffect>, call: Call): void {
  const handler = CALLS.get(call.name);
  if (handler !== undefined) {
    handler(state, context, out, call);
    return;
  }
  // Without a network it does not matter what it would do.
  if (!isOnline(state) && requestPathOf(call.name as SdkMethodName) !== undefined) {
    reject(out, call, networkError(state, call.name, call.args));
    return;
  }
  const code = ZIMErrorCode.CommonModuleUnsupportedRequest;
  reject(out, call, failed(call.name, code, NOT_MODELLED));
}

function onTimer(state: ClientState, context: StepContext, out: Out<ClientEffect>, timer: string): void {
  switch (timer) {
    case 'heartbeat':
      onHeartbeatDue(state, context, out);
      return;
    case 'heartbeatAck':
      if (state.link.awaitingHeartbeatAck) hangUp(state, context, out);
      return;
    case 'reconnect':
      onReconnectDue(state, out);
      return;
    case 'connectTimeout':
      if (state.link.phase === 'connecting') hangUp(state, context, out);
      return;
    case 'loginTimeout':
      onLoginTimeout(state, context, out);
      return;
    case 'loginCheck':
      onLoginCheck(state, context, out);
      return;
    case 'localData':
      onLocalData(state, out);
      return;
    case 'requests':
      onRequestsTimer(state, context, out);
      return;
    case 'outbox':
      onOutboxTimer(state, context, out);
      return;
    case 'tokenWillExpire':
      onTokenWillExpire(state, context, out);
      return;
    case 'tokenExpired':
      onTokenExpired(state, out);
      return;
    default:
      throw new Error(`a client has no timer "${timer}"`);
  }
}

/** `ZIM.create` after `destroy`: a new instance on the same device. */
function recreate(state: ClientState, context: StepContext): void {
  if (state.phase !== 'destroyed') return;
  renewClient(state);
  state.createdAtMs = context.nowMs;
}
