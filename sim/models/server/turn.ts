// One turn of the backend: what it is handed, what it may answer, and the few things that every part does in it.
// The parts return a reply and never answer by themselves, so that no question can be answered twice.

import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { AnswerValue, ClientMessage, ServerMessage } from '../../zim/wire.js';
import type { Out, StepContext, TimerEffect } from '../model.js';
import type { AdminCommand } from './admin-command.js';
import type { BackendReport } from './report.js';
import type { ServerState, SessionRecord } from './state.js';

export type ServerInput =
  | { readonly kind: 'accepted'; readonly connection: number; readonly host: string }
  | { readonly kind: 'message'; readonly connection: number; readonly message: ClientMessage }
  /** The end of the TCP connection: FIN, RST or timeout. */
  | { readonly kind: 'closed'; readonly connection: number }
  | { readonly kind: 'timer'; readonly timer: string }
  | { readonly kind: 'admin'; readonly command: AdminCommand };

export type ServerEffect =
  | { readonly kind: 'send'; readonly connection: number; readonly message: ServerMessage }
  /** Orderly, after what was sent. The backend has forgotten the connection already. */
  | { readonly kind: 'close'; readonly connection: number; readonly code: number }
  | TimerEffect
  /** Whitebox, for properties. `device` is the device ID that it is about, or '' when there is none. */
  | { readonly kind: 'report'; readonly device: string; readonly report: BackendReport };

/** What the parts of the backend share during one step. */
export interface Turn {
  readonly state: ServerState;
  readonly context: StepContext;
  readonly out: Out<ServerEffect>;
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: ZIMErrorCode;
  readonly message: string;
}

/** What becomes of a request. */
export type Reply = AnswerValue | Refused;

/** Answers the service requests of one name. */
export type Service = (turn: Turn, session: SessionRecord, args: readonly unknown[]) => Reply;

/**
 * Why the backend closed a connection. Source: 1001 is WebSocket's "going away" (RFC 6455), the others are our choice
 * from the range that it leaves to applications.
 */
export const CloseCode = {
  goingAway: 1001,
  sessionEnded: 4000,
  replaced: 4001,
  silent: 4002,
  membershipLost: 4003,
} as const;

export const DONE: AnswerValue = Object.freeze({ kind: 'done' });

export function refused(code: ZIMErrorCode, message: string): Refused {
  return { kind: 'refused', code, message };
}

export const NOT_LOGGED_IN: Refused = Object.freeze(
  refused(ZIMErrorCode.NetworkModuleUserIsNotLogged, 'Not logged in.'),
);

export function send(turn: Turn, connection: number, message: ServerMessage): void {
  turn.out.push({ kind: 'send', connection, message });
}

/** An event for the app of a client. */
export function push(
  turn: Turn,
  connection: number,
  event: string,
  data: Readonly<Record<string, unknown>>,
): void {
  send(turn, connection, { kind: 'push', event, data });
}

/** A good answer to a service request. */
export function served(value: unknown): AnswerValue {
  return { kind: 'service', value };
}

/** An argument of a service request that should be a text. */
export function textAt(args: readonly unknown[], place: number): string {
  const value = args[place];
  return typeof value === 'string' ? value : '';
}

/** An argument that should be an object, as far as it is one. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Sends a reply as the answer to a request. */
export function answer(turn: Turn, connection: number, request: number, reply: Reply): void {
  if (reply.kind === 'refused') {
    const { code, message } = reply;
    send(turn, connection, { kind: 'answer', request, ok: false, code, message });
  } else {
    send(turn, connection, { kind: 'answer', request, ok: true, value: reply });
  }
}

/** Closes a connection and forgets it. Its session must have been taken care of. */
export function closeConnection(turn: Turn, connection: number, code: number): void {
  turn.state.connections.delete(connection);
  turn.out.push({ kind: 'close', connection, code });
}

export function report(turn: Turn, device: string, fact: BackendReport): void {
  turn.out.push({ kind: 'report', device, report: fact });
}

export function setTimer(turn: Turn, timer: string, afterMs: number): void {
  turn.out.push({ kind: 'setTimer', timer, afterMs });
}

export function clearTimer(turn: Turn, timer: string): void {
  turn.out.push({ kind: 'clearTimer', timer });
}
