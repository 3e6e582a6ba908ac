// The judge that properties speak to. It passes on what they say; the monitor sets its fields before each step.
import { assert } from '../kernel/assert.js';
import type { Alarms } from './alarms.js';
import { type DeviceView, newDeviceView, type PendingCall } from './device-view.js';
import type { Observation, ObservationKind } from './observation.js';
import type { Judge, PropertySetup } from './property.js';
import { NEVER_MS, noteIn, type Slot } from './slot.js';

/** The view of no device: for properties of the world where no observation is at hand. */
export const NO_DEVICE: DeviceView = newDeviceView('');

/** What a judge needs of its monitor. */
export interface JudgeHost {
  viewOf(device: string): DeviceView;
  violate(slot: Slot, violation: { readonly atMs: number; readonly reason: string }): void;
}

/** One for all properties of a monitor. */
export class MonitorJudge implements Judge {
  readonly setup: PropertySetup;
  readonly #sources: ReadonlySet<ObservationKind>;
  readonly #host: JudgeHost;
  readonly #alarms: Alarms;
  device: DeviceView = NO_DEVICE;
  call: PendingCall | undefined = undefined;
  observation: Observation | undefined = undefined;
  atMs = 0;
  ordinal = 0;
  slot: Slot | undefined = undefined;

  constructor(setup: PropertySetup, sources: ReadonlySet<ObservationKind>, alarms: Alarms, host: JudgeHost) {
    this.setup = setup;
    this.#sources = sources;
    this.#alarms = alarms;
    this.#host = host;
  }

  /** No observation is at hand: a deadline, or the end of the run. */
  turnTo(slot: Slot, view: DeviceView): void {
    this.slot = slot;
    this.device = view;
    this.call = undefined;
    this.observation = undefined;
  }

  view(device: string): DeviceView {
    return this.#host.viewOf(device);
  }

  sees(kind: ObservationKind): boolean {
    return this.#sources.has(kind);
  }

  exercised(observation?: Observation): void {
    this.#current().exercised++;
    if (observation !== undefined) this.note(observation);
  }

  note(observation: Observation): void {
    noteIn(this.#current(), observation);
  }

  violated(reason: string): void {
    this.#host.violate(this.#current(), { atMs: this.atMs, reason });
  }

  wakeAt(atMs: number): void {
    this.#alarms.arm(this.#current(), atMs);
  }

  sleep(): void {
    this.#current().dueMs = NEVER_MS;
  }

  #current(): Slot {
    assert(this.slot !== undefined, 'a judge is used outside of a step');
    return this.slot;
  }
}
