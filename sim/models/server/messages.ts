// Chat messages: accepted once, delivered at once where a device is online, and kept in its inbox until it says that
// it has them. Messages to a room go to the members who are attached now and are not kept.

import { ZIMConversationType } from '../../zim/enums.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { AnswerValue, ChatMessage, ServerMessage } from '../../zim/wire.js';
import { NO_SUCH_GROUP, NOT_IN_GROUP } from './groups.js';
import { tellMembers } from './members.js';
import {
  type DeviceRecord,
  deviceOf,
  isRegistered,
  type SessionRecord,
  type StoredMessage,
  sessionOf,
  userFor,
} from './state.js';
import { type Refused, type Reply, refused, send, type Turn } from './turn.js';

/** Accepts a message and delivers it. A repetition gets the first answer again and is not delivered twice. */
export function sendMessage(turn: Turn, session: SessionRecord, draft: ChatMessage): Reply {
  const device = deviceOf(turn.state, session);
  const before = device.sent.get(draft.localMessageID);
  if (before !== undefined) return accepted(before.message);
  switch (draft.conversationType) {
    case ZIMConversationType.Peer:
      return sendToPeer(turn, device, draft);
    case ZIMConversationType.Room:
      return sendToRoom(turn, session, device, draft);
    case ZIMConversationType.Group:
      return sendToGroup(turn, device, draft);
    default:
      return UNKNOWN_CONVERSATION;
  }
}

/** Puts a message into the inbox of a device. */
export function store(device: DeviceRecord, message: ChatMessage, nowMs: number): number {
  const seq = device.nextSeq;
  device.nextSeq += 1;
  device.inbox.push({ seq, message, storedAtMs: nowMs });
  return seq;
}

/** The client has everything up to `receivedSeq`: these messages need not be kept. */
export function acknowledge(session: SessionRecord, device: DeviceRecord, receivedSeq: number): void {
  session.receivedSeq = receivedSeq;
  const received = device.inbox.findIndex(({ seq }) => seq > receivedSeq);
  device.inbox.splice(0, received === -1 ? device.inbox.length : received);
}

/** Sends what the inbox holds, the oldest first. */
export function deliverPending(turn: Turn, device: DeviceRecord, connection: number): void {
  device.inbox = fresh(turn, device.inbox);
  for (const { seq, message } of device.inbox) {
    send(turn, connection, { kind: 'message', seq, message, isOfflineMessage: true });
  }
}

function sendToPeer(turn: Turn, device: DeviceRecord, draft: ChatMessage): Reply {
  const { userID } = device;
  const peerID = draft.conversationID;
  if (!isRegistered(turn.state, peerID)) return NO_SUCH_TARGET;
  const message = accept(turn, device, draft);
  deliverToUser(turn, peerID, message, device);
  if (peerID !== userID) deliverToUser(turn, userID, message, device);
  return accepted(message);
}

function sendToRoom(turn: Turn, session: SessionRecord, device: DeviceRecord, draft: ChatMessage): Reply {
  const room = turn.state.rooms.get(draft.conversationID);
  if (room?.members.get(device.userID)?.deviceID !== device.deviceID) return NOT_IN_THE_ROOM;
  const message = accept(turn, device, draft);
  const delivery: ServerMessage = { kind: 'message', seq: 0, message, isOfflineMessage: false };
  tellMembers(turn, room, delivery, session.connection);
  return accepted(message);
}

function sendToGroup(turn: Turn, device: DeviceRecord, draft: ChatMessage): Reply {
  const group = turn.state.groups.get(draft.conversationID);
  if (group === undefined) return NO_SUCH_GROUP;
  if (!group.members.has(device.userID)) return NOT_IN_GROUP;
  const message = accept(turn, device, draft);
  for (const userID of group.members.keys()) deliverToUser(turn, userID, message, device);
  return accepted(message);
}

