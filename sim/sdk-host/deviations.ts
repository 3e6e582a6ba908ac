// Where the model is known to differ from the real package, and why. What is not here is a mistake of one of them.
import type { Difference } from './compare.js';

/** A documented difference; `docs/fidelity.md` has the same ids. */
export interface Deviation {
  readonly id: string;
  readonly why: string;
  readonly matches: (difference: Difference) => boolean;
}

export const DEVIATIONS: readonly Deviation[] = [];

/** The id of the deviation that explains a difference. */
export function deviationOf(difference: Difference): string | undefined {
  return DEVIATIONS.find(({ matches }) => matches(difference))?.id;
}
