// The order in which events of one instant fire when it is shuffled: programs come to rely on an order that
// nobody promised. It is a keyed draw about (instant, target, kind, n), the event being the n-th of its target
// and kind in that instant, so an event that is left out does not reshuffle the others. The queue keeps the
// events themselves. Those pending when the instant begins are found there, later ones are added.

import type { EventHandle, EventQueue } from './event-queue.js';
import { type Purpose, purpose, Randomness } from './random.js';

const ORDER: Purpose = purpose('kernel.order');

interface Tie {
  readonly handle: EventHandle;
  readonly rank: number;
}

/** The events of the instant that is under way. */
export class Ties {
  /** The instant, µs. Whoever schedules another event for it calls `add`. */
  at: number = -1;
  private readonly randomness: Randomness;
  // Last to fire first.
  private waiting: Tie[] = [];
  private counts = new Map<number, number>();

  constructor(seed: number) {
    this.randomness = new Randomness(seed);
  }

  /** As `EventQueue.popUntil`, in the order of the draws. */
  popUntil(queue: EventQueue, limitAt: number): boolean {
    // A tie whose event was cancelled or fired by hand is no longer in the queue.
    for (let tie = this.waiting.pop(); tie !== undefined; tie = this.waiting.pop()) {
      if (queue.take(tie.handle)) return true;
    }
    const at = queue.nextAt();
    if (at > limitAt || at === Number.POSITIVE_INFINITY) return false;
    this.begin(queue, at);
    return this.popUntil(queue, limitAt);
  }

  add(handle: EventHandle, target: number, kind: number): void {
    const rank = this.rankOf(target, kind);
    const waiting = this.waiting;
    let place = waiting.length;
    // A tie of ranks goes to the older event.
    while (place > 0 && (waiting[place - 1] as Tie).rank <= rank) place--;
    waiting.splice(place, 0, { handle, rank });
  }

  clone(): Ties {
    const copy = new Ties(this.randomness.seed);
    copy.at = this.at;
    copy.waiting = this.waiting.slice();
    copy.counts = new Map(this.counts);
    return copy;
  }

  private begin(queue: EventQueue, at: number): void {
    if (at !== this.at) this.counts.clear();
    this.at = at;
    const ties = queue
      .enabled()
      .map(({ handle, target, kind }) => ({ handle, rank: this.rankOf(target, kind) }));
    // Sorting is stable, so among equal ranks the older event comes first; then all is turned round.
    this.waiting = ties.sort((a, b) => a.rank - b.rank).reverse();
  }

  private rankOf(target: number, kind: number): number {
    const key = target * 65_536 + kind;
    const ordinal = this.counts.get(key) ?? 0;
    this.counts.set(key, ordinal + 1);
    return this.randomness.draw(ORDER, this.at, key, ordinal);
  }
}
