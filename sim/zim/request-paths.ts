// The requests that calls make, as the SDK names them in the messages of its network errors. Observed.
import type { SdkMethodName } from './sdk-surface.js';

const PATHS: { readonly [K in SdkMethodName]?: string } = {
  renewToken: '/sw/renew_token',
  updateUserName: '/sw/modify_info',
  updateUserAvatarUrl: '/sw/modify_info',
  updateUserExtendedData: '/sw/modify_info',
  updateUserOfflinePushRule: 'account/modify_custom_push',
  updateUserCustomStatus: 'userstate/set_custom_status',
  updateUserBadge: '/sw/set_badge',
  queryUsersInfo: 'account/fetch_user_info',
  queryUsersStatus: 'userstate/fetch_user_status',
  subscribeUsersStatus: 'subscribe_user_status',
  unsubscribeUsersStatus: 'unsubscribe_user',
  updateConversationPinnedState: 'conv_pinned',
  setConversationNotificationStatus: 'group/mute',
  setConversationMark: 'set_conv_mark',
  deleteAllMessage: 'del_all_msg',
  deleteAllConversationMessages: 'clean_all_msg',
  revokeMessage: 'msg_revoke',
  addMessageReaction: 'add_reaction',
  deleteMessageReaction: 'del_reaction',
  deleteMessageAllReactions: 'del_reaction',
  pinMessage: 'msg_pin',
  createRoom: 'room/create',
  joinRoom: 'room/enter',
  enterRoom: 'room/enter',
  switchRoom: 'room/switch',
  leaveAllRoom: 'userstate/quit_all_room',
  createGroup: 'group/create',
  dismissGroup: 'group/destroy',
  joinGroup: 'group/enter',
  leaveGroup: 'group/quit',
  inviteUsersIntoGroup: 'group/invite',
  kickGroupMembers: 'group/kickout',
  transferGroupOwner: 'group/owner_transfer',
  queryGroupInfo: 'group/data',
  queryGroupMemberInfo: 'group/member_data',
  queryGroupMemberList: 'group/data',
  queryGroupMemberCount: 'group/data',
  updateGroupName: 'group/modify_group_name',
  updateGroupAvatarUrl: 'group/modify_group_avatar',
  updateGroupNotice: 'group/modify_group_notice',
  updateGroupAlias: 'group/remark',
  updateGroupJoinMode: 'group/modify_limit',
  updateGroupInviteMode: 'group/modify_limit',
  updateGroupBeInviteMode: 'group/modify_limit',
  setGroupAttributes: 'group/modify_attribute',
  deleteGroupAttributes: 'group/modify_attribute',
  queryGroupAttributes: 'group/get_attributes',
  queryGroupAllAttributes: 'group/get_attributes',
  setGroupMemberRole: 'group/set_member_role',
  setGroupMemberNickname: 'group/set_nickname',
  muteGroup: 'group/set_forbid',
  muteGroupMembers: 'group/set_member_forbid',
  queryGroupMemberMutedList: 'group/data',
  sendGroupJoinApplication: 'group/apply',
  acceptGroupJoinApplication: 'group/apply_accept',
  rejectGroupJoinApplication: 'group/apply_reject',
  sendGroupInviteApplications: 'group/invite',
  acceptGroupInviteApplication: 'group/invite_accept',
  rejectGroupInviteApplication: 'group/invite_reject',
  callInvite: 'call/create',
  callCancel: 'call/cancel',
  callAccept: 'call/accept',
  callReject: 'call/refuse',
  callingInvite: 'call/invite',
  callJoin: 'call/enter',
  callQuit: 'call/quit',
  callEnd: 'call/destroy',
  addFriend: 'friend_add',
  deleteFriends: 'friend_delete',
  checkFriendsRelation: 'friend_check',
  sendFriendApplication: 'friend_apply',
  addUsersToBlacklist: 'blacklist_add',
  removeUsersFromBlacklist: 'blacklist_delete',
};

/** Calls whose request has another name where it is about a group. */
const GROUP_PATHS: { readonly [K in SdkMethodName]?: { readonly path: string; readonly typeAt: number } } = {
  deleteAllMessage: { path: 'group/del_all_msg', typeAt: 1 },
  addMessageReaction: { path: 'group/add_reaction', typeAt: 1 },
  deleteMessageReaction: { path: 'group/del_reaction', typeAt: 1 },
  deleteMessageAllReactions: { path: 'group/del_reaction', typeAt: 0 },
  pinMessage: { path: 'group/msg_pin', typeAt: 0 },
};

const GROUP = 2;

/**
 * The name of the request that a call makes; undefined where none was seen.
 *
 * @example requestPathOf('joinRoom', ['lobby']) // 'room/enter'
 */
export function requestPathOf(method: SdkMethodName, args: readonly unknown[] = []): string | undefined {
  const group = GROUP_PATHS[method];
  if (group === undefined) return PATHS[method];
  const about = args[group.typeAt];
  const type: unknown =
    typeof about === 'object' && about !== null ? Reflect.get(about, 'conversationType') : about;
  return type === GROUP ? group.path : PATHS[method];
}
