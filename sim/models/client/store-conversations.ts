// The calls on stored conversations: lists by pages, pins, drafts, unread counts, deleting. They answer from the device
// alone, with or without a network; the server's copy is not modelled.

import { ZIMConversationPinnedFilter } from '../../zim/enums-other.js';
import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { Out, StepContext } from '../model.js';
import { type Call, type Handler, recordOf } from './call.js';
import { reject, resolve } from './effects.js';
import { networkError, paramInvalid, plain } from './errors.js';
import { isOnline } from './requests.js';
import type { ClientEffect, ClientState } from './state.js';
import {
  conversationObject,
  findConversation,
  listedConversations,
  markRead,
  openConversation,
  totalUnread,
} from './store.js';
import { tellConversation, tellDeleted, tellTotal } from './store-keeping.js';
import { asResult, readConversation, readCount } from './store-messages.js';
import type { ConversationRecord } from './store-records.js';

export const CONVERSATION_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['queryConversationList', queryList],
  ['queryConversationPinnedList', queryList],
  ['queryConversation', queryConversation],
  ['queryConversationTotalUnreadMessageCount', queryTotalUnread],
  ['updateConversationPinnedState', updatePinned],
  ['setConversationDraft', setDraft],
  ['clearConversationUnreadMessageCount', clearUnread],
  ['clearConversationTotalUnreadMessageCount', clearTotalUnread],
  ['deleteConversation', deleteConversation],
  ['deleteAllConversations', deleteAllConversations],
]);

/**
 * `queryConversationList({ nextConversation, count }, option?)` and `queryConversationPinnedList({ … })`. Pinned ones
 * come first, then the latest (assumed).
 */
function queryList(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const config = recordOf(call.args[0]);
  const count = readCount(out, call, config);
  if (count === undefined) return;
  const isPinnedList = call.name === 'queryConversationPinnedList';
  const option = isPinnedList
    ? { pinnedFilter: ZIMConversationPinnedFilter.OnlyPinned }
    : recordOf(call.args[1]);
  const all = listedConversations(state)
    .filter((conversation) => isWanted(conversation, option))
    .sort(byPlace);
  const { conversationID, type } = recordOf(config.nextConversation);
  const anchor = all.findIndex((known) => known.conversationID === conversationID && known.type === type);
  const page = all.slice(anchor + 1, anchor + 1 + count);
  const conversationList = page.map((conversation) => conversationObject(state, conversation));
  resolve(out, call, { conversationList });
}

/** `queryConversation(conversationID, conversationType)`. */
function queryConversation(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const conversation = readListed(state, out, call, 0);
  if (conversation === undefined) return;
  resolve(out, call, { conversation: conversationObject(state, conversation) });
}

/** `queryConversationTotalUnreadMessageCount({ conversationTypes, marks })`. No conversation has marks. */
function queryTotalUnread(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const wanted = listedConversations(state).filter((known) => isWanted(known, recordOf(call.args[0])));
  const unreadMessageCount = wanted.reduce((sum, { unread }) => sum + unread, 0);
  resolve(out, call, { unreadMessageCount });
}

/** `updateConversationPinnedState(isPinned, conversationID, conversationType)`. */
function updatePinned(state: ClientState, context: StepContext, out: Out<ClientEffect>, call: Call): void {
  const isPinned = call.args[0] === true;
  if (readConversation(out, call, 1) === undefined) return;
  // The server has it first (observed: without a network it fails, whether there is a conversation or not).
  if (!isOnline(state)) {
    reject(out, call, networkError(state, call.name));
    return;
  }
  const conversation = readListed(state, out, call, 1);
  if (conversation === undefined) return;
  if (conversation.isPinned !== isPinned) {
    conversation.isPinned = isPinned;
    conversation.pinnedTime = isPinned ? context.wallMs : 0;
    tellConversation(state, out, conversation, false);
  }
  resolve(out, call, asResult(conversation));
}

