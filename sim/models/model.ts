// What every model is: a deterministic state machine over plain data.
// A step changes only the state it is handed and writes effects to `out`; only the world acts on effects.

import type { Choices } from '../kernel/choices.js';
import type { Params } from '../zim/facts.js';

/** What a step may know besides its state and its input. Nothing else is determined outside of a model. */
export interface StepContext {
  /** Milliseconds since the run began, on this host's monotonic clock, floored. */
  readonly nowMs: number;
  /** This host's wall clock, milliseconds since the epoch. */
  readonly wallMs: number;
  readonly params: Params;
  readonly choices: Choices;
}

/** Effects in the order in which they are to happen. Plain data, so that a wrapper can read, drop and change them. */
export type Out<Effect> = Effect[];

/**
 * A model's step. `wrap` in the API takes functions of this form, which is how a broken client or server is made:
 * `wrap: { client: (step) => (state, input, context, out) => { step(state, input, context, out); … } }`.
 */
export type Step<State, Input, Effect> = (
  state: State,
  input: Input,
  context: StepContext,
  out: Out<Effect>,
) => void;

/** Timers are named by their owner; setting one that is set replaces it. */
export type TimerEffect =
  | { readonly kind: 'setTimer'; readonly timer: string; readonly afterMs: number }
  | { readonly kind: 'clearTimer'; readonly timer: string };

/** The wall clock at the start of every run, milliseconds since the epoch: 2026-01-01T00:00:00Z. */
export const EPOCH_MS = 1_767_225_600_000;
