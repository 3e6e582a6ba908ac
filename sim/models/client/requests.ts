// Questions to the backend: numbering them and remembering who waits for the answer.
// What an answer means is the business of the modules that asked; questions that get none are in failures.ts.

import type { ClientMessage } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { setTimer } from './effects.js';
import type { ClientEffect, ClientState, PendingKind, PendingRequest } from './state.js';

/** What a module says of its question; everything else has a default. */
export interface Question {
  readonly kind: PendingKind;
  readonly call?: number;
  readonly name?: string;
  readonly about?: string;
  readonly failedEvent?: number;
  readonly fromRoomID?: string;
  readonly message?: PendingRequest['message'];
  readonly token?: string;
}

/** Whether the backend can be asked: a connection on which the login has been answered. */
export function isOnline(state: ClientState): boolean {
  return state.link.phase === 'ready';
}

/** Notes the question and gives its number. The caller sends the message that carries it. */
export function register(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  question: Question,
): number {
  const request = state.nextRequest++;
  const timeoutMs = context.params.requestTimeoutMs;
  state.requests.set(request, {
    kind: question.kind,
    call: question.call ?? 0,
    name: question.name ?? question.kind,
    about: question.about ?? '',
    deadlineMs: context.nowMs + timeoutMs,
    failedEvent: question.failedEvent ?? 0,
    fromRoomID: question.fromRoomID ?? '',
    message: question.message,
    token: question.token,
  });
  // One timer serves all questions: it is armed for the oldest and set again when it fires.
  if (!state.requestsArmed) {
    state.requestsArmed = true;
    setTimer(out, 'requests', timeoutMs);
  }
  return request;
}

export function send(state: ClientState, out: Out<ClientEffect>, message: ClientMessage): void {
  out.push({ kind: 'send', socket: state.link.socket, message });
}

/** The answer's question, which is then no longer pending. */
export function takePending(state: ClientState, request: number): PendingRequest | undefined {
  const pending = state.requests.get(request);
  if (pending !== undefined) state.requests.delete(request);
  return pending;
}

/**
 * Tells the backend that this device is not in a room. It may have let the user in, or kept the user there, and only its
 * answer is late: who has been told that a room is lost must not be in it. Nobody documents it; without it every other
 * entry would be refused with 6000320. Assumed. The answer is nobody's business.
 */
export function leaveQuietly(state: ClientState, out: Out<ClientEffect>, roomID: string): void {
  if (isOnline(state)) send(state, out, { kind: 'leaveRoom', request: state.nextRequest++, roomID });
}
