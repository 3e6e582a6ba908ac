// The calls that are one question to the backend and one answer: what they need of their arguments, and the
// question. Their results are made by the backend.

import type { AnswerValue } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import type { Call, Handler } from './call.js';
import { reject, resolve } from './effects.js';
import { networkError, paramInvalid } from './errors.js';
import { isOnline, register, send } from './requests.js';
import type { ClientEffect, ClientState, PendingRequest } from './state.js';

/** The name of the first parameter that makes no sense. */
export type Check = (args: readonly unknown[]) => string | undefined;

/** A handler that asks when the arguments make sense and there is a network. */
export function serviceCall(check: Check): Handler {
  return (state, context, out, call) => {
    const param = check(call.args);
    if (param !== undefined) reject(out, call, paramInvalid(call.name, param));
    else askService(state, context, out, call, call.args);
  };
}

/** Asks the backend for a call, under its own name or another one. Without a network the call is rejected. */
export function askService(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: Call,
  args: readonly unknown[],
  service: string = call.name,
): void {
  if (!isOnline(state)) {
    reject(out, call, networkError(state, call.name));
    return;
  }
  const request = register(state, context, out, { kind: 'service', call: call.id, name: call.name });
  send(state, out, { kind: 'service', request, name: service, args });
}

export function onServiceAnswer(out: Out<ClientEffect>, pending: PendingRequest, value: AnswerValue): void {
  const call = { id: pending.call, name: pending.name };
  resolve(out, call, value.kind === 'service' ? value.value : undefined);
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
