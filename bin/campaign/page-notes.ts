// What a reader of a page must know before anything else: that a mutant was at work, that a failure is gone.
import type { Capsule, MutantRef } from '../../sim/campaign/capsule.js';
import type { Replayed } from '../../sim/campaign/replay.js';

/** A sentence about a mutant, by its name; none where there is none. */
export function mutantNotes(mutant: string | undefined): readonly string[] {
  if (mutant === undefined) return [];
  return [
    `The client or the backend is wrong on purpose: it is the mutant ${mutant}, and no finding about the SDK.`,
  ];
}

/** What a mutant is called. */
export function nameOfMutant(ref: MutantRef | undefined): string | undefined {
  if (ref === undefined) return undefined;
  return 'id' in ref ? ref.id : ref.file;
}

/** A sentence where a failure is gone, or the run has become another. */
export function replayNotes(
  { failure, zimSim }: Capsule,
  { reproduced, identical }: Pick<Replayed, 'reproduced' | 'identical'>,
): readonly string[] {
  if (!reproduced) {
    return [`It no longer fails: ${failure.property} was ${failure.verdict}, ${failure.reason}.`];
  }
  return identical
    ? []
    : [`It fails as it did, but it is another run than the one that was recorded with zim-sim ${zimSim}.`];
}
