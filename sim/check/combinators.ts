// The short forms in which users and this project write properties: always, eventually, sometimes.
// What the parts of a property mean is in property.ts.
import { UsageError } from '../kernel/usage-error.js';
import type { Provenance } from '../zim/fact-table.js';
import type { Observation, ObservationKind } from './observation.js';
import type { Judge, ObservationOf, Property, PropertySetup, Topic } from './property.js';
import { checkPropertyShape, kindOf } from './property-shape.js';

/** What all three forms can have. */
export interface PropertyOptions<T extends Topic, State> {
  /** The title unless given. */
  readonly id?: string;
  /** `device` unless given: a state for each device. `world` sees all devices with one state. */
  readonly scope?: 'device' | 'world';
  /** What `step` gets; its second argument has the type of just these observations. */
  readonly on: readonly T[];
  /** The kinds in `on` unless given. Fewer, if the property can do without some of them. */
  readonly needs?: readonly ObservationKind[];
  /** See `Property`. */
  readonly ofEach?: true;
  readonly timeless?: true;
  readonly whitebox?: true;
  readonly provenance?: readonly Provenance[];
  readonly advice?: string;
  /** The state to begin with, plain data; nothing unless given. `device` is undefined in the scope `world`. */
  readonly init?: (setup: PropertySetup, device: string | undefined) => State;
  /** Called once time has passed what `judge.wakeAt` set. */
  readonly due?: (state: State, nowMs: number, judge: Judge) => void;
}

export interface AlwaysOptions<T extends Topic, State> extends PropertyOptions<T, State> {
  /** Returns why the property is broken, or nothing. */
  readonly step: (state: State, observation: ObservationOf<T>, judge: Judge) => string | undefined;
  /**
   * What counts as having been put to the test: every step, or only where `step` says `judge.exercised()`.
   * Without any, the verdict is *not exercised* and not *held*.
   */
  readonly exercisedBy?: 'every step' | 'judge';
  /** Why the run ended too early to say that it held. Rarely needed: most duties have a deadline. */
  readonly waitsFor?: (state: State, nowMs: number, judge: Judge) => string | undefined;
}

export interface EventuallyOptions<T extends Topic, State> extends PropertyOptions<T, State> {
  readonly step?: (state: State, observation: ObservationOf<T>, judge: Judge) => void;
  /** When the run ends: nothing when met, otherwise why it still waits, with the numbers. */
  readonly waitsFor: (state: State, nowMs: number, judge: Judge) => string | undefined;
}

export interface SometimesOptions<T extends Topic, State> extends PropertyOptions<T, State> {
  /** Returns whether this observation reaches it. */
  readonly step: (state: State, observation: ObservationOf<T>, judge: Judge) => boolean;
}

/**
 * Something that holds at every moment.
 *
 * @example
 * always('no message is shown twice', {
 *   on: ['event:peerMessageReceived'],
 *   init: () => ({ seen: new Set<string>() }),
 *   step: (state, { data }) => {
 *     const id = JSON.stringify(data.messageList);
 *     if (state.seen.has(id)) return `${id} came a second time`;
 *     state.seen.add(id);
 *     return undefined;
 *   },
 * });
 */
export function always<const T extends Topic, State = undefined>(
  title: string,
  options: AlwaysOptions<T, State>,
): Property<State> {
  const parts = commonParts('always', title, options);
  const { exercisedBy = 'every step', waitsFor } = options;
  // `on` is what makes this safe: the monitor feeds nothing else.
  const step = options.step as Property<State>['step'];
  return {
    ...parts,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    step: exercisedBy === 'judge' ? step : counting(step),
  };
}

/**
 * Something that is true when the run ends, after the faults were healed and a bound has passed.
 *
 * @example
 * eventually('every client is connected again', {
 *   on: ['event:connectionStateChanged'],
 *   waitsFor: (_state, _nowMs, { device }) => (device.state === 2 ? undefined : `${device.device} is reconnecting`),
 * });
 */
export function eventually<const T extends Topic, State = undefined>(
  title: string,
  options: EventuallyOptions<T, State>,
): Property<State> {
  const parts = commonParts('eventually', title, options);
  const { step, waitsFor } = options;
  return {
    ...parts,
    waitsFor,
    step(state, observation, judge) {
      judge.exercised();
      step?.(state, observation as ObservationOf<T>, judge);
      return undefined;
    },
  };
}

/**
 * Something that runs really get to. A scenario can expect it by its id.
 *
 * @example
 * sometimes('a token is renewed', { on: ['settle:renewToken'], step: (_state, { ok }) => ok });
 */
export function sometimes<const T extends Topic, State = undefined>(
  title: string,
  options: SometimesOptions<T, State>,
): Property<State> {
  const parts = commonParts('sometimes', title, options);
  const { step } = options;
  return {
    ...parts,
    step(state, observation, judge) {
      const reached: unknown = step(state, observation as ObservationOf<T>, judge);
      if (reached === true) judge.exercised(observation);
      // A promise would count as reached.
      else if (reached !== false && reached !== undefined) throw noAnswer(parts.id, reached);
      return undefined;
    },
  };
}

/**
 * The goal that stands beside an `always`: runs really reach its premise.
 *
 * @example goalOf(kickedStaysOut, 'a client is kicked') // its id ends in '.reached'
 */
export function goalOf(
  property: Pick<Property, 'id' | 'needs' | 'scope'>,
  title: string,
): Property<undefined> {
  return {
    id: `${property.id}.reached`,
    title,
    kind: 'sometimes',
    scope: property.scope,
    on: [],
    needs: property.needs,
    goalOf: property.id,
    init: () => undefined,
    step: () => undefined,
  };
}

function noAnswer(id: string, answer: unknown): UsageError {
  return new UsageError(
    `Expected \`step\` of the property ${JSON.stringify(id)} to return whether it is reached, got ${kindOf(answer)}. Return true or false.`,
  );
}

function counting<State>(step: Property<State>['step']): Property<State>['step'] {
  return (state, observation, judge) => {
    judge.exercised();
    return step(state, observation, judge);
  };
}

function commonParts<T extends Topic, State>(
  kind: Property['kind'],
  title: string,
  options: PropertyOptions<T, State>,
): Omit<Property<State>, 'step' | 'waitsFor'> {
  checkPropertyShape(title, options, kind === 'eventually' ? ['waitsFor'] : ['step']);
  const { id = title, scope = 'device', on, needs = kindsOf(on), init, due, whitebox } = options;
  return {
    id,
    title,
    kind,
    scope,
    on,
    needs,
    // Without init the state is undefined, which is what State is then.
    init: init ?? ((): State => undefined as State),
    ...(due === undefined ? {} : { due }),
    ...(whitebox === undefined ? {} : { whitebox }),
    ...(options.ofEach === undefined ? {} : { ofEach: options.ofEach }),
    ...(options.timeless === undefined ? {} : { timeless: options.timeless }),
    ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
    ...(options.advice === undefined ? {} : { advice: options.advice }),
  };
}

function kindsOf(on: readonly Topic[]): ObservationKind[] {
  return [...new Set(on.map((topic) => topic.split(':')[0] as Observation['kind']))];
}
