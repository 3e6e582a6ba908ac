// What a mutant is: one way in which a client or a backend could be wrong.
import type { Wrap } from '../../sim/runner/execute.js';

export interface Mutant {
  /** Kebab case. */
  readonly id: string;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** The property that must notice. */
  readonly caughtBy: string;
  readonly wrap: Wrap;
}
