// Feeds observations to properties and keeps their verdicts. It decides nothing about them, and not when a run ends.
// A campaign makes one for each run, so nothing is allocated for a property before something reaches it.
import { assert } from '../kernel/assert.js';
import { Alarms } from './alarms.js';
import { cloneDeviceView, type DeviceView, learn, newDeviceView, takeCall } from './device-view.js';
import { MonitorJudge, NO_DEVICE } from './judge.js';
import type { Observation, ObservationKind } from './observation.js';
import type { Property, PropertySetup, PropertyVerdict } from './property.js';
import { cloneSlot, NEVER_MS, newSlot, type Slot, type Violation } from './slot.js';
import { type Listeners, listenersOf, type TopicTable, topicTable } from './topics.js';

export type { Violation } from './slot.js';

export interface MonitorOptions {
  /** Called at the first violation of each property, for example to stop the run. */
  readonly onViolation?: (violation: Violation) => void;
}

/** Kinds of observations, as reasons name them. */
const KINDS: { readonly [K in ObservationKind]: string } = {
  call: 'calls',
  settle: 'what calls came to',
  event: 'events',
  socket: 'connections',
  device: 'the device',
  user: 'what people do',
  ui: 'what the app shows',
  error: 'errors',
  backend: 'the backend',
};

/**
 * Runs properties over the observations of one run.
 *
 * @example
 * const monitor = new Monitor(contractProperties, setup, sources);
 * for (const observation of run) monitor.observe(observation);
 * const verdicts = monitor.finish(60_000, { quiet: true });
 */
export class Monitor {
  readonly #table: TopicTable;
  readonly #setup: PropertySetup;
  readonly #sources: ReadonlySet<ObservationKind>;
  readonly #options: MonitorOptions;
  readonly #judge: MonitorJudge;
  readonly #deviceIndex: Map<string, number> = new Map();
  #views: DeviceView[] = [];
  #slots: (Slot | undefined)[] = [];
  readonly #resolved: (readonly Slot[] | undefined)[] = [];
  #lastName: string | undefined = undefined;
  #lastIndex = 0;
  readonly #alarms: Alarms = new Alarms();
  #firstViolations: Violation[] = [];

