// What a device keeps of conversations and messages, for each user that was logged in on it. It outlives sessions and
// the process. Peer and group messages only: those of rooms are not stored. When it is written is in store-keeping.ts,
// and the calls that read it are in store-messages.ts and store-conversations.ts.

import { ZIMConversationType, ZIMMessageSentStatus } from '../../zim/enums.js';
import { ZIMConversationNotificationStatus } from '../../zim/enums-other.js';
import type { ChatMessage } from '../../zim/wire.js';
import { conversationOf, type FullMessage, fullMessage, orderKeyOf } from './full-message.js';
import type { ClientState } from './state.js';
import type { ClientStore, ConversationRecord, StoredMessage } from './store-records.js';

/** A conversation among those of all types. */
export interface ConversationTarget {
  readonly conversationID: string;
  readonly type: number;
}

/** The store of the user who is logged in. */
export function storeOf(state: ClientState): ClientStore {
  const userID = state.login?.userID ?? '';
  const known = state.stores.get(userID);
  if (known !== undefined) return known;
  const store: ClientStore = new Map();
  state.stores.set(userID, store);
  return store;
}

export function findConversation(
  state: ClientState,
  target: ConversationTarget,
): ConversationRecord | undefined {
  return storeOf(state).get(keyOf(target));
}

/** The conversation, made when there is none. It is listed from now on. */
export function openConversation(state: ClientState, target: ConversationTarget): ConversationRecord {
  const known = findConversation(state, target);
  if (known !== undefined) {
    known.isListed = true;
    return known;
  }
  const conversation: ConversationRecord = {
    conversationID: target.conversationID,
    type: target.type,
    messages: [],
    unread: 0,
    readMessageSeq: 0,
    orderKey: 0,
    isListed: true,
    isPinned: false,
    pinnedTime: 0,
    draft: '',
  };
  storeOf(state).set(keyOf(target), conversation);
  return conversation;
}

/** The conversation that a message belongs to on this device. */
export function targetOf(state: ClientState, record: ChatMessage): ConversationTarget {
  const conversationID = conversationOf(record, state.login?.userID ?? '');
  return { conversationID, type: record.conversationType };
}

/** Puts a message at its place by order key; mostly that is the end. */
export function putMessage(conversation: ConversationRecord, stored: StoredMessage): void {
  const { messages } = conversation;
  const key = orderKeyOf(stored.record);
  let place = messages.length;
  while (place > 0 && orderKeyOf((messages[place - 1] as StoredMessage).record) > key) place -= 1;
  messages.splice(place, 0, stored);
  if (stored.isUnread) conversation.unread += 1;
  conversation.orderKey = Math.max(conversation.orderKey, key);
}

/** Takes messages out; gives how many there were. */
export function removeMessages(
  conversation: ConversationRecord,
  isGone: (record: ChatMessage) => boolean,
): number {
  const kept = conversation.messages.filter(({ record }) => !isGone(record));
  const removed = conversation.messages.length - kept.length;
  conversation.messages = kept;
  conversation.unread = kept.filter(({ isUnread }) => isUnread).length;
  return removed;
}

export function markRead(conversation: ConversationRecord): void {
  for (const stored of conversation.messages) stored.isUnread = false;
  conversation.unread = 0;
  conversation.readMessageSeq =
    conversation.messages.at(-1)?.record.messageSeq ?? conversation.readMessageSeq;
}

/** The conversations that apps get to see: those of rooms hold inserted messages and are not among them. */
export function listedConversations(state: ClientState): ConversationRecord[] {
  return [...storeOf(state).values()].filter(
    ({ isListed, type }) => isListed && type !== ZIMConversationType.Room,
  );
}

export function totalUnread(state: ClientState): number {
  let total = 0;
  for (const { isListed, unread } of storeOf(state).values()) if (isListed) total += unread;
  return total;
}

/** A stored message as apps see it. */
export function messageObject(
  state: ClientState,
  conversation: ConversationRecord,
  { record, sentStatus }: StoredMessage,
): FullMessage {
  const { conversationID, type: conversationType } = conversation;
  return {
    ...fullMessage(record, state.login?.userID ?? '', sentStatus),
    conversationID,
    conversationType,
  };
}

/**
 * A conversation as apps see it. The SDK names it after the user or the group; the store knows IDs only and gives them
 * as names (assumed).
 */
export function conversationObject(
  state: ClientState,
  conversation: ConversationRecord,
): Readonly<Record<string, unknown>> {
  const last = conversation.messages.at(-1);
  const isGroup = conversation.type === ZIMConversationType.Group;
  return {
    conversationID: conversation.conversationID,
    type: conversation.type,
    conversationName: conversation.conversationID,
    conversationAvatarUrl: '',
    conversationAlias: '',
    notificationStatus: ZIMConversationNotificationStatus.Notify,
    unreadMessageCount: conversation.unread,
    readMessageSeq: conversation.readMessageSeq,
    ...(last === undefined ? {} : { lastMessage: messageObject(state, conversation, last) }),
    orderKey: conversation.orderKey,
    isPinned: conversation.isPinned,
    pinnedTime: conversation.pinnedTime,
    mentionedInfoList: [],
    draft: conversation.draft,
    marks: [],
    ...(isGroup ? { isDisabled: false, mutedExpiredTime: 0 } : {}),
  };
}

/** What was on its way when the session or the process ends will not be sent by the next one: it has failed. Assumed. */
export function failUnsent(state: ClientState): void {
  if (state.config.store !== true) return;
  for (const { message } of state.outbox) {
    const conversation = findConversation(state, targetOf(state, message));
    for (const stored of conversation?.messages ?? []) {
      if (stored.record.localMessageID === message.localMessageID) {
        stored.sentStatus = ZIMMessageSentStatus.Failed;
      }
    }
  }
}

function keyOf({ conversationID, type }: ConversationTarget): string {
  return `${type}:${conversationID}`;
}
