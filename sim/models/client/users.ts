// The calls on users: what the backend knows of them, and the user's own name, picture and data.

import { ZIMUserOnlineStatus } from '../../zim/enums-other.js';
import { userStatusOf } from '../../zim/user-status.js';
import { type Handler, recordOf } from './call.js';
import { resolve } from './effects.js';
import { isUserList } from './errors.js';
import { isOnline } from './requests.js';
import { askService, isText, serviceCall } from './services.js';
import type { ClientState } from './state.js';

export const USER_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['queryUsersInfo', serviceCall(([userIDs]) => (isFilledList(userIDs) ? undefined : 'userIDs'))],
  ['updateUserName', serviceCall(([userName]) => (isText(userName) ? undefined : 'userName'))],
  ['updateUserAvatarUrl', serviceCall(([url]) => (typeof url === 'string' ? undefined : 'userAvatarUrl'))],
  [
    'updateUserExtendedData',
    serviceCall(([data]) => (typeof data === 'string' ? undefined : 'extendedData')),
  ],
  ['querySelfUserInfo', querySelf],
]);

/** What an answer says of the user goes into the login, which tells the backend the name and answers offline. */
export function noteSelf(state: ClientState, name: string, value: unknown): void {
  if (state.login === undefined) return;
  const { userName, userAvatarUrl, extendedData } = selfIn(name, value);
  if (typeof userName === 'string') state.login.userName = userName;
  if (typeof userAvatarUrl === 'string') state.login.userAvatarUrl = userAvatarUrl;
  if (typeof extendedData === 'string') state.login.extendedData = extendedData;
}

/** `querySelfUserInfo()`. Without a network it answers from what the device knows (types). */
function querySelf(...[state, context, out, call]: Parameters<Handler>): void {
  if (isOnline(state)) askService(state, context, out, call, []);
  else resolve(out, call, { selfUserInfo: localSelf(state) });
}

function selfIn(name: string, value: unknown): Readonly<Record<string, unknown>> {
  const result = recordOf(value);
  switch (name) {
    case 'updateUserName':
    case 'updateUserAvatarUrl':
    case 'updateUserExtendedData':
      return result;
    case 'querySelfUserInfo': {
      const full = recordOf(recordOf(result.selfUserInfo).userFullInfo);
      return { ...full, userName: recordOf(full.baseInfo).userName };
    }
    default:
      return {};
  }
}

function localSelf({ login }: ClientState): Readonly<Record<string, unknown>> {
  const { userID = '', userName = '', userAvatarUrl = '', extendedData = '' } = login ?? {};
  return {
    userFullInfo: {
      baseInfo: { userID, userName, userAvatarUrl, userExtendedData: extendedData },
      userAvatarUrl,
      extendedData,
    },
    userRule: { offlinePushRule: { onlinePlatforms: [], notToReceiveOfflinePushPlatforms: [] } },
    userStatus: userStatusOf(userID, ZIMUserOnlineStatus.Offline),
  };
}

function isFilledList(value: unknown): boolean {
  return isUserList(value) && value.length > 0;
}
