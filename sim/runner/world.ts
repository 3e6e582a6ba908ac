// A world: hosts on a network, a client and an app for each device, one backend, one token server, the nemesis.
// It moves inputs in and carries effects out; it decides nothing that a model could decide.
//
// State is committed before effects are applied. Effects apply one by one, depth first: a call that the app makes
// inside a listener steps the client at once, then the outer effects go on. Promises settle after that.

import type { BackendFact } from '../check/observation.js';
import { type NemesisEffect, startNemesis, stepNemesis } from '../faults/nemesis.js';
import { assert, unreachable } from '../kernel/assert.js';
import { clonePlain } from '../kernel/plain.js';
import type { OnEvent } from '../kernel/simulator.js';
import { UsageError } from '../kernel/usage-error.js';
import type { ClientEffect, ClientInput } from '../models/client/state.js';
import { type IssuerEffect, type IssuerInput, stepIssuer, tokenFor } from '../models/issuer.js';
import { EPOCH_MS, type StepContext, type TimerEffect } from '../models/model.js';
import { type AppEffect, type AppInput, isPersonsTimer, stepApp } from '../models/scripted-app.js';
import type { ServerEffect, ServerInput } from '../models/server/turn.js';
import type { Side } from '../network/connection.js';
import type { Ending, NetworkListener } from '../network/listener.js';
import type {
  ClientMessage,
  HttpRequestMessage,
  IssuerMessage,
  ServerMessage,
  SocketMessage,
  WireMessage,
} from '../zim/wire.js';
import { isSocketMessage, sizeOf } from '../zim/wire.js';
import {
  appOf,
  BACKLOG,
  clientOf,
  type DeviceRecord,
  deviceOf,
  type HeldInput,
  ISSUER,
  isClient,
  LATE_ANSWER,
  LOCAL,
  type Microtask,
  NEMESIS,
  NETWORK,
  SERVER,
  SLOW_REQUEST,
  type SocketRecord,
  TIMER,
  type Timers,
} from './actors.js';
import { dueMicros, isBehind, takeNext } from './backlog.js';
import { DeviceLife } from './device-life.js';
import type { AppPort, ExternalApp, ExternalInput, ExternalService } from './external-app.js';
import { countLogin } from './login-peaks.js';
import { applyNemesisEffect, type NemesisHands } from './nemesis-effects.js';
import { Outs } from './outs.js';
import { RECORD, recordWire } from './trace-records.js';
import { deviceNumber, hostNumber, type WorldParts } from './world-parts.js';

/** The effects that clients and apps have in common. */
type DeviceEffect = Extract<
  ClientEffect | AppEffect,
  { readonly kind: 'send' | 'setTimer' | 'clearTimer' | 'connect' | 'close' }
>;

/** Sockets are found by one small number; a device that tries every second needs 12 days to use these up. */
const SOCKETS_PER_ACTOR = 0x10_0000;

/** No app that comes to an end goes as deep as this. */
const MAX_CALL_DEPTH = 256;

/** More attempts than this of one device within one instant are an app that never waits. */
const MAX_ATTEMPTS_PER_INSTANT = 1000;

export class World implements NetworkListener {
  readonly parts: WorldParts;
  private readonly context: { nowMs: number; wallMs: number } & StepContext;
  private readonly life: DeviceLife;
  /** How often attempts of one device failed on the device itself, in the present instant. */
  private localFailures: { actor: number; at: number; count: number } = { actor: -1, at: -1, count: 0 };
  private readonly microtasks: Microtask[] = [];
  /** Queue events fired so far. */
  events: number = 0;
  /** How many calls of apps are under way inside one another: a listener may call, and hear of it at once. */
  private callDepth = 0;
  private readonly outs: Outs = new Outs();
  private readonly hands: NemesisHands;
  /** WebSockets that wait for slow servers and are still wanted. */
  private readonly slowSockets: Set<number> = new Set();
  /** By device; undefined where its app is a script. */
  private readonly externals: readonly (ExternalApp | undefined)[];

