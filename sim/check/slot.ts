// A property at work: on one device, or for the whole world. The monitor makes slots when something reaches them.
import { clonePlain } from '../kernel/plain.js';
import type { Observation } from './observation.js';
import type { Property } from './property.js';

/** A property was violated for the first time in this run. */
export interface Violation {
  readonly property: Property;
  readonly device: string | undefined;
  /** Virtual milliseconds. */
  readonly atMs: number;
  readonly reason: string;
  readonly evidence: readonly Observation[];
}

/** The monitor changes the fields that are not readonly, and the property its state. */
export interface Slot {
  readonly property: Property;
  /** The property's place in the list. */
  readonly index: number;
  /** The device's number, -1 for the world. */
  readonly device: number;
  readonly state: unknown;
  /** The property's: found here it costs half as much, because all slots have one shape and properties have many. */
  readonly step: Property['step'];
  exercised: number;
  /** When the property wants to be asked, {@link NEVER_MS} if it does not. */
  dueMs: number;
  /** It is in the list of alarms, perhaps with nothing due any more. */
  armed: boolean;
  noted: Observation[] | undefined;
  violation: Violation | undefined;
}

export const NEVER_MS: number = Number.POSITIVE_INFINITY;

/** A slot in which nothing has happened. */
export function newSlot(property: Property, index: number, device: number, state: unknown): Slot {
  return {
    property,
    index,
    device,
    state,
    step: property.step,
    exercised: 0,
    dueMs: NEVER_MS,
    armed: false,
    noted: undefined,
    violation: undefined,
  };
}

/** Keeps an observation as evidence: the last three stay. */
export function noteIn(slot: Slot, observation: Observation): void {
  const { noted } = slot;
  if (noted === undefined) slot.noted = [observation];
  else if (noted.length < 3) noted.push(observation);
  else {
    // Moved by hand: Array.shift costs more than all the rest of a step.
    noted[0] = noted[1] as Observation;
    noted[1] = noted[2] as Observation;
    noted[2] = observation;
  }
}

/** A copy with a state of its own; observations never change and are shared. */
export function cloneSlot(slot: Slot): Slot {
  return { ...slot, state: clonePlain(slot.state), noted: slot.noted && [...slot.noted] };
}
