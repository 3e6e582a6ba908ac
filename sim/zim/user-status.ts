// What the SDK says of whether a user is online, as far as it is modelled: on one web device, nothing custom.
import { ZIMPlatformType, type ZIMUserOnlineStatus } from './enums-other.js';

/** The `userStatus` of a user, with its times unknown. */
export function userStatusOf(userID: string, onlineStatus: ZIMUserOnlineStatus): Record<string, unknown> {
  return {
    userID,
    onlineStatus,
    onlinePlatforms: [ZIMPlatformType.Web],
    customStatus: '',
    customStatusExpiredTime: 0,
    lastUpdateTime: 0,
    lastOnlineStatusUpdateTime: 0,
    lastCustomStatusUpdateTime: 0,
  };
}
