// What a worker of the pool does: one batch of a campaign. It remembers the campaign that it did last. Errors cross from
// process to process as data.
import { type BatchDeps, CampaignCrash, runBatch } from '../../sim/campaign/batch.js';
import type { Range, Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { depsFor } from './deps.js';
import type { CampaignSettings } from './settings.js';

/** Some runs of a campaign. JSON. */
export interface Batch {
  readonly range: Range;
  readonly stopAtFirst: boolean;
}

/** A batch to be run. JSON. */
export interface BatchTask extends Batch {
  readonly settings: CampaignSettings;
}

/** What became of it. JSON. */
export type BatchDone =
  | { readonly kind: 'tally'; readonly tally: Tally }
  | { readonly kind: 'usage'; readonly message: string }
  | { readonly kind: 'crash'; readonly index: number; readonly seed: number; readonly stack: string };

let last: { readonly text: string; readonly deps: Promise<BatchDeps> } | undefined;

/** The pool calls this by its name. */
export default async function work({ settings, range, stopAtFirst }: BatchTask): Promise<BatchDone> {
  const text = JSON.stringify(settings);
  if (last?.text !== text) last = { text, deps: depsFor(settings) };
  try {
    return { kind: 'tally', tally: runBatch(settings.seed, range, await last.deps, stopAtFirst) };
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'usage', message: error.message };
    const { index, seed } =
      error instanceof CampaignCrash ? error : { index: range.from, seed: settings.seed };
    const cause = error instanceof CampaignCrash ? error.cause : error;
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { kind: 'crash', index, seed, stack };
  }
}

/** What a batch came to, here where it is wanted. */
export function tallyOf(done: BatchDone): Tally {
  switch (done.kind) {
    case 'tally':
      return done.tally;
    case 'usage':
      throw new UsageError(done.message);
    default: {
      const cause = new Error(done.stack.split('\n')[0]);
      cause.stack = done.stack;
      throw new CampaignCrash(cause, done);
    }
  }
}
