// A call by the app, as the modules that answer calls see it.

import type { Out, StepContext } from '../model.js';
import type { ClientEffect, ClientState } from './state.js';

export interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Answers a call of a client that has a session. */
export type Handler = (state: ClientState, context: StepContext, out: Out<ClientEffect>, call: Call) => void;

/** An argument that should be an object, as far as it is one. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
