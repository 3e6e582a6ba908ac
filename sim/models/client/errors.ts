// The plain error objects that calls reject with. Texts follow what was observed; where nothing was, they name the call.

import { ZIMErrorCode, type ZimError } from '../../zim/error-codes.js';
import { requestPathOf } from '../../zim/request-paths.js';
import { internalNameOf, notLoggedInMessage, type SdkMethodName } from '../../zim/sdk-surface.js';
import type { ClientState } from './state.js';

export const DESTROYED: ZimError = {
  code: ZIMErrorCode.CommonModuleNotInit,
  message: 'The SDK is not initialized.',
};

export function notLoggedIn(name: string): ZimError {
  return {
    code: ZIMErrorCode.NetworkModuleUserIsNotLogged,
    message: notLoggedInMessage(name as SdkMethodName),
  };
}

/**
 * Names the request, unless a socket is open, or was and none has been tried since; messages and logins make none that
 * has a name (observed).
 */
export function networkError(state: ClientState, name: string, args: readonly unknown[] = []): ZimError {
  const isOpen = state.link.phase === 'asking' || state.link.wasOpen;
  const path = isOpen ? undefined : requestPathOf(name as SdkMethodName, args);
  const message = path === undefined ? 'Network error.' : `${path}: Network error.`;
  return { code: ZIMErrorCode.NetworkModuleNetworkError, message };
}

/** Of a question that has no answer. The text of the login's is observed. */
export function timedOut(): ZimError {
  return { code: ZIMErrorCode.NetworkModuleRequestTimeout, message: 'Request timeout' };
}

export function tokenExpired(): ZimError {
  return { code: ZIMErrorCode.NetworkModuleTokenExpired, message: 'Token is expired.' };
}

const INVALID_LIST = ' is invalid or each of its elements must be a valid string type.';

/** What is said of a parameter, where it is more than that it is invalid. Observed. */
const INVALID: Readonly<Record<string, string>> = {
  userIDs: `userIDs${INVALID_LIST}`,
  keys: `keys${INVALID_LIST}`,
  'callingInvite.invitees': `invitees${INVALID_LIST}`,
  callID: 'callID is invalid or its length exceeds 20.',
  'callingInvite.callID': 'callID is invalid.',
  'config.count': 'The config or its count is invalid.',
  'config.timeout': 'The config of timeout is invalid or its size exceeds 600.',
  'config.priority': 'config priority is invalid.',
  roomAttributes: 'The Key and Value of the roomAttributes only support string types.',
  'roomInfo.roomID': 'The roomInfo instance of roomID is invalid.',
  'message.type': 'message type is invalid.',
  'sendMessage.text': 'The message body is empty or its byte size exceeds.',
  'createGroup.groupName': 'The groupInfo instance of groupName is invalid.',
};

export function paramInvalid(name: string, param: string): ZimError {
  const why = INVALID[`${name}.${param}`] ?? INVALID[param] ?? `${param} is invalid.`;
  return failed(name, ZIMErrorCode.CommonModuleParamsInvalid, why);
}

/** An error whose text does not say which call it is about (observed). */
export function plain(code: ZimError['code'], message: string): ZimError {
  return { code, message };
}

/** Whether an argument is a list of user IDs. */
export function isUserList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((userID) => typeof userID === 'string');
}

/** A refusal in the SDK's form: `API.<internal name>: <why>`. */
export function failed(name: string, code: ZimError['code'], why: string): ZimError {
  return { code, message: `API.${internalNameOf(name as SdkMethodName)}: ${why}` };
}
