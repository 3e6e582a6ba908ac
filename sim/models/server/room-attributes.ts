// Setting, deleting and querying the attributes of a room. An attribute has an owner, who set it first; others change
// it by force only. Who sets one hears of it like the other members (assumed).

import { ZIMRoomAttributesUpdateAction } from '../../zim/enums.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import { attributesOf, textsOf } from './attribute-records.js';
import { tellMembers } from './members.js';
import type { AttributeRecord, Attributes, RoomRecord, SessionRecord } from './state.js';
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

export const ATTRIBUTE_SERVICES: ReadonlyMap<string, Service> = new Map<string, Service>([
  [
    'setRoomAttributes',
    (turn, session, [attributes, roomID, config]) =>
      operateOne(turn, session, roomID, { kind: 'set', attributes: textsIn(attributes) }, config),
  ],
  [
    'deleteRoomAttributes',
    (turn, session, [keys, roomID, config]) =>
      operateOne(turn, session, roomID, { kind: 'delete', keys: keysIn(keys) }, config),
  ],
  ['endRoomAttributesBatchOperation', operateBatch],
  ['queryRoomAllAttributes', query],
]);

/** Source: the declarations (attributes a room, characters of a key and of a value) and the documentation (in total). */
const LIMITS = { attributes: 20, key: 16, value: 1024, total: 5120 };

type Operation =
  | { readonly kind: 'set'; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'delete'; readonly keys: readonly string[] };

interface Rules {
  readonly isForce: boolean;
  readonly isDeleteAfterOwnerLeft: boolean;
  readonly isUpdateOwner: boolean;
}

/** What `infos` of the events says of one operation. */
interface Change {
  readonly action: ZIMRoomAttributesUpdateAction;
  readonly roomAttributes: Readonly<Record<string, string>>;
}

interface Outcome {
  readonly change: Change;
  readonly errorKeys: readonly string[];
}

function operateOne(
  turn: Turn,
  session: SessionRecord,
  roomID: unknown,
  operation: Operation,
  config: unknown,
): Reply {
  const room = ownRoom(turn, session, roomID);
  if (room === undefined) return NOT_IN_ROOM;
  const outcomes = operate(turn, session, room, [operation], rulesIn(config));
  if ('kind' in outcomes) return outcomes;
  const [{ change, errorKeys }] = outcomes as [Outcome];
  if (isNothing(change)) return FAILED;
  tell(turn, room, 'roomAttributesUpdated', [change]);
  return served({ roomID: room.roomID, errorKeys });
}

// A batch is one event. Its own rules hold for all of it, and it fails only as a whole (assumed).
function operateBatch(turn: Turn, session: SessionRecord, args: readonly unknown[]): Reply {
  const [operations, roomID, config] = args;
  const room = ownRoom(turn, session, roomID);
  if (room === undefined) return NOT_IN_ROOM;
  const list = Array.isArray(operations) ? operations.map(operationIn) : [];
  const outcomes = operate(turn, session, room, list, rulesIn(config));
  if ('kind' in outcomes) return outcomes;
  const changes = outcomes.map(({ change }) => change).filter((change) => !isNothing(change));
  if (changes.length === 0) return FAILED;
  tell(turn, room, 'roomAttributesBatchUpdated', changes);
  return served({ roomID: room.roomID });
}

function query(turn: Turn, session: SessionRecord, [roomID]: readonly unknown[]): Reply {
  const room = ownRoom(turn, session, roomID);
  if (room === undefined) return NOT_IN_ROOM;
  const attributes = turn.state.roomAttributes.get(room.roomID) ?? [];
  return served({ roomID: room.roomID, roomAttributes: textsOf(attributes) });
}

// On a copy, which takes the place of the attributes if it keeps to the limits.
function operate(
  turn: Turn,
  { userID }: SessionRecord,
  { roomID }: RoomRecord,
  operations: readonly Operation[],
  rules: Rules,
): readonly Outcome[] | Refused {
  const attributes = attributesOf(turn.state, roomID);
  const next: Attributes = new Map(attributes);
  const outcomes = operations.map((operation) =>
    operation.kind === 'set'
      ? set(next, operation.attributes, userID, rules)
      : remove(next, operation.keys, userID, rules),
  );
  const refusal = excessIn(next);
  if (refusal !== undefined) return refusal;
  turn.state.roomAttributes.set(roomID, next);
  return outcomes;
}