  constructor(parts: WorldParts) {
    this.parts = parts;
    const { simulator } = parts;
    this.context = {
      nowMs: 0,
      wallMs: EPOCH_MS,
      params: parts.params,
      choices: simulator.choices,
    };
    this.life = new DeviceLife(parts, {
      stepApp: (device, input) => this.stepApp(device, input),
      wakesUp: (device) => this.externals[device]?.step({ kind: 'device', what: 'wake' }),
      becomesVisible: (device) => this.deviceChanges(this.deviceAt(device).name, 'visible'),
      deliver: (input) => this.deliver(input),
    });
    this.hands = {
      life: this.life,
      stepServer: (input) => this.stepServer(input),
      stepIssuer: (input) => this.stepIssuer(input),
      deviceChanges: (name, what) => this.deviceChanges(name, what),
    };
    parts.network.listener = this;
    // Not in one statement: a function that is assigned to a property where it is written is put among V8's old
    // objects, and would keep every world alive until the next great collection.
    const onEvent: OnEvent = (target, kind, payload) => this.handle(target, kind, payload);
    simulator.onEvent = onEvent;
    this.refreshClock();
    const { apps } = parts;
    this.externals =
      apps === undefined ? [] : parts.devices.map((_, device) => apps.appFor(this.portOf(device)));
  }

  /** The beginning of every run: faults are timed first, so that one at 0 s precedes what apps do at 0 s. */
  start(): void {
    const out: NemesisEffect[] = [];
    startNemesis(this.parts.nemesis, out);
    this.applyNemesis(out);
    this.parts.apps?.service?.start({
      clock: () => this.contextOf(ISSUER),
      token: (userID) => tokenFor(this.parts.issuer, userID, this.contextOf(ISSUER)),
      setTimer: (afterMs) => this.applyTimer(ISSUER, { kind: 'setTimer', timer: SERVICE_TIMER, afterMs }),
      send: (connection, message) => this.sendFromServer(ISSUER, connection, message),
      close: (connection, code) => this.closeFromServer(ISSUER, connection, code),
      buffered: (connection) => this.parts.network.buffered(connection, 1),
    });
    for (let device = 0; device < this.parts.devices.length; device++)
      this.stepApp(device, { kind: 'start' });
    if (this.externals.length > 0) this.comeToRest();
  }

  /** The run is over: nothing of the apps is kept. */
  end(): void {
    for (const external of this.externals) external?.end();
  }

  /** An independent copy that goes on from here. Only between events, and only where every app is a script. */
  fork(): World {
    assert(this.parts.apps === undefined, 'a world with code in it is not forked');
    assert(this.microtasks.length === 0, 'a world is forked between events');
    const { parts } = this;
    const simulator = parts.simulator.fork();
    const sockets = [...parts.byConnection.values(), ...parts.bySocket.values()];
    const copies = new Map(sockets.map((socket) => [socket, { ...socket }]));
    const remap = (table: Map<number, SocketRecord>): Map<number, SocketRecord> =>
      new Map([...table].map(([key, socket]) => [key, copies.get(socket) as SocketRecord]));
    const copy = new World({
      ...parts,
      simulator,
      network: parts.network.clone(simulator),
      recorder: parts.recorder.clone(simulator.trace),
      devices: parts.devices.map((device) => clonePlain(device)),
      clocks: parts.clocks.map((clock) => clonePlain(clock)),
      backlog: clonePlain(parts.backlog),
      logins: clonePlain(parts.logins),
      server: clonePlain(parts.server),
      issuer: clonePlain(parts.issuer),
      nemesis: clonePlain(parts.nemesis),
      ownLinks: new Map(parts.ownLinks),
      timers: parts.timers.map((timers) => timers.clone()),
      byConnection: remap(parts.byConnection),
      bySocket: remap(parts.bySocket),
    });
    copy.events = this.events;
    return copy;
  }

  accepted(connection: number, host: number): void {
    const name = this.hostName(host);
    const from = this.parts.byConnection.get(connection);
    const source = from === undefined ? '' : this.device(from.actor).name;
    if (name === 'server') this.reachServer({ kind: 'accepted', connection, host: source });
    else if (name === 'issuer') this.stepIssuer({ kind: 'accepted', connection, host: source });
  }

