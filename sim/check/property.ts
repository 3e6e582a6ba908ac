// What a property is: a small state machine that is fed observations and says what it thinks of them.
// How users write one is in combinators.ts; who feeds it and keeps its verdict is the monitor.
import type { Params, Provenance } from '../zim/fact-table.js';
import type { SdkBehaviour } from '../zim/versions.js';
import type { DeviceView, PendingCall } from './device-view.js';
import type {
  BackendFact,
  BackendObservation,
  CallObservation,
  EventObservation,
  Observation,
  ObservationKind,
  SettleObservation,
  SocketObservation,
} from './observation.js';

/** One device of a run, as far as properties may know it beforehand. */
export interface PropertyDevice {
  readonly name: string;
  readonly userID: string;
  readonly authentication: 'token' | 'none';
}

/** What is known of a run before it begins. */
export interface PropertySetup {
  readonly params: Params;
  readonly sdk: SdkBehaviour;
  readonly devices: readonly PropertyDevice[];
  /** The wall clock at `atMs` 0, milliseconds since the epoch. EPOCH_MS unless a log of a real device says otherwise. */
  readonly epochMs?: number;
  /**
   * From when on no fault is at work between clients and backend, virtual ms; infinite where one lasts to the end.
   * Undefined where nobody knows: then nothing is taken for settled.
   */
  readonly quietFromMs?: number;
  /** The kinds of faults in the schedule: some of them excuse what nobody outside can see. */
  readonly faultKinds?: ReadonlySet<string>;
  /** When faults may keep apps from their token server, virtual ms. */
  readonly tokenTroubles?: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/**
 * What a property listens to: a kind of observation, or one name of it.
 *
 * @example 'device', 'socket:closed', 'event:roomStateChanged', 'settle:renewToken', 'backend:resumeAnswered'
 */
export type Topic =
  | ObservationKind
  | `event:${string}`
  | `call:${string}`
  | `settle:${string}`
  | `socket:${SocketObservation['phase']}`
  | `backend:${BackendFact['kind']}`;

/** The events whose data are known; of any other event the data are a plain record. */
export interface EventData {
  readonly connectionStateChanged: {
    readonly state: number;
    readonly event: number;
    readonly extendedData?: unknown;
  };
  readonly roomStateChanged: {
    readonly state: number;
    readonly event: number;
    readonly roomID: string;
    readonly extendedData?: unknown;
  };
  readonly tokenWillExpire: { readonly second: number };
}

type DataOf<Name extends string> = Name extends keyof EventData
  ? Readonly<Record<string, unknown>> & EventData[Name]
  : Readonly<Record<string, unknown>>;

/** The observations of a topic, or of any of several. `on` narrows what `step` gets. */
export type ObservationOf<T extends Topic> = T extends ObservationKind
  ? Extract<Observation, { readonly kind: T }>
  : T extends `event:${infer Name}`
    ? Omit<EventObservation, 'name' | 'data'> & { readonly name: Name; readonly data: DataOf<Name> }
    : T extends `call:${infer Name}`
      ? Omit<CallObservation, 'name'> & { readonly name: Name }
      : T extends `settle:${infer Name}`
        ? Omit<SettleObservation, 'name'> & { readonly name: Name }
        : T extends `socket:${infer Phase}`
          ? Omit<SocketObservation, 'phase'> & { readonly phase: Phase }
          : T extends `backend:${infer Kind}`
            ? Omit<BackendObservation, 'what'> & {
                readonly what: Extract<BackendFact, { readonly kind: Kind }> | FactWith<Kind>;
              }
            : never;

// A fact whose `kind` is itself a union, such as 'sessionStarted' | 'sessionResumed', is not found by Extract.
type FactWith<Kind> = BackendFact extends infer Fact
  ? Fact extends { readonly kind: infer Kinds }
    ? Kind extends Kinds
      ? Fact
      : never
    : never
  : never;

/** What a property may ask and say while it looks at an observation. One object is reused: do not keep it. */
export interface Judge {
  readonly setup: PropertySetup;
  /** What the app of this device knew just before this observation. */
  readonly device: DeviceView;
  /** For a `settle`: the call that it belongs to, if it was seen. */
  readonly call: PendingCall | undefined;
  /** The number of this observation in the run, to tell what came first within one millisecond. */
  readonly ordinal: number;
  /** What the app of any device knew just before this observation. */
  view(device: string): DeviceView;
  /** Whether the source of the observations has this kind at all. */
  sees(kind: ObservationKind): boolean;
  /** The premise was really reached; `observation` becomes part of the evidence. */
  exercised(observation?: Observation): void;
  /** `observation` belongs to the evidence, should it come to a violation. The last three are kept. */
  note(observation: Observation): void;
  /** The property is broken. The first reason counts; the property is not asked again. */
  violated(reason: string): void;
  /** Calls `due` once time has passed `atMs`. Replaces what was set before. */
  wakeAt(atMs: number): void;
  /** Takes `wakeAt` back. */
  sleep(): void;
}

/**
 * One property. `State` is plain data; only `step` and `due` change it.
 *
 * An `always` may be violated at any time. An `eventually` is asked by `waitsFor` when the run ends; an `always` that
 * has it can be pending as well. A `sometimes` holds when it was exercised.
 */
export interface Property<State = unknown> {
  readonly id: string;
  /** Reads aloud. */
  readonly title: string;
  readonly kind: 'always' | 'eventually' | 'sometimes';
  /** `device`: a state for each device, which sees only what is about that device. `world`: one state that sees all. */
  readonly scope: 'device' | 'world';
  /** Nothing else reaches `step`. */
  readonly on: readonly Topic[];
  /** Without one of these the verdict is *not observable*. */
  readonly needs: readonly ObservationKind[];
  /** It asks each event for itself: one that nobody listened to hides nothing of the others. */
  readonly ofEach?: true;
  /** It asks only in which order things came. */
  readonly timeless?: true;
  /** It looks into the backend, which no app could. */
  readonly whitebox?: true;
  readonly provenance?: readonly Provenance[];
  /** What an app should do about it. */
  readonly advice?: string;
  /** A goal that is reached when the property of this id was exercised; it listens to nothing itself. */
  readonly goalOf?: string;
  init(setup: PropertySetup, device: string | undefined): State;
  /** Returns why the property is violated, or nothing. It has no `this`. */
  step(state: State, observation: Observation, judge: Judge): string | undefined;
  /** Time has passed what `wakeAt` set: it is `nowMs`, and nothing that happened up to then is missing. */
  due?(state: State, nowMs: number, judge: Judge): void;
  /** When the run ends: `undefined` when it is met, otherwise why it still waits. */
  waitsFor?(state: State, nowMs: number, judge: Judge): string | undefined;
}

/** What became of a property in a run. */
export type Verdict = 'held' | 'violated' | 'pending' | 'not exercised' | 'not observable';

/** A property's verdict. Plain data. */
export interface PropertyVerdict {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** How often the premise was reached, on all devices together. */
  readonly exercised: number;
  /** When it was violated, virtual milliseconds; for a duty with a deadline, the deadline. */
  readonly atMs?: number;
  readonly device?: string;
  /** Why it is violated, pending or not observable. */
  readonly reason?: string;
  /** The few observations that show it, in order. */
  readonly evidence?: readonly Observation[];
}
