// What a client asks about rooms: entering, leaving, looking, and T1's question whether it is still a member.
// members.ts keeps the memberships.

import { unreachable } from '../../kernel/assert.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { AnswerValue, ResumeOutcome, RoomMember, RoomRequest } from '../../zim/wire.js';
import { beginAttributes } from './attribute-records.js';
import {
  addMember,
  attachMember,
  deleteRoom,
  moveMember,
  openRoom,
  removeMember,
  tellMembers,
  timeOutMember,
} from './members.js';
import { deviceOf, type MemberRecord, type RoomRecord, type SessionRecord } from './state.js';
import { type Refused, type Reply, refused, report, type Turn } from './turn.js';

/** What opens a room that does not exist; undefined where a missing room is an error. */
type Wanted = {
  readonly roomID: string;
  readonly roomName: string;
  readonly roomDestroyDelayTime: number;
  readonly roomAttributes?: Readonly<Record<string, string>>;
};

export function handleRoomRequest(turn: Turn, session: SessionRecord, request: RoomRequest): Reply {
  switch (request.kind) {
    case 'createRoom':
      if (turn.state.rooms.has(request.roomID)) return ROOM_EXISTS;
      return enter(turn, session, request.roomID, request);
    case 'enterRoom':
      return enter(turn, session, request.roomID, request);
    case 'joinRoom':
      return enter(turn, session, request.roomID, undefined);
    case 'switchRoom':
      return switchRoom(turn, session, request);
    case 'leaveRoom':
      return leave(turn, session, request.roomID);
    case 'leaveAllRoom':
      return leaveAll(turn, session);
    case 'queryRoomMemberList':
    case 'queryRoomMembers':
    case 'queryRoomOnlineMemberCount':
      return query(turn, session, request);
    default:
      return unreachable(request);
  }
}

/** T1: is this user, by this device, still in the room? */
export function resumeRoom(turn: Turn, session: SessionRecord, roomID: string): AnswerValue {
  enforceResumeRule(turn, session, roomID);
  const outcome = resumeOutcome(turn, session, roomID);
  if (outcome === 'member') attachMember(turn, roomID, session);
  report(turn, session.deviceID, { kind: 'resumeAnswered', roomID, userID: session.userID, outcome });
  return { kind: 'resumed', outcome };
}

function resumeOutcome(turn: Turn, session: SessionRecord, roomID: string): ResumeOutcome {
  const room = turn.state.rooms.get(roomID);
  // Whether the member ran out of time before the room went makes no difference: a room that is gone is gone (R2c).
  if (room === undefined) return 'notExist';
  if (ownMember(room, session) !== undefined) return 'member';
  return deviceOf(turn.state, session).timedOutRooms.includes(roomID) ? 'timeout' : 'other';
}

// Makes true what the administrator wants to be answered, so that the client's next call agrees with the answer.
function enforceResumeRule(turn: Turn, session: SessionRecord, roomID: string): void {
  const { state } = turn;
  const rule = state.resumeRules.find((known) => known.roomID === undefined || known.roomID === roomID);
  if (rule === undefined) return;
  rule.times -= 1;
  if (rule.times <= 0) state.resumeRules = state.resumeRules.filter((known) => known !== rule);
  const room = state.rooms.get(roomID);
  const member = room && ownMember(room, session);
  switch (rule.outcome) {
    case 'notExist':
      if (room !== undefined) deleteRoom(turn, room);
      return;
    case 'timeout':
      if (member !== undefined) timeOutMember(turn, roomID, session.userID);
      return;
    case 'other':
      if (room !== undefined && member !== undefined) removeMember(turn, room, member, 'kicked');
      return;
    default:
      unreachable(rule.outcome);
  }
}

function enter(turn: Turn, session: SessionRecord, roomID: string, wanted: Wanted | undefined): Reply {
  const refusal =
    refusalOfEntry(turn, session, roomID, wanted !== undefined) ?? refusalOfCount(turn, session, roomID);
  return refusal ?? admit(turn, session, roomID, wanted);
}

function switchRoom(
  turn: Turn,
  session: SessionRecord,
  request: Extract<RoomRequest, { kind: 'switchRoom' }>,
): Reply {
  const { fromRoomID, roomID, isCreateWhenRoomNotExisted } = request;
  const from = turn.state.rooms.get(fromRoomID);
  if (from === undefined || ownMember(from, session) === undefined) return NOT_IN_ROOM;
  const refusal = refusalOfEntry(turn, session, roomID, isCreateWhenRoomNotExisted);
  if (refusal !== undefined) return refusal;
  const reply = admit(turn, session, roomID, isCreateWhenRoomNotExisted ? request : undefined);
  leave(turn, session, fromRoomID);
  return reply;
}

