// One run of a script against the SDK, or against the model behind the drop-in: the loop that owns the time.

import type { Observation } from '../check/observation.js';
import { unreachable } from '../kernel/assert.js';
import { EventQueue } from '../kernel/event-queue.js';
import { EPOCH_MS } from '../models/model.js';
import { catchUpTo } from '../sandbox/catch-up.js';
import { DeviceDatabases } from '../sandbox/device-databases.js';
import { drainPromises } from '../sandbox/drain.js';
import { ownRejections, type RejectionOwner } from '../sandbox/rejections.js';
import { tokenThatExpires } from '../zim/token04.js';
import { AirBetween, type Contact } from './air.js';
import { OWN_ERROR } from './boot.js';
import { ModelBehind } from './model-behind.js';
import { errorOf, messageOf } from './observed-errors.js';
import { lengthOf, type SdkArgument, type SdkCase, type SdkStep } from './sdk-case.js';
import type { CompiledPackage } from './sdk-package.js';
import { openRealm, type RealmScripts, type SdkRealm } from './sdk-realm.js';

/** An observation of the SDK's sockets and requests. */
export interface ContactObservation extends Contact {
  readonly atMs: number;
}

export interface SdkRun {
  readonly observations: readonly Observation[];
  readonly contacts: readonly ContactObservation[];
  readonly endMs: number;
  /** Events that went to a listener which had been replaced. */
  readonly stale: readonly { readonly atMs: number; readonly name: string }[];
  /** The number of the call that a step made; undefined for a step that makes none. */
  readonly stepCalls: readonly (number | undefined)[];
  /** What `Math.random` gave, as far as a program may need it. */
  readonly randoms: readonly number[];
  /** The SDK did not let go any more, and the run was ended: what it did. */
  readonly storm?: string;
}

export interface RunSdkOptions {
  readonly scripts: RealmScripts;
  /** Undefined for the model. */
  readonly sdk: CompiledPackage | undefined;
  /** The same number for every `Math.random`. */
  readonly fixedRandom?: number | undefined;
  /** Hears whenever code of the SDK has run. */
  readonly onProgress?: (() => void) | undefined;
}

/** The one device of a run. */
export const PHONE = 'phone';

const US_PER_MS = 1000;
/** More timers than this within so long are a storm: an SDK that never rests, if the page survives it at all. */
const MOST_TIMERS = 5000;
const STORM_MS = 10_000;

let present: RunUnderWay | undefined;

const ownerOfRejections: RejectionOwner = (prototype) => {
  const run = present;
  return run?.promises === prototype ? (reason, promise) => run?.rejected(reason, promise) : undefined;
};

/**
 * Runs a script. Must not be called from inside a promise: start it from a timer or an immediate.
 *
 * @example const { observations } = runSdk(drawn, { scripts, sdk: compilePackage(packageIn('node_modules/zego-zim-web')) });
 */
export function runSdk(given: SdkCase, options: RunSdkOptions): SdkRun {
  ownRejections(ownerOfRejections);
  const run = new RunUnderWay(given, options);
  present = run;
  try {
    return run.run();
  } finally {
    present = undefined;
  }
}

class RunUnderWay {
  private readonly given: SdkCase;
  private readonly options: RunSdkOptions;
  private readonly queue = new EventQueue();
  private readonly observations: Observation[] = [];
  private readonly contacts: ContactObservation[] = [];
  private readonly air: AirBetween;
  private readonly stored: Map<string, string> = new Map();
  private readonly databases: DeviceDatabases = new DeviceDatabases();
  private readonly draws: { count: number } = { count: 0 };
  private readonly model: ModelBehind | undefined;
  private realm: SdkRealm | undefined;
  private nowMs = 0;
  private beganMs = 0;
  /** What the device has slept, and by how much its wall clock was set. */
  private sleptMs = 0;
  private offsetMs = 0;
  private wakesMs = 0;
  private online = true;
  private visible = true;
  private calls = 0;
  private readonly stale: { atMs: number; name: string }[] = [];
  private readonly stepCalls: (number | undefined)[] = [];
  private window: { sinceMs: number; timers: number } = { sinceMs: 0, timers: 0 };
  private readonly names: Map<number, string> = new Map();
  private readonly randoms: number[] = [];
  /** What waits for the device to wake. */
  private held: (() => void)[] = [];