/** `setConversationDraft(draft, conversationID, conversationType)`. A draft may be the first thing in it (assumed). */
function setDraft(state: ClientState, context: StepContext, out: Out<ClientEffect>, call: Call): void {
  const draft = call.args[0];
  if (typeof draft !== 'string') {
    reject(out, call, paramInvalid(call.name, 'draft'));
    return;
  }
  const target = readConversation(out, call, 1);
  if (target === undefined) return;
  const isNew = findConversation(state, target)?.isListed !== true;
  const conversation = openConversation(state, target);
  conversation.draft = draft;
  if (conversation.orderKey === 0) conversation.orderKey = context.wallMs * 1000;
  tellConversation(state, out, conversation, isNew);
  resolve(out, call, asResult(target));
}

/** `clearConversationUnreadMessageCount(conversationID, conversationType)`. */
function clearUnread(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const conversation = readListed(state, out, call, 0);
  if (conversation === undefined) return;
  const before = totalUnread(state);
  clear(state, out, conversation);
  tellTotal(state, out, before);
  resolve(out, call, asResult(conversation));
}

/** `clearConversationTotalUnreadMessageCount()`. */
function clearTotalUnread(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const before = totalUnread(state);
  for (const conversation of listedConversations(state)) clear(state, out, conversation);
  tellTotal(state, out, before);
  resolve(out, call, undefined);
}

/** `deleteConversation(conversationID, conversationType, config)`. */
function deleteConversation(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const conversation = readListed(state, out, call, 0);
  if (conversation === undefined) return;
  const before = totalUnread(state);
  forget(state, out, conversation);
  tellTotal(state, out, before);
  resolve(out, call, asResult(conversation));
}

/** `deleteAllConversations(config)`. */
function deleteAllConversations(state: ClientState, _: unknown, out: Out<ClientEffect>, call: Call): void {
  const before = totalUnread(state);
  for (const conversation of listedConversations(state)) forget(state, out, conversation);
  tellTotal(state, out, before);
  resolve(out, call, undefined);
}

function clear(state: ClientState, out: Out<ClientEffect>, conversation: ConversationRecord): void {
  if (conversation.unread === 0) return;
  markRead(conversation);
  if (conversation.isListed) tellConversation(state, out, conversation, false);
}

// Its messages can still be queried; its unread ones no longer count.
function forget(state: ClientState, out: Out<ClientEffect>, conversation: ConversationRecord): void {
  markRead(conversation);
  conversation.isListed = false;
  conversation.isPinned = false;
  conversation.pinnedTime = 0;
  conversation.draft = '';
  tellDeleted(state, out, conversation);
}

function readListed(
  state: ClientState,
  out: Out<ClientEffect>,
  call: Call,
  first: number,
): ConversationRecord | undefined {
  const target = readConversation(out, call, first);
  if (target === undefined) return undefined;
  const conversation = findConversation(state, target);
  if (conversation?.isListed === true) return conversation;
  const code = ZIMErrorCode.ConversationModuleConversationDoesNotExist;
  reject(out, call, plain(code, 'Conversation does not exist.'));
  return undefined;
}

function isWanted(
  { type, unread, isPinned }: ConversationRecord,
  option: Readonly<Record<string, unknown>>,
): boolean {
  const { conversationTypes, marks, isOnlyUnreadConversation, pinnedFilter } = option;
  if (isFilled(conversationTypes) && !conversationTypes.includes(type)) return false;
  if (isFilled(marks)) return false;
  if (isOnlyUnreadConversation === true && unread === 0) return false;
  if (pinnedFilter === ZIMConversationPinnedFilter.OnlyPinned) return isPinned;
  return pinnedFilter !== ZIMConversationPinnedFilter.OnlyUnpinned || !isPinned;
}

// An empty list of a filter leaves everything through.
function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function byPlace(a: ConversationRecord, b: ConversationRecord): number {
  if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1;
  return a.isPinned ? b.pinnedTime - a.pinnedTime : b.orderKey - a.orderKey;
}
