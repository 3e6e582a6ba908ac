// Everything that is asked of one script: what the properties say of its run, and whether its wrong calls did harm.
import type { Property } from '../check/property.js';
import { type Broken, judgeRun } from './judge-run.js';
import { type RunSdkOptions, runSdk, type SdkRun } from './run-sdk.js';
import type { SdkCase } from './sdk-case.js';
import { signatureOf } from './signature.js';
import { WRONG_CALLS, wrongCallEffect } from './wrong-calls.js';

/** The middle of what `Math.random` gives. */
export const FIXED_RANDOM = 0.5;

export interface InspectOptions extends RunSdkOptions {
  readonly properties: readonly Property[];
}

/** A property that was broken, with what makes it the same as others. */
export interface Found extends Broken {
  readonly signature: string;
}

export interface Inspected {
  readonly run: SdkRun;
  readonly found: readonly Found[];
}

/** @param alsoTwin whether wrong calls are looked at, which takes two runs more */
export function inspectScript(given: SdkCase, options: InspectOptions, alsoTwin: boolean): Inspected {
  const version = options.sdk?.version ?? '';
  const run = runSdk(given, options);
  const broken = [...judgeRun(run, options.properties, { version })];
  if (alsoTwin) {
    const effect = wrongCallEffect(given, (one) => runSdk(one, { ...options, fixedRandom: FIXED_RANDOM }));
    if (effect !== undefined) broken.push(effect);
  }
  return { run, found: broken.map((one) => ({ ...one, signature: signatureOf(one) })) };
}

/** A script again, and what it shows that looks like a finding; undefined where it shows nothing of the kind. */
export function inspectFor(
  given: SdkCase,
  signature: string,
  options: InspectOptions,
): { readonly run: SdkRun; readonly found: Found | undefined } {
  const { run, found } = inspectScript(given, options, signature.startsWith(`${WRONG_CALLS}:`));
  return { run, found: found.find((one) => one.signature === signature) };
}
