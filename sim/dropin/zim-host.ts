// What a drop-in `ZIM` stands on: somebody who carries its calls to a client model and tells it what comes of them.

/** How a call ends. */
export type Settle = (ok: boolean, value: unknown) => void;

/** Carries calls and listeners. Only plain data crosses. */
export interface ZimHost {
  /** Calls the client. Events that follow at once are emitted before this returns; `settle` comes later, or never. */
  call(name: string, args: readonly unknown[], settle: Settle): void;
  /** A listener of the app threw. */
  listenerFailed(event: string, error: unknown): void;
}

/** What the host does with a drop-in. */
export interface ZimControls {
  /** The SDK calls the app's listener. */
  emit(event: string, data: unknown): void;
  /** `state` of connection and rooms as `spell` has it, to find apps that compare it with what it can never be. */
  spellStates(spell: (kind: 'connection' | 'room', state: number) => unknown): void;
}
