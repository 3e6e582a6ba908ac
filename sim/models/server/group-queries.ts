// What the backend tells of groups, and the two changes that one question makes: inviting and dismissing. The others
// are in groups.ts. The owner of a group is its first member; when the owner leaves, the next one is (assumed).

import { ZIMGroupEvent, ZIMGroupMemberEvent, ZIMGroupState } from '../../zim/enums.js';
import {
  ZIMGroupBeInviteMode,
  ZIMGroupEnterType,
  ZIMGroupInviteMode,
  ZIMGroupJoinMode,
  ZIMGroupMessageNotificationStatus,
  ZIMGroupMuteMode,
} from '../../zim/enums-other.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import { NO_SUCH_GROUP, NOT_IN_GROUP, tellGroup } from './groups.js';
import { type GroupRecord, isRegistered, onlineSessions, type SessionRecord } from './state.js';
import {
  fieldsOf,
  push,
  type Refused,
  type Reply,
  refused,
  type Service,
  served,
  type Turn,
  textAt,
} from './turn.js';
import { userInfoOf } from './users.js';

export const GROUP_SERVICES: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['queryGroupList', queryList],
  ['queryGroupInfo', queryInfo],
  ['queryGroupMemberList', queryMembers],
  ['inviteUsersIntoGroup', invite],
  ['dismissGroup', dismiss],
]);

/** Source: the declarations. */
const MAX_MEMBERS = 500;

/** The roles of a group. The declarations give them as numbers only; which is which is assumed. */
const Role = { owner: 1, member: 3 } as const;

// `queryGroupList()` gives all, `queryGroupList(count, { nextFlag })` a page. A flag of 0 says that it is the last one.
function queryList({ state }: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const own = [...state.groups.values()].filter(({ members }) => members.has(userID));
  const [count, config] = args;
  const { page, nextFlag } = pageOf(own, count, fieldsOf(config).nextFlag);
  const groupList = page.map((group) => ({
    baseInfo: baseInfoOf(group),
    groupAlias: '',
    notificationStatus: ZIMGroupMessageNotificationStatus.Notify,
  }));
  return served({ groupList, nextFlag });
}

// That others than members may ask is assumed.
function queryInfo({ state }: Turn, _: SessionRecord, args: readonly unknown[]): Reply {
  const group = state.groups.get(textAt(args, 0));
  return group === undefined ? NO_SUCH_GROUP : served({ groupInfo: fullInfoOf(group) });
}

function queryMembers(turn: Turn, { userID }: SessionRecord, args: readonly unknown[]): Reply {
  const group = turn.state.groups.get(textAt(args, 0));
  if (group === undefined) return NO_SUCH_GROUP;
  if (!group.members.has(userID)) return NOT_IN_GROUP;
  const { count, nextFlag } = fieldsOf(args[1]);
  const { page, nextFlag: flag } = pageOf([...group.members.keys()], count, nextFlag);
  const userList = page.map((memberID) => memberInfoOf(turn, group, memberID));
  return served({ groupID: group.groupID, userList, nextFlag: flag });
}

// Who is invited is in: nobody is asked (types). Those who cannot come are in the list of errors; its reasons are assumed.
function invite(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const { state, context } = turn;
  const group = state.groups.get(textAt(args, 1));
  if (group === undefined) return NO_SUCH_GROUP;
  if (!group.members.has(session.userID)) return NOT_IN_GROUP;
  const invited: string[] = [];
  const errorUserList: { readonly userID: string; readonly reason: number }[] = [];
  for (const userID of new Set(Array.isArray(args[0]) ? args[0].map(String) : [])) {
    const reason = refusalOf(turn, group, userID);
    if (reason !== undefined) {
      errorUserList.push({ userID, reason });
      continue;
    }
    invited.push(userID);
    const enterType = ZIMGroupEnterType.Invited;
    group.members.set(userID, { userID, enterTime: context.wallMs, enterType });
  }
  if (invited.length > 0) {
    tellState(turn, session, group, invited, ZIMGroupEvent.Invited);
    tellGroup(turn, group, ZIMGroupMemberEvent.Invited, invited, session.connection);
  }
  const userList = invited.map((userID) => memberInfoOf(turn, group, userID));
  return served({ groupID: group.groupID, userList, errorUserList });
}

