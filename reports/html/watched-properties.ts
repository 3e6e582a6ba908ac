// Listens in on properties while a run is repeated: when the premise of each was reached, and how long each waited for
// something. The properties themselves are not changed.

import type { Judge, Property } from '../../sim/check/property.js';

/** What was heard of one property. */
export interface Heard {
  readonly exercisedAt: readonly number[];
  /** From, to, what for; the last one may have no end yet. */
  readonly waits: readonly Wait[];
}

interface Wait {
  readonly fromMs: number;
  toMs: number | undefined;
  readonly what: string;
}

interface Ear {
  readonly exercisedAt: number[];
  readonly waits: Wait[];
  /** By the state of a device. */
  readonly open: Map<unknown, Wait>;
}

/** More moments than this say no more than these. */
const MOST_MOMENTS = 400;

/** Properties that tell what they hear. Use them for one run. */
export function watchedProperties(properties: readonly Property[]): {
  readonly watched: readonly Property[];
  readonly heard: ReadonlyMap<string, Heard>;
} {
  const ears = new Map<string, Ear>();
  const judges = new WeakSet<Judge>();
  let current: { readonly ear: Ear; readonly nowMs: number } | undefined;
  const watched = properties.map((property): Property => {
    const ear: Ear = { exercisedAt: [], waits: [], open: new Map() };
    ears.set(property.id, ear);
    const listen = (judge: Judge, nowMs: number): void => {
      current = { ear, nowMs };
      if (judges.has(judge)) return;
      judges.add(judge);
      // One judge serves all properties, so it is tapped once and asked whose turn it is.
      const exercised = judge.exercised.bind(judge);
      judge.exercised = (observation) => {
        if (current !== undefined) hearExercise(current.ear, current.nowMs);
        exercised(observation);
      };
    };
    const { due } = property;
    return {
      ...property,
      step(state, observation, judge) {
        listen(judge, observation.atMs);
        const reason = property.step(state, observation, judge);
        hearWait(property, ear, { state, nowMs: observation.atMs, judge });
        return reason;
      },
      ...(due === undefined
        ? {}
        : {
            due(state: unknown, nowMs: number, judge: Judge): void {
              listen(judge, nowMs);
              due(state, nowMs, judge);
              hearWait(property, ear, { state, nowMs, judge });
            },
          }),
    };
  });
  return { watched, heard: ears };
}

function hearExercise({ exercisedAt }: Ear, nowMs: number): void {
  if (exercisedAt.length < MOST_MOMENTS && exercisedAt.at(-1) !== nowMs) exercisedAt.push(nowMs);
}

// Only those with objects as states can be told apart by device; the others share one line.
function hearWait(
  property: Property,
  ear: Ear,
  { state, nowMs, judge }: { readonly state: unknown; readonly nowMs: number; readonly judge: Judge },
): void {
  if (property.waitsFor === undefined) return;
  const what = property.waitsFor(state, nowMs, judge);
  const open = ear.open.get(state);
  if (what === undefined) {
    if (open === undefined) return;
    open.toMs = nowMs;
    ear.open.delete(state);
  } else if (open === undefined && ear.waits.length < MOST_MOMENTS) {
    const wait: Wait = { fromMs: nowMs, toMs: undefined, what };
    ear.waits.push(wait);
    ear.open.set(state, wait);
  }
}
