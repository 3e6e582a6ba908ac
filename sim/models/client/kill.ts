// The end of the client's process, which is no step of the client: it notices nothing.

import { type ClientState, renewClient } from './state.js';
import { failUnsent } from './store.js';

/**
 * The process of the client has died, which it notices no more than anybody would: the next one finds what was stored
 * on the device, or nothing.
 */
export function killClient(state: ClientState, { keepsStore }: { readonly keepsStore: boolean }): void {
  // The store is written while messages come in, not at the end of a session.
  if (state.login !== undefined) state.inboxes.set(state.login.userID, state.receivedSeq);
  failUnsent(state);
  if (!keepsStore) {
    state.inboxes = new Map();
    state.stores = new Map();
  }
  renewClient(state);
}
