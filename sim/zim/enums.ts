// The SDK's enumerations that the models speak, under the SDK's own names and values.
// types.test.ts proves them equal to the declarations of zego-zim-web 2.29.0; the enumerations that no model needs
// are in enums-other.ts.

/** The state of the connection, as `connectionStateChanged` tells it. */
export const ZIMConnectionState = {
  Disconnected: 0,
  Connecting: 1,
  Connected: 2,
  Reconnecting: 3,
} as const;
export type ZIMConnectionState = (typeof ZIMConnectionState)[keyof typeof ZIMConnectionState];

/** Why the connection changed its state. Older packages have fewer: see versions.ts. */
export const ZIMConnectionEvent = {
  Success: 0,
  ActiveLogin: 1,
  LoginTimeout: 2,
  LoginInterrupted: 3,
  KickedOut: 4,
  TokenExpired: 5,
  Unregistered: 6,
} as const;
export type ZIMConnectionEvent = (typeof ZIMConnectionEvent)[keyof typeof ZIMConnectionEvent];

/** The state of one room, as `roomStateChanged` tells it. */
export const ZIMRoomState = {
  Disconnected: 0,
  Connecting: 1,
  Connected: 2,
} as const;
export type ZIMRoomState = (typeof ZIMRoomState)[keyof typeof ZIMRoomState];

/** Why a room changed its state. Older packages have fewer: see versions.ts. */
export const ZIMRoomEvent = {
  Success: 0,
  NetworkInterrupted: 1,
  NetworkDisconnected: 2,
  RoomNotExist: 3,
  ActiveCreate: 4,
  CreateFailed: 5,
  ActiveEnter: 6,
  EnterFailed: 7,
  KickedOut: 8,
  ConnectTimeout: 9,
  KickedOutByOtherDevice: 10,
  ActiveSwitch: 11,
  SwitchFailed: 12,
} as const;
export type ZIMRoomEvent = (typeof ZIMRoomEvent)[keyof typeof ZIMRoomEvent];

/** What became of an attribute of a room. */
export const ZIMRoomAttributesUpdateAction = {
  Set: 0,
  Delete: 1,
} as const;
export type ZIMRoomAttributesUpdateAction =
  (typeof ZIMRoomAttributesUpdateAction)[keyof typeof ZIMRoomAttributesUpdateAction];

/** What became of an attribute of a room member. */
export const ZIMRoomMemberAttributesUpdateAction = {
  Set: 0,
} as const;
export type ZIMRoomMemberAttributesUpdateAction =
  (typeof ZIMRoomMemberAttributesUpdateAction)[keyof typeof ZIMRoomMemberAttributesUpdateAction];

/** What kind of conversation a message belongs to. */
export const ZIMConversationType = {
  Unknown: -1,
  Peer: 0,
  Room: 1,
  Group: 2,
  CommunityChannel: 3,
} as const;
export type ZIMConversationType = (typeof ZIMConversationType)[keyof typeof ZIMConversationType];

/** What `conversationChanged` says of a conversation. */
export const ZIMConversationEvent = {
  Added: 0,
  Updated: 1,
  Disabled: 2,
  Deleted: 3,
} as const;
export type ZIMConversationEvent = (typeof ZIMConversationEvent)[keyof typeof ZIMConversationEvent];

/** How far the catching-up after a login or a reconnection has come. */
export const ZIMConversationSyncState = {
  Started: 0,
  Finished: 1,
  Failed: 2,
} as const;
export type ZIMConversationSyncState =
  (typeof ZIMConversationSyncState)[keyof typeof ZIMConversationSyncState];

/** What a message carries. */
export const ZIMMessageType = {
  Unknown: 0,
  Text: 1,
  Command: 2,
  Multiple: 10,
  Image: 11,
  File: 12,
  Audio: 13,
  Video: 14,
  Barrage: 20,
  System: 30,
  Revoke: 31,
  Tips: 32,
  Combine: 100,
  Custom: 200,
} as const;
export type ZIMMessageType = (typeof ZIMMessageType)[keyof typeof ZIMMessageType];

/** How willingly the backend drops a message when a room is busy. */
export const ZIMMessagePriority = {
  Low: 1,
  Medium: 2,
  High: 3,
} as const;
export type ZIMMessagePriority = (typeof ZIMMessagePriority)[keyof typeof ZIMMessagePriority];

