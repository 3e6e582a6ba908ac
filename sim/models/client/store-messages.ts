// The calls on stored messages: history by pages, messages by number, deleting, inserting. They answer from the device
// alone, with or without a network; what of it reaches the server (`isAlsoDeleteServerMessage`) is not modelled.

import { ZIMConversationType, ZIMMessageSentStatus, ZIMMessageType } from '../../zim/enums.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { ChatMessage } from '../../zim/wire.js';
import type { Out } from '../model.js';
import { type Call, type Handler, recordOf } from './call.js';
import { reject, resolve } from './effects.js';
import { networkError, paramInvalid, plain } from './errors.js';
import { extraOf } from './message-extra.js';
import { isOnline } from './requests.js';
import { isCount } from './services.js';
import type { ClientEffect, ClientState } from './state.js';
import {
  type ConversationTarget,
  findConversation,
  messageObject,
  openConversation,
  putMessage,
  removeMessages,
  storeOf,
  totalUnread,
} from './store.js';
import { tellConversation, tellTotal } from './store-keeping.js';
import type { ConversationRecord, StoredMessage } from './store-records.js';

export const MESSAGE_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['queryHistoryMessage', queryHistoryMessage],
  ['queryMessages', queryMessages],
  ['deleteMessages', deleteMessages],
  ['deleteAllMessage', deleteAllMessage],
  ['deleteAllConversationMessages', deleteAllConversationMessages],
  ['insertMessageToLocalDB', insertMessageToLocalDB],
]);

/** The conversation that a call names from the argument at `first` on; without one the call is rejected. */
export function readConversation(
  out: Out<ClientEffect>,
  call: Call,
  first: number,
  rooms: 'rooms too' | 'no rooms' = 'no rooms',
): ConversationTarget | undefined {
  const conversationID = call.args[first];
  const type = call.args[first + 1];
  if (typeof conversationID !== 'string' || conversationID === '') {
    reject(out, call, paramInvalid(call.name, 'conversationID'));
    return undefined;
  }
  const { Peer, Room, Group } = ZIMConversationType;
  // Rooms keep no messages (observed: their type is refused, but not of a history or of what is inserted).
  if (type !== Peer && type !== Group && (type !== Room || rooms === 'no rooms')) {
    reject(out, call, paramInvalid(call.name, 'conversationType'));
    return undefined;
  }
  return { conversationID, type };
}

/** `config.count` of a query by pages; without a good one the call is rejected. */
export function readCount(out: Out<ClientEffect>, call: Call, config: unknown): number | undefined {
  const { count } = recordOf(config);
  if (isCount(count)) return count;
  reject(out, call, paramInvalid(call.name, 'config.count'));
  return undefined;
}

/** What most calls on a conversation resolve with. */
export function asResult({ conversationID, type }: ConversationTarget): {
  readonly conversationID: string;
  readonly conversationType: number;
} {
  return { conversationID, conversationType: type };
}

/**
 * `queryHistoryMessage(conversationID, conversationType, { nextMessage, count, reverse })`. A page is in the order of
 * time either way; reversed, it is the one before `nextMessage`, or the last one (assumed).
 */
function queryHistoryMessage(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const target = readConversation(out, call, 0, 'rooms too');
  if (target === undefined) return;
  const config = recordOf(call.args[2]);
  const count = readCount(out, call, config);
  if (count === undefined) return;
  const conversation = findConversation(state, target);
  const messages = conversation?.messages ?? [];
  const isReverse = config.reverse === true;
  const anchor = anchorOf(messages, config.nextMessage, isReverse);
  const page = isReverse
    ? messages.slice(Math.max(0, anchor - count), anchor)
    : messages.slice(anchor, anchor + count);
  resolve(out, call, { ...asResult(target), messageList: objectsOf(state, conversation, page) });
}

/** `queryMessages(messageSeqs, conversationID, conversationType)`. */
function queryMessages(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const seqs = call.args[0];
  if (!Array.isArray(seqs) || seqs.length === 0 || seqs.length > 10) {
    const why = 'messageSeqs is invalid or its length exceeds 10.';
    reject(out, call, plain(ZIMErrorCode.CommonModuleParamsInvalid, why));
    return;
  }
  const target = readConversation(out, call, 1, 'rooms too');
  if (target === undefined) return;
  const conversation = findConversation(state, target);
  const wanted = new Set<unknown>(seqs);
  const found = (conversation?.messages ?? []).filter(({ record }) => wanted.has(record.messageSeq));
  resolve(out, call, { ...asResult(target), messageList: objectsOf(state, conversation, found) });
}