  opened(connection: number): void {
    const socket = this.parts.byConnection.get(connection);
    if (socket === undefined) return;
    socket.opened = true;
    this.socketInput(socket, 'opened');
  }

  failed(connection: number): void {
    const socket = this.forgetSocket(connection);
    if (socket !== undefined) this.socketInput(socket, 'failed');
  }

  message(connection: number, side: Side, payload: unknown): void {
    if (side === 0) {
      const socket = this.parts.byConnection.get(connection);
      if (socket === undefined) return;
      this.messageInput(socket.actor, socket.socket, payload as WireMessage);
    } else if (this.isIssuerMessage(payload)) {
      this.stepIssuer({ kind: 'message', connection, message: payload });
    } else {
      this.reachServer({ kind: 'message', connection, message: payload as ClientMessage });
    }
  }

  closed(connection: number, side: Side, _how: Ending): void {
    if (side === 0) {
      const socket = this.forgetSocket(connection);
      if (socket !== undefined) this.socketInput(socket, 'closed');
      return;
    }
    // Both servers hear of it: a connection that one of them does not know means nothing to it.
    this.reachServer({ kind: 'closed', connection });
    this.stepIssuer({ kind: 'closed', connection });
  }

  private handle(target: number, kind: number, payload: unknown): void {
    this.events += 1;
    this.refreshClock();
    switch (target) {
      case NETWORK:
        this.parts.network.handle(kind, payload);
        break;
      case NEMESIS: {
        const out: NemesisEffect[] = [];
        stepNemesis(this.parts.nemesis, payload as Parameters<typeof stepNemesis>[1], out);
        this.applyNemesis(out);
        break;
      }
      case LOCAL:
        if (kind === BACKLOG) this.serveNext();
        else if (kind === SLOW_REQUEST) this.serve(payload as HeldRequest, true);
        else if (kind === LATE_ANSWER) this.answerLate(payload as LateAnswer);
        else this.failLocally(payload as { readonly actor: number; readonly socket: number });
        break;
      default:
        this.fireTimer(target, payload as string);
    }
    if (this.externals.length > 0) this.comeToRest();
    else if (this.microtasks.length > 0) this.settleAll();
  }

  /** Promises of the apps and of the SDK lead to one another until none is left. */
  private comeToRest(): void {
    const { apps } = this.parts;
    apps?.drain();
    while (this.microtasks.length > 0) {
      this.settle(this.microtasks.shift() as Microtask);
      apps?.drain();
    }
  }

  private fireTimer(actor: number, timer: string): void {
    this.timersOf(actor).delete(timer);
    const { trace } = this.parts.simulator;
    if (this.life.hasClocks && this.life.timerFired(actor, timer)) return;
    trace.record(RECORD.timer, actor, trace.ref(timer), 0);
    const input = { kind: 'timer', timer } as const;
    if (actor === SERVER) this.stepServer(input);
    else if (actor === ISSUER && timer === SERVICE_TIMER) this.parts.apps?.service?.timer();
    else if (actor === ISSUER) this.stepIssuer(input);
    else if (isClient(actor)) this.stepClient(deviceOf(actor), input);
    else this.stepApp(deviceOf(actor), input);
  }

  private stepClient(device: number, input: ClientInput): void {
    const out = this.outs.take<ClientEffect>();
    const actor = clientOf(device);
    this.parts.steps.client(this.deviceAt(device).client, input, this.contextOf(actor), out);
    for (let at = 0; at < out.length; at++) this.applyClient(device, actor, out[at] as ClientEffect);
    this.outs.giveBack(out);
  }

  private applyClient(device: number, actor: number, effect: ClientEffect): void {
    switch (effect.kind) {
      case 'emit':
        this.emit(device, effect);
        return;
      case 'settle':
        this.microtasks.push({
          device,
          call: effect.call,
          name: effect.name,
          ok: effect.ok,
          value: effect.ok ? effect.value : undefined,
          error: effect.ok ? undefined : effect.error,
        });
        return;
      default:
        this.applyOnDevice(actor, effect);
    }
  }

