// What `zim-sim sdk` asks of the package, in words.
import { judgedOnSdk } from '../../properties/sdk-rules/index.js';
import { LETS_GO, ONE_LISTENER } from '../../sim/sdk-host/judge-run.js';
import { WRONG_CALLS } from '../../sim/sdk-host/wrong-calls.js';

export interface SdkRule {
  readonly title: string;
  readonly advice?: string | undefined;
}

/** By their ids. */
export const SDK_RULES: ReadonlyMap<string, SdkRule> = new Map<string, SdkRule>([
  ...judgedOnSdk.map(({ id, title, advice }) => [id, { title, advice }] as const),
  [LETS_GO, { title: 'The SDK lets go of the page.', advice: 'Watch for a page that does not answer.' }],
  [
    ONE_LISTENER,
    { title: 'An event has one listener: the last one.', advice: 'Take a listener off before another.' },
  ],
  [
    WRONG_CALLS,
    {
      title: 'A wrong call is refused and changes nothing else.',
      advice: 'Check arguments before the SDK does.',
    },
  ],
]);
