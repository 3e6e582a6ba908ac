// What befalls a device as a whole: its clock changes, it sleeps and wakes up, its app's process dies and is started
// again. It acts for the world, which calls it for hosts that have a clock of their own; what models make of it is
// theirs.

import type { ClockChange } from '../faults/nemesis.js';
import { assert, unreachable } from '../kernel/assert.js';
import type { Simulator } from '../kernel/simulator.js';
import { killClient } from '../models/client/kill.js';
import { EPOCH_MS, type StepContext, type TimerEffect } from '../models/model.js';
import { type AppInput, isPersonsTimer } from '../models/scripted-app.js';
import type { Network } from '../network/network.js';
import {
  appOf,
  clientOf,
  type DeviceRecord,
  deviceOf,
  type HeldInput,
  hostOf,
  ISSUER,
  isClient,
  type SocketRecord,
  TIMER,
  type Timers,
} from './actors.js';
import {
  type HostClock,
  instantOf,
  monotonicMicros,
  resumeClock,
  setRate,
  stopClock,
  wallMs,
} from './host-clock.js';
import type { Recorder } from './recorder.js';
import { RECORD } from './trace-records.js';

/** The parts of a world that a device lives in. */
export interface LifeParts {
  readonly simulator: Simulator;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly params: StepContext['params'];
  readonly hosts: readonly string[];
  readonly devices: readonly DeviceRecord[];
  readonly timers: readonly Timers[];
  /** By host; undefined where the simulator's time is the host's. */
  readonly clocks: readonly (HostClock | undefined)[];
  readonly byConnection: Map<number, SocketRecord>;
  readonly bySocket: Map<number, SocketRecord>;
}

/** What the world does for a device. */
export interface LifeWorld {
  stepApp(device: number, input: AppInput): void;
  /** Code on the device learns that it was asleep. */
  wakesUp(device: number): void;
  /** The platform's word that the page is visible. */
  becomesVisible(device: number): void;
  /** Something that had waited for the device to wake up. */
  deliver(input: HeldInput): void;
}

export class DeviceLife {
  private readonly parts: LifeParts;
  private readonly world: LifeWorld;
  // One object a host, made once: a step allocates nothing for its clock.
  private readonly contexts: (({ nowMs: number; wallMs: number } & StepContext) | undefined)[];
  /** Whether any host has a clock of its own. */
  readonly hasClocks: boolean;

  constructor(parts: LifeParts, world: LifeWorld) {
    this.parts = parts;
    this.world = world;
    const { clocks, params, simulator } = parts;
    this.hasClocks = clocks.some((clock) => clock !== undefined);
    const { choices } = simulator;
    this.contexts = clocks.map((clock) => clock && { nowMs: 0, wallMs: EPOCH_MS, params, choices });
  }

  /** What the clocks of an actor's host show now; undefined where it has none of its own. */
  contextOf(actor: number): StepContext | undefined {
    const host = hostOf(actor);
    const clock = this.parts.clocks[host];
    const context = this.contexts[host];
    if (clock === undefined || context === undefined) return undefined;
    const { now } = this.parts.simulator;
    context.nowMs = Math.floor(monotonicMicros(clock, now) / 1000);
    context.wallMs = wallMs(clock, now);
    return context;
  }

  /** The clock that a timer goes by; undefined for the simulator's. */
  clockOf(actor: number, timer: string): HostClock | undefined {
    const isPersons = actor > ISSUER && !isClient(actor) && isPersonsTimer(timer);
    return isPersons ? undefined : this.parts.clocks[hostOf(actor)];
  }

  /** Sets or clears a timer that goes by a clock of its host. */
  applyTimer(clock: HostClock, actor: number, effect: TimerEffect): void {
    const { simulator } = this.parts;
    const { trace } = simulator;
    const { timer } = effect;
    const due = dueOf(clock, actor);
    const wasSet = due.delete(timer);
    this.cancel(actor, timer);
    if (effect.kind === 'clearTimer') {
      if (wasSet) trace.record(RECORD.clearTimer, actor, trace.ref(timer), 0);
      return;
    }
    trace.record(RECORD.setTimer, actor, trace.ref(timer), effect.afterMs);
    due.set(timer, monotonicMicros(clock, simulator.now) + effect.afterMs * 1000);
    this.arm(clock, actor, timer);
  }

  /** A timer has run out. Returns whether it has to wait until its device wakes up. */
  timerFired(actor: number, timer: string): boolean {
    this.parts.clocks[hostOf(actor)]?.due.get(actor)?.delete(timer);
    if (actor <= ISSUER) return false;
    const record = this.deviceAt(deviceOf(actor));
    if (record.asleep) record.held.push({ kind: 'timer', actor, timer });
    return record.asleep;
  }

  changeClock(hostName: string, change: ClockChange): void {
    const host = this.parts.hosts.indexOf(hostName);
    const clock = this.clockAt(host);
    switch (change.kind) {
      case 'jump':
        clock.jumpedMs += change.byMs;
        break;
      case 'skew':
        clock.skewMs = change.byMs;
        break;
      case 'rate':
        setRate(clock, this.parts.simulator.now, change.ppm);
        this.rearm(host, clock);
        break;
      default:
        unreachable(change);
    }
    this.observe(hostName, 'clock');
  }

