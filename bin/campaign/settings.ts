// What a campaign is, as data that every worker gets: which runs there are, and what is looked at in them.

import type { MutantRef } from '../../sim/campaign/capsule.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import type { Scenario } from '../../sim/runner/scenario.js';

/** Two summaries belong together exactly when their settings are equal. JSON. */
export interface CampaignSettings {
  readonly seed: number;
  /** Without one, a world of the campaign's own. */
  readonly scenario?: Scenario;
  /** Only these kinds of faults. */
  readonly only?: readonly FaultKind[];
  /** Only failures of this property. */
  readonly property?: string;
  readonly mutant?: MutantRef;
}

/** The name of a campaign in file names and headings. */
export function campaignName({ scenario }: CampaignSettings): string {
  return scenario?.name ?? 'fuzz';
}
