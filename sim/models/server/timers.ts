// The names of the backend's timers. A name says what it is for, in JSON because IDs may contain any character.

import { assert } from '../../kernel/assert.js';

/** What a timer of the backend is about. */
export type ServerTimer =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'member'; readonly roomID: string; readonly userID: string }
  | { readonly kind: 'room'; readonly roomID: string };

/** Looks whether the session has been silent for too long. */
export function sessionTimer(session: string): string {
  return JSON.stringify(['session', session]);
}

/** Ends a membership whose device is away. */
export function memberTimer(roomID: string, userID: string): string {
  return JSON.stringify(['member', roomID, userID]);
}

/** Destroys an empty room. */
export function roomTimer(roomID: string): string {
  return JSON.stringify(['room', roomID]);
}

export function readTimer(name: string): ServerTimer {
  const [kind, first = '', second = ''] = JSON.parse(name) as readonly (string | undefined)[];
  if (kind === 'member') return { kind, roomID: first, userID: second };
  if (kind === 'room') return { kind, roomID: first };
  assert(kind === 'session', `the backend has no timer ${name}`);
  return { kind, session: first };
}
