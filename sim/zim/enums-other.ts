// The rest of the SDK's enumerations: no model needs them, but application code imports them from the package,
// so the drop-in class exports them. types.test.ts proves them equal to the declarations of zego-zim-web 2.29.0.

/** Whether a conversation notifies. */
export const ZIMConversationNotificationStatus = {
  Notify: 1,
  DoNotDisturb: 2,
} as const;
export type ZIMConversationNotificationStatus =
  (typeof ZIMConversationNotificationStatus)[keyof typeof ZIMConversationNotificationStatus];

export const ZIMConversationPinnedFilter = {
  All: 0,
  OnlyPinned: 1,
  OnlyUnpinned: 2,
} as const;
export type ZIMConversationPinnedFilter =
  (typeof ZIMConversationPinnedFilter)[keyof typeof ZIMConversationPinnedFilter];

export const ZIMConversationSearchMode = {
  MatchMessage: 0,
  MatchConversationName: 1,
} as const;
export type ZIMConversationSearchMode =
  (typeof ZIMConversationSearchMode)[keyof typeof ZIMConversationSearchMode];

export const ZIMMediaFileType = {
  OriginalFile: 1,
  LargeImage: 2,
  Thumbnail: 3,
  VideoFirstFrame: 4,
} as const;
export type ZIMMediaFileType = (typeof ZIMMediaFileType)[keyof typeof ZIMMediaFileType];

/** How far the receipt of a message has come. */
export const ZIMMessageReceiptStatus = {
  Unknown: -1,
  None: 0,
  Processing: 1,
  Done: 2,
  Expired: 3,
  Failed: 4,
} as const;
export type ZIMMessageReceiptStatus = (typeof ZIMMessageReceiptStatus)[keyof typeof ZIMMessageReceiptStatus];

/** Who took a message back. */
export const ZIMMessageRevokeStatus = {
  Unknown: -1,
  SelfRevoke: 0,
  SystemRevoke: 1,
  ServerAPIRevoke: 2,
  GroupAdminRevoke: 3,
  GroupOwnerRevoke: 4,
  AuditRejectRevoke: 5,
} as const;
export type ZIMMessageRevokeStatus = (typeof ZIMMessageRevokeStatus)[keyof typeof ZIMMessageRevokeStatus];

export const ZIMRevokeType = {
  Unknown: -1,
  TwoWay: 0,
  OneWay: 1,
} as const;
export type ZIMRevokeType = (typeof ZIMRevokeType)[keyof typeof ZIMRevokeType];

export const ZIMTipsMessageEvent = {
  Unknown: 0,
  GroupCreated: 1,
  GroupDismissed: 2,
  GroupJoined: 3,
  GroupInvited: 4,
  GroupLeft: 5,
  GroupKickedOut: 6,
  GroupInfoChanged: 7,
  GroupMemberInfoChanged: 8,
  GroupMessagePinned: 9,
  CommunityCreated: 101,
  CommunityJoined: 103,
  CommunityInvited: 104,
  CommunityChannelCreated: 151,
} as const;
export type ZIMTipsMessageEvent = (typeof ZIMTipsMessageEvent)[keyof typeof ZIMTipsMessageEvent];

export const ZIMTipsMessageChangeInfoType = {
  Unknown: 0,
  GroupDataChanged: 1,
  GroupNoticeChanged: 2,
  GroupNameChanged: 3,
  GroupAvatarUrlChanged: 4,
  GroupMuteChanged: 5,
  GroupOwnerTransferred: 10,
  GroupMemberRoleChanged: 11,
  GroupMemberMuteChanged: 12,
  GroupMessagePinInfoChanged: 21,
} as const;
export type ZIMTipsMessageChangeInfoType =
  (typeof ZIMTipsMessageChangeInfoType)[keyof typeof ZIMTipsMessageChangeInfoType];

export const ZIMMessageMentionedType = {
  Unknown: 0,
  MentionMe: 1,
  MentionAll: 2,
  MentionAllAndMe: 3,
} as const;
export type ZIMMessageMentionedType = (typeof ZIMMessageMentionedType)[keyof typeof ZIMMessageMentionedType];