  /** What an earlier life of the client still wanted to say, after a listener ended that life, is not said. */
  private emit(device: number, effect: Extract<ClientEffect, { kind: 'emit' }>): void {
    const { name, client, throwing } = this.deviceAt(device);
    if (effect.life !== client.life) {
      const { trace } = this.parts.simulator;
      trace.record(RECORD.emitDropped, clientOf(device), trace.ref(effect.event), trace.ref(effect.data));
      return;
    }
    const { event, data } = effect;
    const atMs = this.context.nowMs;
    this.parts.recorder.observe({ kind: 'event', atMs, device: name, name: event, data });
    if (throwing.length > 0 && throwing.includes(event)) {
      const message = `the listener of ${event} throws`;
      this.parts.recorder.observe({ kind: 'error', atMs, device: name, message });
      return;
    }
    this.stepApp(device, { kind: 'event', event, data });
  }

  private stepApp(device: number, input: AppInput): void {
    const external = this.externals[device];
    if (external !== undefined && isForCode(external, input)) return;
    this.stepScript(device, input);
  }

  private portOf(device: number): AppPort {
    const { name, app } = this.deviceAt(device);
    const actor = appOf(device);
    const { recorder, seed } = this.parts;
    return {
      device: name,
      userID: app.config.userID,
      token: app.config.token,
      seed,
      clock: () => this.contextOf(actor),
      runMs: () => this.context.nowMs,
      apply: (effect) => this.applyApp(device, effect),
      buffered: (socket) => this.bufferedOf(actor, socket),
      observed: () => recorder.observations?.length,
      failed: (error) =>
        recorder.observe({ kind: 'error', atMs: this.context.nowMs, device: name, ...error }),
    };
  }

  private stepScript(device: number, input: AppInput): void {
    const out = this.outs.take<AppEffect>();
    stepApp(this.deviceAt(device).app, input, this.contextOf(appOf(device)), out);
    for (let at = 0; at < out.length; at++) this.applyApp(device, out[at] as AppEffect);
    this.outs.giveBack(out);
  }

  private applyApp(device: number, effect: AppEffect): void {
    const { name } = this.deviceAt(device);
    const atMs = this.context.nowMs;
    switch (effect.kind) {
      case 'call': {
        const { call: id, name: method, args } = effect;
        this.parts.recorder.observe({ kind: 'call', atMs, device: name, id, name: method, args });
        if (++this.callDepth > MAX_CALL_DEPTH) throw endlessReaction(name, method);
        this.stepClient(device, { kind: 'call', id, name: method, args });
        this.callDepth -= 1;
        return;
      }
      case 'user':
        this.parts.recorder.observe({ kind: 'user', atMs, device: name, action: effect.action });
        if (this.deviceAt(device).running)
          this.externals[device]?.step({ kind: 'user', action: effect.action });
        return;
      case 'ui':
        this.parts.recorder.observe({
          kind: 'ui',
          atMs,
          device: name,
          action: effect.action,
          what: effect.what,
        });
        return;
      default:
        this.applyOnDevice(appOf(device), effect);
    }
  }

  /** Sockets and timers, which a client and an app have alike. */
  private applyOnDevice(actor: number, effect: DeviceEffect): void {
    switch (effect.kind) {
      case 'send':
        this.sendFromDevice(actor, effect.socket, effect.message);
        return;
      case 'setTimer':
      case 'clearTimer':
        this.applyTimer(actor, effect);
        return;
      case 'connect':
        this.connect(actor, effect.socket, effect.host);
        return;
      case 'close':
        this.closeFromDevice(actor, effect.socket, effect.code);
        return;
      default:
        unreachable(effect);
    }
  }

