// What mutants are made of: wrappers around a step that change, drop or add what it writes. What a mutant remembers
// belongs to one state, so that nothing leaks from run to run.
import type { ClientEffect, ClientInput, ClientState } from '../../sim/models/client/state.js';
import type { StepContext } from '../../sim/models/model.js';
import type { ServerState } from '../../sim/models/server/state.js';
import type { ServerEffect, ServerInput } from '../../sim/models/server/turn.js';
import type { Wrap } from '../../sim/runner/execute.js';
import type { ClientMessage, ServerMessage } from '../../sim/zim/wire.js';

/** The SDK calls a listener. */
export type Emit = Extract<ClientEffect, { kind: 'emit' }>;
export type Settle = Extract<ClientEffect, { kind: 'settle' }>;

/** Changes each effect of a client; `state` is the client's after the step. */
export function effects(
  change: (effect: ClientEffect, state: ClientState, input: ClientInput) => readonly ClientEffect[],
): Wrap {
  return {
    client: (step) => (state, input, context, out) => {
      const inner: ClientEffect[] = [];
      step(state, input, context, inner);
      for (const effect of inner) out.push(...change(effect, state, input));
    },
  };
}

/** A client of which some inputs are never heard. */
export function deafTo(isUnheard: (input: ClientInput, state: ClientState) => boolean): Wrap {
  return {
    client: (step) => (state, input, context, out) => {
      if (!isUnheard(input, state)) step(state, input, context, out);
    },
  };
}

/** Does something to a client's state before each step, as if it were wrong already. */
export function clientBefore(
  change: (state: ClientState, input: ClientInput, context: StepContext) => void,
): Wrap {
  return {
    client: (step) => (state, input, context, out) => {
      change(state, input, context);
      step(state, input, context, out);
    },
  };
}

/** The same after each step. */
export function clientAfter(
  change: (state: ClientState, input: ClientInput, context: StepContext) => void,
): Wrap {
  return {
    client: (step) => (state, input, context, out) => {
      step(state, input, context, out);
      change(state, input, context);
    },
  };
}

export function emits(change: (emit: Emit, state: ClientState) => readonly Emit[]): Wrap {
  return effects((effect, state) => (effect.kind === 'emit' ? change(effect, state) : [effect]));
}

export function connectionEvents(
  change: (data: Emit['data'], state: ClientState) => Emit['data'] | undefined,
): Wrap {
  return effects((effect, state) => {
    if (!isConnection(effect)) return [effect];
    const data = change(effect.data, state);
    return data === undefined ? [] : [{ ...effect, data }];
  });
}

export function roomEvents(
  change: (data: Emit['data'], state: ClientState) => Emit['data'] | undefined,
): Wrap {
  return effects((effect, state) => {
    if (!isRoom(effect)) return [effect];
    const data = change(effect.data, state);
    return data === undefined ? [] : [{ ...effect, data }];
  });
}

/** Changes the room's event where it answers a question at T1. */
export function atT2(change: (data: Emit['data']) => Emit['data'] | undefined): Wrap {
  return effects((effect, _state, input) => {
    if (!isResumed(input) || !isRoom(effect)) return [effect];
    const data = change(effect.data);
    return data === undefined ? [] : [{ ...effect, data }];
  });
}

export function settlements(change: (settle: Settle, state: ClientState) => Settle): Wrap {
  return effects((effect, state) => [effect.kind === 'settle' ? change(effect, state) : effect]);
}

/** A rejection with this code in the place of whatever a call came to. */
export function rejected({ call, name }: Settle, code = 0, message = ''): Settle {
  return { kind: 'settle', call, name, ok: false, error: { code, message } };
}

/** A success in the place of whatever a call came to. */
export function fulfilled({ call, name }: Settle): Settle {
  return { kind: 'settle', call, name, ok: true, value: undefined };
}

/** Changes when a timer of the client runs out; undefined: it is never set. */
export function timers(
  timer: string,
  change: (afterMs: number, state: ClientState) => number | undefined,
): Wrap {
  return effects((effect, state) => {
    if (!isTimer(effect, timer)) return [effect];
    const afterMs = change(effect.afterMs, state);
    return afterMs === undefined ? [] : [{ ...effect, afterMs: Math.max(0, Math.floor(afterMs)) }];
  });
}

