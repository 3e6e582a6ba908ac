// The attributes of rooms as records. Who may change them is said in room-attributes.ts; they go with their room, and
// some with their owner, which is up to members.ts.

import type { AttributeRecord, Attributes, ServerState } from './state.js';

/** The attributes of a room that exists; writing to them needs no more. */
export function attributesOf(state: ServerState, roomID: string): Attributes {
  const known = state.roomAttributes.get(roomID);
  if (known !== undefined) return known;
  const attributes: Attributes = new Map();
  state.roomAttributes.set(roomID, attributes);
  return attributes;
}

/** Those with which a room is created. */
export function beginAttributes(
  state: ServerState,
  roomID: string,
  given: Readonly<Record<string, string>> | undefined,
  owner: string,
): void {
  for (const [key, value] of Object.entries(given ?? {})) {
    attributesOf(state, roomID).set(key, { value, owner, goesWithOwner: false });
  }
}

/** Takes out what goes with a member who leaves; gives it by key. Undefined where there is nothing. */
export function dropOwned(
  state: ServerState,
  roomID: string,
  owner: string,
): Readonly<Record<string, string>> | undefined {
  const attributes = state.roomAttributes.get(roomID);
  if (attributes === undefined) return undefined;
  const dropped = [...attributes].filter(([, record]) => record.owner === owner && record.goesWithOwner);
  if (dropped.length === 0) return undefined;
  for (const [key] of dropped) attributes.delete(key);
  return textsOf(dropped);
}

/** A member leaves: those of its attributes go that are to go with it. Nobody is told (assumed). */
export function dropOfMember(state: ServerState, roomID: string, userID: string): void {
  const members = state.memberAttributes.get(roomID);
  const attributes = members?.get(userID);
  if (members === undefined || attributes === undefined) return;
  for (const [key, { goesWithMember }] of [...attributes]) if (goesWithMember) attributes.delete(key);
  if (attributes.size === 0) members.delete(userID);
}

export function textsOf(
  entries: Iterable<readonly [string, Pick<AttributeRecord, 'value'>]>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
}
