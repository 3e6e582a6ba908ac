// What the command and its workers say to each other. JSON.

import type { RunReport } from '../../reports/run-report.js';
import type { Capsule } from '../../sim/campaign/capsule.js';
import type { Parting } from '../../sim/campaign/chain.js';
import type { Failure } from '../../sim/campaign/failure.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import type { AppAction, Launch } from '../../sim/sandbox/boot-host.js';
import type { StateComparison } from '../../sim/sandbox/state-comparisons.js';
import type { Batch, BatchDone } from '../campaign/worker.js';
import type { AppPlan } from './plan.js';

export type AppTask =
  | { readonly kind: 'probe' }
  | ({ readonly kind: 'batch' } & Batch)
  /** The failure of a run as a capsule: as it was drawn, or made small. */
  | { readonly kind: 'capture'; readonly seed: number; readonly index: number; readonly property: string }
  | { readonly kind: 'shrink'; readonly capsule: Capsule }
  | ({ readonly kind: 'replay' } & ReplayOfApp)
  /** What the recorder around the app's SDK writes. */
  | { readonly kind: 'record'; readonly spec: RunSpec }
  /** A failure as a page. */
  | ({ readonly kind: 'page' } & ReplayOfApp)
  /** Looks for a run in which the app behaves differently when states come as it takes them to come. */
  | { readonly kind: 'twin'; readonly comparisons: readonly StateComparison[]; readonly runs: number };

/** A failure of an app again. */
export interface ReplayOfApp {
  readonly capsule: Capsule;
  /** The command that does so, for the document. */
  readonly reproduce: string;
  readonly untilMs?: number | undefined;
  readonly withTrace?: boolean;
}

/** The log of a device of a run. */
export interface DeviceLog {
  readonly device: string;
  readonly lines: readonly string[];
}

export interface Probed {
  readonly launch: Launch;
  readonly actions: readonly AppAction[];
  readonly errors: readonly string[];
  readonly calls: number;
}

export interface AppReplayed {
  readonly reproduced: boolean;
  readonly identical: boolean;
  readonly failure: Failure | undefined;
  readonly parting: Parting | undefined;
  readonly run: RunReport | undefined;
}

export interface AppAnswers {
  readonly probe: Probed;
  readonly batch: BatchDone;
  readonly capture: Capsule | undefined;
  readonly shrink: Capsule;
  readonly replay: AppReplayed;
  readonly record: readonly DeviceLog[];
  readonly page: string;
  readonly twin: Capsule | undefined;
}

/** To a worker: first what is tested, then tasks. */
export type ToWorker =
  | { readonly kind: 'plan'; readonly plan: AppPlan }
  | { readonly kind: 'task'; readonly id: number; readonly task: AppTask };

/** From a worker. */
export type FromWorker =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly answer: unknown;
      readonly notModelled: readonly string[];
    }
  | { readonly kind: 'progress'; readonly id: number; readonly faults: number; readonly runs: number }
  | { readonly kind: 'usage'; readonly id: number; readonly message: string }
  | { readonly kind: 'crash'; readonly id: number; readonly stack: string };

/** Where the watchdog of a worker says what hangs: a line of JSON on this file descriptor. */
export const HANG_FD = 4;

export interface Hang {
  /** Of the topmost frame in the app's bundle, as V8 counts: from 0. */
  readonly line: number;
  readonly column: number;
  readonly functionName: string;
}
