// What a worker of the pool does: one batch of a campaign. It remembers the campaign that it did last.

import type { BatchDeps } from '../../sim/campaign/batch.js';
import { runBatch } from '../../sim/campaign/batch.js';
import type { Range, Tally } from '../../sim/campaign/tally.js';
import { depsFor } from './deps.js';
import type { CampaignSettings } from './settings.js';

/** A batch to be run. JSON. */
export interface BatchTask {
  readonly settings: CampaignSettings;
  readonly range: Range;
  readonly stopAtFirst: boolean;
}

let last: { readonly text: string; readonly deps: Promise<BatchDeps> } | undefined;

/** The pool calls this by its name. */
export default async function work({ settings, range, stopAtFirst }: BatchTask): Promise<Tally> {
  const text = JSON.stringify(settings);
  if (last?.text !== text) last = { text, deps: depsFor(settings) };
  return runBatch(settings.seed, range, await last.deps, stopAtFirst);
}