  constructor(given: SdkCase, options: RunSdkOptions) {
    this.given = given;
    this.options = options;
    this.air = new AirBetween(given.air, {
      after: (ms, run) => this.after(ms, run),
      seen: (contact) => this.onContact(contact),
    });
    if (options.sdk === undefined) {
      this.model = new ModelBehind({
        seed: given.seed,
        fixedRandom: options.fixedRandom,
        air: this.air,
        clock: () => ({ nowMs: this.deviceMs, wallMs: this.wallMs }),
        controls: () => this.realm?.controls,
      });
    }
  }

  get promises(): object | undefined {
    return this.realm?.controls.promises;
  }

  rejected(reason: unknown, promise: unknown): void {
    this.realm?.controls.rejected(reason, promise);
  }

  run(): SdkRun {
    const endMs = lengthOf(this.given) + this.given.tailMs;
    let atMs = 0;
    for (const [index, step] of this.given.steps.entries()) {
      atMs += step.afterMs;
      this.queue.push(atMs * US_PER_MS, 0, 0, () => this.onStep(step, index));
    }
    const { observations, contacts, stepCalls, stale, randoms } = this;
    try {
      this.open();
      this.runUntil(endMs);
    } catch (error) {
      if (!(error instanceof TooManyTimers)) throw error;
      return { observations, contacts, stale, stepCalls, randoms, endMs: this.nowMs, storm: error.message };
    }
    this.nowMs = endMs;
    return { observations, contacts, stale, stepCalls, randoms, endMs };
  }

  private runUntil(endMs: number): void {
    for (;;) {
      const timer = this.nextTimerMs();
      const next = this.queue.nextAt() / US_PER_MS;
      const due = Math.min(timer, next);
      if (!(due <= endMs)) break;
      this.nowMs = Math.max(this.nowMs, due);
      if (next <= timer && this.queue.popUntil(next * US_PER_MS))
        this.happen(this.queue.payload as () => void);
      else this.happen(() => {});
    }
  }

  private get deviceMs(): number {
    return this.nowMs - this.sleptMs;
  }

  private get wallMs(): number {
    return EPOCH_MS + this.nowMs + this.offsetMs;
  }

  private get isAsleep(): boolean {
    return this.wakesMs > 0;
  }

  private nextTimerMs(): number {
    if (this.isAsleep) return Number.POSITIVE_INFINITY;
    const next = this.realm?.controls.nextTimer();
    return next === undefined ? Number.POSITIVE_INFINITY : next + this.beganMs + this.sleptMs;
  }

  private open(): void {
    this.beganMs = this.deviceMs;
    const { scripts, sdk, fixedRandom } = this.options;
    const opened = openRealm({
      scripts,
      sdk,
      fixedRandom,
      air: this.air,
      seed: this.given.seed,
      online: this.online,
      visible: this.visible,
      stored: this.stored,
      databases: this.databases,
      draws: this.draws,
      randoms: this.randoms,
      host: {
        epochMs: this.wallMs,
        database: this.given.database,
        settled: (id, { ok, json }) => this.onSettled(id, ok, json),
        heard: (event, json, isStale) => this.onHeard(event, json, isStale),
        calls: (name, json) => this.call(name, JSON.parse(json) as readonly SdkArgument[]),
        model: this.model?.host,
      },
      failed: (source, error) => this.onFailed(source, error),
    });
    this.realm = opened;
    this.drain();
  }

  private after(ms: number, run: () => void): void {
    this.queue.push(Math.round((this.nowMs + Math.max(0, ms)) * US_PER_MS), 0, 0, () => {
      if (this.isAsleep) this.held.push(run);
      else run();
    });
  }

