// The plain error objects that calls reject with. Texts follow what was observed; where nothing was, they name the call.

import { ZIMErrorCode, type ZimError } from '../../zim/error-codes.js';
import { internalNameOf, notLoggedInMessage, type SdkMethodName } from '../../zim/sdk-surface.js';

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

export function networkError(name: string): ZimError {
  return failed(name, ZIMErrorCode.NetworkModuleNetworkError, 'Network error.');
}

export function timedOut(name: string): ZimError {
  return failed(name, ZIMErrorCode.NetworkModuleRequestTimeout, 'Request timeout.');
}

export function paramInvalid(name: string, param: string): ZimError {
  return failed(name, ZIMErrorCode.CommonModuleParamsInvalid, `Param "${param}" is invalid.`);
}

/** Whether an argument is a list of user IDs. */
export function isUserList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((userID) => typeof userID === 'string');
}

/** A refusal in the SDK's form: `API.<internal name>: <why>`. */
export function failed(name: string, code: ZimError['code'], why: string): ZimError {
  return { code, message: `API.${internalNameOf(name as SdkMethodName)}: ${why}` };
}
