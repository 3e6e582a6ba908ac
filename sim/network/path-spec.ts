// What people write about a path, in a scenario or a fault, and the settings of a link that it stands for.

import { type DurationText as Duration, parseDurationMs } from '../kernel/duration.js';
import type { DelaySettings } from './link/delay-models.js';
import type { LinkSettings } from './link/link.js';
import type { LossSettings } from './link/loss-models.js';

/**
 * Losses that come in bursts, as Gilbert and Elliott have them: a path is good or bad, and moves between the two with
 * every packet. All four are probabilities, 0 to 1.
 */
export interface BurstSpec {
  /** From the good state to the bad one. */
  readonly p: number;
  /** From the bad state to the good one: bursts are 1 / r packets long on average. */
  readonly r: number;
  /** The loss in each state. */
  readonly lossGood: number;
  readonly lossBad: number;
}

/**
 * How long a packet takes, one way: always the same, or drawn for each. `normal` is cut off at 0; of `pareto` what
 * exceeds `max` counts as that; `quantiles` stand at equal steps from the least to the greatest.
 */
export type DelaySpec =
  | Duration
  | { readonly uniform: { readonly min: Duration; readonly max: Duration } }
  | { readonly normal: { readonly mean: Duration; readonly deviation: Duration } }
  | { readonly pareto: { readonly min: Duration; readonly shape: number; readonly max: Duration } }
  | { readonly quantiles: readonly Duration[] };

/** What is said of a path; what is left out stays as it is. */
export interface PathSpec {
  /** One way. */
  readonly delay?: DelaySpec;
  /** Up to this much more, uniformly. */
  readonly jitter?: Duration;
  /** The share of packets lost, each on its own: 0 to 1. Without `burst` it ends bursts that were there before. */
  readonly loss?: number;
  readonly burst?: BurstSpec;
  /** Bits per second, from 1. */
  readonly rateBitsPerSecond?: number;
  /** What may wait for its turn to be sent; more is dropped. Only with a rate. Default 1 MB. */
  readonly queueBytes?: number;
  /** The share of packets that arrive twice, 0 to 1. */
  readonly duplicate?: number;
  /** The share of packets that are damaged, which their receiver drops, 0 to 1. */
  readonly corrupt?: number;
  /** Whether packets overtake one another. */
  readonly reorder?: boolean;
}

/**
 * The settings of a link with what is said of it put on top.
 *
 * @example linkWith(link, { delay: '400ms', loss: 0.3 })
 */
export function linkWith(link: LinkSettings, spec: PathSpec): LinkSettings {
  const { delay, jitter, rateBitsPerSecond, queueBytes, duplicate, corrupt, reorder } = spec;
  return {
    loss: lossWith(link.loss, spec),
    delay: delay === undefined ? link.delay : delayOf(delay),
    jitterMicros: jitter === undefined ? link.jitterMicros : microsOf(jitter),
    reorders: reorder ?? link.reorders,
    duplication: duplicate ?? link.duplication,
    corruption: corrupt ?? link.corruption,
    rateBitsPerSecond: rateBitsPerSecond ?? link.rateBitsPerSecond,
    queueBytes: queueBytes ?? link.queueBytes,
  };
}

/** Two things said of one path: where both say something, the later one has its way. */
export function specWith(spec: PathSpec, later: PathSpec): PathSpec {
  const { burst, ...rest } = spec;
  return { ...rest, ...(burst === undefined || later.loss !== undefined ? {} : { burst }), ...later };
}

/** What a fault or a scenario says of a path, without what it says besides. */
export function pathSpecOf(source: PathSpec): PathSpec {
  const { delay, jitter, loss, burst, rateBitsPerSecond, queueBytes, duplicate, corrupt, reorder } = source;
  return {
    ...(delay === undefined ? {} : { delay }),
    ...(jitter === undefined ? {} : { jitter }),
    ...(loss === undefined ? {} : { loss }),
    ...(burst === undefined ? {} : { burst }),
    ...(rateBitsPerSecond === undefined ? {} : { rateBitsPerSecond }),
    ...(queueBytes === undefined ? {} : { queueBytes }),
    ...(duplicate === undefined ? {} : { duplicate }),
    ...(corrupt === undefined ? {} : { corrupt }),
    ...(reorder === undefined ? {} : { reorder }),
  };
}

function lossWith(before: LossSettings, { loss, burst }: PathSpec): LossSettings {
  if (burst !== undefined) {
    const { p, r, lossGood, lossBad } = burst;
    return {
      kind: 'gilbertElliott',
      toBad: p,
      toGood: r,
      lossInGood: either(lossGood, loss ?? 0),
      lossInBad: either(lossBad, loss ?? 0),
    };
  }
  return loss === undefined ? before : { kind: 'independent', probability: loss };
}

// Lost for one reason or for another that has nothing to do with it.
function either(a: number, b: number): number {
  return b === 0 ? a : 1 - (1 - a) * (1 - b);
}

function delayOf(delay: DelaySpec): DelaySettings {
  if (typeof delay !== 'object') return { kind: 'constant', micros: microsOf(delay) };
  if ('uniform' in delay) {
    const { min, max } = delay.uniform;
    return { kind: 'uniform', minMicros: microsOf(min), maxMicros: microsOf(max) };
  }
  if ('normal' in delay) {
    const { mean, deviation } = delay.normal;
    return { kind: 'normal', meanMicros: microsOf(mean), deviationMicros: microsOf(deviation) };
  }
  if ('pareto' in delay) {
    const { min, shape, max } = delay.pareto;
    return { kind: 'pareto', minMicros: microsOf(min), shape, maxMicros: microsOf(max) };
  }
  return { kind: 'table', quantilesMicros: delay.quantiles.map(microsOf) };
}

function microsOf(duration: Duration): number {
  return Math.round(parseDurationMs(duration) * 1000);
}