// The message as it is from now on. Its ID is numbered by device, so that one sender more changes no other's IDs.
function accept(turn: Turn, device: DeviceRecord, draft: ChatMessage): ChatMessage {
  const { userID, deviceID } = device;
  device.messagesSent += 1;
  const plain: ChatMessage = {
    type: draft.type,
    message: draft.message,
    messageID: `${userID}/${deviceID}/m${device.messagesSent}`,
    localMessageID: draft.localMessageID,
    senderUserID: userID,
    conversationID: draft.conversationID,
    conversationType: draft.conversationType,
    timestamp: turn.context.wallMs,
  };
  const message = withMore(turn, plain, draft);
  forgetOldSent(turn, device);
  device.sent.set(draft.localMessageID, { message, acceptedAtMs: turn.context.nowMs });
  return message;
}

// What only some messages have. Most go through as they are.
function withMore(turn: Turn, plain: ChatMessage, { extra }: ChatMessage): ChatMessage {
  const isNumbered = turn.state.config.numbersMessages === true;
  if (extra === undefined && !isNumbered) return plain;
  return {
    ...plain,
    ...(extra === undefined ? {} : { extra }),
    ...(isNumbered ? { messageSeq: nextSeqOf(turn, plain) } : {}),
  };
}

// The number of a message in its conversation. The two users of a peer conversation count together.
function nextSeqOf({ state }: Turn, message: ChatMessage): number {
  const { conversationID, conversationType, senderUserID } = message;
  const isPeer = conversationType === ZIMConversationType.Peer;
  const parties = isPeer ? [senderUserID, conversationID].sort() : [conversationID];
  const key = JSON.stringify([conversationType, ...parties]);
  const seq = (state.messageSeqs.get(key) ?? 0) + 1;
  state.messageSeqs.set(key, seq);
  return seq;
}

// To every device of the user but the sending one. Whoever never had a device gets it with the first one.
function deliverToUser(turn: Turn, userID: string, message: ChatMessage, sender: DeviceRecord): void {
  const user = userFor(turn.state, userID);
  if (user.devices.size === 0) {
    user.backlog = fresh(turn, user.backlog);
    user.backlog.push({ seq: 0, message, storedAtMs: turn.context.nowMs });
  }
  for (const device of user.devices.values()) {
    if (device !== sender) deliverToDevice(turn, device, message);
  }
}

function deliverToDevice(turn: Turn, device: DeviceRecord, message: ChatMessage): void {
  device.inbox = fresh(turn, device.inbox);
  const seq = store(device, message, turn.context.nowMs);
  if (device.session === undefined) return;
  const { connection } = sessionOf(turn.state, device.session);
  if (connection !== undefined)
    send(turn, connection, { kind: 'message', seq, message, isOfflineMessage: false });
}

// What has not been kept for too long. Mostly that is everything, and the list stays the same.
function fresh(turn: Turn, stored: StoredMessage[]): StoredMessage[] {
  const oldestMs = oldestKeptMs(turn);
  const first = stored[0];
  if (first === undefined || first.storedAtMs >= oldestMs) return stored;
  return stored.filter(({ storedAtMs }) => storedAtMs >= oldestMs);
}

function forgetOldSent(turn: Turn, device: DeviceRecord): void {
  const oldestMs = oldestKeptMs(turn);
  for (const [localMessageID, { acceptedAtMs }] of device.sent) {
    if (acceptedAtMs >= oldestMs) return;
    device.sent.delete(localMessageID);
  }
}

function oldestKeptMs(turn: Turn): number {
  return turn.context.nowMs - turn.context.params.offlineMessageRetentionS * 1000;
}

function accepted(message: ChatMessage): AnswerValue {
  return { kind: 'accepted', message };
}

const UNKNOWN_CONVERSATION: Refused = refused(
  ZIMErrorCode.CommonModuleParamsInvalid,
  'conversationType must be 0 (peer), 1 (room) or 2 (group).',
);
const NO_SUCH_TARGET: Refused = refused(
  ZIMErrorCode.MessageModuleTargetDoesNotExist,
  'There is no such user.',
);
const NOT_IN_THE_ROOM: Refused = refused(
  ZIMErrorCode.MessageModuleSendMessageFailed,
  'The user is not in the room.',
);