export const ZIMMessageDeleteType = {
  MessageListDeleted: 0,
  ConversationAllMessagesDeleted: 1,
  AllConversationMessagesDeleted: 2,
} as const;
export type ZIMMessageDeleteType = (typeof ZIMMessageDeleteType)[keyof typeof ZIMMessageDeleteType];

export const ZIMMessageRepliedInfoState = {
  Normal: 0,
  Deleted: 1,
  NotFound: 2,
} as const;
export type ZIMMessageRepliedInfoState =
  (typeof ZIMMessageRepliedInfoState)[keyof typeof ZIMMessageRepliedInfoState];

export const ZIMMessagePinStatus = {
  NotPinned: 0,
  Pinned: 1,
  Updated: 2,
} as const;
export type ZIMMessagePinStatus = (typeof ZIMMessagePinStatus)[keyof typeof ZIMMessagePinStatus];

export const ZIMMessageReactionUserChangeAction = {
  Added: 0,
  Deleted: 1,
} as const;
export type ZIMMessageReactionUserChangeAction =
  (typeof ZIMMessageReactionUserChangeAction)[keyof typeof ZIMMessageReactionUserChangeAction];

export const ZIMGroupMessageNotificationStatus = {
  Notify: 1,
  Disturb: 2,
} as const;
export type ZIMGroupMessageNotificationStatus =
  (typeof ZIMGroupMessageNotificationStatus)[keyof typeof ZIMGroupMessageNotificationStatus];

/** What became of an attribute of a group. */
export const ZIMGroupAttributesUpdateAction = {
  Set: 0,
  Delete: 1,
} as const;
export type ZIMGroupAttributesUpdateAction =
  (typeof ZIMGroupAttributesUpdateAction)[keyof typeof ZIMGroupAttributesUpdateAction];

export const ZIMGroupMuteMode = {
  None: 0,
  Normal: 1,
  All: 2,
  Custom: 3,
} as const;
export type ZIMGroupMuteMode = (typeof ZIMGroupMuteMode)[keyof typeof ZIMGroupMuteMode];

export const ZIMGroupJoinMode = {
  Any: 0,
  Auth: 1,
  Forbid: 2,
} as const;
export type ZIMGroupJoinMode = (typeof ZIMGroupJoinMode)[keyof typeof ZIMGroupJoinMode];

export const ZIMGroupInviteMode = {
  Any: 0,
  Admin: 1,
} as const;
export type ZIMGroupInviteMode = (typeof ZIMGroupInviteMode)[keyof typeof ZIMGroupInviteMode];

export const ZIMGroupBeInviteMode = {
  None: 0,
  Auth: 1,
} as const;
export type ZIMGroupBeInviteMode = (typeof ZIMGroupBeInviteMode)[keyof typeof ZIMGroupBeInviteMode];

export const ZIMGroupEnterType = {
  Unknown: 0,
  Created: 1,
  JoinApply: 2,
  Joined: 3,
  Invited: 4,
  InviteApply: 5,
} as const;
export type ZIMGroupEnterType = (typeof ZIMGroupEnterType)[keyof typeof ZIMGroupEnterType];

export const ZIMGroupApplicationType = {
  Unknown: -1,
  None: 0,
  Join: 1,
  Invite: 2,
  BeInvite: 3,
} as const;
export type ZIMGroupApplicationType = (typeof ZIMGroupApplicationType)[keyof typeof ZIMGroupApplicationType];

export const ZIMGroupApplicationState = {
  Unknown: -1,
  Waiting: 1,
  Accepted: 2,
  Rejected: 3,
  Expired: 4,
  Disabled: 5,
} as const;
export type ZIMGroupApplicationState =
  (typeof ZIMGroupApplicationState)[keyof typeof ZIMGroupApplicationState];

export const ZIMGroupApplicationListChangeAction = {
  Added: 0,
} as const;
export type ZIMGroupApplicationListChangeAction =
  (typeof ZIMGroupApplicationListChangeAction)[keyof typeof ZIMGroupApplicationListChangeAction];

export const ZIMCallInvitationMode = {
  Unknown: -1,
  General: 0,
  Advanced: 1,
} as const;
export type ZIMCallInvitationMode = (typeof ZIMCallInvitationMode)[keyof typeof ZIMCallInvitationMode];

