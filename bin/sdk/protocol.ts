// What the process that drives a check of the SDK says to those that run it. JSON.
import type { Observation } from '../../sim/check/observation.js';
import type { Comparison } from '../../sim/sdk-host/compare.js';
import type { Found } from '../../sim/sdk-host/inspect.js';
import type { SdkCase } from '../../sim/sdk-host/sdk-case.js';
import type { SdkPackage } from '../../sim/sdk-host/sdk-package.js';

/** Runs of one batch: those of the indices from `from` to before `to`. */
export interface RunsTask<K extends 'runs' | 'compare' = 'runs' | 'compare'> {
  readonly kind: K;
  readonly sdk: SdkPackage;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

export type SdkTask =
  | RunsTask<'runs'>
  | RunsTask<'compare'>
  | {
      readonly kind: 'shrink';
      readonly sdk: SdkPackage;
      readonly given: SdkCase;
      readonly signature: string;
    }
  /** Loads the package and creates an instance, to see that it is the SDK. */
  | { readonly kind: 'load'; readonly sdk: SdkPackage }
  | { readonly kind: 'replay'; readonly sdk: SdkPackage; readonly given: SdkCase; readonly signature: string }
  | { readonly kind: 'show'; readonly sdk: SdkPackage; readonly given: SdkCase; readonly signature: string };

/** What one run showed. */
export interface RunResult {
  readonly index: number;
  readonly found: readonly Found[];
  /** Of everything that was observed. */
  readonly digest: string;
  readonly virtualMs: number;
  /** For a comparison. */
  readonly compared?: Omit<Comparison, 'real'>;
}

export interface ShrinkResult {
  readonly given: SdkCase;
  readonly runs: number;
  readonly found: Found;
  /** Of the run of what is left. */
  readonly digest: string;
  readonly randoms: readonly number[];
}

/** A finding again. */
export interface ReplayResult {
  readonly found: Found | null;
  readonly observations: readonly Observation[];
  readonly digest: string;
}

export interface SdkAnswers {
  readonly runs: readonly RunResult[];
  readonly compare: readonly RunResult[];
  readonly shrink: ShrinkResult;
  readonly show: Found | null;
  /** Whether `ZIM.create` gave an instance. */
  readonly load: boolean;
  readonly replay: ReplayResult;
}

export type FromSdkWorker =
  /** A run begins that has this index; the one before came to this. */
  | { readonly kind: 'beat'; readonly next: number; readonly made?: RunResult | undefined }
  | { readonly kind: 'done'; readonly answer: SdkAnswers[SdkTask['kind']] }
  | { readonly kind: 'usage'; readonly message: string }
  | { readonly kind: 'crash'; readonly stack: string };
