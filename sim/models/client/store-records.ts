// What a device keeps of conversations and messages, as plain data. store.ts reads and changes it.

import type { ZIMMessageSentStatus } from '../../zim/enums.js';
import type { ChatMessage } from '../../zim/wire.js';

/** A message on this device. */
export interface StoredMessage {
  readonly record: ChatMessage;
  sentStatus: ZIMMessageSentStatus;
  isUnread: boolean;
}

export interface ConversationRecord {
  readonly conversationID: string;
  readonly type: number;
  /** By order key, the oldest first. */
  messages: StoredMessage[];
  unread: number;
  /** The number of the last message that was there when the unread count was cleared. */
  readMessageSeq: number;
  /** That of the last message, which it keeps when the message is deleted. */
  orderKey: number;
  /** False from its deletion until something happens in it: its messages are no longer listed, but kept. Assumed. */
  isListed: boolean;
  isPinned: boolean;
  pinnedTime: number;
  draft: string;
}

/** By type and ID. */
export type ClientStore = Map<string, ConversationRecord>;