  /** Neither `properties` nor `sources` may change afterwards; pass the same objects for every run of a campaign. */
  constructor(
    properties: readonly Property[],
    setup: PropertySetup,
    sources: ReadonlySet<ObservationKind>,
    options: MonitorOptions = {},
  ) {
    this.#table = topicTable(properties, sources);
    this.#setup = setup;
    this.#sources = sources;
    this.#options = options;
    for (const { name } of setup.devices) this.#indexOf(name);
    this.#judge = new MonitorJudge(setup, sources, this.#alarms, {
      viewOf: (device) => this.#view(this.#indexOf(device)),
      violate: (slot, violation) => this.#violate(slot, violation),
    });
  }

  /** The first violation of each property so far, in the order in which they happened. */
  get violations(): readonly Violation[] {
    return this.#firstViolations;
  }

  /** Takes the next observation. They come in the order in which things happened; time never goes back. */
  observe(observation: Observation): void {
    const { atMs } = observation;
    if (atMs > this.#alarms.nextMs) this.#runDue(atMs);
    const device = this.#indexOf(observation.device);
    const view = this.#view(device);
    const judge = this.#judge;
    const call = observation.kind === 'settle' ? takeCall(view, observation.id) : undefined;
    judge.ordinal++;
    judge.call = call;
    judge.atMs = atMs;
    const listeners = listenersOf(this.#table, observation);
    if (listeners.indices.length > 0) this.#feed(this.#resolve(listeners, device), observation, view);
    learn(view, observation, judge);
  }

  #feed(slots: readonly Slot[], observation: Observation, view: DeviceView): void {
    const judge = this.#judge;
    judge.device = view;
    judge.observation = observation;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as Slot;
      if (slot.violation !== undefined) continue;
      judge.slot = slot;
      const reason = slot.step(slot.state, observation, judge);
      if (reason !== undefined) judge.violated(reason);
    }
  }

  // The slots that hear a topic on a device are always the same, so they are looked up once.
  #resolve({ row, indices }: Listeners, device: number): readonly Slot[] {
    const at = device * this.#table.rows + row;
    const known = this.#resolved[at];
    if (known !== undefined) return known;
    const slots: Slot[] = [];
    for (const index of indices) slots.push(this.#slot(index, device));
    this.#resolved[at] = slots;
    return slots;
  }

  /**
   * The verdicts, in the order of the properties. `quiet` says that the faults were healed and the bound after it has
   * passed: only then is an `eventually` that is not met `pending`.
   */
  finish(atMs: number, { quiet }: { readonly quiet: boolean }): PropertyVerdict[] {
    if (atMs > this.#alarms.nextMs) this.#runDue(atMs);
    const verdicts = this.#table.properties.map((property, index) =>
      this.#verdict(property, index, { atMs, quiet }),
    );
    if (!this.#table.hasGoals) return verdicts;
    return verdicts.map((verdict, index) => this.#goal(verdict, index, verdicts));
  }

  /** A monitor that goes on by itself from here; it has no `onViolation` unless it is given one. */
  clone(options: MonitorOptions = {}): Monitor {
    const copy = new Monitor(this.#table.properties, this.#setup, this.#sources, options);
    for (const [name] of this.#deviceIndex) copy.#indexOf(name);
    copy.#views = this.#views.map(cloneDeviceView);
    copy.#slots = this.#slots.map((slot) => slot && cloneSlot(slot));
    for (const { index, device } of this.#alarms.armed) {
      const slot = copy.#slots[this.#slotIndex(index, device)];
      assert(slot !== undefined, 'an armed slot that the monitor does not have');
      copy.#alarms.adopt(slot);
    }
    copy.#firstViolations = [...this.#firstViolations];
    copy.#judge.ordinal = this.#judge.ordinal;
    return copy;
  }

  // One device tends to have several observations in a row.
  #indexOf(name: string): number {
    if (name === this.#lastName) return this.#lastIndex;
    this.#lastName = name;
    this.#lastIndex = this.#deviceIndex.get(name) ?? this.#addDevice(name);
    return this.#lastIndex;
  }

  #addDevice(name: string): number {
    const index = this.#views.length;
    this.#deviceIndex.set(name, index);
    this.#views.push(newDeviceView(name));
    // Without holes the arrays stay fast. The world's slots come before those of the first device.
    const { properties, rows } = this.#table;
    extend(this.#slots, (index + 2) * properties.length);
    extend(this.#resolved, (index + 1) * rows);
    return index;
  }

  #view(device: number): DeviceView {
    const view = this.#views[device];
    assert(view !== undefined, 'a device without a view');
    return view;
  }

  // Row 0 is the world's; each device has a row after it.
  #slotIndex(index: number, device: number): number {
    return (device + 1) * this.#table.properties.length + index;
  }

  #slot(index: number, ofDevice: number): Slot {
    const property = this.#table.properties[index];
    assert(property !== undefined, 'a listener that is no property');
    const device = property.scope === 'world' ? -1 : ofDevice;
    const at = this.#slotIndex(index, device);
    const known = this.#slots[at];
    if (known !== undefined) return known;
    const name = device < 0 ? undefined : this.#view(device).device;
    const slot = newSlot(property, index, device, property.init(this.#setup, name));
    this.#slots[at] = slot;
    return slot;
  }

  // A property may set its next deadline before `nowMs`, so this goes on until nothing is due.
  #runDue(nowMs: number): void {
    for (let slot = this.#alarms.take(nowMs); slot !== undefined; slot = this.#alarms.take(nowMs)) {
      // A property of the world has no device; it asks for views by name.
      this.#judge.turnTo(slot, slot.device < 0 ? NO_DEVICE : this.#view(slot.device));
      this.#judge.atMs = slot.dueMs;
      slot.dueMs = NEVER_MS;
      if (slot.violation === undefined) slot.property.due?.(slot.state, nowMs, this.#judge);
    }
  }

  #violate(slot: Slot, { atMs, reason }: { readonly atMs: number; readonly reason: string }): void {
    if (slot.violation !== undefined) return;
    const { property, noted = [] } = slot;
    const last = this.#judge.observation;
    const violation: Violation = {
      property,
      device: slot.device < 0 ? last?.device : this.#view(slot.device).device,
      atMs,
      reason,
      evidence: last === undefined || noted.includes(last) ? [...noted] : [...noted, last],
    };
    slot.violation = violation;
    if (this.#firstViolations.some((first) => first.property === property)) return;
    this.#firstViolations.push(violation);
    this.#options.onViolation?.(violation);
  }

  #verdict(
    property: Property,
    index: number,
    end: { readonly atMs: number; readonly quiet: boolean },
  ): PropertyVerdict {
    const { id, title } = property;
    const missing = this.#table.missing[index] ?? [];
    if (missing.length > 0) {
      const reason = `nothing is known of ${missing.map((kind) => KINDS[kind]).join(', ')}`;
      return { id, title, verdict: 'not observable', exercised: 0, reason };
    }
    const exercised = this.#exercisedCount(index);
    const violation = this.#firstViolations.find((first) => first.property === property);
    if (violation !== undefined) return violatedVerdict(violation, exercised);
    const waiting = this.#waiting(property, index, end.atMs);
    if (waiting !== undefined) {
      return { id, title, verdict: end.quiet ? 'pending' : 'not exercised', exercised, ...waiting };
    }
    const held = property.kind === 'eventually' || exercised > 0;
    return { id, title, verdict: held ? 'held' : 'not exercised', exercised };
  }

  #exercisedCount(index: number): number {
    let count = 0;
    for (let device = -1; device < this.#views.length; device++) {
      count += this.#slots[this.#slotIndex(index, device)]?.exercised ?? 0;
    }
    return count;
  }

  // Asks the devices in order for what is still open.
  #waiting(
    property: Property,
    index: number,
    atMs: number,
  ): Pick<PropertyVerdict, 'device' | 'reason' | 'evidence'> | undefined {
    if (property.waitsFor === undefined) return undefined;
    const devices = property.scope === 'world' ? 1 : this.#setup.devices.length;
    for (let device = 0; device < devices; device++) {
      const slot = this.#slot(index, device);
      this.#judge.turnTo(slot, slot.device < 0 ? NO_DEVICE : this.#view(device));
      const reason = property.waitsFor(slot.state, atMs, this.#judge);
      if (reason === undefined) continue;
      const where = slot.device < 0 ? {} : { device: this.#view(device).device };
      return { reason, ...where, ...(slot.noted && { evidence: [...slot.noted] }) };
    }
    return undefined;
  }

  #goal(verdict: PropertyVerdict, index: number, verdicts: readonly PropertyVerdict[]): PropertyVerdict {
    const of = this.#table.goals[index];
    if (of === undefined) return verdict;
    const exercised = verdicts[of]?.exercised ?? 0;
    const reached = exercised > 0 ? 'held' : 'not exercised';
    const { id, title, reason } = verdict;
    return reason === undefined
      ? { id, title, verdict: reached, exercised }
      : { id, title, verdict: reached, exercised, reason };
  }
}

function extend<T>(list: (T | undefined)[], length: number): void {
  while (list.length < length) list.push(undefined);
}

function violatedVerdict(
  { property, device, atMs, reason, evidence }: Violation,
  exercised: number,
): PropertyVerdict {
  const { id, title } = property;
  const where = device === undefined ? {} : { device };
  return { id, title, verdict: 'violated', exercised, atMs, ...where, reason, evidence };
}
