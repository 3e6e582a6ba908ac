// Arguments for everything that the SDK declares and that makes sense without a server: as an app would give them, and
// odd ones that are legal all the same.
import fc from 'fast-check';
import type { SdkArgument } from '../../sim/sdk-host/sdk-case.js';
import type { SdkMethodName } from '../../sim/zim/sdk-surface.js';

type Drawn = fc.Arbitrary<SdkArgument>;

const LONG = 'x'.repeat(600);

/** A text that apps use, one time in eight an odd one. */
function named(...usual: readonly string[]): Drawn {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...usual), weight: 7 },
    { arbitrary: fc.constantFrom('', LONG, 'Zoë 🦊 花子', ' ', '../a?b=c', '\u0000'), weight: 1 },
  );
}

const user = named('alice', 'bob', 'carol');
const room = named('lobby', 'kitchen', 'attic');
const group = named('family', 'work');
const call = named('call-1');
const text = named('hello', 'Good morning');
const flag: Drawn = fc.boolean();
const count: Drawn = fc.constantFrom(10, 1, 100, 0, -1);
const zero: Drawn = fc.constantFrom(0, 0, 0, 5);
const seconds: Drawn = fc.constantFrom(60, 0, 1, 86_400);
const peerOrGroup: Drawn = fc.constantFrom(0, 0, 2);
const conversation: Drawn = fc.constantFrom(0, 0, 1, 2);
const users: Drawn = fc.array(user, { minLength: 0, maxLength: 3 });
const rooms: Drawn = fc.record({ roomID: room, roomName: text });
const texts: Drawn = fc.dictionary(fc.constantFrom('color', 'topic'), text, { maxKeys: 2 }) as Drawn;
const keys: Drawn = fc.array(fc.constantFrom('color', 'topic'), { maxLength: 2 });
const page: Drawn = fc.record({ nextFlag: zero, count });
const nothing: Drawn = fc.constant({});
const message: Drawn = fc.oneof(
  { arbitrary: fc.record({ type: fc.constant(1), message: text }), weight: 6 },
  { arbitrary: fc.record({ type: fc.constant(20), message: text, priority: fc.constant(1) }), weight: 1 },
  {
    arbitrary: fc.record({ type: fc.constant(200), message: text, subType: fc.constantFrom(0, 7) }),
    weight: 1,
  },
);
/** One that was sent, as far as anybody can say without a server. */
const sent: Drawn = fc.record({
  type: fc.constant(1),
  message: text,
  messageID: fc.constantFrom('1', '900719925474099'),
  localMessageID: fc.constantFrom('1', '2'),
  messageSeq: fc.constantFrom(1, 2),
  conversationID: user,
  conversationType: peerOrGroup,
  senderUserID: user,
  direction: fc.constant(0),
  sentStatus: fc.constantFrom(1, 2),
  timestamp: fc.constant(1_767_225_600_000),
  orderKey: fc.constant(1),
});
const sents: Drawn = fc.array(sent, { minLength: 0, maxLength: 2 });
const sending: Drawn = fc.oneof(
  { arbitrary: fc.record({ priority: fc.constantFrom(1, 2, 3) }), weight: 4 },
  { arbitrary: fc.record({ priority: fc.constant(1), hasReceipt: flag, isRetrySend: flag }), weight: 1 },
);
const keywords: Drawn = fc.array(text, { minLength: 0, maxLength: 2 });
const search: Drawn = fc.record({
  count,
  order: fc.constantFrom(0, 1),
  keywords,
  messageTypes: fc.constantFrom([], [1]),
  subMessageTypes: fc.constant([]),
  senderUserIDs: users,
  startTime: fc.constant(0),
  endTime: fc.constant(0),
});
const invite: Drawn = fc.record({ timeout: seconds, mode: fc.constantFrom(0, 1), extendedData: text });
const extended: Drawn = fc.record({ extendedData: text });
const wording: Drawn = fc.record({ wording: text });

function config(fields: Readonly<Record<string, Drawn>>): Drawn {
  return fc.record({ ...fields }) as Drawn;
}

/** For `sendMessage`: rooms too, whose messages go another way. */
const toWhom: Drawn = fc.oneof({ arbitrary: user, weight: 3 }, { arbitrary: room, weight: 1 });

