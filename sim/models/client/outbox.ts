// Peer and group messages on their way: they are sent again after a reconnection until the backend accepts them
// or their window of 30 s is over. Room messages are not kept (messages.ts).

import type { Out, StepContext } from '../model.js';
import { reject, setTimer } from './effects.js';
import { networkError } from './errors.js';
import { isOnline, register, send } from './requests.js';
import { emitSendFailed } from './sent-status.js';
import type { ClientEffect, ClientState, OutboxRecord } from './state.js';

/** Queues a message, and sends it at once when the backend can be reached. */
export function enqueue(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  record: OutboxRecord,
): void {
  state.outbox.push(record);
  if (isOnline(state)) sendRecord(state, context, out, record);
  arm(state, context, out);
}

/** Everything that the backend has not accepted, in the order in which it was sent first. */
export function sendOutbox(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  for (const record of state.outbox) sendRecord(state, context, out, record);
}

/** The backend accepted it, or refused it: either way it is settled. */
export function takeFromOutbox(state: ClientState, localMessageID: string): OutboxRecord | undefined {
  const index = state.outbox.findIndex((record) => record.message.localMessageID === localMessageID);
  return index < 0 ? undefined : state.outbox.splice(index, 1)[0];
}

/** The head's window may be over. Further ones fail 10 s apart (observed). */
export function onOutboxTimer(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  state.outboxArmed = false;
  const head = state.outbox[0];
  if (head === undefined || deadlineOf(state, context, head) > context.nowMs) {
    arm(state, context, out);
    return;
  }
  state.outbox.shift();
  state.outboxFailedAtMs = context.nowMs;
  // Armed before the app hears of it: a listener may end the session, and the timer with it.
  arm(state, context, out);
  const error = networkError(state, head.name);
  emitSendFailed(state, out, head.message, error);
  reject(out, { id: head.call, name: head.name }, error);
}

// One timer for the whole queue: it is set for the head only when none is running, and looks again when it fires.
function arm(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  const head = state.outbox[0];
  if (head === undefined || state.outboxArmed) return;
  state.outboxArmed = true;
  setTimer(out, 'outbox', Math.max(0, deadlineOf(state, context, head) - context.nowMs));
}

function deadlineOf(state: ClientState, context: StepContext, record: OutboxRecord): number {
  const windowEndMs = record.sentAtMs + context.params.messageResendWindowMs;
  if (state.outboxFailedAtMs === 0) return windowEndMs;
  const gapEndMs = state.outboxFailedAtMs + context.params.messageResendGapMs;
  return Math.max(windowEndMs, gapEndMs);
}

function sendRecord(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  record: OutboxRecord,
): void {
  const request = register(state, context, out, {
    kind: 'peerMessage',
    call: record.call,
    name: record.name,
    about: record.message.localMessageID,
  });
  send(state, out, { kind: 'sendMessage', request, message: record.message });
}
