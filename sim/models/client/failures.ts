// Questions that get no answer: they are overdue, the connection is lost, or the session is over.

import type { ZimError } from '../../zim/error-codes.js';
import type { Out, StepContext } from '../model.js';
import { reject, setTimer } from './effects.js';
import { networkError, notLoggedIn, timedOut } from './errors.js';
import { leaveQuietly } from './requests.js';
import { failRoomOperation, resumeUnanswered } from './room-events.js';
import { emitSendFailed } from './sent-status.js';
import type { ClientEffect, ClientState, PendingRequest } from './state.js';

/** The oldest question may be overdue. Questions have one timeout, so they are in the order of their deadlines. */
export function onRequestsTimer(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  state.requestsArmed = false;
  const overdue: [number, PendingRequest][] = [];
  for (const entry of state.requests) {
    if (entry[1].deadlineMs > context.nowMs) {
      state.requestsArmed = true;
      setTimer(out, 'requests', entry[1].deadlineMs - context.nowMs);
      break;
    }
    overdue.push(entry);
  }
  for (const [request] of overdue) state.requests.delete(request);
  // What is asked again goes out before the app hears anything: a listener may end the life that asks.
  for (const [, { kind, about }] of overdue) {
    if (kind === 'resume') resumeUnanswered(state, context, out, about);
    if (kind === 'enter' || kind === 'switch') leaveQuietly(state, out, about);
  }
  for (const [, pending] of overdue) failPending(state, out, pending, timedOut());
}

/** The connection is gone: what was asked on it is answered by nobody. */
export function failAllPending(state: ClientState, out: Out<ClientEffect>): void {
  if (state.requests.size === 0) return;
  const lost = [...state.requests.values()];
  state.requests.clear();
  for (const pending of lost) failPending(state, out, pending, networkError(state, pending.name));
}

/**
 * The session ends: peer and group messages never settle (observed), other calls fail as calls without a
 * session do (assumed).
 */
export function abandonAllPending(state: ClientState, out: Out<ClientEffect>): void {
  const lost = [...state.requests.values()];
  state.requests.clear();
  state.outbox = [];
  for (const pending of lost) {
    if (pending.call === 0 || pending.kind === 'peerMessage') continue;
    reject(out, { id: pending.call, name: pending.name }, notLoggedIn(pending.name));
  }
}

function failPending(
  state: ClientState,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  error: ZimError,
): void {
  // Peer and group messages stay in the outbox, which has a window of its own. About rooms the SDK asks again.
  if (pending.kind === 'peerMessage' || pending.kind === 'resume') return;
  if (pending.kind === 'enter' || pending.kind === 'switch') failRoomOperation(state, out, pending);
  if (pending.kind === 'renewToken') state.renewing = 0;
  if (pending.kind === 'roomMessage' && pending.message !== undefined) {
    emitSendFailed(state, out, pending.message, error);
  }
  if (pending.call !== 0) reject(out, { id: pending.call, name: pending.name }, error);
}