  /** An overloaded backend gets round to it later. */
  private reachServer(input: ServerInput): void {
    const { backlog, simulator } = this.parts;
    if (!isBehind(backlog)) {
      this.stepServer(input);
      return;
    }
    const handle = simulator.scheduleAt(dueMicros(backlog, simulator.now), LOCAL, BACKLOG, undefined);
    backlog.waiting.push({ input, handle });
  }

  private serveNext(): void {
    const input = takeNext(this.parts.backlog);
    assert(input !== undefined, 'the backend gets round to nothing');
    this.stepServer(input);
  }

  private answerLate({ connection, message }: LateAnswer): void {
    this.sendFromServer(SERVER, connection, message);
  }

  private stepServer(input: ServerInput): void {
    const out = this.outs.take<ServerEffect>();
    this.parts.steps.server(this.parts.server, input, this.serverContext(), out);
    for (let at = 0; at < out.length; at++) this.applyServer(out[at] as ServerEffect);
    this.outs.giveBack(out);
  }

  private applyServer(effect: ServerEffect): void {
    switch (effect.kind) {
      case 'send':
        this.sendFromBackend(effect.connection, effect.message);
        return;
      case 'close':
        this.closeFromServer(SERVER, effect.connection, effect.code);
        return;
      case 'setTimer':
      case 'clearTimer':
        this.applyTimer(SERVER, effect);
        return;
      case 'report': {
        const { device, report } = effect;
        const what: BackendFact = report;
        if (what.kind === 'sessionStarted' || what.kind === 'sessionResumed') {
          countLogin(this.parts.logins, this.context.nowMs);
        }
        this.parts.recorder.observe({ kind: 'backend', atMs: this.context.nowMs, device, what });
        return;
      }
      default:
        unreachable(effect);
    }
  }

  /** A request to one of the app's own servers: they share the lot of its token server. */
  private serve(held: HeldRequest, isLate: boolean): void {
    const { connection, message } = held;
    const { issuer, simulator, apps } = this.parts;
    const { mode } = issuer;
    if (typeof mode === 'object' && !isLate) {
      if (message.kind === 'socketOpen') this.slowSockets.add(connection);
      simulator.schedule(mode.slowMs * 1000, LOCAL, SLOW_REQUEST, held);
      return;
    }
    if (message.kind === 'socketOpen') {
      if (isLate && !this.slowSockets.delete(connection)) return;
      if (mode !== 'down') apps?.service?.socket(connection, message);
      else this.sendFromServer(ISSUER, connection, { kind: 'socketRefused', status: 503 });
      return;
    }
    if (mode === 'down' || apps?.service === undefined) {
      const { request } = message;
      const answer = { kind: 'httpAnswer', request, status: 503, statusText: 'Service Unavailable' } as const;
      this.sendFromServer(ISSUER, connection, { ...answer, headers: [], body: '' });
      return;
    }
    apps.service.request(message, (answer) => this.sendFromServer(ISSUER, connection, answer));
  }

  private stepIssuer(input: IssuerInput): void {
    const { apps } = this.parts;
    if (apps?.service !== undefined && this.isForService(apps.service, input)) return;
    const out: IssuerEffect[] = [];
    stepIssuer(this.parts.issuer, input, this.contextOf(ISSUER), out);
    for (const effect of out) {
      if (effect.kind === 'send') this.sendFromServer(ISSUER, effect.connection, effect.message);
      else if (effect.kind === 'close') this.closeFromServer(ISSUER, effect.connection, effect.code);
      else this.applyTimer(ISSUER, effect);
    }
  }

  /** Hands an input to the app's own servers. Returns whether the token server has nothing to do with it. */
  private isForService(service: ExternalService, input: IssuerInput): boolean {
    switch (input.kind) {
      case 'message': {
        const { connection, message } = input;
        if (message.kind === 'http' || message.kind === 'socketOpen')
          this.serve({ connection, message }, false);
        else if (isSocketMessage(message)) service.socket(connection, message);
        else return false;
        return true;
      }
      case 'closed':
        this.slowSockets.delete(input.connection);
        service.closed(input.connection);
        return false;
      case 'admin':
        if (input.command.kind === 'setMode' && input.command.mode === 'down') service.dropSockets();
        return false;
      default:
        return false;
    }
  }