/** What became of a message that this device sends. */
export const ZIMMessageSentStatus = {
  Sending: 0,
  Success: 1,
  Failed: 2,
} as const;
export type ZIMMessageSentStatus = (typeof ZIMMessageSentStatus)[keyof typeof ZIMMessageSentStatus];

/** Whether this user sent the message or received it. */
export const ZIMMessageDirection = {
  Send: 0,
  Receive: 1,
} as const;
export type ZIMMessageDirection = (typeof ZIMMessageDirection)[keyof typeof ZIMMessageDirection];

/** The order in which a query lists messages. */
export const ZIMMessageOrder = {
  Descending: 0,
  Ascending: 1,
} as const;
export type ZIMMessageOrder = (typeof ZIMMessageOrder)[keyof typeof ZIMMessageOrder];

/** Where `queryMessages` looks. Declared, but not exported at run time. */
export const ZIMMessageQueryMode = {
  General: 0,
  PreferServer: 1,
  OnlyLocal: 2,
} as const;
export type ZIMMessageQueryMode = (typeof ZIMMessageQueryMode)[keyof typeof ZIMMessageQueryMode];

/** Whether this user is in a group. */
export const ZIMGroupState = {
  Quit: 0,
  Enter: 1,
} as const;
export type ZIMGroupState = (typeof ZIMGroupState)[keyof typeof ZIMGroupState];

/** Why `groupStateChanged` was called. */
export const ZIMGroupEvent = {
  Unknown: -1,
  Created: 1,
  Dismissed: 2,
  Joined: 3,
  Invited: 4,
  Left: 5,
  KickedOut: 6,
} as const;
export type ZIMGroupEvent = (typeof ZIMGroupEvent)[keyof typeof ZIMGroupEvent];

/** Whether another user is in a group. */
export const ZIMGroupMemberState = {
  Quit: 0,
  Enter: 1,
} as const;
export type ZIMGroupMemberState = (typeof ZIMGroupMemberState)[keyof typeof ZIMGroupMemberState];

/** Why `groupMemberStateChanged` was called. */
export const ZIMGroupMemberEvent = {
  Unknown: -1,
  Joined: 1,
  Left: 2,
  KickedOut: 4,
  Invited: 5,
} as const;
export type ZIMGroupMemberEvent = (typeof ZIMGroupMemberEvent)[keyof typeof ZIMGroupMemberEvent];

/** Any of the const objects of enums.ts and error-codes.ts: names to numbers. */
export type EnumObject = Readonly<Record<string, number>>;

/** The four enumerations that the reconnection FAQ spells its own way. */
export type FaqEnum = 'connectionState' | 'connectionEvent' | 'roomState' | 'roomEvent';

const FAQ_ENUMS: Readonly<Record<FaqEnum, EnumObject>> = {
  connectionState: ZIMConnectionState,
  connectionEvent: ZIMConnectionEvent,
  roomState: ZIMRoomState,
  roomEvent: ZIMRoomEvent,
};

/**
 * The SDK's name of an enumeration's value, or `undefined` when it has none.
 *
 * @example nameOf(ZIMConnectionState, 3) // 'Reconnecting'
 */
export function nameOf(enumeration: EnumObject, value: number): string | undefined {
  for (const name in enumeration) {
    if (enumeration[name] === value) return name;
  }
  return undefined;
}

/**
 * The reconnection FAQ's spelling of a value; `UNKNOWN(n)` for a number that the SDK does not declare, because
 * logs of newer SDKs must print too.
 *
 * @example faqName('connectionEvent', 3) // 'LOGIN_INTERRUPTED'
 */
export function faqName(which: FaqEnum, value: number): string {
  const name = nameOf(FAQ_ENUMS[which], value);
  return name === undefined ? `UNKNOWN(${value})` : upperSnakeCase(name);
}

/**
 * The value that a text means: the FAQ's spelling, the SDK's name or the number itself; `undefined` when it is none.
 *
 * @example enumValueOf('connectionEvent', 'LOGIN_INTERRUPTED') // 3
 */
export function enumValueOf(which: FaqEnum, text: string): number | undefined {
  const wanted = text.trim().replaceAll('_', '').toLowerCase();
  const enumeration = FAQ_ENUMS[which];
  for (const name in enumeration) {
    const value = enumeration[name];
    if (name.toLowerCase() === wanted || String(value) === wanted) return value;
  }
  return undefined;
}

// 'KickedOutByOtherDevice' is KICKED_OUT_BY_OTHER_DEVICE: the two spellings differ in nothing else.
function upperSnakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}
