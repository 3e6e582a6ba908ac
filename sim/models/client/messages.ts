// `sendMessage`, and messages that arrive. Peer and group messages wait in the outbox (outbox.ts); a room message
// needs the room and the network now.

import { ZIMConversationType, ZIMMessageType, ZIMRoomState } from '../../zim/enums.js';
import { ZIMErrorCode, type ZimError } from '../../zim/error-codes.js';
import type { ChatMessage, MessageExtra, ServerMessage } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { emit, reject } from './effects.js';
import { failed, networkError, paramInvalid, plain } from './errors.js';
import { extraOf } from './message-extra.js';
import { enqueue, takeFromOutbox } from './outbox.js';
import { isOnline, register, send } from './requests.js';
import { emitAttached, emitSendFailed, settleSent } from './sent-status.js';
import type { ClientEffect, ClientState, PendingRequest } from './state.js';
import { keepArrived } from './store-keeping.js';

interface SendCall {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** `sendMessage(message, toConversationID, conversationType, config, notification?)`. */
export function sendMessage(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: SendCall,
): void {
  const sending = readSending(call.args);
  const problem =
    typeof sending === 'string' ? paramInvalid(call.name, sending) : sendProblem(state, context, sending);
  if (problem !== undefined || typeof sending === 'string') {
    reject(out, call, problem ?? paramInvalid(call.name, 'message'));
    return;
  }
  const { conversationID, conversationType: type } = sending;
  state.lastSendMs.set(sending.key, context.nowMs);
  const plain: ChatMessage = {
    type: sending.type,
    message: sending.text,
    messageID: '',
    localMessageID: sending.retryOf ?? `${state.config.deviceID}-${state.nextLocalMessage++}`,
    senderUserID: state.login?.userID ?? '',
    conversationID,
    conversationType: type,
    timestamp: context.wallMs,
  };
  const record = sending.extra === undefined ? plain : { ...plain, extra: sending.extra };
  if (type === ZIMConversationType.Room) {
    const request = register(state, context, out, {
      kind: 'roomMessage',
      call: call.id,
      name: call.name,
      about: record.localMessageID,
      message: record,
    });
    send(state, out, { kind: 'sendMessage', request, message: record });
  } else {
    enqueue(state, context, out, {
      message: record,
      call: call.id,
      name: call.name,
      sentAtMs: context.nowMs,
    });
  }
  emitAttached(state, out, record);
}

/** The backend accepted a message of ours. */
export function onAccepted(
  state: ClientState,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  message: ChatMessage,
): void {
  // The outbox decides: a message that was sent twice is settled by the first of the two answers.
  if (pending.kind === 'peerMessage' && takeFromOutbox(state, pending.about) === undefined) return;
  settleSent(state, out, { id: pending.call, name: pending.name }, message);
}

/** The same, after nobody had answered in time. What has left the outbox has been settled. */
export function onAcceptedLate(state: ClientState, out: Out<ClientEffect>, message: ChatMessage): void {
  const queued = takeFromOutbox(state, message.localMessageID);
  if (queued !== undefined) settleSent(state, out, { id: queued.call, name: queued.name }, message);
}

/** The backend refused a message of ours. */
export function onRefused(
  state: ClientState,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  error: { readonly code: number; readonly message: string },
): void {
  const queued = pending.kind === 'peerMessage' ? takeFromOutbox(state, pending.about) : undefined;
  if (pending.kind === 'peerMessage' && queued === undefined) return;
  const message = queued?.message ?? pending.message;
  if (message !== undefined) emitSendFailed(state, out, message, error);
  reject(out, { id: pending.call, name: pending.name }, error);
}

/** A message for this device. The inbox is numbered, so what comes a second time is dropped here. */
export function onMessageArrived(
  state: ClientState,
  out: Out<ClientEffect>,
  arrived: Extract<ServerMessage, { kind: 'message' }>,
): void {
  if (arrived.seq > 0) {
    if (arrived.seq <= state.receivedSeq) return;
    state.receivedSeq = arrived.seq;
  }
  const { message } = arrived;
  const isRoom = message.conversationType === ZIMConversationType.Room;
  if (isRoom && !isNewInRoom(state, message)) return;
  emit(state, out, receivedEvent(state, message.conversationType), {
    messageList: [message],
    fromConversationID:
      message.conversationType === ZIMConversationType.Peer && message.senderUserID !== state.login?.userID
        ? message.senderUserID
        : message.conversationID,
    info: { isOfflineMessage: arrived.isOfflineMessage },
  });
  keepArrived(state, out, message);
}

/** How many messages of a room are remembered. Nobody says how the SDK does it: assumed. */
const REMEMBERED = 50;

// Room messages have no numbers, so what comes a second time is known by its ID. A member who is still at T1 has not
// got the room back yet.
function isNewInRoom(state: ClientState, { conversationID, messageID }: ChatMessage): boolean {
  const room = state.rooms.get(conversationID);
  if (room?.state !== ZIMRoomState.Connected || room.seen.includes(messageID)) return false;
  room.seen.push(messageID);
  if (room.seen.length > REMEMBERED) room.seen.shift();
  return true;
}

function receivedEvent(state: ClientState, conversationType: number): string {
  const isNew = state.config.sdk.emitsMessageReceived;
  switch (conversationType) {
    case ZIMConversationType.Room:
      return isNew ? 'roomMessageReceived' : 'receiveRoomMessage';
    case ZIMConversationType.Group:
      return isNew ? 'groupMessageReceived' : 'receiveGroupMessage';
    default:
      return isNew ? 'peerMessageReceived' : 'receivePeerMessage';
  }
}

/** What is to be sent, as far as the arguments make sense. */
interface Sending {
  readonly type: number;
  readonly text: string;
  readonly extra: MessageExtra | undefined;
  readonly conversationID: string;
  readonly conversationType: ZIMConversationType;
  /** Names the conversation among those of all types. */
  readonly key: string;
  /** The local ID of the failed message that is sent again (`isRetrySend`); the backend knows it by this. */
  readonly retryOf: string | undefined;
}

/** Gives the name of the parameter where one makes no sense. */
function readSending(args: readonly unknown[]): Sending | string {
  const [message, conversationID, conversationType = ZIMConversationType.Peer, config] = args;
  if (typeof message !== 'object' || message === null) return 'message';
  if (typeof conversationID !== 'string' || conversationID === '') return 'toConversationID';
  if (!isConversationType(conversationType)) return 'conversationType';
  const { type, message: text, localMessageID } = message as Readonly<Record<string, unknown>>;
  if (Array.isArray(message)) return 'message.type';
  if (type === ZIMMessageType.Text && text === '') return 'text';
  const isRetry = (config as { isRetrySend?: unknown } | null | undefined)?.isRetrySend === true;
  return {
    type: typeof type === 'number' ? type : 1,
    text: typeof text === 'string' ? text : '',
    extra: extraOf(message as Readonly<Record<string, unknown>>, config),
    conversationID,
    conversationType,
    key: `${conversationType}:${conversationID}`,
    retryOf: isRetry && typeof localMessageID === 'string' ? localMessageID : undefined,
  };
}

function sendProblem(state: ClientState, context: StepContext, sending: Sending): ZimError | undefined {
  const name = 'sendMessage';
  const lastMs = state.lastSendMs.get(sending.key);
  if (lastMs !== undefined && context.nowMs - lastMs < context.params.sendIntervalMs) {
    const code = ZIMErrorCode.CommonModuleTriggerSDKFrequencyLimit;
    return failed(name, code, 'Two messages to one conversation too quickly.');
  }
  // That only a failed message can be sent again is assumed.
  if (state.outbox.some(({ message }) => message.localMessageID === sending.retryOf)) {
    return failed(name, ZIMErrorCode.MessageModuleSendMessageFailed, 'The message is still on its way.');
  }
  if (sending.conversationType !== ZIMConversationType.Room) return undefined;
  const room = state.rooms.get(sending.conversationID);
  if (room === undefined) {
    return plain(ZIMErrorCode.MessageModuleSendMessageFailed, 'Room is not exist or not in the room.');
  }
  if (room.state === ZIMRoomState.Connecting) {
    return failed(name, ZIMErrorCode.RoomModuleTheRoomIsConnecting, 'The room is connecting.');
  }
  return isOnline(state) ? undefined : networkError(state, name);
}

function isConversationType(value: unknown): value is ZIMConversationType {
  return (
    value === ZIMConversationType.Peer ||
    value === ZIMConversationType.Room ||
    value === ZIMConversationType.Group
  );
}