  private applyNemesis(effects: readonly NemesisEffect[]): void {
    for (const effect of effects) applyNemesisEffect(this.parts, this.hands, this.context.nowMs, effect);
  }

  private deviceChanges(name: string, what: 'online' | 'offline' | 'visible'): void {
    const device = deviceNumber(this.parts, name);
    const record = this.deviceAt(device);
    if (what !== 'visible') record.offline = what === 'offline';
    this.parts.recorder.observe({ kind: 'device', atMs: this.context.nowMs, device: name, what });
    if (record.running && !record.asleep) this.externals[device]?.step({ kind: 'device', what });
    if (what === 'offline' || !record.running) return;
    if (record.asleep) record.held.push({ kind: 'hint', actor: clientOf(device), hint: what });
    else this.stepClient(device, { kind: 'hint', hint: what });
  }

  /** What came while the device slept. */
  private deliver(input: HeldInput): void {
    switch (input.kind) {
      case 'socket':
        this.socketInput(input, input.phase);
        return;
      case 'message':
        this.messageInput(input.actor, input.socket, input.message);
        return;
      case 'timer':
        this.fireTimer(input.actor, input.timer);
        return;
      case 'hint':
        this.stepClient(deviceOf(input.actor), { kind: 'hint', hint: input.hint });
        return;
      default:
        unreachable(input);
    }
  }

  private applyTimer(actor: number, effect: TimerEffect): void {
    const clock = this.life.hasClocks ? this.life.clockOf(actor, effect.timer) : undefined;
    if (clock !== undefined) {
      this.life.applyTimer(clock, actor, effect);
      return;
    }
    const { simulator } = this.parts;
    const { trace } = simulator;
    const timers = this.timersOf(actor);
    const handle = timers.get(effect.timer);
    if (handle !== undefined) simulator.cancel(handle);
    if (effect.kind === 'clearTimer') {
      if (handle === undefined) return;
      timers.delete(effect.timer);
      trace.record(RECORD.clearTimer, actor, trace.ref(effect.timer), 0);
      return;
    }
    trace.record(RECORD.setTimer, actor, trace.ref(effect.timer), effect.afterMs);
    timers.set(effect.timer, simulator.schedule(effect.afterMs * 1000, actor, TIMER, effect.timer));
  }

  private connect(actor: number, socket: number, hostName: string): void {
    const { network, simulator, byConnection, bySocket } = this.parts;
    const device = this.device(actor);
    this.observeSocket(actor, socket, 'connecting');
    const connection = device.offline
      ? undefined
      : network.connect(device.host, hostNumber(this.parts, hostName));
    const record: SocketRecord = { actor, socket, connection, opened: false };
    bySocket.set(actor * SOCKETS_PER_ACTOR + socket, record);
    if (connection === undefined) simulator.schedule(0, LOCAL, TIMER, { actor, socket });
    else byConnection.set(connection, record);
  }

  private failLocally({ actor, socket }: { readonly actor: number; readonly socket: number }): void {
    const record = this.parts.bySocket.get(actor * SOCKETS_PER_ACTOR + socket);
    if (record === undefined) return;
    this.parts.bySocket.delete(actor * SOCKETS_PER_ACTOR + socket);
    this.guardInstant(actor);
    this.socketInput(record, 'failed');
  }

  /** An app that logs in again whenever an attempt fails at once would stop time. */
  private guardInstant(actor: number): void {
    const { now } = this.parts.simulator;
    const { localFailures } = this;
    const same = localFailures.actor === actor && localFailures.at === now;
    this.localFailures = { actor, at: now, count: same ? localFailures.count + 1 : 1 };
    if (this.localFailures.count > MAX_ATTEMPTS_PER_INSTANT) throw endlessAttempts(this.device(actor).name);
  }

