// The virtual clock and what happens next. It owns time, the pending events, the trace and the source of
// choices; what an event means is up to the world that sets `onEvent`, and how fast time passes to a driver.
//
// Events of one instant fire by seq, or, with `order: 'shuffled'`, as ties.ts draws it.

import { assert, InternalError } from './assert.js';
import { type Choices, SeededChoices } from './choices.js';
import { type EventHandle, EventQueue, type QueuedEvent } from './event-queue.js';
import { Randomness } from './random.js';
import { Ties } from './ties.js';
import { Trace, type TraceVocabulary } from './trace.js';

/** The order of events of one instant. */
export type TieOrder = 'fifo' | 'shuffled';

export interface SimulatorOptions {
  /** A safe integer from 0. */
  readonly seed: number;
  readonly vocabulary: TraceVocabulary;
  /** Default `fifo`. */
  readonly order?: TieOrder;
  /** Whether the trace can be read afterwards. Default true. */
  readonly keepTrace?: boolean;
  /** Default: drawn from the seed. */
  readonly choices?: Choices;
  /** More events than this within one instant are taken for an endless loop. Default 1,000,000. */
  readonly maxEventsPerInstant?: number;
}

export type OnEvent = (target: number, kind: number, payload: unknown) => void;

/**
 * @example
 * const simulator = new Simulator({ seed: 42, vocabulary: VOCABULARY });
 * simulator.onEvent = (target, kind, payload) => world.handle(target, kind, payload);
 * simulator.schedule(1_000_000, ALICE, TIMER, undefined);
 * simulator.runUntil(60_000_000);
 */
export class Simulator {
  /** µs since the start. */
  now: number = 0;
  readonly queue: EventQueue;
  readonly trace: Trace;
  readonly choices: Choices;
  readonly order: TieOrder;
  /** Set once, by the world, before the first event. */
  onEvent: OnEvent = noWorld;

  private readonly options: SimulatorOptions;
  private readonly maxEventsPerInstant: number;
  private firedAtNow = 0;
  private readonly ties: Ties | undefined;

  constructor(options: SimulatorOptions, from?: Simulator) {
    this.options = options;
    this.order = options.order ?? 'fifo';
    this.maxEventsPerInstant = options.maxEventsPerInstant ?? 1_000_000;
    this.queue = from?.queue.clone() ?? new EventQueue();
    this.trace = from?.trace.clone() ?? new Trace(options.vocabulary, { keep: options.keepTrace ?? true });
    this.choices = options.choices ?? from?.choices ?? new SeededChoices(new Randomness(options.seed));
    if (this.order === 'shuffled') this.ties = from?.ties?.clone() ?? new Ties(options.seed);
  }

  /** Adds an event a while from now. Delays are µs; all are integers. */
  schedule(afterMicros: number, target: number, kind: number, payload: unknown): EventHandle {
    return this.scheduleAt(this.now + afterMicros, target, kind, payload);
  }

  /** Adds an event at an instant, which may be now but not earlier. */
  scheduleAt(atMicros: number, target: number, kind: number, payload: unknown): EventHandle {
    if (!(atMicros >= this.now)) throw tooEarly(atMicros, this.now);
    const handle = this.queue.push(atMicros, target, kind, payload);
    if (this.ties !== undefined && atMicros === this.ties.at) this.ties.add(handle, target, kind);
    return handle;
  }

  /** Removes an event. False when it fired or was cancelled before. */
  cancel(handle: EventHandle): boolean {
    return this.queue.cancel(handle);
  }

  /** Every event that could be next: those of the earliest instant, by seq. */
  enabled(): QueuedEvent[] {
    return this.queue.enabled();
  }

  /** Fires this one of the enabled events next. For explorers; it must still be enabled. */
  fire(handle: EventHandle): void {
    assert(this.queue.take(handle), `event ${handle} fired or was cancelled before`);
    this.dispatch();
  }

  /** Fires one event. False when there is none. */
  step(): boolean {
    return this.stepUntil(Number.POSITIVE_INFINITY);
  }

  /** Fires every event that is due by this instant and leaves the clock there. */
  runUntil(atMicros: number): void {
    if (!(atMicros >= this.now)) throw tooEarly(atMicros, this.now);
    assert(Number.isSafeInteger(atMicros), `cannot run until ${atMicros} µs: not an integer up to 2^53 - 1`);
    while (this.stepUntil(atMicros)) {}
    this.advance(atMicros);
  }

  /**
   * An independent copy that goes on from here: clock, events, ties and trace. Handles stay valid in both. The
   * forker sets `onEvent`, and passes choices of its own when they have state.
   */
  fork(choices?: Choices): Simulator {
    const copy = new Simulator({ ...this.options, choices: choices ?? this.choices }, this);
    copy.now = this.now;
    copy.firedAtNow = this.firedAtNow;
    return copy;
  }

  private stepUntil(limitAt: number): boolean {
    const found =
      this.ties === undefined ? this.queue.popUntil(limitAt) : this.ties.popUntil(this.queue, limitAt);
    if (found) this.dispatch();
    return found;
  }

  private dispatch(): void {
    const queue = this.queue;
    if (queue.at !== this.now) this.advance(queue.at);
    if (++this.firedAtNow > this.maxEventsPerInstant) throw this.endlessLoop();
    this.onEvent(queue.target, queue.kind, queue.payload);
  }

  private advance(atMicros: number): void {
    if (atMicros === this.now) return;
    this.now = atMicros;
    this.firedAtNow = 0;
    this.trace.advance(atMicros);
  }

  private endlessLoop(): InternalError {
    const { target, kind } = this.queue;
    return new InternalError(
      `more than ${this.maxEventsPerInstant} events at ${this.now} µs, the last of kind ${kind} for target ${target}: an endless loop without delay`,
    );
  }
}

function noWorld(): never {
  throw new InternalError('an event fired before the world set onEvent');
}

function tooEarly(atMicros: number, now: number): InternalError {
  return new InternalError(`${atMicros} µs is before now, which is ${now} µs`);
}