/** `deleteMessages(messageList, conversationID, conversationType, config)`. */
function deleteMessages(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const list = call.args[0];
  const target = readConversation(out, call, 1);
  if (target === undefined) return;
  if (!Array.isArray(list) || list.length === 0) {
    reject(out, call, paramInvalid(call.name, 'messageList'));
    return;
  }
  remove(state, out, target, (record) => list.some((message) => isSame(record, message)));
  resolve(out, call, asResult(target));
}

/** `deleteAllMessage(conversationID, conversationType, config)`. */
function deleteAllMessage(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const target = readConversation(out, call, 0);
  if (target === undefined) return;
  const isOnServer = recordOf(call.args[2]).isAlsoDeleteServerMessage === true;
  if (isOnServer && !isOnline(state)) {
    reject(out, call, networkError(state, call.name, call.args));
    return;
  }
  remove(state, out, target, () => true);
  resolve(out, call, asResult(target));
}

/** `deleteAllConversationMessages(config)`; what it tells of each conversation is assumed. */
function deleteAllConversationMessages(
  state: ClientState,
  _: unknown,
  out: Out<ClientEffect>,
  call: Call,
): void {
  const before = totalUnread(state);
  for (const conversation of [...storeOf(state).values()]) take(state, out, conversation, () => true);
  tellTotal(state, out, before);
  resolve(out, call, undefined);
}

/** `insertMessageToLocalDB(message, conversationID, conversationType, senderUserID)`. It counts as read (assumed). */
function insertMessageToLocalDB(...[state, context, out, call]: Parameters<Handler>): void {
  const given = recordOf(call.args[0]);
  const sender = call.args[3];
  if (typeof given.type !== 'number' || given.type === ZIMMessageType.Command) {
    reject(out, call, paramInvalid(call.name, 'message.type'));
    return;
  }
  const target = readConversation(out, call, 1, 'rooms too');
  if (target === undefined) return;
  if (typeof sender !== 'string' || sender === '') {
    reject(out, call, paramInvalid(call.name, 'senderUserID'));
    return;
  }
  const localMessageID = `${state.config.deviceID}-${state.nextLocalMessage++}`;
  const record: ChatMessage = {
    type: given.type,
    message: typeof given.message === 'string' ? given.message : '',
    messageID: localMessageID,
    localMessageID,
    senderUserID: sender,
    conversationID: target.conversationID,
    conversationType: target.type,
    timestamp: context.wallMs,
    extra: { ...extraOf(given, undefined), isUserInserted: true },
  };
  const isNew = findConversation(state, target)?.isListed !== true;
  const conversation = openConversation(state, target);
  const stored: StoredMessage = { record, sentStatus: ZIMMessageSentStatus.Success, isUnread: false };
  putMessage(conversation, stored);
  tellConversation(state, out, conversation, isNew);
  resolve(out, call, { message: messageObject(state, conversation, stored) });
}

function objectsOf(
  state: ClientState,
  conversation: ConversationRecord | undefined,
  messages: readonly StoredMessage[],
): unknown[] {
  if (conversation === undefined) return [];
  return messages.map((stored) => messageObject(state, conversation, stored));
}

// The place of the message at which the page begins or, reversed, before which it ends. A message that is unknown here
// counts as none.
function anchorOf(messages: readonly StoredMessage[], nextMessage: unknown, isReverse: boolean): number {
  const place = messages.findIndex(({ record }) => isSame(record, nextMessage));
  if (place < 0) return isReverse ? messages.length : 0;
  return isReverse ? place : place + 1;
}

// A message has an ID once it has been accepted, and only a local one before.
function isSame(record: ChatMessage, message: unknown): boolean {
  const { messageID, localMessageID } = recordOf(message);
  if (record.messageID !== '' && messageID !== '') return record.messageID === messageID;
  return record.localMessageID === localMessageID;
}

function remove(
  state: ClientState,
  out: Out<ClientEffect>,
  target: ConversationTarget,
  isGone: (record: ChatMessage) => boolean,
): void {
  const conversation = findConversation(state, target);
  if (conversation === undefined) return;
  const before = totalUnread(state);
  take(state, out, conversation, isGone);
  tellTotal(state, out, before);
}

function take(
  state: ClientState,
  out: Out<ClientEffect>,
  conversation: ConversationRecord,
  isGone: (record: ChatMessage) => boolean,
): void {
  const last = conversation.messages.at(-1);
  removeMessages(conversation, isGone);
  if (conversation.isListed && conversation.messages.at(-1) !== last) {
    tellConversation(state, out, conversation, false);
  }
}