  private messageInput(actor: number, socket: number, message: WireMessage): void {
    const device = deviceOf(actor);
    const record = this.deviceAt(device);
    if (record.asleep) record.held.push({ kind: 'message', actor, socket, message });
    else if (isClient(actor)) {
      this.stepClient(device, { kind: 'message', socket, message: message as ServerMessage });
    } else this.stepApp(device, { kind: 'message', socket, message: message as IssuerMessage });
  }

  private socketInput(
    { actor, socket }: Pick<SocketRecord, 'actor' | 'socket'>,
    kind: 'opened' | 'failed' | 'closed',
  ): void {
    const record = this.device(actor);
    if (record.asleep) {
      record.held.push({ kind: 'socket', actor, socket, phase: kind });
      return;
    }
    this.observeSocket(actor, socket, kind);
    if (isClient(actor)) this.stepClient(deviceOf(actor), { kind, socket });
    else this.stepApp(deviceOf(actor), { kind, socket });
  }

  /** Only the SDK's sockets are observed: the app's own requests are the app's business. */
  private observeSocket(
    actor: number,
    socket: number,
    phase: 'connecting' | 'opened' | 'failed' | 'closed',
  ): void {
    if (!isClient(actor)) return;
    const device = this.device(actor).name;
    this.parts.recorder.observe({ kind: 'socket', atMs: this.context.nowMs, device, socket, phase });
  }

  private sendFromDevice(actor: number, socket: number, message: WireMessage): void {
    const record = this.parts.bySocket.get(actor * SOCKETS_PER_ACTOR + socket);
    if (record?.connection === undefined) return;
    recordWire(this.parts.simulator.trace, actor, message);
    this.parts.network.send(record.connection, 0, message, sizeOf(message));
  }

  private bufferedOf(actor: number, socket: number): number {
    const connection = this.parts.bySocket.get(actor * SOCKETS_PER_ACTOR + socket)?.connection;
    return connection === undefined ? 0 : this.parts.network.buffered(connection, 0);
  }

  private sendFromServer(actor: number, connection: number, message: WireMessage): void {
    recordWire(this.parts.simulator.trace, actor, message);
    this.parts.network.send(connection, 1, message, sizeOf(message));
  }

  /** What goes wrong here, the backend does not know of. */
  private sendFromBackend(connection: number, message: ServerMessage): void {
    const { duplicates, answerDelayMs } = this.parts.mishaps;
    if (answerDelayMs > 0 && message.kind === 'answer' && !isLoginAnswer(message)) {
      const late: LateAnswer = { connection, message };
      this.parts.simulator.schedule(answerDelayMs * 1000, LOCAL, LATE_ANSWER, late);
      return;
    }
    this.sendFromServer(SERVER, connection, message);
    if (duplicates && message.kind === 'message') this.sendFromServer(SERVER, connection, message);
  }

  private closeFromServer(actor: number, connection: number, code: number): void {
    this.parts.simulator.trace.record(RECORD.close, actor, connection, code);
    this.parts.network.close(connection, 1, code);
  }

  private closeFromDevice(actor: number, socket: number, code: number): void {
    const { simulator, network, bySocket, byConnection } = this.parts;
    const key = actor * SOCKETS_PER_ACTOR + socket;
    const record = bySocket.get(key);
    if (record === undefined) return;
    simulator.trace.record(RECORD.close, actor, socket, code);
    bySocket.delete(key);
    if (record.connection !== undefined) {
      byConnection.delete(record.connection);
      network.close(record.connection, 0, code);
    }
    this.observeSocket(actor, socket, record.opened ? 'closed' : 'failed');
  }

  private forgetSocket(connection: number): SocketRecord | undefined {
    const record = this.parts.byConnection.get(connection);
    if (record === undefined) return undefined;
    this.parts.byConnection.delete(connection);
    this.parts.bySocket.delete(record.actor * SOCKETS_PER_ACTOR + record.socket);
    return record;
  }

  /** Promises settle when the event and everything that it led to is done, in the order in which they were settled. */
  private settleAll(): void {
    const { microtasks } = this;
    // Those that a settlement leads to come behind the ones that wait already.
    for (let at = 0; at < microtasks.length; at++) this.settle(microtasks[at] as Microtask);
    // From the end, so that the list keeps its memory.
    while (microtasks.length > 0) microtasks.pop();
  }

