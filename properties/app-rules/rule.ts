// A rule for apps as a property: id, sentence and advice are its own, the provenance is that of its row of the contract.
// A rule judges an app by what it was really told, so it can tell when a fault kept an event from the app's listener.

import { type AlwaysOptions, always } from '../../sim/check/combinators.js';
import type { ErrorObservation } from '../../sim/check/observation.js';
import type { Property, Topic } from '../../sim/check/property.js';
import { assert } from '../../sim/kernel/assert.js';
import { type ContractId, contractRow } from '../../sim/zim/contract.js';

export interface RuleOptions<T extends Topic, State>
  extends Omit<AlwaysOptions<T, State>, 'provenance' | 'exercisedBy' | 'advice' | 'id'> {
  readonly id: string;
  /** The row that it follows from. */
  readonly row: ContractId;
  readonly advice: string;
}

/** The property of a rule. `step` says `judge.exercised()` where the premise is reached. */
export function appRule<const T extends Topic, State = undefined>(
  title: string,
  { row: id, ...options }: RuleOptions<T, State>,
): Property<State> {
  const row = contractRow(id);
  assert(row !== undefined, `a rule for the unknown row ${id}`);
  return always(title, { ...options, provenance: row.provenance, exercisedBy: 'judge' });
}

const INJECTED = /^the listener of (\S+) throws$/;

/** The event whose listener a fault made to throw; undefined for an error of the app's own. */
function injectedEvent({ message, source }: ErrorObservation): string | undefined {
  return source === undefined ? INJECTED.exec(message)?.[1] : undefined;
}

/**
 * Whether an error means that the app did not get to deal with an event that it was told at `toldMs`: what it does
 * afterwards is not to be held against it. Errors of the app itself have rules of their own.
 */
export function isUnheard(error: ErrorObservation, event: string, toldMs: number): boolean {
  return error.atMs === toldMs && (injectedEvent(error) ?? event) === event;
}
