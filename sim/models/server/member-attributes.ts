// Setting and querying the attributes of a room's members. Whoever is in the room may set those of all who are (docs);
// who sets them hears of it like the other members (assumed).

import { ZIMErrorCode } from '../../zim/error-codes.js';
import { textsOf } from './attribute-records.js';
import { tellMembers } from './members.js';
import { NOT_IN_ROOM, ownRoom, textsIn } from './room-attributes.js';
import type { MemberAttributeRecord, MemberAttributes, SessionRecord } from './state.js';
import {
  fieldsOf,
  type Refused,
  type Reply,
  refused,
  type Service,
  served,
  type Turn,
  textAt,
} from './turn.js';

export const MEMBER_ATTRIBUTE_SERVICES: ReadonlyMap<string, Service> = new Map<string, Service>([
  ['setRoomMembersAttributes', set],
  ['queryRoomMembersAttributes', query],
  ['queryRoomMemberAttributesList', list],
]);

/** Source: the declarations; texts are measured in bytes, `total` and `pairs` count for one member. */
const LIMITS = { members: 500, pairs: 30, key: 8, value: 64, total: 144 };

type Own = Map<string, MemberAttributeRecord>;

function set(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const room = ownRoom(turn, session, args[2]);
  if (room === undefined) return NOT_IN_ROOM;
  const given = textsIn(args[0]);
  const userIDs = usersIn(args[1]);
  const here = userIDs.filter((userID) => room.members.has(userID));
  // The default of the configuration is true (types).
  const goesWithMember = fieldsOf(args[3]).isDeleteAfterOwnerLeft !== false;
  const all: MemberAttributes = new Map(turn.state.memberAttributes.get(room.roomID));
  for (const userID of here) {
    const own: Own = new Map(all.get(userID));
    for (const [key, value] of Object.entries(given)) own.set(key, { value, goesWithMember });
    const refusal = excessIn(own);
    if (refusal !== undefined) return refusal;
    all.set(userID, own);
  }
  if (all.size > LIMITS.members) return TOO_MANY_MEMBERS;
  turn.state.memberAttributes.set(room.roomID, all);
  const { roomID } = room;
  const infos = here.map((userID) => ({ attributesInfo: { userID, attributes: given } }));
  if (infos.length > 0) {
    const data = { roomID, infos, operatedInfo: { userID: session.userID } };
    tellMembers(turn, room, { kind: 'push', event: 'roomMemberAttributesUpdated', data }, undefined);
  }
  return served({
    roomID,
    infos: infos.map((info) => ({ ...info, errorKeys: [] })),
    errorUserList: userIDs.filter((userID) => !here.includes(userID)),
  });
}

function query(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const room = ownRoom(turn, session, args[1]);
  if (room === undefined) return NOT_IN_ROOM;
  const { roomID } = room;
  const asked = usersIn(args[0]);
  return served({ roomID, infos: infosIn(turn, roomID).filter(({ userID }) => asked.includes(userID)) });
}

// The flag is the last user of a page; '' is the end.
function list(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const room = ownRoom(turn, session, args[0]);
  if (room === undefined) return NOT_IN_ROOM;
  const { roomID } = room;
  const { count, nextFlag } = fieldsOf(args[1]);
  const all = infosIn(turn, roomID);
  const first = all.findIndex(({ userID }) => userID === textAt([nextFlag], 0)) + 1;
  const end = typeof count === 'number' ? first + count : all.length;
  const infos = all.slice(first, end);
  return served({ roomID, infos, nextFlag: end < all.length ? (infos.at(-1)?.userID ?? '') : '' });
}

/** Only those who have attributes (assumed). */
function infosIn(
  { state }: Turn,
  roomID: string,
): { readonly userID: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const all = state.memberAttributes.get(roomID) ?? [];
  return [...all].map(([userID, own]) => ({ userID, attributes: textsOf(own) }));
}

// That too much is refused as a whole is assumed.
function excessIn(own: Own): Refused | undefined {
  let total = 0;
  for (const [key, { value }] of own) {
    const [keyBytes, valueBytes] = [bytesIn(key), bytesIn(value)];
    if (keyBytes > LIMITS.key) return KEY_TOO_LONG;
    if (valueBytes > LIMITS.value) return VALUE_TOO_LONG;
    total += keyBytes + valueBytes;
  }
  return total > LIMITS.total || own.size > LIMITS.pairs ? TOO_LONG : undefined;
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}

function usersIn(value: unknown): readonly string[] {
  return [...new Set(Array.isArray(value) ? value.map(String) : [])];
}

const KEY_TOO_LONG: Refused = refused(
  ZIMErrorCode.RoomModuleTheLengthOfRoomMemberAttributesKeyExceedsLimit,
  'A key is too long.',
);
const VALUE_TOO_LONG: Refused = refused(
  ZIMErrorCode.RoomModuleTheLengthOfRoomMemberAttributesValueExceedsLimit,
  'A value is too long.',
);
const TOO_LONG: Refused = refused(
  ZIMErrorCode.RoomModuleTheTotalLengthOfRoomMemberAttributesExceedsLimit,
  'The attributes of a member are too long together.',
);
const TOO_MANY_MEMBERS: Refused = refused(
  ZIMErrorCode.RoomModuleTheMemberNumberOfRoomMemberAttributesExceedsLimit,
  'As many members as may have attributes have some.',
);