  /** Brings the realm's clock to the present and lets something happen in it. */
  private happen(what: () => void): void {
    this.catchUp();
    what();
    this.drain();
  }

  private catchUp(): void {
    const { realm } = this;
    if (realm === undefined || this.isAsleep) return;
    const nowMs = this.deviceMs - this.beganMs;
    catchUpTo(realm.controls, { nowMs, wallMs: this.wallMs }, () => {
      this.countTimer();
      realm.controls.runTimer();
      this.drain();
    });
  }

  private countTimer(): void {
    if (this.nowMs - this.window.sinceMs >= STORM_MS) this.window = { sinceMs: this.nowMs, timers: 0 };
    this.window.timers += 1;
    if (this.window.timers > MOST_TIMERS) {
      throw new TooManyTimers(`${MOST_TIMERS} timers within ${STORM_MS / 1000} s`);
    }
  }

  private drain(): void {
    if (this.realm !== undefined) drainPromises([this.realm.context]);
    this.options.onProgress?.();
  }

  private onStep(step: SdkStep, index: number): void {
    const run = (): void => {
      const before = this.calls;
      this.doStep(step);
      this.stepCalls[index] = this.calls > before ? before + 1 : undefined;
    };
    if (this.isAsleep) this.held.push(run);
    else run();
  }

  private doStep(step: SdkStep): void {
    const controls = this.realm?.controls;
    if (controls === undefined) return;
    switch (step.do) {
      case 'create': {
        if (!controls.hasStatic('create')) return;
        const id = this.call('create', step.args);
        controls.create(id, this.filled(step.args));
        return;
      }
      case 'call': {
        // What this version does not have, and what nobody could call yet, is no call.
        if (!controls.has(step.name)) return;
        const id = this.call(step.name, step.args);
        controls.call(id, step.name, this.filled(step.args));
        return;
      }
      case 'static': {
        if (!controls.hasStatic(step.name)) return;
        const id = this.call(`ZIM.${step.name}`, step.args);
        controls.callStatic(id, step.name, this.filled(step.args));
        return;
      }
      case 'on':
        if (!controls.has('on')) return;
        this.listenerCall('on', step.event, () =>
          controls.listen(step.event, this.filledListening(step.listening)),
        );
        return;
      case 'on null':
        if (!controls.has('on')) return;
        this.inSdk(() => controls.listen(step.event, undefined));
        return;
      case 'off':
        if (!controls.has('on')) return;
        this.listenerCall('off', step.event, () => controls.unlisten(step.event));
        return;
      case 'air':
        this.air.become(step.air, step.cut);
        return;
      case 'online':
      case 'offline':
        this.setOnline(step.do === 'online');
        return;
      case 'visible':
      case 'hidden':
        this.setVisible(step.do === 'visible');
        return;
      case 'reload':
        this.reload(step.keeps === 'nothing');
        return;
      case 'sleep':
        this.sleep(step.ms);
        return;
      case 'clock':
        this.offsetMs += step.ms;
        this.see('clock');
        return;
      default:
        unreachable(step);
    }
  }

  /** They return nothing. */
  private listenerCall(name: 'on' | 'off', event: string, make: () => void): void {
    const id = this.call(name, [event]);
    try {
      make();
      this.onSettled(id, true, 'undefined');
    } catch (error) {
      const { message } = error as Error;
      this.onSettled(id, false, JSON.stringify({ message }));
    }
  }