function refusalOfEntry(
  turn: Turn,
  session: SessionRecord,
  roomID: string,
  mayCreate: boolean,
): Refused | undefined {
  const { rooms } = turn.state;
  const room = rooms.get(roomID);
  if (room !== undefined)
    return ownMember(room, session)?.connection === undefined ? undefined : ALREADY_IN_ROOM;
  if (!mayCreate) return NO_SUCH_ROOM;
  return rooms.size >= turn.context.params.roomsPerApp ? TOO_MANY_ROOMS : undefined;
}

// A room that the user is in already, by whatever device, does not count twice.
function refusalOfCount(turn: Turn, session: SessionRecord, roomID: string): Refused | undefined {
  if (turn.state.rooms.get(roomID)?.members.has(session.userID)) return undefined;
  let count = 0;
  for (const device of turn.state.users.get(session.userID)?.devices.values() ?? [])
    count += device.rooms.length;
  return count >= turn.context.params.maxRoomsPerUser ? TOO_MANY_ROOMS_OF_USER : undefined;
}

function admit(turn: Turn, session: SessionRecord, roomID: string, wanted: Wanted | undefined): Reply {
  const { userID, deviceID } = session;
  const known = turn.state.rooms.get(roomID);
  if (known === undefined && wanted === undefined) return NO_SUCH_ROOM;
  const room = known ?? openRoom(turn, wanted as Wanted, deviceID);
  if (known === undefined) beginAttributes(turn.state, roomID, wanted?.roomAttributes, userID);
  const member = room.members.get(userID);
  if (member === undefined) {
    addMember(turn, room, session);
    const memberList = [{ userID, userName: room.members.get(userID)?.userName ?? '' }];
    tellMembers(turn, room, { kind: 'roomMemberJoined', roomID, memberList }, session.connection);
  } else if (member.deviceID === deviceID) {
    attachMember(turn, roomID, session);
  } else {
    moveMember(turn, room, member, session);
  }
  return { kind: 'room', roomID, roomName: room.roomName };
}

function leave(turn: Turn, session: SessionRecord, roomID: string): Reply {
  const room = turn.state.rooms.get(roomID);
  const member = room && ownMember(room, session);
  if (room === undefined || member === undefined) return NOT_IN_ROOM;
  removeMember(turn, room, member, 'left');
  return { kind: 'room', roomID, roomName: room.roomName };
}

function leaveAll(turn: Turn, session: SessionRecord): Reply {
  const roomIDs = [...deviceOf(turn.state, session).rooms];
  for (const roomID of roomIDs) leave(turn, session, roomID);
  return { kind: 'rooms', roomIDs };
}

type RoomQuery = Extract<
  RoomRequest,
  { kind: 'queryRoomMemberList' | 'queryRoomMembers' | 'queryRoomOnlineMemberCount' }
>;

// A member whose device is away is still a member, but not an online one.
function query(turn: Turn, session: SessionRecord, request: RoomQuery): Reply {
  const room = turn.state.rooms.get(request.roomID);
  if (room === undefined || ownMember(room, session) === undefined) return NOT_IN_ROOM;
  const members = [...room.members.values()];
  switch (request.kind) {
    case 'queryRoomMemberList':
      return { kind: 'members', memberList: members.map(asRoomMember) };
    case 'queryRoomMembers': {
      const asked = members.filter(({ userID }) => request.userIDs.includes(userID));
      return { kind: 'members', memberList: asked.map(asRoomMember) };
    }
    case 'queryRoomOnlineMemberCount':
      return { kind: 'count', count: members.filter(({ connection }) => connection !== undefined).length };
    default:
      return unreachable(request);
  }
}

function asRoomMember({ userID, userName }: MemberRecord): RoomMember {
  return { userID, userName };
}

// The membership of this user by this device; one by another device is not ours.
function ownMember(room: RoomRecord, session: SessionRecord): MemberRecord | undefined {
  const member = room.members.get(session.userID);
  return member?.deviceID === session.deviceID ? member : undefined;
}

const NOT_IN_ROOM: Refused = refused(
  ZIMErrorCode.RoomModuleUserIsNotInTheRoom,
  'The user is not in the room.',
);
const ALREADY_IN_ROOM: Refused = refused(
  ZIMErrorCode.RoomModuleUserIsAlreadyInTheRoom,
  'The user is already in the room.',
);
const NO_SUCH_ROOM: Refused = refused(ZIMErrorCode.RoomModuleTheRoomDoesNotExist, 'The room does not exist.');
const ROOM_EXISTS: Refused = refused(ZIMErrorCode.RoomModuleTheRoomAlreadyExists, 'The room exists already.');
const TOO_MANY_ROOMS: Refused = refused(
  ZIMErrorCode.RoomModuleTheNumberOfExistingRoomsHasReachedLimit,
  'The app has as many rooms as it may have.',
);
const TOO_MANY_ROOMS_OF_USER: Refused = refused(
  ZIMErrorCode.RoomModuleTheNumberOfJoinedRoomsHasReachedLimit,
  'The user is in as many rooms as a user may be in.',
);