  private settle({ device, call: id, name, ok, value, error }: Microtask): void {
    const atMs = this.context.nowMs;
    const { recorder } = this.parts;
    const { name: from } = this.deviceAt(device);
    // Literals, because a spread costs more than all the rest of a settlement.
    if (ok) recorder.observe({ kind: 'settle', atMs, device: from, id, name, ok, value });
    else if (error !== undefined)
      recorder.observe({ kind: 'settle', atMs, device: from, id, name, ok, error });
    else recorder.observe({ kind: 'settle', atMs, device: from, id, name, ok });
    const external = this.externals[device];
    if (external === undefined) this.stepScript(device, { kind: 'settled', call: id, ok });
    else external.step({ kind: 'settled', call: id, ok, value, error });
  }

  private refreshClock(): void {
    const nowMs = Math.floor(this.parts.simulator.now / 1000);
    this.context.nowMs = nowMs;
    this.context.wallMs = EPOCH_MS + nowMs;
  }

  /** What the clocks of an actor's host show. */
  private contextOf(actor: number): StepContext {
    return (this.life.hasClocks ? this.life.contextOf(actor) : undefined) ?? this.context;
  }

  private serverContext(): StepContext {
    const context = this.contextOf(SERVER);
    const { memberTimeoutMs } = this.parts.mishaps;
    if (memberTimeoutMs < 0) return context;
    return { ...context, params: { ...context.params, roomMemberTimeoutMs: memberTimeoutMs } };
  }

  private isIssuerMessage(payload: unknown): payload is IssuerMessage {
    const { kind } = payload as WireMessage;
    return kind === 'fetchToken' || kind === 'http' || isSocketMessage(payload as WireMessage);
  }

  private hostName(host: number): string {
    return this.parts.hosts[host] ?? '';
  }

  private timersOf(actor: number): Timers {
    return this.parts.timers[actor] as Timers;
  }

  private device(actor: number): DeviceRecord {
    return this.deviceAt(deviceOf(actor));
  }

  private deviceAt(device: number): DeviceRecord {
    return this.parts.devices[device] as DeviceRecord;
  }
}

/** The timer of the app's own servers, among those of the token server. */
const SERVICE_TIMER = 'service';

/** The payload of a request that waits for a slow server; immutable. */
interface HeldRequest {
  readonly connection: number;
  readonly message: HttpRequestMessage | Extract<SocketMessage, { readonly kind: 'socketOpen' }>;
}

/** The payload of an answer that leaves late; immutable. */
interface LateAnswer {
  readonly connection: number;
  readonly message: ServerMessage;
}

/** Hands an input to code. Returns whether the person who holds the device has nothing to do with it. */
function isForCode(external: ExternalApp, input: AppInput): boolean {
  switch (input.kind) {
    case 'settled':
      // With what it settled to: see `settle`.
      return true;
    case 'timer':
      if (isPersonsTimer(input.timer) || input.timer.startsWith('wait:')) return false;
      break;
    default:
  }
  external.step(input as ExternalInput);
  return (
    input.kind !== 'start' && input.kind !== 'kill' && input.kind !== 'restart' && input.kind !== 'event'
  );
}

function isLoginAnswer(message: Extract<ServerMessage, { readonly kind: 'answer' }>): boolean {
  return message.ok ? message.value.kind === 'loggedIn' : message.refusal !== undefined;
}

function endlessReaction(device: string, method: string): UsageError {
  return new UsageError(
    `Expected the reactions of ${device} to come to an end, got ${MAX_CALL_DEPTH} calls inside one another, the last of ${method}. Put a wait before the call, or limit the reaction with "times".`,
  );
}

function endlessAttempts(device: string): UsageError {
  return new UsageError(
    `Expected ${device}'s app to wait between its logins, got more than ${MAX_ATTEMPTS_PER_INSTANT} attempts in one instant. Look for a reaction to connectionStateChanged that logs in again; give it a wait, or \`times\`.`,
  );
}
