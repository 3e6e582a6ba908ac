// What becomes of the user's own messages: told to the app, and noted in the store.

import { ZIMMessageSentStatus } from '../../zim/enums.js';
import type { ChatMessage } from '../../zim/wire.js';
import type { Out } from '../model.js';
import { emit, resolve } from './effects.js';
import type { ClientEffect, ClientState } from './state.js';
import { keepOwn } from './store-keeping.js';

/** The message is on its way. */
export function emitAttached(state: ClientState, out: Out<ClientEffect>, message: ChatMessage): void {
  emit(state, out, 'onMessageAttached', { message });
  keepOwn(state, out, message, ZIMMessageSentStatus.Sending);
}

/** Tells the app that a message of its own will not be sent. */
export function emitSendFailed(
  state: ClientState,
  out: Out<ClientEffect>,
  message: ChatMessage,
  error: { readonly message: string },
): void {
  emit(state, out, 'messageSentStatusChanged', {
    infos: [{ status: ZIMMessageSentStatus.Failed, message, reason: error.message }],
  });
  keepOwn(state, out, message, ZIMMessageSentStatus.Failed);
}

/** The backend has accepted the message of a call. */
export function settleSent(
  state: ClientState,
  out: Out<ClientEffect>,
  call: { readonly id: number; readonly name: string },
  message: ChatMessage,
): void {
  emit(state, out, 'messageSentStatusChanged', {
    infos: [{ status: ZIMMessageSentStatus.Success, message, reason: '' }],
  });
  keepOwn(state, out, message, ZIMMessageSentStatus.Success);
  resolve(out, call, { message });
}