  private inSdk(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.onFailed('uncaught', error);
    }
  }

  private setOnline(online: boolean): void {
    if (this.online === online) return;
    this.online = online;
    this.air.setOnline(online);
    this.see(online ? 'online' : 'offline');
    this.realm?.controls.setOnline(online);
    if (online) this.model?.hint('online');
  }

  private setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    this.see(visible ? 'visible' : 'hidden');
    this.realm?.controls.setVisible(visible);
    if (visible) this.model?.hint('visible');
  }

  private reload(losesData: boolean): void {
    this.realm?.controls.unload();
    this.drain();
    this.air.leavePage();
    this.databases.leavePage();
    if (losesData) this.databases.forget();
    this.realm = undefined;
    this.names.clear();
    this.see('kill');
    this.model?.leavePage(losesData);
    for (const name of [...this.stored.keys()]) {
      if (losesData || name.startsWith('session:')) this.stored.delete(name);
    }
    this.open();
    this.see('start');
  }

  private sleep(ms: number): void {
    this.see('sleep');
    this.wakesMs = this.nowMs + ms;
    this.queue.push(Math.round(this.wakesMs * US_PER_MS), 0, 0, () => {
      this.sleptMs += ms;
      this.wakesMs = 0;
      this.see('wake');
      for (const run of this.held.splice(0)) this.happen(run);
    });
  }

  private see(
    what: 'online' | 'offline' | 'visible' | 'hidden' | 'sleep' | 'wake' | 'clock' | 'kill' | 'start',
  ): void {
    this.observations.push({ kind: 'device', atMs: this.atMs, device: PHONE, what });
  }

  private get atMs(): number {
    return Math.floor(this.nowMs);
  }

  private call(name: string, args: readonly SdkArgument[]): number {
    this.calls += 1;
    const id = this.calls;
    this.names.set(id, name);
    const filled = this.filled(args) as readonly unknown[];
    this.observations.push({ kind: 'call', atMs: this.atMs, device: PHONE, id, name, args: filled });
    return id;
  }

  private onSettled(id: number, ok: boolean, json: string): void {
    const name = this.names.get(id);
    if (name === undefined) return;
    this.names.delete(id);
    const value = json === 'undefined' ? undefined : (JSON.parse(json) as unknown);
    const base = { kind: 'settle', atMs: this.atMs, device: PHONE, id, name } as const;
    this.observations.push(ok ? { ...base, ok, value } : { ...base, ok, error: errorOf(value) });
  }

  private onHeard(name: string, json: string, isStale: boolean): void {
    if (isStale) this.stale.push({ atMs: this.atMs, name });
    const data = json === 'undefined' ? {} : (JSON.parse(json) as Readonly<Record<string, unknown>>);
    this.observations.push({ kind: 'event', atMs: this.atMs, device: PHONE, name, data });
  }

  private onFailed(source: 'uncaught' | 'rejection', error: unknown): void {
    const message = messageOf(error);
    if (message.includes(OWN_ERROR)) return;
    this.observations.push({ kind: 'error', atMs: this.atMs, device: PHONE, message, source });
  }

  private onContact(contact: Contact): void {
    this.contacts.push({ ...contact, atMs: this.atMs });
    if (contact.kind !== 'socket' || contact.phase === 'answered') return;
    const { phase, number: socket } = contact;
    this.observations.push({ kind: 'socket', atMs: this.atMs, device: PHONE, socket, phase });
  }

  private filledListening<T>(listening: T): T {
    const { args } = listening as { readonly args?: readonly SdkArgument[] };
    return args === undefined ? listening : { ...listening, args: this.filled(args) };
  }

  /** Tokens are minted when they are needed: they last from now on. */
  private filled(args: readonly SdkArgument[]): readonly SdkArgument[] {
    return args.map((arg) => this.fill(arg));
  }

  private fill(arg: SdkArgument): SdkArgument {
    if (typeof arg !== 'object' || arg === null) return arg;
    if (Array.isArray(arg)) return arg.map((one: SdkArgument) => this.fill(one));
    if ('$token' in arg) {
      const seconds = Math.floor(this.wallMs / 1000) + Number(arg.$token);
      return tokenThatExpires(seconds, new Uint8Array(16).fill(this.calls & 255));
    }
    return Object.fromEntries(
      Object.entries(arg).map(([key, value]) => [key, this.fill(value as SdkArgument)]),
    );
  }
}

/** The SDK never lets go: a finding, not a mistake of the script. */
class TooManyTimers extends Error {}
