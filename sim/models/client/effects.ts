// Short forms for the effects that most of the client's steps write. Nothing is decided here.

import type { Out } from '../model.js';
import type { ClientEffect, ClientState } from './state.js';

type ClientOut = Out<ClientEffect>;

/** Calls the app's listener. */
export function emit(
  state: ClientState,
  out: ClientOut,
  event: string,
  data: Readonly<Record<string, unknown>>,
): void {
  out.push({ kind: 'emit', life: state.life, event, data });
}

/** Sets the connection state and tells the app, also when it is the same state again. */
export function emitConnection(
  state: ClientState,
  out: ClientOut,
  next: { readonly state: number; readonly event: number; readonly extendedData?: string },
): void {
  state.connectionState = next.state;
  emit(state, out, 'connectionStateChanged', {
    state: next.state,
    event: next.event,
    extendedData: next.extendedData ?? '',
  });
}

export function resolve(out: ClientOut, call: { id: number; name: string }, value: unknown): void {
  out.push({ kind: 'settle', call: call.id, name: call.name, ok: true, value });
}

export function reject(
  out: ClientOut,
  call: { id: number; name: string },
  error: { readonly code: number; readonly message: string },
): void {
  out.push({ kind: 'settle', call: call.id, name: call.name, ok: false, error });
}

export function setTimer(out: ClientOut, timer: string, afterMs: number): void {
  out.push({ kind: 'setTimer', timer, afterMs });
}

export function clearTimer(out: ClientOut, timer: string): void {
  out.push({ kind: 'clearTimer', timer });
}
