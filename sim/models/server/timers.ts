// The names of the backend's timers. A name says what it is for; those of two IDs are JSON, because IDs may contain
// any character. A session's is read every half minute for each device, so it is plain text.

import { assert } from '../../kernel/assert.js';

/** What a timer of the backend is about. */
export type ServerTimer =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'member'; readonly roomID: string; readonly userID: string }
  | { readonly kind: 'room'; readonly roomID: string }
  | { readonly kind: 'call'; readonly callID: string; readonly batch: number }
  | { readonly kind: 'caller'; readonly callID: string }
  | { readonly kind: 'deploy' };

const SESSION = 'session ';

// The name of a session's timer is asked for every half minute and read as often. It is written once, so that it is
// one string, which a Map hashes once.
const KEPT_AT_MOST = 4096;
const SESSION_NAMES = new Map<string, string>();
const READ = new Map<string, ServerTimer>();

/** Looks whether the session has been silent for too long. */
export function sessionTimer(session: string): string {
  const known = SESSION_NAMES.get(session);
  if (known !== undefined) return known;
  const name = SESSION + session;
  if (SESSION_NAMES.size >= KEPT_AT_MOST) forgetNames();
  SESSION_NAMES.set(session, name);
  READ.set(name, Object.freeze({ kind: 'session', session }));
  return name;
}

function forgetNames(): void {
  SESSION_NAMES.clear();
  READ.clear();
}

/** Ends a membership whose device is away. */
export function memberTimer(roomID: string, userID: string): string {
  return JSON.stringify(['member', roomID, userID]);
}

/** Destroys an empty room. */
export function roomTimer(roomID: string): string {
  return JSON.stringify(['room', roomID]);
}

/** Ends the invitations to a call that were sent together. */
export function callTimer(callID: string, batch: number): string {
  return JSON.stringify(['call', callID, String(batch)]);
}

/** Cancels a call whose caller is away. */
export function callerTimer(callID: string): string {
  return JSON.stringify(['caller', callID]);
}

/** Closes the next connections of a rolling deployment. */
export const DEPLOY_TIMER = 'deploy';

export function readTimer(name: string): ServerTimer {
  const known = READ.get(name);
  if (known !== undefined) return known;
  if (name.startsWith(SESSION)) return { kind: 'session', session: name.slice(SESSION.length) };
  if (name === DEPLOY_TIMER) return { kind: 'deploy' };
  const [kind, first = '', second = ''] = JSON.parse(name) as readonly (string | undefined)[];
  if (kind === 'member') return { kind, roomID: first, userID: second };
  if (kind === 'call') return { kind, callID: first, batch: Number(second) };
  if (kind === 'caller') return { kind, callID: first };
  assert(kind === 'room', `the backend has no timer ${name}`);
  return { kind, roomID: first };
}
