// When which property wants to be asked. Few are set at a time, so a list does; what it must not do is allocate.
import { NEVER_MS, type Slot } from './slot.js';

export class Alarms {
  /** Nothing is due as long as time has not passed this. It may be too early, never too late. */
  nextMs: number = NEVER_MS;
  readonly #armed: Slot[] = [];

  /** Sets a slot's alarm in place of the one it has. */
  arm(slot: Slot, atMs: number): void {
    if (!slot.armed) {
      slot.armed = true;
      this.#armed.push(slot);
    }
    slot.dueMs = atMs;
    if (atMs < this.nextMs) this.nextMs = atMs;
  }

  /** Takes the earliest slot that was due before `nowMs`, its `dueMs` still set; undefined when there is none. */
  take(nowMs: number): Slot | undefined {
    let earliest: Slot | undefined;
    let earliestMs = nowMs;
    for (const slot of this.#armed) {
      if (slot.dueMs >= earliestMs) continue;
      earliest = slot;
      earliestMs = slot.dueMs;
    }
    if (earliest === undefined) this.#tidy();
    return earliest;
  }

  /** Takes over a copied slot that was armed. */
  adopt(slot: Slot): void {
    this.#armed.push(slot);
    if (slot.dueMs < this.nextMs) this.nextMs = slot.dueMs;
  }

  /** The slots in the order in which they were armed, which decides between those of one instant. */
  get armed(): readonly Slot[] {
    return this.#armed;
  }

  // Drops the slots whose alarm was taken back.
  #tidy(): void {
    const armed = this.#armed;
    let kept = 0;
    this.nextMs = NEVER_MS;
    for (let at = 0; at < armed.length; at++) {
      const slot = armed[at] as Slot;
      slot.armed = slot.dueMs !== NEVER_MS;
      if (!slot.armed) continue;
      armed[kept++] = slot;
      if (slot.dueMs < this.nextMs) this.nextMs = slot.dueMs;
    }
    armed.length = kept;
  }
}
