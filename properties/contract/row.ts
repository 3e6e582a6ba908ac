// A row of the contract as a property: its sentence, provenance and advice come from the table, its rule from the
// file of that row. Each counts as exercised only where its premise was really reached.

import { type AlwaysOptions, always } from '../../sim/check/combinators.js';
import type { Property, Topic } from '../../sim/check/property.js';
import { assert } from '../../sim/kernel/assert.js';
import { type ContractId, contractRow } from '../../sim/zim/contract.js';

export type RowOptions<T extends Topic, State> = Omit<
  AlwaysOptions<T, State>,
  'id' | 'provenance' | 'advice' | 'exercisedBy'
>;

/** The property of a row. `step` says `judge.exercised()` where the premise is reached. */
export function rowProperty<const T extends Topic, State = undefined>(
  id: ContractId,
  options: RowOptions<T, State>,
): Property<State> {
  const row = contractRow(id);
  assert(row !== undefined, `a property for the unknown row ${id}`);
  const { statement, provenance, advice } = row;
  return always(statement, { ...options, id, provenance, advice, exercisedBy: 'judge' });
}
