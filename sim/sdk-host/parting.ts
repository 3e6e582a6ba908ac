// A place where the real package and the model part, and what can be asked of it.
import type { EventObservation, Observation } from '../check/observation.js';
import type { SdkCase } from './sdk-case.js';

/** One place where the two part. */
export interface Difference {
  readonly kind: 'only real' | 'only model' | 'other';
  /** What it is about, such as `event roomStateChanged` or `settle login`. */
  readonly what: string;
  readonly atMs: number;
  readonly real: string;
  readonly model: string;
}

/** A difference in the middle of two runs: what was seen up to it. */
export interface Parting extends Difference {
  readonly given: SdkCase;
  readonly realSeen: readonly Observation[];
  readonly modelSeen: readonly Observation[];
  /** Everything that each of them did. */
  readonly realAll: readonly Observation[];
  readonly modelAll: readonly Observation[];
  readonly realNext: Observation | undefined;
  readonly modelNext: Observation | undefined;
}

export function isConnection(one: Observation | undefined, state: number, event: number): boolean {
  return (
    one?.kind === 'event' &&
    one.name === 'connectionStateChanged' &&
    one.data.state === state &&
    one.data.event === event
  );
}

export function isSettled(
  one: Observation | undefined,
  name: string,
  atMs: number | undefined = one?.atMs,
): boolean {
  return one?.kind === 'settle' && one.name === name && one.atMs === atMs;
}

export function isSettle(one: Observation | undefined, name: string, code: number): boolean {
  return one?.kind === 'settle' && one.name === name && one.error?.code === code;
}

export function isRoom(one: Observation | undefined): one is EventObservation {
  return one?.kind === 'event' && one.name === 'roomStateChanged';
}

export function isReconnectedOrLeft({ data }: EventObservation): boolean {
  return (data.state === 1 && data.event === 1) || (data.state === 0 && data.event === 0);
}

export function lastConnection(seen: readonly Observation[]): unknown {
  const last = seen.findLast((one) => one.kind === 'event' && one.name === 'connectionStateChanged');
  return last?.kind === 'event' ? last.data.state : undefined;
}

export function callsFromInside({ steps }: SdkCase, name: string): boolean {
  return steps.some(
    (step) => step.do === 'on' && step.listening.how === 'again' && step.listening.name === name,
  );
}
