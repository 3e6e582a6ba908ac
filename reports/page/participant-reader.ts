// What one participant knew at a moment: the last whole copy before it, and every change since. Going forward it goes
// on from where it was.

import type { Json, PageParticipant, PagePatch } from '../html/page-document.js';

/** A state, and the places that changed at this very moment. */
export interface StateAt {
  readonly value: Json;
  readonly changed: ReadonlySet<string>;
  readonly removed: readonly string[];
}

/** Joins the parts of a path; no key has it. */
const SEPARATOR = '\u0000';

export class ParticipantReader {
  readonly name: string;
  readonly #participant: PageParticipant;
  /** The moment of each step. */
  readonly #moments: Int32Array;
  #place = -1;
  #value: Json = null;

  constructor(participant: PageParticipant) {
    this.name = participant.name;
    this.#participant = participant;
    this.#moments = new Int32Array(participant.steps.length);
    let moment = 0;
    for (const [index, step] of participant.steps.entries()) {
      moment += step[0];
      this.#moments[index] = moment;
    }
  }

  at(moment: number): StateAt {
    const place = lastUpTo(this.#moments, moment);
    if (place < 0) return { value: null, changed: new Set(), removed: [] };
    const { steps } = this.#participant;
    let from = place;
    while (from > 0 && from !== this.#place && steps[from]?.[1] !== 'whole') from -= 1;
    if (from !== this.#place) {
      const whole = steps[from];
      this.#value = whole?.[1] === 'whole' ? structuredClone(whole[2]) : {};
    }
    for (let index = from + 1; index <= place; index++) {
      const step = steps[index];
      if (step !== undefined && step[1] !== 'whole') this.#apply(step[1]);
    }
    this.#place = place;
    const isNow = this.#moments[place] === moment;
    const step = steps[place];
    const patches = !isNow || step === undefined ? [] : step[1] === 'whole' ? step[3] : step[1];
    return { value: this.#value, ...this.#changes(patches) };
  }

  #changes(patches: readonly PagePatch[]): Pick<StateAt, 'changed' | 'removed'> {
    const changed = new Set<string>();
    const removed: string[] = [];
    for (const patch of patches) {
      const path = this.#participant.paths[patch[0]] ?? [];
      for (let length = 1; length <= path.length; length++)
        changed.add(path.slice(0, length).join(SEPARATOR));
      if (patch.length === 1) removed.push(path.join('.'));
    }
    return { changed, removed };
  }

  #apply(patches: readonly PagePatch[]): void {
    for (const patch of patches) {
      const path = this.#participant.paths[patch[0]] ?? [];
      const last = path.at(-1);
      let at = this.#value as Record<string, Json>;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, Json>;
      if (last === undefined) continue;
      if (patch.length === 1) delete at[last];
      else {
        // The value is in the page's data, which must stay as it is.
        const value = typeof patch[1] === 'object' ? structuredClone(patch[1]) : patch[1];
        Object.defineProperty(at, last, { value, writable: true, enumerable: true, configurable: true });
      }
    }
  }
}

/** The path of an entry below another one, as `changed` has it. */
export function pathBelow(path: string, key: string): string {
  return path === '' ? key : `${path}${SEPARATOR}${key}`;
}

/** The last place whose value is not above `limit`, -1 for none. The values ascend. */
export function lastUpTo(
  values: { readonly length: number; readonly [place: number]: number },
  limit: number,
): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle] as number) <= limit) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}
