// The whole message object of the declaration, made from a record. Records are small because every message comes by
// many times; whoever hands one to an app makes the object here. The queries of the store do so themselves.

import {
  ZIMConversationType,
  ZIMMessageDirection,
  type ZIMMessageSentStatus,
  ZIMMessageType,
} from '../../zim/enums.js';
import { ZIMMessageReceiptStatus } from '../../zim/enums-other.js';
import type { ChatMessage, MessageExtra } from '../../zim/wire.js';

/** A message as apps see it, with the fields that every type has; those of a type follow as they were given. */
export interface FullMessage {
  readonly type: number;
  readonly messageID: string;
  readonly localMessageID: string;
  /** 0 where the backend does not number messages. */
  readonly messageSeq: number;
  readonly senderUserID: string;
  readonly conversationID: string;
  readonly conversationType: number;
  readonly direction: ZIMMessageDirection;
  readonly sentStatus: number;
  readonly timestamp: number;
  /** Orders the messages of a conversation. */
  readonly orderKey: number;
  readonly isUserInserted: boolean;
  readonly receiptStatus: number;
  readonly extendedData: string;
  readonly localExtendedData: string;
  readonly [field: string]: unknown;
}

/** The types whose text is their content. */
const TEXTS: ReadonlySet<number> = new Set([
  ZIMMessageType.Text,
  ZIMMessageType.Barrage,
  ZIMMessageType.System,
  ZIMMessageType.Custom,
]);

/** The types with a file. */
const MEDIA: ReadonlySet<number> = new Set([
  ZIMMessageType.Image,
  ZIMMessageType.File,
  ZIMMessageType.Audio,
  ZIMMessageType.Video,
]);

/** Known to the sending user only, or meant for the SDK. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'hasReceipt',
  'disableUnreadMessageCount',
  'fileLocalPath',
  'localExtendedData',
]);

/**
 * The message as `selfUserID` sees it. A received peer message belongs to the conversation with its sender.
 *
 * @param sentStatus of ZIMMessageSentStatus: `Sending` in `onMessageAttached`, the status in
 * `messageSentStatusChanged`, `Success` for what was received or has been sent
 * @example fullMessage(record, 'alice', ZIMMessageSentStatus.Success).direction // 0 when alice sent it
 */
export function fullMessage(
  record: ChatMessage,
  selfUserID: string,
  sentStatus: ZIMMessageSentStatus,
): FullMessage {
  const isOwn = record.senderUserID === selfUserID;
  const extra = record.extra ?? NOTHING;
  return {
    ...contentOf(record, extra, isOwn),
    type: record.type,
    messageID: record.messageID,
    localMessageID: record.localMessageID,
    messageSeq: record.messageSeq ?? 0,
    senderUserID: record.senderUserID,
    conversationID: conversationOf(record, selfUserID),
    conversationType: record.conversationType,
    direction: isOwn ? ZIMMessageDirection.Send : ZIMMessageDirection.Receive,
    sentStatus,
    timestamp: record.timestamp,
    orderKey: orderKeyOf(record),
    isUserInserted: extra.isUserInserted === true,
    receiptStatus:
      extra.hasReceipt === true ? ZIMMessageReceiptStatus.Processing : ZIMMessageReceiptStatus.None,
    extendedData: textOf(extra.extendedData),
    localExtendedData: isOwn ? textOf(extra.localExtendedData) : '',
    mentionedUserIDs: extra.mentionedUserIDs ?? [],
    isMentionAll: extra.isMentionAll === true,
    reactions: [],
    isBroadcastMessage: false,
    isServerMessage: false,
    isGroupTargetedMessage: false,
    rootRepliedCount: 0,
    editorUserID: '',
    editedTime: 0,
    pinnedUserID: '',
    pinnedTime: 0,
  };
}

/** The conversation that a message belongs to on a device of `selfUserID`: for a peer message, the other user. */
export function conversationOf(record: ChatMessage, selfUserID: string): string {
  const isReceived =
    record.conversationType === ZIMConversationType.Peer && record.senderUserID !== selfUserID;
  return isReceived ? record.senderUserID : record.conversationID;
}

/** By time, then by number; thousands of a millisecond, so that it stays a whole number. How the SDK does it: assumed. */
export function orderKeyOf({ timestamp, messageSeq = 0 }: ChatMessage): number {
  return timestamp * 1000 + (messageSeq % 1000);
}

const NOTHING: MessageExtra = Object.freeze({});

function contentOf(record: ChatMessage, extra: MessageExtra, isOwn: boolean): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  for (const name in extra) if (!NOT_SHOWN.has(name)) content[name] = extra[name];
  if (isOwn && extra.fileLocalPath !== undefined) content.fileLocalPath = extra.fileLocalPath;
  if (TEXTS.has(record.type) || (record.message !== '' && content.message === undefined)) {
    content.message = record.message;
  }
  if (MEDIA.has(record.type) && content.fileDownloadUrl === undefined)
    content.fileDownloadUrl = urlOf(record);
  return content;
}

// A file that was given by its path has been uploaded when its message is accepted. The address leads nowhere: assumed.
function urlOf({ messageID }: ChatMessage): string {
  return messageID === '' ? '' : `https://files.invalid/${messageID}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