  /** Its timers stop where they are, and whatever comes from now on is held. */
  sleep(device: number): void {
    const record = this.deviceAt(device);
    if (record.asleep) return;
    const clock = this.clockAt(record.host);
    this.observe(record.name, 'sleep');
    record.asleep = true;
    stopClock(clock, this.parts.simulator.now);
    this.rearm(record.host, clock);
  }

  /** The timers go on, the SDK gets its hint, and then what was held comes in its order. */
  wake(device: number): void {
    const record = this.deviceAt(device);
    if (!record.asleep) return;
    const clock = this.clockAt(record.host);
    record.asleep = false;
    resumeClock(clock, this.parts.simulator.now);
    this.rearm(record.host, clock);
    this.observe(record.name, 'wake');
    this.world.wakesUp(device);
    this.world.becomesVisible(device);
    for (const input of record.held.splice(0)) this.world.deliver(input);
  }

  /** The process is gone, with its sockets and timers. A dead one can only lose what it had kept. */
  kill(device: number, keeps: 'token' | 'nothing'): void {
    const record = this.deviceAt(device);
    this.world.stepApp(device, { kind: 'kill', keeps });
    killClient(record.client, { keepsStore: keeps === 'token' });
    if (!record.running) return;
    record.running = false;
    this.observe(record.name, 'kill');
    this.dropSockets(device);
    for (const actor of [appOf(device), clientOf(device)]) this.dropTimers(actor);
    record.held = record.held.filter((input) => input.kind === 'timer' && isPersonsTimer(input.timer));
    this.parts.network.crash(record.host, { silent: false });
  }

  start(device: number): void {
    const record = this.deviceAt(device);
    record.running = true;
    this.observe(record.name, 'start');
    this.world.stepApp(device, { kind: 'restart' });
  }

  // Nobody in the dead process hears of it; whoever watches the device sees the SDK's socket go.
  private dropSockets(device: number): void {
    const { byConnection, bySocket, recorder } = this.parts;
    const { name } = this.deviceAt(device);
    for (const [key, record] of bySocket) {
      if (deviceOf(record.actor) !== device) continue;
      bySocket.delete(key);
      if (record.connection !== undefined) byConnection.delete(record.connection);
      if (!isClient(record.actor)) continue;
      const phase = record.opened ? 'closed' : 'failed';
      recorder.observe({ kind: 'socket', atMs: this.nowMs, device: name, socket: record.socket, phase });
    }
  }

  private dropTimers(actor: number): void {
    const due = this.parts.clocks[hostOf(actor)]?.due.get(actor);
    const names = new Set([...this.timersOf(actor).keys(), ...(due?.keys() ?? [])]);
    const { trace } = this.parts.simulator;
    for (const timer of names) {
      if (!isClient(actor) && isPersonsTimer(timer)) continue;
      this.cancel(actor, timer);
      due?.delete(timer);
      trace.record(RECORD.clearTimer, actor, trace.ref(timer), 0);
    }
  }

  /** The rate of the clock has changed, or it stands still now, or goes on: its timers follow. */
  private rearm(host: number, clock: HostClock): void {
    for (const [actor, due] of clock.due) {
      assert(hostOf(actor) === host, 'a timer on the clock of another host');
      for (const timer of due.keys()) {
        this.cancel(actor, timer);
        this.arm(clock, actor, timer);
      }
    }
  }

  private arm(clock: HostClock, actor: number, timer: string): void {
    if (clock.asleepSinceMicros >= 0) return;
    const { simulator } = this.parts;
    const at = instantOf(clock, dueOf(clock, actor).get(timer) as number);
    // One that is due in this very instant may have been armed anew.
    const handle = simulator.scheduleAt(Math.max(at, simulator.now), actor, TIMER, timer);
    this.timersOf(actor).set(timer, handle);
  }

  private cancel(actor: number, timer: string): void {
    const timers = this.timersOf(actor);
    const handle = timers.get(timer);
    if (handle === undefined) return;
    this.parts.simulator.cancel(handle);
    timers.delete(timer);
  }

  private observe(device: string, what: 'clock' | 'sleep' | 'wake' | 'kill' | 'start'): void {
    this.parts.recorder.observe({ kind: 'device', atMs: this.nowMs, device, what });
  }

  private get nowMs(): number {
    return Math.floor(this.parts.simulator.now / 1000);
  }

  private clockAt(host: number): HostClock {
    const clock = this.parts.clocks[host];
    assert(clock !== undefined, `host ${host} has no clock of its own`);
    return clock;
  }

  private timersOf(actor: number): Timers {
    return this.parts.timers[actor] as Timers;
  }

  private deviceAt(device: number): DeviceRecord {
    return this.parts.devices[device] as DeviceRecord;
  }
}

/** The name of the host that a fault gives a clock of its own; undefined for all other faults. */
export function clockedHost(fault: {
  readonly kind: string;
  readonly host?: string;
  readonly device?: string;
}): string | undefined {
  switch (fault.kind) {
    case 'clockJump':
    case 'clockSkew':
    case 'clockDrift':
      return fault.host;
    case 'sleep':
      return fault.device;
    default:
      return undefined;
  }
}

function dueOf(clock: HostClock, actor: number): Map<string, number> {
  let due = clock.due.get(actor);
  if (due === undefined) {
    due = new Map();
    clock.due.set(actor, due);
  }
  return due;
}
