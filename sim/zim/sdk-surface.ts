// The SDK's surface as data: what can be called and listened to, since when, and what a call says without a session.
// The lists themselves are in sdk-names.ts; what the calls do is the business of the models.
import { SDK_EVENTS, SDK_METHODS, SDK_STATIC_METHODS, VERSIONS_READ } from './sdk-names.js';
import { atLeast, type SdkVersion } from './versions.js';

export { SDK_EVENTS, SDK_METHODS, SDK_STATIC_METHODS } from './sdk-names.js';

/** The name of a static method of the class. */
export type SdkStaticMethodName = keyof typeof SDK_STATIC_METHODS;
/** The name of a method of an instance. */
export type SdkMethodName = keyof typeof SDK_METHODS;
/** The name of an event. */
export type SdkEventName = keyof typeof SDK_EVENTS;

/** The 140 instance methods, in the order of the declarations. */
export const SDK_METHOD_NAMES: readonly SdkMethodName[] = Object.keys(SDK_METHODS) as SdkMethodName[];
/** The 60 events, in the order of the declarations. */
export const SDK_EVENT_NAMES: readonly SdkEventName[] = Object.keys(SDK_EVENTS) as SdkEventName[];

/**
 * What a call does while there is no session: it rejects with 6000121, it returns undefined, or it needs no session.
 * Observed of every call.
 */
export type WithoutSession = 'rejects' | 'returnsUndefined' | 'needsNone';

const WITHOUT_SESSION: { readonly [K in SdkMethodName]?: WithoutSession } = {
  setLogConfig: 'needsNone',
  destroy: 'needsNone',
  on: 'needsNone',
  off: 'needsNone',
  login: 'needsNone',
  logout: 'returnsUndefined',
  beginRoomAttributesBatchOperation: 'returnsUndefined',
};

// The SDK names the request that it would have sent, which several calls share. Observed.
const INTERNAL_NAMES: { readonly [K in SdkMethodName]?: string } = {
  callExperimentalAPI: 'experimental',
  updateUserName: 'updateUser',
  updateUserAvatarUrl: 'updateUser',
  updateUserExtendedData: 'updateUser',
  querySelfUserInfo: 'querySelfUserRule',
  unsubscribeUsersStatus: 'subscribeUsersStatus',
  queryConversationTotalUnreadMessageCount: 'queryConversationTotalUnreadCount',
  updateMessageLocalExtendedData: 'insertMessageToLocalDB',
  deleteMessageAllReactions: 'deleteMessageReaction',
  createRoom: 'enterRoom',
  joinRoom: 'enterRoom',
  switchRoom: 'enterRoom',
  queryRoomMembers: 'queryRoomMemberList',
  updateGroupName: 'updateGroupInfo',
  updateGroupAvatarUrl: 'updateGroupInfo',
  updateGroupNotice: 'updateGroupInfo',
  updateGroupJoinMode: 'updateGroupVerifyMode',
  updateGroupInviteMode: 'updateGroupVerifyMode',
  updateGroupBeInviteMode: 'updateGroupVerifyMode',
  queryGroupAllAttributes: 'queryGroupAttributes',
  queryGroupMemberMutedList: 'queryGroupMemberList',
  queryGroupMessageReceiptReadMemberList: 'queryReceiptMembers',
  queryGroupMessageReceiptUnreadMemberList: 'queryReceiptMembers',
  sendGroupJoinApplication: 'joinGroup',
  acceptGroupJoinApplication: 'acceptGroupApplication',
  rejectGroupJoinApplication: 'rejectGroupApplication',
  sendGroupInviteApplications: 'inviteUsersIntoGroup',
  acceptGroupInviteApplication: 'acceptGroupApplication',
  rejectGroupInviteApplication: 'rejectGroupApplication',
  checkFriendsRelation: 'deleteFriends',
};

const FIRST_READ = { ...SDK_METHODS, ...SDK_STATIC_METHODS, ...SDK_EVENTS };

/** What a method does while there is no session. */
export function withoutSession(method: SdkMethodName): WithoutSession {
  return WITHOUT_SESSION[method] ?? 'rejects';
}

/**
 * The name by which the SDK speaks of a call in its error messages.
 *
 * @example internalNameOf('joinRoom') // 'enterRoom'
 */
export function internalNameOf(method: SdkMethodName): string {
  return INTERNAL_NAMES[method] ?? method;
}

/**
 * The message of the 6000121 with which a call rejects while there is no session. Observed.
 *
 * @example notLoggedInMessage('queryGroupList') // 'API.queryGroupList: Not logged with call.'
 */
export function notLoggedInMessage(method: SdkMethodName): string {
  if (method === 'uploadLog') return 'API.uploadLog: Not logged.';
  return `API.${internalNameOf(method)}: Not logged with call.`;
}

/**
 * Whether a version declares a method or an event; `unknown` for the versions between the last one read that lacks
 * it and the first one read that has it.
 *
 * @example declares('2.16.0', 'switchRoom') // 'no'
 */
export function declares(
  version: SdkVersion,
  name: SdkMethodName | SdkStaticMethodName | SdkEventName,
): 'yes' | 'no' | 'unknown' {
  const first = FIRST_READ[name];
  if (atLeast(version, first)) return 'yes';
  const lacking = VERSIONS_READ[VERSIONS_READ.indexOf(first) - 1] ?? first;
  // The documentation names 2.18.0 for switchRoom, so 2.17.0 is no open question.
  return name === 'switchRoom' || atLeast(lacking, version) ? 'no' : 'unknown';
}
