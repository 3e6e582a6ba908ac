// What the error codes that the contract speaks of mean and what an app should do about each, in our own words.
// The complete table of codes is error-codes.ts.
import { ZIMErrorCode } from './error-codes.js';

/** A code explained: one sentence of meaning, one of advice. */
export interface ErrorNote {
  readonly code: ZIMErrorCode;
  readonly meaning: string;
  readonly advice: string;
}

/** The explained codes, by code. */
export const ERROR_NOTES: readonly ErrorNote[] = [
  note(
    ZIMErrorCode.CommonModuleParamsInvalid,
    'A parameter is wrong; the message names it.',
    'Correct the call: trying again cannot help.',
  ),
  note(
    ZIMErrorCode.CommonModuleNotInit,
    'The SDK object does not exist, or `destroy` was called.',
    'Call `create` before anything else and keep no reference to a destroyed object.',
  ),
  note(
    ZIMErrorCode.CommonModuleInvalidAppID,
    '`create` was given an appID that is not one; it throws an Error whose message is JSON with this code.',
    'Pass the numeric appID of the console.',
  ),
  note(
    ZIMErrorCode.CommonModuleTriggerSDKFrequencyLimit,
    'The SDK refused the call by itself because another one like it was made a moment ago or is pending, for example a second send to a conversation within 100 ms.',
    'Space the calls out, or wait for the first to settle.',
  ),
  note(
    ZIMErrorCode.CommonModuleTriggerServerFrequencyLimit,
    'The backend refused the request because too many of its kind came.',
    'Wait and try again with a growing delay.',
  ),
  note(
    ZIMErrorCode.CommonModuleIMServerError,
    'The backend failed while it handled the request.',
    'Try again later; the session is not affected.',
  ),
  note(
    ZIMErrorCode.NetworkModuleTokenInvalid,
    'The token is empty, malformed, or made with another secret, for another app or another user.',
    'Fetch a new token for this user and log in with it.',
  ),
  note(
    ZIMErrorCode.NetworkModuleNetworkError,
    'There is a session, but no connection at the moment, so the request could not be sent, or not in time.',
    'Show that the app is offline and let the user repeat the action after CONNECTED; do not log in.',
  ),
  note(
    ZIMErrorCode.NetworkModuleRequestTimeout,
    'The request was sent and no answer came.',
    'Try again; the backend may have handled the first request, so the action must bear repeating.',
  ),
  note(
    ZIMErrorCode.NetworkModuleTokenExpired,
    'The time that the token names has passed.',
    'Fetch a new token, never reuse this one; log in with it, or renew with it while there is a session.',
  ),
  note(
    ZIMErrorCode.NetworkModuleTokenVersionError,
    'The token has a version that the SDK does not take, for example one that starts with 03.',
    'Make tokens that start with 04.',
  ),
  note(
    ZIMErrorCode.NetworkModuleTokenTimeIsTooShort,
    'The backend refuses a token that is valid for less than 30 s.',
    'Issue tokens with a longer validity, and hand them out fresh rather than from a cache.',
  ),
  note(
    ZIMErrorCode.NetworkModuleUserHasAlreadyLogged,
    'Another user is logged in, or logging in, with this SDK object.',
    'Call `logout` before you log in somebody else.',
  ),
  note(
    ZIMErrorCode.NetworkModuleUserIsNotLogged,
    'There is no session: before the login, while the first login is pending, or after DISCONNECTED.',
    'Find the reason in the last `connectionStateChanged`; offer the login page, and make no call until `login` has resolved.',
  ),
  note(
    ZIMErrorCode.NetworkModuleUserHasAlreadyLoggedOut,
    'The user has logged out already.',
    'Nothing is left to do; offer the login page.',
  ),
  note(
    ZIMErrorCode.NetworkModuleUserOffline,
    'The user was offline for longer than the SDK allows, so this state cannot be continued.',
    'Call `logout` before you log in, above all with another userID.',
  ),
  note(
    ZIMErrorCode.NetworkModuleUserIDError,
    'An offline login names another user than the last login that succeeded on this device.',
    'Use the same userID, or log in online.',
  ),
  note(
    ZIMErrorCode.MessageModuleSendMessageFailed,
    'The message was not sent: for a room, because this user is not in it or it is not connected.',
    'Wait until the room is CONNECTED, or enter it again, then send.',
  ),
  note(
    ZIMErrorCode.RoomModuleUserIsAlreadyInTheRoom,
    'This user is in the room already.',
    'Take it as a success, or leave the room first.',
  ),
  note(
    ZIMErrorCode.RoomModuleUserIsNotInTheRoom,
    'This user is not in the room that the call is about.',
    'Enter the room first; after an outage look at its last `roomStateChanged`.',
  ),
  note(
    ZIMErrorCode.RoomModuleTheRoomDoesNotExist,
    '`joinRoom` names a room that does not exist, or no longer does.',
    'Use `enterRoom`, which creates it, or tell the user that the room is gone.',
  ),
  note(
    ZIMErrorCode.RoomModuleTheRoomAlreadyExists,
    '`createRoom` names a room that exists.',
    'Use `enterRoom` or `joinRoom`.',
  ),
  note(
    ZIMErrorCode.RoomModuleTheNumberOfExistingRoomsHasReachedLimit,
    'The app has as many rooms as its plan allows.',
    'Let empty rooms be destroyed, or change the plan.',
  ),
  note(
    ZIMErrorCode.RoomModuleTheNumberOfJoinedRoomsHasReachedLimit,
    'This user is in as many rooms as one user may be: 5, or 1 on a trial.',
    'Leave a room first; after an outage the old rooms still count until they are left or lost.',
  ),
  note(
    ZIMErrorCode.RoomModuleTheRoomIsConnecting,
    'The room is connecting: another call entered it, or the SDK is restoring it after an outage.',
    'Make no call on the room until its `roomStateChanged` says CONNECTED or DISCONNECTED.',
  ),
];

/**
 * What is known in words about a code, or `undefined`.
 *
 * @example errorNoteOf(6_000_121)?.advice
 */
export function errorNoteOf(code: number): ErrorNote | undefined {
  return ERROR_NOTES.find((known) => known.code === code);
}

function note(code: ZIMErrorCode, meaning: string, advice: string): ErrorNote {
  return { code, meaning, advice };
}
