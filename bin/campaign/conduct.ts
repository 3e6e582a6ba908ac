// Conducts a campaign: hands out batches in order, adds up what they come to, and knows when it is over. What comes out
// does not depend on how many workers there are.
import type { CampaignSample } from '../../reports/html/page-document.js';
import { merged, NOTHING, type Range, type Tally } from '../../sim/campaign/tally.js';
import { History } from './history.js';
import type { BatchPool } from './pool.js';

export interface ConductOptions {
  readonly range: Range;
  /** Whether it goes on after a failure. */
  readonly goesOn: boolean;
  /** No batch is begun after this many ms; Infinity for no limit. */
  readonly withinMs: number;
  /** Runs in a batch. */
  readonly batch: number;
  readonly pool: BatchPool;
  /** Lets signals in, then says whether somebody wants it to end. */
  readonly interrupted: () => Promise<boolean>;
  /** What has been done so far, whenever there is more; `failed` in it is by index. */
  readonly onProgress: (tally: Tally, isOver: boolean) => void;
}

export interface Conducted {
  readonly tally: Tally;
  readonly interrupted: boolean;
  /** How far it was on the way. */
  readonly history: readonly CampaignSample[];
}

/** For how long nobody looks whether Ctrl-C was pressed, ms. */
const LOOK_MS = 100;

/** Runs until the range is done, something fails, time is up or somebody interrupts. */
export async function conduct(options: ConductOptions): Promise<Conducted> {
  const { range, goesOn, batch, pool } = options;
  const began = performance.now();
  const results = new Map<number, { readonly result: Tally; readonly atSeconds: number }>();
  const running = new Map<number, Promise<void>>();
  let [next, counted] = [range.from, range.from];
  let tally = NOTHING;
  const history = new History();
  const seconds = (): number => (performance.now() - began) / 1000;
  let countedSeconds = 0;
  let [isOver, interrupted] = [false, false];
  let crash: { readonly error: unknown } | undefined;
  while (!isOver || running.size > 0) {
    const isLate = performance.now() - began >= options.withinMs;
    // At least one batch, or a short time would give nothing.
    if (isLate && next > range.from) isOver = true;
    while (!isOver && running.size < pool.places && next < range.to) {
      const own = { from: next, to: Math.min(range.to, next + batch) };
      next = own.to;
      const task = pool.run({ range: own, stopAtFirst: !goesOn }).then(
        (result) => void results.set(own.from, { result, atSeconds: seconds() }),
        (error: unknown) => {
          crash ??= { error };
        },
      );
      running.set(
        own.from,
        task.finally(() => void running.delete(own.from)),
      );
    }
    if (next >= range.to) isOver = true;
    await Promise.race([...running.values(), pause(LOOK_MS)]);
    if (crash !== undefined) throw crash.error;
    if (count()) {
      options.onProgress(tally, true);
      return { tally, interrupted, history: history.upTo(tally, seconds()) };
    }
    options.onProgress(tally, false);
    if (!interrupted && (await options.interrupted())) {
      interrupted = true;
      isOver = true;
    }
  }
  // The last batches may have come in while somebody asked about signals.
  count();
  options.onProgress(tally, true);
  return { tally, interrupted, history: history.upTo(tally, seconds()) };

  /** Adds up what has come in, in order, so that what counts is without gaps. True when it fails and nobody wants more. */
  function count(): boolean {
    for (let next = results.get(counted); next !== undefined; next = results.get(counted)) {
      const { result, atSeconds } = next;
      results.delete(counted);
      tally = merged(tally, result);
      countedSeconds = Math.max(countedSeconds, atSeconds);
      history.see(tally, countedSeconds);
      counted = result.ranges.at(-1)?.to ?? counted;
      if (result.failed.length > 0 && !goesOn) return true;
    }
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
