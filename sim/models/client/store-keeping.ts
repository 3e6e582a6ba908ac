// Writes the store while messages go out and come in, and tells the app what it changes. A device whose store is off
// keeps nothing and is told nothing.

import { ZIMConversationEvent, ZIMConversationType, ZIMMessageSentStatus } from '../../zim/enums.js';
import type { ChatMessage } from '../../zim/wire.js';
import type { Out } from '../model.js';
import { emit } from './effects.js';
import type { ClientEffect, ClientState } from './state.js';
import {
  conversationObject,
  findConversation,
  openConversation,
  putMessage,
  removeMessages,
  targetOf,
  totalUnread,
} from './store.js';
import type { ConversationRecord } from './store-records.js';

/** A message of this user's own: what is sent, and then what became of it. A retry takes the place of the failed one. */
export function keepOwn(
  state: ClientState,
  out: Out<ClientEffect>,
  record: ChatMessage,
  sentStatus: ZIMMessageSentStatus,
): void {
  if (!isKept(state, record)) return;
  const target = targetOf(state, record);
  const isNew = findConversation(state, target)?.isListed !== true;
  const conversation = openConversation(state, target);
  const { localMessageID } = record;
  removeMessages(conversation, (known) => known.localMessageID === localMessageID);
  putMessage(conversation, { record, sentStatus, isUnread: false });
  if (conversation.messages.at(-1)?.record === record) tellConversation(state, out, conversation, isNew);
}

/** A message for this device. One that the user sent from another device is read. */
export function keepArrived(state: ClientState, out: Out<ClientEffect>, record: ChatMessage): void {
  if (!isKept(state, record)) return;
  const target = targetOf(state, record);
  const isNew = findConversation(state, target)?.isListed !== true;
  const isUnread =
    record.senderUserID !== state.login?.userID && record.extra?.disableUnreadMessageCount !== true;
  const before = totalUnread(state);
  const conversation = openConversation(state, target);
  putMessage(conversation, { record, sentStatus: ZIMMessageSentStatus.Success, isUnread });
  tellConversation(state, out, conversation, isNew);
  tellTotal(state, out, before);
}

/** Tells the app that a conversation is new or has changed. */
export function tellConversation(
  state: ClientState,
  out: Out<ClientEffect>,
  conversation: ConversationRecord,
  isNew: boolean,
): void {
  tell(state, out, conversation, isNew ? ZIMConversationEvent.Added : ZIMConversationEvent.Updated);
}

export function tellDeleted(
  state: ClientState,
  out: Out<ClientEffect>,
  conversation: ConversationRecord,
): void {
  tell(state, out, conversation, ZIMConversationEvent.Deleted);
}

/** Tells the app the number of unread messages, if it is no longer what it was. */
export function tellTotal(state: ClientState, out: Out<ClientEffect>, before: number): void {
  const totalUnreadMessageCount = totalUnread(state);
  if (state.config.store !== true || totalUnreadMessageCount === before) return;
  emit(state, out, 'conversationTotalUnreadMessageCountUpdated', { totalUnreadMessageCount });
}

function tell(
  state: ClientState,
  out: Out<ClientEffect>,
  conversation: ConversationRecord,
  event: ZIMConversationEvent,
): void {
  if (state.config.store !== true || conversation.type === ZIMConversationType.Room) return;
  const infoList = [{ event, conversation: conversationObject(state, conversation) }];
  emit(state, out, 'conversationChanged', { infoList });
}

function isKept(state: ClientState, { conversationType }: ChatMessage): boolean {
  return state.config.store === true && conversationType !== ZIMConversationType.Room;
}
