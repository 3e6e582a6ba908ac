// The time of a device, made from two clocks: one that counts evenly and is worth nothing after a restart, and one that
// says when it is and may be set. It says when a clock was set and when no sense can be made of either.

/** What was found out about the time of a line. */
export interface Reading {
  /** Milliseconds since the epoch, never before that of the line before. */
  readonly at: number;
  /** The device's clock was set since the line before. */
  readonly isStep: boolean;
  /** The process is another one. */
  readonly isRestart: boolean;
  /** By how much time goes back, where that is beyond repair; else 0. */
  readonly backMs: number;
}

/** By so much two clocks may differ from one line to the next before it is said that one was set. */
const STEP_MS = 2000;
/** Lines are written in order, but not always: threads. */
const DISORDER_MS = 1000;
/** Clocks are set now and then. What goes back more often is in no order at all. */
const MOST_STEPS_BACK = 3;
/** Within so little, things happen in one instant: a promise that settles at once does so some milliseconds later. */
const INSTANT_GAP_MS = 10;
const INSTANT_MS = 50;

/** The clock of one device. */
export class DeviceClock {
  #wall = -1;
  #mono: number | undefined = undefined;
  /** What is added to the even clock, or to the other where there is none. */
  #offset = 0;
  #at = 0;
  #instant = Number.NEGATIVE_INFINITY;
  #stepsBack = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Whether a line that opens a log goes on with the process of the one before. */
  #goesOn(wall: number, mono: number | undefined): boolean {
    if (mono === undefined || this.#mono === undefined || mono < this.#mono) return false;
    return Math.abs(wall - this.#wall - (mono - this.#mono)) <= STEP_MS;
  }

  /** Takes the times of the next line. `opens`: it is the first of a recorder. */
  read(wall: number, mono: number | undefined, opens: boolean): Reading {
    const isFirst = this.#wall < 0;
    if (isFirst || (opens && !this.#goesOn(wall, mono))) {
      this.#at = Math.max(wall, this.#at);
      this.#offset = this.#at - (mono ?? wall);
      this.#wall = wall;
      this.#mono = mono;
      return { at: this.#instantOf(), isStep: false, isRestart: !isFirst, backMs: 0 };
    }
    const { step, backMs } = this.#mono === undefined ? this.#byWall(wall) : this.#byMono(wall, mono);
    if (mono !== undefined && this.#mono === undefined) this.#offset = this.#at - mono;
    this.#wall = wall;
    if (mono !== undefined) this.#mono = Math.max(mono, this.#mono ?? mono);
    return { at: this.#instantOf(), isStep: step, isRestart: false, backMs };
  }

  #byMono(wall: number, given: number | undefined): { readonly step: boolean; readonly backMs: number } {
    const last = this.#mono as number;
    // A line without this clock is as much later as the other one says.
    const mono = given ?? Math.max(last, this.#at - this.#offset + wall - this.#wall);
    const backMs = last - mono;
    this.#at = Math.max(this.#at, mono + this.#offset);
    const step = Math.abs(wall - this.#wall - (mono - last)) > STEP_MS;
    return { step, backMs: backMs > DISORDER_MS ? backMs : 0 };
  }

  #byWall(wall: number): { readonly step: boolean; readonly backMs: number } {
    const backMs = this.#wall - wall;
    if (backMs <= DISORDER_MS) {
      this.#at = Math.max(this.#at, wall + this.#offset);
      return { step: false, backMs: 0 };
    }
    this.#offset += backMs;
    this.#stepsBack++;
    return { step: true, backMs: this.#stepsBack > MOST_STEPS_BACK ? backMs : 0 };
  }

  #instantOf(): number {
    const before = this.#lastAt;
    this.#lastAt = this.#at;
    const isSame = this.#at - before <= INSTANT_GAP_MS && this.#at - this.#instant <= INSTANT_MS;
    if (!isSame) this.#instant = this.#at;
    return this.#instant;
  }
}
