// The catalogue of mutants: ways in which a client or a backend could be wrong, and who must notice.
import type { Mutant } from './mutant.js';

export type { Mutant } from './mutant.js';

export const mutants: readonly Mutant[] = [];
