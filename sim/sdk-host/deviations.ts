// Where the model is known to differ from the real package, and why. What is not here is a mistake of one of them.
import type { Parting } from './compare.js';

/** A documented difference; `docs/fidelity.md` has the same ids. */
export interface Deviation {
  readonly id: string;
  readonly why: string;
  /**
   * What of it is passed over: the real one's observation, the model's, or both. `parts`: from here on they are two
   * different runs, and nothing that follows is compared. Left out: whatever the difference consists of.
   */
  readonly takes?: 'only real' | 'only model' | 'other' | 'parts';
  readonly matches: (parting: Parting) => boolean;
}

export const DEVIATIONS: readonly Deviation[] = [];

/** The deviation that explains a difference. */
export function deviationOf(parting: Parting): Deviation | undefined {
  return DEVIATIONS.find(({ matches }) => matches(parting));
}