function dismiss(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const group = turn.state.groups.get(textAt(args, 0));
  if (group === undefined) return NO_SUCH_GROUP;
  if (!group.members.has(session.userID)) return NOT_IN_GROUP;
  if (roleOf(group, session.userID) !== Role.owner) return NOT_THE_OWNER;
  tellState(turn, session, group, [...group.members.keys()], ZIMGroupEvent.Dismissed);
  turn.state.groups.delete(group.groupID);
  return served({ groupID: group.groupID });
}

function refusalOf({ state }: Turn, group: GroupRecord, userID: string): number | undefined {
  if (!isRegistered(state, userID)) return ZIMErrorCode.CommonModuleUserIsNotExist;
  if (group.members.has(userID)) return ZIMErrorCode.GroupModuleMemberIsAlreadyInTheGroup;
  if (group.members.size >= MAX_MEMBERS) return ZIMErrorCode.GroupModuleGroupMemberHasReachedLimit;
  return undefined;
}

// What has become of the group for these users, on all of their devices.
function tellState(
  turn: Turn,
  session: SessionRecord,
  group: GroupRecord,
  userIDs: readonly string[],
  event: ZIMGroupEvent,
): void {
  const { userID, userName } = userInfoOf(turn.state, session.userID);
  const state = event === ZIMGroupEvent.Invited ? ZIMGroupState.Enter : ZIMGroupState.Quit;
  const operatedInfo = { userID, userName, memberNickname: '', memberRole: roleOf(group, userID) };
  const data = { state, event, operatedInfo, groupInfo: fullInfoOf(group) };
  for (const memberID of userIDs) {
    for (const { connection } of onlineSessions(turn.state, memberID)) {
      if (connection !== undefined) push(turn, connection, 'groupStateChanged', data);
    }
  }
}

function pageOf<T>(
  all: readonly T[],
  count: unknown,
  flag: unknown,
): { readonly page: readonly T[]; readonly nextFlag: number } {
  const first = typeof flag === 'number' ? flag : 0;
  const end = typeof count === 'number' ? first + count : all.length;
  return { page: all.slice(first, end), nextFlag: end < all.length ? end : 0 };
}

function baseInfoOf({ groupID, groupName }: GroupRecord): Readonly<Record<string, string>> {
  return { groupID, groupName, groupAvatarUrl: '' };
}

function fullInfoOf(group: GroupRecord): Readonly<Record<string, unknown>> {
  return {
    baseInfo: baseInfoOf(group),
    groupNotice: '',
    groupAttributes: {},
    groupAlias: '',
    notificationStatus: ZIMGroupMessageNotificationStatus.Notify,
    mutedInfo: { mode: ZIMGroupMuteMode.None, expiredTime: 0, roles: [] },
    createTime: group.createTime,
    maxMemberCount: MAX_MEMBERS,
    verifyInfo: {
      joinMode: ZIMGroupJoinMode.Any,
      inviteMode: ZIMGroupInviteMode.Any,
      beInviteMode: ZIMGroupBeInviteMode.None,
    },
  };
}

function memberInfoOf(turn: Turn, group: GroupRecord, userID: string): Readonly<Record<string, unknown>> {
  const { enterTime = 0, enterType = ZIMGroupEnterType.Unknown } = group.members.get(userID) ?? {};
  return {
    ...userInfoOf(turn.state, userID),
    memberNickname: '',
    memberRole: roleOf(group, userID),
    memberAvatarUrl: '',
    muteExpiredTime: 0,
    groupEnterInfo: { enterTime, enterType },
  };
}

function roleOf(group: GroupRecord, userID: string): number {
  const [owner] = group.members.keys();
  return userID === owner ? Role.owner : Role.member;
}

const NOT_THE_OWNER: Refused = refused(
  ZIMErrorCode.GroupModuleGroupNoCorrespondingOperationAuthority,
  'Only the owner can dismiss the group.',
);
