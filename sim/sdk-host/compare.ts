// The same script in the real package and in the model: what was observed, one by one.
import type { Observation } from '../check/observation.js';
import { FIXED_RANDOM } from './inspect.js';
import { type RunSdkOptions, runSdk, type SdkRun } from './run-sdk.js';
import type { SdkCase } from './sdk-case.js';

/** One place where the two part. */
export interface Difference {
  readonly kind: 'only real' | 'only model' | 'other';
  readonly what: string;
  readonly atMs: number;
  readonly real: string;
  readonly model: string;
}

export interface Comparison {
  readonly real: SdkRun;
  readonly observations: number;
  readonly differences: readonly Difference[];
}

/** Both draw the same numbers, so the first wait is the same. */
export function compareCase(given: SdkCase, options: RunSdkOptions): Comparison {
  const both = { ...options, fixedRandom: FIXED_RANDOM };
  const real = runSdk(given, both);
  const model = runSdk(given, { ...both, sdk: undefined });
  return { real, observations: real.observations.length, differences: differencesOf(real, model) };
}

/** Calls by their numbers, events by their order among events of one name, sockets and errors likewise. */
function differencesOf(real: SdkRun, model: SdkRun): readonly Difference[] {
  const differences: Difference[] = [];
  const right = keyed(model.observations);
  const left = keyed(real.observations);
  for (const [key, one] of left) {
    const other = right.get(key);
    if (other === undefined) {
      differences.push({ kind: 'only real', what: kindOf(one), atMs: one.atMs, real: shown(one), model: '' });
    } else if (shown(one) !== shown(other)) {
      const what = kindOf(one);
      differences.push({ kind: 'other', what, atMs: one.atMs, real: shown(one), model: shown(other) });
    }
  }
  for (const [key, one] of right) {
    if (left.has(key)) continue;
    differences.push({ kind: 'only model', what: kindOf(one), atMs: one.atMs, real: '', model: shown(one) });
  }
  return differences;
}

function keyed(observations: readonly Observation[]): ReadonlyMap<string, Observation> {
  const counts = new Map<string, number>();
  const all = new Map<string, Observation>();
  for (const one of observations) {
    if (one.kind === 'call' || one.kind === 'device') continue;
    const base = one.kind === 'settle' ? `settle ${one.id}` : kindOf(one);
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    all.set(`${base} ${count}`, one);
  }
  return all;
}

function kindOf(one: Observation): string {
  switch (one.kind) {
    case 'settle':
      return `settle ${one.name}`;
    case 'event':
      return `event ${one.name}`;
    case 'socket':
      return `socket ${one.phase}`;
    default:
      return one.kind;
  }
}

/** What is compared of it: for a result whether it succeeded, for an error its code and message. */
function shown(one: Observation): string {
  switch (one.kind) {
    case 'settle':
      return one.ok
        ? `${one.atMs} ms ok`
        : `${one.atMs} ms ${one.error?.code} ${JSON.stringify(one.error?.message)}`;
    case 'event': {
      const { state, event, roomID, extendedData, second } = one.data;
      return `${one.atMs} ms ${JSON.stringify({ state, event, roomID, extendedData, second })}`;
    }
    case 'socket':
      return `${one.atMs} ms`;
    case 'error':
      return `${one.atMs} ms ${one.message}`;
    default:
      return '';
  }
}
