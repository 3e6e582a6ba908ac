// Who is in which room: coming, going, losing the connection, and the end of empty rooms. Every change of a
// membership happens here, in the room's list and the device's at once. Requests about rooms are in rooms.ts.
//
// A membership is attached to a connection. When that goes, the timer of the membership runs until the client asks
// about this very room (`resumeRoom`) or enters it again; coming back online stops nothing.

import { assert } from '../../kernel/assert.js';
import { ZIMRoomAttributesUpdateAction } from '../../zim/enums.js';
import type { ServerMessage } from '../../zim/wire.js';
import { dropOfMember, dropOwned } from './attribute-records.js';
import type { LeaveReason } from './report.js';
import type { DeviceRecord, MemberRecord, RoomRecord, ServerState, SessionRecord } from './state.js';
import { deviceOf, sessionOf } from './state.js';
import { memberTimer, roomTimer } from './timers.js';
import { clearTimer, report, send, setTimer, type Turn } from './turn.js';

/** Makes a room that nobody is in. `roomDestroyDelayTime` is in seconds. */
export function openRoom(
  turn: Turn,
  wanted: { readonly roomID: string; readonly roomName: string; readonly roomDestroyDelayTime: number },
  deviceID: string,
): RoomRecord {
  const { roomID, roomName, roomDestroyDelayTime } = wanted;
  const delayS = Math.min(Math.max(0, roomDestroyDelayTime), turn.context.params.roomDestroyDelayMaxS);
  const room: RoomRecord = {
    roomID,
    roomName,
    destroyDelayMs: Math.floor(delayS * 1000),
    members: new Map(),
  };
  turn.state.rooms.set(roomID, room);
  report(turn, deviceID, { kind: 'roomCreated', roomID });
  return room;
}

/** Takes the session's device in. Its user must not be a member. */
export function addMember(turn: Turn, room: RoomRecord, session: SessionRecord): void {
  const { roomID } = room;
  const { userID, deviceID, connection } = session;
  const userName = turn.state.users.get(userID)?.userName ?? '';
  const device = deviceOf(turn.state, session);
  if (room.members.size === 0 && room.destroyDelayMs > 0) clearTimer(turn, roomTimer(roomID));
  room.members.set(userID, { userID, userName, deviceID, connection });
  device.rooms.push(roomID);
  forgetTimeout(device, roomID);
  report(turn, deviceID, { kind: 'memberJoined', roomID, userID });
}

/** Takes a member out and tells the others. An empty room ends, at once or after its delay. */
export function removeMember(turn: Turn, room: RoomRecord, member: MemberRecord, reason: LeaveReason): void {
  const { roomID } = room;
  const { userID, userName, deviceID } = member;
  dropMember(turn, room, member, reason);
  tellMembers(turn, room, { kind: 'roomMemberLeft', roomID, memberList: [{ userID, userName }] }, undefined);
  dropOfMember(turn.state, roomID, userID);
  const roomAttributes = dropOwned(turn.state, roomID, userID);
  if (roomAttributes !== undefined) {
    const infos = [{ action: ZIMRoomAttributesUpdateAction.Delete, roomAttributes }];
    tellMembers(
      turn,
      room,
      { kind: 'push', event: 'roomAttributesUpdated', data: { roomID, infos } },
      undefined,
    );
  }
  if (room.members.size > 0) return;
  if (room.destroyDelayMs > 0) setTimer(turn, roomTimer(roomID), room.destroyDelayMs);
  else destroyRoom(turn, room, deviceID);
}

/**
 * Moves a membership to another device of the same user. The first device is told, the others are not: to them
 * nothing has happened.
 */
export function moveMember(turn: Turn, room: RoomRecord, member: MemberRecord, session: SessionRecord): void {
  tellClosed(turn, room.roomID, member, 'otherDevice');
  dropMember(turn, room, member, 'otherDevice');
  addMember(turn, room, session);
}

/** Sends to the attached members, all but one connection. The message is shared. */
export function tellMembers(
  turn: Turn,
  room: RoomRecord,
  message: ServerMessage,
  except: number | undefined,
): void {
  for (const { connection } of room.members.values()) {
    if (connection !== undefined && connection !== except) send(turn, connection, message);
  }
}

/** Tells an attached member that its room is closed to it; another one hears it at T1. */
export function tellClosed(
  turn: Turn,
  roomID: string,
  member: MemberRecord,
  reason: 'deleted' | 'kicked' | 'otherDevice',
): void {
  if (member.connection !== undefined) {
    send(turn, member.connection, { kind: 'roomClosed', roomID, reason });
  }
}

