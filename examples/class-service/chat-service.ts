// A service as larger apps have one: a class around the SDK, tokens from the app's own back end by HTTP, events for
// whoever draws the page.

import { Chat, type Surroundings } from '../parts/chat';

type Listener = (what: string) => void;

/** Asks the back end for a token, and says what went wrong in its own words. */
async function tokenFor(userID: string): Promise<string> {
  const response = await fetch(`/api/zim-token?user=${encodeURIComponent(userID)}`, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(8000),
  });
  if (!response.ok) throw new Error(`the token server says ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return token;
}

export default class ChatService extends Chat {
  private readonly listeners = new Set<Listener>();

  constructor(around: Surroundings) {
    super({ ...around, fetchToken: () => tokenFor(around.userID) });
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  protected override onConnection(state: number, event: number): void {
    super.onConnection(state, event);
    for (const listener of this.listeners) listener(`connection ${state}/${event}`);
  }
}