/** Opens another socket right after an event that should have ended all attempts. */
export function attemptsAfter(when: (data: Emit['data']) => boolean): Wrap {
  return effects((effect, state) => {
    if (!isConnection(effect) || !when(effect.data)) return [effect];
    state.sockets += 1;
    return [effect, { kind: 'connect', socket: state.sockets, host: 'server' }];
  });
}

/** Changes what a client says to the backend. */
export function clientSends(
  change: (message: ClientMessage, state: ClientState) => readonly ClientMessage[],
): Wrap {
  return effects((effect, state) =>
    effect.kind === 'send'
      ? change(effect.message, state).map((message) => ({ ...effect, message }))
      : [effect],
  );
}

/** Changes what the backend says. */
export function serverSends(
  change: (message: ServerMessage, state: ServerState, input: ServerInput) => readonly ServerMessage[],
): Wrap {
  return serverEffects((effect, state, input) =>
    effect.kind === 'send'
      ? change(effect.message, state, input).map((message) => ({ ...effect, message }))
      : [effect],
  );
}

/** Changes each effect of the backend. */
export function serverEffects(
  change: (effect: ServerEffect, state: ServerState, input: ServerInput) => readonly ServerEffect[],
): Wrap {
  return {
    server: (step) => (state, input, context, out) => {
      const inner: ServerEffect[] = [];
      step(state, input, context, inner);
      for (const effect of inner) out.push(...change(effect, state, input));
    },
  };
}

/** Does something to the backend's state before each step. */
export function serverBefore(
  change: (state: ServerState, input: ServerInput, context: StepContext) => void,
): Wrap {
  return {
    server: (step) => (state, input, context, out) => {
      change(state, input, context);
      step(state, input, context, out);
    },
  };
}

/** The same after each step. */
export function serverAfter(
  change: (state: ServerState, input: ServerInput, context: StepContext) => void,
): Wrap {
  return {
    server: (step) => (state, input, context, out) => {
      step(state, input, context, out);
      change(state, input, context);
    },
  };
}

/** The backend lives by other parameters. */
export function serverParams(params: Partial<StepContext['params']>): Wrap {
  return {
    server: (step) => (state, input, context, out) =>
      step(state, input, { ...context, params: { ...context.params, ...params } }, out),
  };
}

/** A backend that does not hear some inputs. */
export function deafServer(isUnheard: (input: ServerInput, state: ServerState) => boolean): Wrap {
  return {
    server: (step) => (state, input, context, out) => {
      if (!isUnheard(input, state)) step(state, input, context, out);
    },
  };
}

/** Something that a mutant remembers of each client, or each backend. */
export function memory<State extends object, T>(begin: () => T): (state: State) => T {
  const kept = new WeakMap<State, T>();
  return (state) => {
    const known = kept.get(state);
    if (known !== undefined) return known;
    const fresh = begin();
    kept.set(state, fresh);
    return fresh;
  };
}

export function isTimer(
  effect: ClientEffect,
  timer: string,
): effect is Extract<ClientEffect, { kind: 'setTimer' }> {
  return effect.kind === 'setTimer' && effect.timer === timer;
}

export function isConnection(effect: ClientEffect): effect is Emit {
  return effect.kind === 'emit' && effect.event === 'connectionStateChanged';
}

export function isRoom(effect: ClientEffect): effect is Emit {
  return effect.kind === 'emit' && effect.event === 'roomStateChanged';
}

/** A listener hears of messages. */
export function isReceived(effect: ClientEffect): effect is Emit {
  return effect.kind === 'emit' && effect.event.endsWith('MessageReceived');
}

/** The backend answers whether the user is still in a room. */
export function isResumed(input: ClientInput): boolean {
  return (
    input.kind === 'message' &&
    input.message.kind === 'answer' &&
    input.message.ok &&
    input.message.value.kind === 'resumed'
  );
}

export function roomData(roomID: string, state: number, event: number): Emit['data'] {
  return { roomID, state, event, extendedData: '' };
}