/** Ends a room with everybody in it. */
export function deleteRoom(turn: Turn, room: RoomRecord): void {
  for (const member of [...room.members.values()]) {
    tellClosed(turn, room.roomID, member, 'deleted');
    dropMember(turn, room, member, 'deleted');
  }
  clearTimer(turn, roomTimer(room.roomID));
  destroyRoom(turn, room, '');
}

/** The end of an empty room that was kept for a while. */
export function destroyIfEmpty(turn: Turn, roomID: string): void {
  const room = turn.state.rooms.get(roomID);
  if (room !== undefined && room.members.size === 0) destroyRoom(turn, room, '');
}

/** Ends a membership that nobody has asked for in time, and remembers it for T1. */
export function timeOutMember(turn: Turn, roomID: string, userID: string): void {
  const room = turn.state.rooms.get(roomID);
  const member = room?.members.get(userID);
  if (room === undefined || member === undefined) return;
  const device = deviceOf(turn.state, member);
  // Story: bob falls silent on a connection that stands, his membership runs out before he counts as offline, and
  // then the network heals without the client having noticed. It would believe in the room for ever.
  if (member.connection !== undefined && device.session !== undefined) {
    sessionOf(turn.state, device.session).mustReconnect = true;
  }
  device.timedOutRooms.push(roomID);
  removeMember(turn, room, member, 'timeout');
}

/**
 * The device has lost its connection: nothing goes there any more, and the timers of its memberships run.
 *
 * @param afterMs what is left of the membership timeout
 */
export function detachMembers(turn: Turn, device: DeviceRecord, afterMs: number): void {
  for (const roomID of device.rooms) {
    const member = memberOf(turn.state, roomID, device);
    if (member.connection === undefined) continue;
    member.connection = undefined;
    setTimer(turn, memberTimer(roomID, device.userID), afterMs);
  }
}

/** The client has asked for this room: room messages reach it again. */
export function attachMember(turn: Turn, roomID: string, session: SessionRecord): void {
  const member = memberOf(turn.state, roomID, session);
  if (member.connection === undefined) clearTimer(turn, memberTimer(roomID, session.userID));
  member.connection = session.connection;
}

/** Takes the device out of its rooms, but for those to keep. */
export function leaveRooms(
  turn: Turn,
  device: DeviceRecord,
  reason: LeaveReason,
  keep: readonly string[] = [],
): void {
  for (const roomID of [...device.rooms]) {
    if (keep.includes(roomID)) continue;
    const room = turn.state.rooms.get(roomID);
    assert(room !== undefined, `device in the unknown room ${roomID}`);
    removeMember(turn, room, memberOf(turn.state, roomID, device), reason);
  }
}

/** The backend's host has started again: whatever had been running out starts anew. */
export function restartTimers(turn: Turn): void {
  const { roomMemberTimeoutMs } = turn.context.params;
  for (const { roomID, destroyDelayMs, members } of turn.state.rooms.values()) {
    for (const { userID } of members.values()) {
      setTimer(turn, memberTimer(roomID, userID), roomMemberTimeoutMs);
    }
    if (members.size === 0 && destroyDelayMs > 0) setTimer(turn, roomTimer(roomID), destroyDelayMs);
  }
}

function dropMember(turn: Turn, room: RoomRecord, member: MemberRecord, reason: LeaveReason): void {
  const { userID, deviceID } = member;
  const device = deviceOf(turn.state, member);
  if (member.connection === undefined) clearTimer(turn, memberTimer(room.roomID, userID));
  room.members.delete(userID);
  device.rooms = device.rooms.filter((roomID) => roomID !== room.roomID);
  report(turn, deviceID, { kind: 'memberLeft', roomID: room.roomID, userID, reason });
}

function destroyRoom(turn: Turn, room: RoomRecord, deviceID: string): void {
  turn.state.rooms.delete(room.roomID);
  turn.state.roomAttributes.delete(room.roomID);
  turn.state.memberAttributes.delete(room.roomID);
  report(turn, deviceID, { kind: 'roomDestroyed', roomID: room.roomID });
}

function forgetTimeout(device: DeviceRecord, roomID: string): void {
  if (device.timedOutRooms.includes(roomID)) {
    device.timedOutRooms = device.timedOutRooms.filter((timedOut) => timedOut !== roomID);
  }
}

function memberOf(
  state: ServerState,
  roomID: string,
  at: { readonly userID: string; readonly deviceID: string },
): MemberRecord {
  const member = state.rooms.get(roomID)?.members.get(at.userID);
  assert(member?.deviceID === at.deviceID, `${at.userID} is not in ${roomID} by ${at.deviceID}`);
  return member;
}
