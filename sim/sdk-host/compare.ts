// The same script in the real package and in the model: what was observed, one by one, in the order of time.
import type { Observation } from '../check/observation.js';
import { deviationOf, takenBy } from './deviations.js';
import { FIXED_RANDOM } from './inspect.js';
import type { Difference, Parting } from './parting.js';
import { type RunSdkOptions, runSdk, type SdkRun } from './run-sdk.js';
import type { SdkCase } from './sdk-case.js';

export interface Comparison {
  readonly real: SdkRun;
  /** What was observed of the real package. */
  readonly observations: number;
  readonly equal: number;
  /** Differences that are documented, by the ids of the deviations. */
  readonly deviations: readonly string[];
  /** The first difference that nothing explains. */
  readonly unexplained?: Difference;
  /** What made two runs out of one: a deviation, or the unexplained difference. Nothing after it is compared. */
  readonly parted?: string;
  /** How many observations of the real package come after that. */
  readonly behind: number;
}

const UNEXPLAINED = 'unexplained';

/** Both draw the same numbers, so the first wait is the same. The model keeps its data itself: the database works. */
export function compareCase(drawn: SdkCase, options: RunSdkOptions): Comparison {
  const given: SdkCase = { ...drawn, database: 'works' };
  const both = { ...options, fixedRandom: FIXED_RANDOM };
  const real = runSdk(given, both);
  const model = runSdk(given, { ...both, sdk: undefined });
  return { real, ...walk(given, real.observations, model.observations) };
}

/** Goes through both in the order of time, as far as they are one run. */
function walk(
  given: SdkCase,
  realAll: readonly Observation[],
  modelAll: readonly Observation[],
): Omit<Comparison, 'real'> {
  const real = realAll.filter(isCompared);
  const model = modelAll.filter(isCompared);
  const deviations: string[] = [];
  let equal = 0;
  let left = 0;
  let right = 0;
  while (left < real.length || right < model.length) {
    const one = real[left];
    const other = model[right];
    if (one !== undefined && other !== undefined && textOf(one) === textOf(other)) {
      equal += 1;
      left += 1;
      right += 1;
      continue;
    }
    // Within a millisecond promises settle in an order that nobody promises.
    if (bringForward(real, left, model, right)) continue;
    const seen = {
      given,
      realSeen: real.slice(0, left),
      modelSeen: model.slice(0, right),
      realAll: real,
      modelAll: model,
    };
    const difference = differenceOf(one, other);
    const parting: Parting = { ...difference, ...seen, realNext: one, modelNext: other };
    const deviation = deviationOf(parting);
    if (deviation === undefined) {
      const behind = Math.max(0, real.length - left - (difference.kind === 'only model' ? 0 : 1));
      const rest = { unexplained: difference, parted: UNEXPLAINED, behind };
      return { observations: real.length, equal, deviations, ...rest };
    }
    deviations.push(deviation.id);
    const takes = leadsOn(given, one, other, difference) ? 'parts' : takenBy(deviation, parting);
    if (takes === 'parts') {
      return {
        observations: real.length,
        equal,
        deviations,
        parted: deviation.id,
        behind: real.length - left,
      };
    }
    if (takes !== 'only model') left += 1;
    if (takes !== 'only real') right += 1;
  }
  return { observations: real.length, equal, deviations, behind: 0 };
}

/** An event that only one of them has, and a listener that makes a call of it: the other one never sees that call. */
function leadsOn(
  { steps }: SdkCase,
  real: Observation | undefined,
  model: Observation | undefined,
  { kind }: Difference,
): boolean {
  if (kind === 'other' && real?.kind !== 'event') return false;
  const event = [real, model].find((one) => one?.kind === 'event' && one.name === 'connectionStateChanged');
  const room = [real, model].find((one) => one?.kind === 'event' && one.name === 'roomStateChanged');
  const names = [event, room].map((one) => (one?.kind === 'event' ? one.name : ''));
  return steps.some(
    (step) => step.do === 'on' && step.listening.how === 'again' && names.includes(step.event),
  );
}

/** The same settlement comes a little later in the model, or in the real one: it is put to its place. */
function bringForward(real: Observation[], left: number, model: Observation[], right: number): boolean {
  const found = (wanted: Observation | undefined, all: Observation[], from: number): boolean => {
    if (wanted?.kind !== 'settle' || all[from]?.atMs !== wanted.atMs) return false;
    for (let at = from + 1; all[at]?.atMs === wanted.atMs; at++) {
      const other = all[at] as Observation;
      if (textOf(other) !== textOf(wanted)) continue;
      all.splice(from, 0, ...all.splice(at, 1));
      return true;
    }
    return false;
  };
  return found(real[left], model, right) || found(model[right], real, left);
}

/** What the script does is the same in both. */
function isCompared({ kind }: Observation): boolean {
  return kind !== 'call' && kind !== 'device';
}

function differenceOf(real: Observation | undefined, model: Observation | undefined): Difference {
  if (real !== undefined && model !== undefined && subjectOf(real) === subjectOf(model)) {
    const atMs = Math.min(real.atMs, model.atMs);
    return { kind: 'other', what: kindOf(real), atMs, real: shown(real), model: shown(model) };
  }
  if (real !== undefined && (model === undefined || real.atMs <= model.atMs)) {
    return { kind: 'only real', what: kindOf(real), atMs: real.atMs, real: shown(real), model: '' };
  }
  const only = model as Observation;
  return { kind: 'only model', what: kindOf(only), atMs: only.atMs, real: '', model: shown(only) };
}

/** Whose turn it is: a call by its number, an event or a socket by its name. */
function subjectOf(one: Observation): string {
  return one.kind === 'settle' ? `settle ${one.id}` : kindOf(one);
}

function textOf(one: Observation): string {
  return `${subjectOf(one)} ${shown(one)}`;
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