/** By the SDK's names, each with the arbitraries of its arguments. */
export const SDK_CALLS: { readonly [K in SdkMethodName]?: readonly Drawn[] } = {
  setLogConfig: [config({ logLevel: fc.constantFrom('debug', 'error', 'disable') })],
  uploadLog: [],
  callExperimentalAPI: [fc.constantFrom('{}', '{"method":"none"}', '')],
  updateUserName: [text],
  updateUserAvatarUrl: [text],
  updateUserExtendedData: [text],
  updateUserOfflinePushRule: [
    config({
      onlinePlatforms: fc.constantFrom([], [1]),
      notToReceiveOfflinePushPlatforms: fc.constantFrom([], [2]),
    }),
  ],
  updateUserCustomStatus: [text, config({ duration: seconds })],
  updateUserBadge: [count],
  queryUsersInfo: [users, config({ isQueryFromServer: flag })],
  queryUsersStatus: [users],
  querySelfUserInfo: [],
  subscribeUsersStatus: [users, config({ subscriptionDuration: seconds })],
  unsubscribeUsersStatus: [users],
  querySubscribedUserStatusList: [config({ userIDs: users })],
  queryConversationList: [config({ count })],
  queryConversation: [user, conversation],
  queryConversationPinnedList: [config({ count })],
  updateConversationPinnedState: [flag, user, conversation],
  deleteConversation: [user, conversation, config({ isAlsoDeleteServerConversation: flag })],
  deleteAllConversations: [config({ isAlsoDeleteServerConversation: flag })],
  clearConversationUnreadMessageCount: [user, conversation],
  clearConversationTotalUnreadMessageCount: [],
  queryConversationTotalUnreadMessageCount: [
    config({ conversationTypes: fc.constantFrom([], [0]), marks: fc.constant([]) }),
  ],
  setConversationNotificationStatus: [fc.constantFrom(1, 2), group, fc.constant(2)],
  sendConversationMessageReceiptRead: [user, peerOrGroup],
  setConversationDraft: [text, user, conversation],
  setConversationMark: [
    fc.constantFrom(1, 2),
    flag,
    fc.array(config({ conversationID: user, conversationType: peerOrGroup }), { maxLength: 2 }),
  ],
  searchLocalConversations: [
    config({
      mode: fc.constantFrom(0, 1),
      totalConversationCount: count,
      keywords,
      conversationMessageCount: count,
      messageTypes: fc.constant([]),
      subMessageTypes: fc.constant([]),
      senderUserIDs: users,
      startTime: fc.constant(0),
      endTime: fc.constant(0),
    }),
  ],
  sendMessage: [message, toWhom, conversation, sending],
  queryHistoryMessage: [user, conversation, config({ count, reverse: flag })],
  queryMessages: [fc.constantFrom([], [1], [1, 2]), user, conversation],
  deleteMessages: [sents, user, conversation, config({ isAlsoDeleteServerMessage: flag })],
  deleteAllMessage: [user, conversation, config({ isAlsoDeleteServerMessage: flag })],
  deleteAllConversationMessages: [config({ isAlsoDeleteServerMessage: flag })],
  insertMessageToLocalDB: [message, user, conversation, user],
  sendMessageReceiptsRead: [sents, user, peerOrGroup],
  queryMessageReceiptsInfo: [sents, user, peerOrGroup],
  revokeMessage: [sent, nothing],
  updateMessageLocalExtendedData: [text, sent],
  editMessage: [sent, nothing],
  cancelSendingMessage: [sent, nothing],
  searchLocalMessages: [user, conversation, search],
  searchGlobalLocalMessages: [search],
  addMessageReaction: [text, sent],
  deleteMessageReaction: [text, sent],
  deleteMessageAllReactions: [sent],
  queryMessageReactionUserList: [sent, config({ nextFlag: zero, count, reactionType: text })],
  queryCombineMessageDetail: [sent],
  replyMessage: [message, sent, sending],
  queryMessageRepliedList: [sent, page],
  pinMessage: [sent, flag],
  queryPinnedMessageList: [user, conversation],
  createRoom: [rooms],
  joinRoom: [room],
  enterRoom: [rooms],
  switchRoom: [room, rooms, flag],
  leaveRoom: [room],
  leaveAllRoom: [],
  queryRoomMemberList: [room, config({ nextFlag: fc.constantFrom('', 'x'), count })],
  queryRoomMembers: [users, room],
  queryRoomOnlineMemberCount: [room],
  setRoomAttributes: [
    texts,
    room,
    config({ isForce: flag, isDeleteAfterOwnerLeft: flag, isUpdateOwner: flag }),
  ],
  deleteRoomAttributes: [keys, room, config({ isForce: flag })],
  beginRoomAttributesBatchOperation: [
    room,
    config({ isForce: flag, isDeleteAfterOwnerLeft: flag, isUpdateOwner: flag }),
  ],
  endRoomAttributesBatchOperation: [room],
  queryRoomAllAttributes: [room],
  setRoomMembersAttributes: [texts, users, room, config({ isDeleteAfterOwnerLeft: flag })],
  queryRoomMembersAttributes: [users, room],
  queryRoomMemberAttributesList: [room, config({ nextFlag: fc.constantFrom('', 'x'), count })],
  createGroup: [config({ groupID: group, groupName: text, groupAvatarUrl: text }), users],
  dismissGroup: [group],
  joinGroup: [group],
  leaveGroup: [group],
  inviteUsersIntoGroup: [users, group],
  kickGroupMembers: [users, group],
  transferGroupOwner: [user, group],
  queryGroupInfo: [group],
  queryGroupMemberInfo: [user, group],
  queryGroupList: [],
  queryGroupMemberList: [group, page],
  queryGroupMemberCount: [group],
  updateGroupName: [text, group],
  updateGroupAvatarUrl: [text, group],
  updateGroupNotice: [text, group],
  updateGroupAlias: [text, group],
  updateGroupJoinMode: [fc.constantFrom(0, 1, 2), group],
  updateGroupInviteMode: [fc.constantFrom(0, 1), group],
  updateGroupBeInviteMode: [fc.constantFrom(0, 1), group],
  setGroupAttributes: [texts, group],
  deleteGroupAttributes: [keys, group],
  queryGroupAttributes: [keys, group],
  queryGroupAllAttributes: [group],
  setGroupMemberRole: [fc.constantFrom(2, 3), user, group],
  setGroupMemberNickname: [text, user, group],
  muteGroup: [
    flag,
    group,
    config({ mode: fc.constantFrom(0, 1, 2), duration: seconds, roles: fc.constant([]) }),
  ],
  muteGroupMembers: [flag, users, group, config({ duration: seconds })],
  queryGroupMemberMutedList: [group, page],
  queryGroupMessageReceiptReadMemberList: [sent, group, page],
  queryGroupMessageReceiptUnreadMemberList: [sent, group, page],
  searchLocalGroups: [
    config({
      nextFlag: zero,
      count,
      keywords,
      isAlsoMatchGroupMemberUserName: flag,
      isAlsoMatchGroupMemberNickname: flag,
    }),
  ],
  searchLocalGroupMembers: [
    group,
    config({ nextFlag: zero, count, keywords, isAlsoMatchGroupMemberNickname: flag }),
  ],
  sendGroupJoinApplication: [group, wording],
  acceptGroupJoinApplication: [user, group, nothing],
  rejectGroupJoinApplication: [user, group, nothing],
  sendGroupInviteApplications: [users, group, wording],
  acceptGroupInviteApplication: [user, group, nothing],
  rejectGroupInviteApplication: [user, group, nothing],
  queryGroupApplicationList: [page],
  callInvite: [users, invite],
  callCancel: [users, call, extended],
  callAccept: [call, extended],
  callReject: [call, extended],
  callingInvite: [users, call, nothing],
  callJoin: [call, extended],
  callQuit: [call, extended],
  callEnd: [call, extended],
  queryCallInvitationList: [config({ count, nextFlag: zero })],
  addFriend: [user, config({ friendAlias: text, friendAttributes: texts, wording: text })],
  deleteFriends: [users, config({ type: fc.constantFrom(0, 1) })],
  checkFriendsRelation: [users, config({ type: fc.constantFrom(0, 1) })],
  updateFriendAlias: [text, user],
  updateFriendAttributes: [texts, user],
  queryFriendsInfo: [users],
  queryFriendList: [page],
  searchLocalFriends: [config({ nextFlag: zero, count, keywords, isAlsoMatchFriendAlias: flag })],
  sendFriendApplication: [user, config({ friendAlias: text, friendAttributes: texts, wording: text })],
  acceptFriendApplication: [user, config({ friendAlias: text, friendAttributes: texts })],
  rejectFriendApplication: [user, nothing],
  queryFriendApplicationList: [page],
  addUsersToBlacklist: [users],
  removeUsersFromBlacklist: [users],
  queryBlacklist: [page],
  checkUserIsInBlacklist: [user],
};

/** The calls of rooms, which are worth more tries than others: their order matters. */
export const ROOM_CALLS: readonly SdkMethodName[] = [
  'createRoom',
  'joinRoom',
  'enterRoom',
  'switchRoom',
  'leaveRoom',
  'leaveAllRoom',
  'queryRoomMemberList',
  'setRoomAttributes',
];
