// How far a campaign was as it went on, for the curves of its page: samples in the order of runs, never more than a page
// can show. Times are real ones.
import type { CampaignSample } from '../../reports/html/page-document.js';
import type { Tally } from '../../sim/campaign/tally.js';

/** When there are so many, every second one goes, and the others come half as often. */
const MOST = 240;

export class History {
  #samples: CampaignSample[] = [];
  #stride = 1;
  #next = 0;

  /** What has been done after so many real seconds. */
  see(tally: Tally, seconds: number): void {
    if (tally.runs < this.#next || tally.runs === 0) return;
    this.#samples.push(sampleOf(tally, seconds));
    if (this.#samples.length >= MOST) {
      this.#samples = this.#samples.filter((_, index) => index % 2 === 1);
      this.#stride = Math.ceil((tally.runs * 2) / MOST);
    }
    this.#next = tally.runs + this.#stride;
  }

  /** All of them, the last one at the very end. */
  upTo(tally: Tally, seconds: number): readonly CampaignSample[] {
    const last = this.#samples.at(-1)?.runs ?? 0;
    return tally.runs > last ? [...this.#samples, sampleOf(tally, seconds)] : this.#samples;
  }
}

function sampleOf({ runs, seen, failed }: Tally, seconds: number): CampaignSample {
  return {
    runs,
    behaviours: Object.keys(seen).length,
    failures: failed.length,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
