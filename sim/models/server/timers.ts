// The names of the backend's timers. A name says what it is for; those of two IDs are JSON, because IDs may contain
// any character. A session's is read every half minute for each device, so it is plain text.

import { assert } from '../../kernel/assert.js';

/** What a timer of the backend is about. */
export type ServerTimer =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'member'; readonly roomID: string; readonly userID: string }
  | { readonly kind: 'room'; readonly roomID: string };

const SESSION = 'session ';

/** Looks whether the session has been silent for too long. */
export function sessionTimer(session: string): string {
  return SESSION + session;
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
  if (name.startsWith(SESSION)) return { kind: 'session', session: name.slice(SESSION.length) };
  const [kind, first = '', second = ''] = JSON.parse(name) as readonly (string | undefined)[];
  if (kind === 'member') return { kind, roomID: first, userID: second };
  assert(kind === 'room', `the backend has no timer ${name}`);
  return { kind, roomID: first };
}
