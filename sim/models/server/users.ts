// What the backend tells of users, and what users change of themselves. It knows those who have logged in.

import { ZIMUserOnlineStatus } from '../../zim/enums-other.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import { userStatusOf } from '../../zim/user-status.js';
import { onlineSessions, type ServerState, type SessionRecord } from './state.js';
import { push, type Reply, type Service, served, type Turn, textAt } from './turn.js';

export const USER_SERVICES: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['queryUsersInfo', queryUsers],
  ['querySelfUserInfo', querySelf],
  ['updateUserName', updateName],
  ['updateUserAvatarUrl', updateAvatarUrl],
  ['updateUserExtendedData', updateExtendedData],
]);

/** A user without roles and states, as several results have it. */
interface UserInfo {
  readonly userID: string;
  readonly userName: string;
  readonly userAvatarUrl: string;
  readonly userExtendedData: string;
}

export function userInfoOf(state: ServerState, userID: string): UserInfo {
  const { userAvatarUrl = '', extendedData = '' } = state.profiles.get(userID) ?? {};
  const userName = state.users.get(userID)?.userName ?? '';
  return { userID, userName, userAvatarUrl, userExtendedData: extendedData };
}

function queryUsers({ state }: Turn, _: SessionRecord, [userIDs]: readonly unknown[]): Reply {
  const asked = Array.isArray(userIDs) ? userIDs.map(String) : [];
  const known = asked.filter((userID) => (state.users.get(userID)?.devices.size ?? 0) > 0);
  const unknown = asked.filter((userID) => !known.includes(userID));
  return served({
    userList: known.map((userID) => fullInfoOf(state, userID)),
    // Which reason the SDK gives is assumed.
    errorUserList: unknown.map((userID) => ({ userID, reason: ZIMErrorCode.CommonModuleUserIsNotExist })),
  });
}

// Push rules and the times of the status are not modelled.
function querySelf({ state }: Turn, { userID }: SessionRecord): Reply {
  const selfUserInfo = {
    userFullInfo: fullInfoOf(state, userID),
    userRule: { offlinePushRule: { onlinePlatforms: [], notToReceiveOfflinePushPlatforms: [] } },
    userStatus: userStatusOf(userID, ZIMUserOnlineStatus.Online),
  };
  return served({ selfUserInfo });
}

function updateName(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const userName = textAt(args, 0);
  const user = turn.state.users.get(session.userID);
  if (user !== undefined) user.userName = userName;
  tellOtherDevices(turn, session);
  return served({ userName });
}

function updateAvatarUrl(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const userAvatarUrl = textAt(args, 0);
  const { extendedData = '' } = turn.state.profiles.get(session.userID) ?? {};
  turn.state.profiles.set(session.userID, { userAvatarUrl, extendedData });
  tellOtherDevices(turn, session);
  return served({ userAvatarUrl });
}

function updateExtendedData(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const extendedData = textAt(args, 0);
  const { userAvatarUrl = '' } = turn.state.profiles.get(session.userID) ?? {};
  turn.state.profiles.set(session.userID, { userAvatarUrl, extendedData });
  tellOtherDevices(turn, session);
  return served({ extendedData });
}

// Only the user's own devices hear of it, and only those that are online (types).
function tellOtherDevices(turn: Turn, session: SessionRecord): void {
  const info = fullInfoOf(turn.state, session.userID);
  for (const { connection } of onlineSessions(turn.state, session.userID)) {
    if (connection !== undefined && connection !== session.connection) {
      push(turn, connection, 'userInfoUpdated', { info });
    }
  }
}

function fullInfoOf(state: ServerState, userID: string): Readonly<Record<string, unknown>> {
  const baseInfo = userInfoOf(state, userID);
  return { baseInfo, userAvatarUrl: baseInfo.userAvatarUrl, extendedData: baseInfo.userExtendedData };
}
