// How long a packet takes, as a function of a uniform draw: the same draw gives the same delay on every platform.

import { exp, ln, normalQuantile } from './exact-math.js';
import { checkNumber, checkWhole, unknownKind } from './settings-check.js';

/**
 * A distribution of delays, in microseconds. `normal` is cut off at 0. `pareto` starts at `minMicros` and has the
 * given shape (the smaller, the heavier its tail); what exceeds `maxMicros` counts as that. `table` holds
 * quantiles at equal steps from the least to the greatest, with straight lines between them.
 */
export type DelaySettings =
  | { readonly kind: 'constant'; readonly micros: number }
  | { readonly kind: 'uniform'; readonly minMicros: number; readonly maxMicros: number }
  | { readonly kind: 'normal'; readonly meanMicros: number; readonly deviationMicros: number }
  | {
      readonly kind: 'pareto';
      readonly minMicros: number;
      readonly shape: number;
      readonly maxMicros: number;
    }
  | { readonly kind: 'table'; readonly quantilesMicros: readonly number[] };

const KINDS = ['constant', 'uniform', 'normal', 'pareto', 'table'];

/** Throws a RangeError with the field's path when a setting makes no sense. */
export function checkDelay(path: string, delay: DelaySettings): void {
  switch (delay.kind) {
    case 'constant':
      checkMicros(`${path}.micros`, delay.micros, 0);
      break;
    case 'uniform':
      checkMicros(`${path}.minMicros`, delay.minMicros, 0);
      checkMicros(`${path}.maxMicros`, delay.maxMicros, delay.minMicros);
      break;
    case 'normal':
      checkMicros(`${path}.meanMicros`, delay.meanMicros, 0);
      checkMicros(`${path}.deviationMicros`, delay.deviationMicros, 0);
      break;
    case 'pareto':
      checkMicros(`${path}.minMicros`, delay.minMicros, 1);
      checkNumber(`${path}.shape`, delay.shape, { min: 0.1, max: 100, example: 3 });
      checkMicros(`${path}.maxMicros`, delay.maxMicros, delay.minMicros);
      break;
    case 'table':
      checkTable(`${path}.quantilesMicros`, delay.quantilesMicros);
      break;
    default:
      throw unknownKind(path, (delay as { kind: unknown }).kind, KINDS);
  }
}

/**
 * The delay for a draw from 0 (included) to 1 (excluded), in whole microseconds.
 *
 * @example delayFor({ kind: 'uniform', minMicros: 10, maxMicros: 20 }, 0.5) === 15
 */
export function delayFor(delay: DelaySettings, draw: number): number {
  switch (delay.kind) {
    case 'constant':
      return delay.micros;
    case 'uniform':
      return delay.minMicros + Math.floor(draw * (delay.maxMicros - delay.minMicros + 1));
    case 'normal': {
      if (draw === 0) return 0;
      return Math.max(0, Math.round(delay.meanMicros + delay.deviationMicros * normalQuantile(draw)));
    }
    case 'pareto': {
      const factor = exp(Math.min(-ln(1 - draw) / delay.shape, 60));
      return Math.min(delay.maxMicros, Math.round(delay.minMicros * factor));
    }
    default: {
      const { quantilesMicros } = delay;
      const place = draw * (quantilesMicros.length - 1);
      const below = Math.floor(place);
      const low = quantilesMicros[below] as number;
      const high = quantilesMicros[Math.min(below + 1, quantilesMicros.length - 1)] as number;
      return Math.round(low + (high - low) * (place - below));
    }
  }
}

function checkMicros(path: string, value: unknown, min: number): void {
  checkWhole(path, value, { min, example: Math.max(min, 30_000) });
}

function checkTable(path: string, quantiles: readonly number[]): void {
  if (!Array.isArray(quantiles) || quantiles.length < 2) {
    throw new RangeError(
      `Expected ${path} to be a list of at least 2 quantiles. For example: [20000, 80000]`,
    );
  }
  for (let i = 0; i < quantiles.length; i++) {
    checkMicros(`${path}[${i}]`, quantiles[i], i === 0 ? 0 : (quantiles[i - 1] as number));
  }
}
