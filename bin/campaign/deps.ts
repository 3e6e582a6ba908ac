// Binds a campaign to this package's properties, arbitraries and mutants. Workers and commands make the same of the
// same settings.
import { fuzzCases } from '../../properties/arbitraries/fuzz-case.js';
import { allProperties } from '../../properties/index.js';
import { mutants } from '../../properties/mutants/index.js';
import type { BatchDeps } from '../../sim/campaign/batch.js';
import type { MutantRef } from '../../sim/campaign/capsule.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { Wrap } from '../../sim/runner/execute.js';
import { isFileName } from '../load-scenario.js';
import { loadMutant, textHash } from './load-mutant.js';
import type { CampaignSettings } from './settings.js';

/** Everything that the runs of a campaign need besides their index. */
export async function depsFor(settings: CampaignSettings): Promise<BatchDeps> {
  const { scenario, only, property, mutant } = settings;
  return {
    specOf: fuzzCases({
      ...(scenario === undefined ? {} : { scenario }),
      ...(only === undefined ? {} : { kinds: only }),
    }),
    properties: allProperties,
    property,
    wrap: mutant === undefined ? undefined : await wrapOf(mutant),
  };
}

/** What the runs of a capsule need. */
export async function replayDeps(mutant: MutantRef | undefined): Promise<Omit<BatchDeps, 'specOf'>> {
  return { properties: allProperties, wrap: mutant === undefined ? undefined : await wrapOf(mutant) };
}

/**
 * A mutant as somebody names it: by its id in the catalogue, or a file.
 *
 * @throws UsageError for one that does not exist
 */
export async function mutantRef(word: string): Promise<MutantRef> {
  if (isFileName(word)) return { file: word, hash: await textHash(word) };
  if (mutants.some(({ id }) => id === word)) return { id: word };
  const nearest = nearestNames(
    word,
    mutants.map(({ id }) => id),
  );
  throw new UsageError(
    `Unknown mutant ${JSON.stringify(word)}: the nearest are ${quotedList(nearest)}. All of them: zim-sim mutants --list. Or give a file: --mutant ./my-mutant.ts`,
  );
}

/** What is wrong in a mutant. */
export async function wrapOf(ref: MutantRef): Promise<Wrap> {
  if ('file' in ref) return await loadMutant(ref.file);
  const known = mutants.find(({ id }) => id === ref.id);
  if (known !== undefined) return known.wrap;
  throw new UsageError(
    `Unknown mutant ${JSON.stringify(ref.id)}: this version of zim-sim has none of that name. All of them: zim-sim mutants --list`,
  );
}