export const ZIMCallState = {
  Unknown: -1,
  Started: 1,
  Ended: 2,
} as const;
export type ZIMCallState = (typeof ZIMCallState)[keyof typeof ZIMCallState];

export const ZIMCallUserState = {
  Unknown: -1,
  Inviting: 0,
  Accepted: 1,
  Rejected: 2,
  Cancelled: 3,
  Offline: 4,
  Received: 5,
  Timeout: 6,
  Quit: 7,
  Ended: 8,
  NotYetReceived: 9,
  BeCancelled: 10,
} as const;
export type ZIMCallUserState = (typeof ZIMCallUserState)[keyof typeof ZIMCallUserState];

export const ZIMFriendListChangeAction = {
  Added: 0,
  Deleted: 1,
} as const;
export type ZIMFriendListChangeAction =
  (typeof ZIMFriendListChangeAction)[keyof typeof ZIMFriendListChangeAction];

export const ZIMFriendApplicationListChangeAction = {
  Added: 0,
  Deleted: 1,
} as const;
export type ZIMFriendApplicationListChangeAction =
  (typeof ZIMFriendApplicationListChangeAction)[keyof typeof ZIMFriendApplicationListChangeAction];

export const ZIMFriendApplicationType = {
  Unknown: -1,
  None: 0,
  Received: 1,
  Sent: 2,
  Both: 3,
} as const;
export type ZIMFriendApplicationType =
  (typeof ZIMFriendApplicationType)[keyof typeof ZIMFriendApplicationType];

export const ZIMFriendApplicationState = {
  Unknown: -1,
  Waiting: 1,
  Accepted: 2,
  Rejected: 3,
  Expired: 4,
  Disabled: 5,
} as const;
export type ZIMFriendApplicationState =
  (typeof ZIMFriendApplicationState)[keyof typeof ZIMFriendApplicationState];

export const ZIMFriendRelationCheckType = {
  Both: 0,
  Single: 1,
} as const;
export type ZIMFriendRelationCheckType =
  (typeof ZIMFriendRelationCheckType)[keyof typeof ZIMFriendRelationCheckType];

export const ZIMFriendDeleteType = {
  Both: 0,
  Single: 1,
} as const;
export type ZIMFriendDeleteType = (typeof ZIMFriendDeleteType)[keyof typeof ZIMFriendDeleteType];

export const ZIMUserRelationType = {
  Unknown: 0,
  SingleNo: 1,
  SingleHave: 2,
  BothAllNo: 3,
  BothSelfHave: 4,
  BothOtherHave: 5,
  BothAllHave: 6,
} as const;
export type ZIMUserRelationType = (typeof ZIMUserRelationType)[keyof typeof ZIMUserRelationType];

export const ZIMBlacklistChangeAction = {
  Added: 0,
  Removed: 1,
} as const;
export type ZIMBlacklistChangeAction =
  (typeof ZIMBlacklistChangeAction)[keyof typeof ZIMBlacklistChangeAction];

export const ZIMCXHandleType = {
  Generic: 1,
  PhoneNumber: 2,
  EmailAddress: 3,
} as const;
export type ZIMCXHandleType = (typeof ZIMCXHandleType)[keyof typeof ZIMCXHandleType];

export const ZIMGeofencingType = {
  None: 0,
  Include: 1,
  Exclude: 2,
} as const;
export type ZIMGeofencingType = (typeof ZIMGeofencingType)[keyof typeof ZIMGeofencingType];

/** The platform of a device, for the states of users. */
export const ZIMPlatformType = {
  Win: 1,
  IPhoneOS: 2,
  Android: 3,
  MacOS: 4,
  Linux: 5,
  Web: 6,
  MiniProgram: 7,
  IPadOS: 9,
  OHOS: 10,
  Unknown: 32,
} as const;
export type ZIMPlatformType = (typeof ZIMPlatformType)[keyof typeof ZIMPlatformType];

/** Whether another user is online. */
export const ZIMUserOnlineStatus = {
  Online: 0,
  Offline: 1,
  Logout: 2,
  Unknown: 99,
} as const;
export type ZIMUserOnlineStatus = (typeof ZIMUserOnlineStatus)[keyof typeof ZIMUserOnlineStatus];
