// Groups: lasting lists of users, whatever their devices do. A group ends with its last member. Changes are told to
// the devices that are online and kept for nobody; a message to a group is kept, which is up to messages.ts.

import { unreachable } from '../../kernel/assert.js';
import { ZIMGroupMemberEvent, ZIMGroupMemberState } from '../../zim/enums.js';
import { ZIMGroupEnterType } from '../../zim/enums-other.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { AnswerValue, GroupRequest, ServerMessage } from '../../zim/wire.js';
import { type GroupRecord, isRegistered, onlineSessions, type SessionRecord, userFor } from './state.js';
import { type Refused, type Reply, refused, send, type Turn } from './turn.js';

export function handleGroupRequest(turn: Turn, session: SessionRecord, request: GroupRequest): Reply {
  switch (request.kind) {
    case 'createGroup':
      return createGroup(turn, session, request);
    case 'joinGroup':
      return joinGroup(turn, session, request.groupID);
    case 'leaveGroup':
      return leaveGroup(turn, session, request.groupID);
    default:
      return unreachable(request);
  }
}

/** Ends a group; its members hear that they are all out. */
export function dismissGroup(turn: Turn, groupID: string): void {
  const group = turn.state.groups.get(groupID);
  if (group === undefined) return;
  turn.state.groups.delete(groupID);
  const userIDs = [...group.members.keys()];
  tellGroup(turn, group, ZIMGroupMemberEvent.KickedOut, userIDs, undefined);
}

// Users that do not exist are left out. An empty ID asks for one of the backend's own.
function createGroup(
  turn: Turn,
  session: SessionRecord,
  request: Extract<GroupRequest, { kind: 'createGroup' }>,
): Reply {
  const { state } = turn;
  const groupID = request.groupID === '' ? newGroupID(turn, session.userID) : request.groupID;
  if (state.groups.has(groupID)) return GROUP_EXISTS;
  const group: GroupRecord = {
    groupID,
    groupName: request.groupName,
    createTime: turn.context.wallMs,
    members: new Map(),
  };
  for (const userID of [session.userID, ...request.userIDs]) {
    if (!isRegistered(state, userID)) continue;
    const enterType = userID === session.userID ? ZIMGroupEnterType.Created : ZIMGroupEnterType.Invited;
    group.members.set(userID, { userID, enterTime: group.createTime, enterType });
  }
  state.groups.set(groupID, group);
  const invited = [...group.members.keys()].filter((userID) => userID !== session.userID);
  if (invited.length > 0) tellGroup(turn, group, ZIMGroupMemberEvent.Invited, invited, session.connection);
  return asValue(group);
}

function joinGroup(turn: Turn, session: SessionRecord, groupID: string): Reply {
  const { userID } = session;
  const group = turn.state.groups.get(groupID);
  if (group === undefined) return NO_SUCH_GROUP;
  if (group.members.has(userID)) return ALREADY_IN_GROUP;
  const enterTime = turn.context.wallMs;
  group.members.set(userID, { userID, enterTime, enterType: ZIMGroupEnterType.Joined });
  tellGroup(turn, group, ZIMGroupMemberEvent.Joined, [userID], session.connection);
  return asValue(group);
}

function leaveGroup(turn: Turn, session: SessionRecord, groupID: string): Reply {
  const { userID } = session;
  const group = turn.state.groups.get(groupID);
  if (group === undefined) return NO_SUCH_GROUP;
  if (!group.members.has(userID)) return NOT_IN_GROUP;
  // Told before the user is out, so that the user's other devices hear it too.
  tellGroup(turn, group, ZIMGroupMemberEvent.Left, [userID], session.connection);
  group.members.delete(userID);
  if (group.members.size === 0) turn.state.groups.delete(groupID);
  return asValue(group);
}

/** Tells every online device of the members but the one that knows from its answer. */
export function tellGroup(
  turn: Turn,
  group: GroupRecord,
  event: ZIMGroupMemberEvent,
  userIDs: readonly string[],
  except: number | undefined,
): void {
  const isEntry = event === ZIMGroupMemberEvent.Joined || event === ZIMGroupMemberEvent.Invited;
  const state = isEntry ? ZIMGroupMemberState.Enter : ZIMGroupMemberState.Quit;
  const message: ServerMessage = { kind: 'groupMember', groupID: group.groupID, state, event, userIDs };
  for (const userID of group.members.keys()) {
    for (const { connection } of onlineSessions(turn.state, userID)) {
      if (connection !== undefined && connection !== except) send(turn, connection, message);
    }
  }
}

function newGroupID(turn: Turn, userID: string): string {
  const user = userFor(turn.state, userID);
  user.groupsCreated += 1;
  return `#${userID}/${user.groupsCreated}`;
}

function asValue({ groupID, groupName, members }: GroupRecord): AnswerValue {
  return { kind: 'group', groupID, groupName, userIDs: [...members.keys()] };
}

const GROUP_EXISTS: Refused = refused(
  ZIMErrorCode.GroupModuleGroupAlreadyExists,
  'The group exists already.',
);
export const NO_SUCH_GROUP: Refused = refused(
  ZIMErrorCode.GroupModuleGroupDoesNotExist,
  'The group does not exist.',
);
const ALREADY_IN_GROUP: Refused = refused(
  ZIMErrorCode.GroupModuleMemberIsAlreadyInTheGroup,
  'The user is already in the group.',
);
export const NOT_IN_GROUP: Refused = refused(
  ZIMErrorCode.GroupModuleUserIsNotInTheGroup,
  'The user is not in the group.',
);