function set(
  attributes: Attributes,
  given: Readonly<Record<string, string>>,
  userID: string,
  rules: Rules,
): Outcome {
  const errorKeys: string[] = [];
  const done: [string, AttributeRecord][] = [];
  for (const [key, value] of Object.entries(given)) {
    const known = attributes.get(key);
    if (!mayChange(known, userID, rules)) {
      errorKeys.push(key);
      continue;
    }
    const owner = known === undefined || rules.isUpdateOwner ? userID : known.owner;
    const record = { value, owner, goesWithOwner: rules.isDeleteAfterOwnerLeft };
    attributes.set(key, record);
    done.push([key, record]);
  }
  const { Set: action } = ZIMRoomAttributesUpdateAction;
  return { change: { action, roomAttributes: textsOf(done) }, errorKeys };
}

function remove(attributes: Attributes, keys: readonly string[], userID: string, rules: Rules): Outcome {
  const errorKeys: string[] = [];
  const done: [string, AttributeRecord][] = [];
  for (const key of keys) {
    const known = attributes.get(key);
    // One that is not there is an error too (assumed).
    if (known === undefined || !mayChange(known, userID, rules)) {
      errorKeys.push(key);
      continue;
    }
    attributes.delete(key);
    done.push([key, known]);
  }
  const { Delete: action } = ZIMRoomAttributesUpdateAction;
  return { change: { action, roomAttributes: textsOf(done) }, errorKeys };
}

function mayChange(known: AttributeRecord | undefined, userID: string, { isForce }: Rules): boolean {
  return known === undefined || known.owner === userID || isForce;
}

// That too much is refused as a whole is assumed.
function excessIn(attributes: Attributes): Refused | undefined {
  if (attributes.size > LIMITS.attributes) return TOO_MANY;
  let total = 0;
  for (const [key, { value }] of attributes) {
    if (key.length > LIMITS.key) return KEY_TOO_LONG;
    if (value.length > LIMITS.value) return VALUE_TOO_LONG;
    total += key.length + value.length;
  }
  return total > LIMITS.total ? TOO_LONG : undefined;
}

function tell(turn: Turn, room: RoomRecord, event: string, infos: readonly Change[]): void {
  const { roomID } = room;
  tellMembers(turn, room, { kind: 'push', event, data: { roomID, infos } }, undefined);
}

function isNothing({ roomAttributes }: Change): boolean {
  return Object.keys(roomAttributes).length === 0;
}

export function ownRoom(turn: Turn, session: SessionRecord, roomID: unknown): RoomRecord | undefined {
  const room = turn.state.rooms.get(textAt([roomID], 0));
  return room?.members.get(session.userID)?.deviceID === session.deviceID ? room : undefined;
}

function operationIn(value: unknown): Operation {
  const { kind, attributes, keys } = fieldsOf(value);
  return kind === 'set' ? { kind, attributes: textsIn(attributes) } : { kind: 'delete', keys: keysIn(keys) };
}

function rulesIn(config: unknown): Rules {
  const { isForce, isDeleteAfterOwnerLeft, isUpdateOwner } = fieldsOf(config);
  return {
    isForce: isForce === true,
    isDeleteAfterOwnerLeft: isDeleteAfterOwnerLeft === true,
    isUpdateOwner: isUpdateOwner === true,
  };
}

export function textsIn(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, text]) => [key, String(text)]));
}

function keysIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export const NOT_IN_ROOM: Refused = refused(
  ZIMErrorCode.RoomModuleUserIsNotInTheRoom,
  'The user is not in the room.',
);
const FAILED: Refused = refused(
  ZIMErrorCode.RoomModuleRoomAttributesOperationFailedCompletely,
  'No attribute could be changed.',
);
const TOO_MANY: Refused = refused(
  ZIMErrorCode.RoomModuleTheNumberOfRoomAttributesExceedsLimit,
  'The room has as many attributes as it may have.',
);
const KEY_TOO_LONG: Refused = refused(
  ZIMErrorCode.RoomModuleTheLengthOfRoomAttributeKeyExceedsLimit,
  'A key is too long.',
);
const VALUE_TOO_LONG: Refused = refused(
  ZIMErrorCode.RoomModuleTheLengthOfRoomAttributeValueExceedsLimit,
  'A value is too long.',
);
const TOO_LONG: Refused = refused(
  ZIMErrorCode.RoomModuleTheTotalLengthOfRoomAttributesValueExceedsLimit,
  'The attributes of the room are too long together.',
);
