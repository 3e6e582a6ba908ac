// The catalogue of mutants: ways in which a client or a backend could be wrong, and who must notice. Each is a wrapper
// around a model's step: the models know nothing of them.
import { backendMutants } from './backend.js';
import { connectionMutants } from './connection.js';
import { messageMutants } from './messages.js';
import type { Mutant } from './mutant.js';
import { roomMutants } from './rooms.js';
import { tokenMutants } from './tokens.js';

export type { Mutant } from './mutant.js';

/** All of them; ids are unique. */
export const mutants: readonly Mutant[] = [
  ...connectionMutants,
  ...tokenMutants,
  ...roomMutants,
  ...messageMutants,
  ...backendMutants,
];
