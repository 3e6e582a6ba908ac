// One device's app, as the world sees it: inputs become what happens in its realm, and what the code does becomes
// effects. A process that dies leaves its realm; the next start makes another.

import type { Context } from 'node:vm';
import { plainCopy } from '../dropin/plain-copy.js';
import { ZIM_SURFACE } from '../dropin/surface.js';
import { unreachable } from '../kernel/assert.js';
import { UsageError } from '../kernel/usage-error.js';
import { EPOCH_MS } from '../models/model.js';
import type { AppPort, CallPlace, ConsoleLine, ExternalApp, ExternalInput } from '../runner/external-app.js';
import { ZIMErrorCode } from '../zim/error-codes.js';
import type { IssuerMessage } from '../zim/wire.js';
import { readAction } from './action-text.js';
import type { Boot, CompiledApp } from './app-code.js';
import { AppSockets } from './app-sockets.js';
import type { AppStacks } from './app-stack.js';
import type { AppAction, BootControls, BootHost, Launch, LaunchValues } from './boot-host.js';
import { catchUpTo } from './catch-up.js';
import { DeviceDatabases } from './device-databases.js';
import type { DomFactory } from './dom.js';
import { contextFor } from './drain.js';
import { placeHere } from './place-here.js';
import { platformFor } from './platform.js';
import type { HostRequest, RealmHost, RequestCallbacks } from './realm/host.js';
import { hostOf, type ServiceHost } from './service-host.js';
import type { Shown } from './test-config.js';
import { wholeEvent, wholeResult } from './whole-messages.js';

/** What all devices of a run share. */
export interface AppSetting {
  readonly compiled: CompiledApp;
  readonly stacks: AppStacks;
  readonly values: (port: AppPort) => LaunchValues;
  /** Time zones and locales by device. */
  readonly devices: ReadonlyMap<string, { readonly timeZone?: string; readonly locale?: string }>;
  /** A path at which the app fetches tokens. */
  readonly tokenEndpoint?: string | undefined;
  readonly shown: readonly Shown[];
  /** The app's own servers. */
  readonly service?: ServiceHost | undefined;
  /** Undefined where there is no DOM. */
  readonly dom?: DomFactory | undefined;
  /** A line on a console. */
  console(line: ConsoleLine): void;
  /** A call of the SDK. */
  called(place: CallPlace): void;
  /** States as the app takes them for, for a twin run. */
  readonly spelling?: Readonly<Record<string, unknown>> | undefined;
  /** A call was refused because zim-sim does not model it. */
  notModelled(message: string): void;
  /** Runs what promises have waiting, in all realms. */
  drain(): void;
}

/** The timers that the world keeps for a realm: for its next timer, and for what comes after the present code. */
const TIMER = 'app';
const LATER = 'later';

/** What a token server that is there and has no token answers. */
const UNAVAILABLE = 'unavailable';

const NOT_MODELLED = ZIMErrorCode.CommonModuleUnsupportedRequest;

/** A loop of `setTimeout(…, 0)` runs a timer each millisecond: nobody means to do that for so long. */
const TIMER_WINDOW_MS = 5000;
const MOST_TIMERS = 4500;

type Settle = (ok: boolean, value: unknown) => void;

export class AppHost implements ExternalApp {
  readonly port: AppPort;
  private readonly setting: AppSetting;
  context: Context | undefined;
  controls: BootControls | undefined;
  launch: Launch = 'nothing';
  private readonly calls: Map<number, { readonly name: string; readonly settle: Settle }> = new Map();
  private nextCall = 1;
  private readonly fetches: Map<
    number,
    { readonly message: IssuerMessage; readonly done: (answer: IssuerMessage | undefined) => void }
  > = new Map();
  private connections = 0;
  /** The WebSockets of the realm. */
  private readonly sockets: AppSockets;
  private requests = 0;
  /** Code of the realm is under way: what happens now happens inside it. */
  private depth = 0;
  /** The device's clock when the realm began. */
  private beganMs = 0;
  private armedFor: number | undefined;
  private online = true;
  private visible = true;
  /** The device's storage: it outlives a realm, unless the device loses everything. */
  private readonly stored: Map<string, string> = new Map();
  private readonly databases: DeviceDatabases = new DeviceDatabases();
  private readonly draws: { count: number } = { count: 0 };
  /** What is to happen as soon as the code that runs has come to an end. */
  private waiting: (() => void)[] = [];
  private readonly aborted: Set<number> = new Set();
  private closePage: (() => void) | undefined;
  /** What the page shows of what `shown` names. */
  private readonly onScreen: Set<Shown> = new Set();
  private window: { sinceMs: number; timers: number } = { sinceMs: 0, timers: 0 };

  constructor(port: AppPort, setting: AppSetting) {
    this.port = port;
    this.setting = setting;
    this.sockets = new AppSockets({
      port,
      nextSocket: () => ++this.connections,
      knows: (host) => setting.service?.knows(host) === true,
      warn: (text) => this.write('warn', text),
      inside: (happen) => this.inside(happen),
      later: (run) => this.later(run),
    });
  }

  /** What a user could do with it, at the end of the last realm. */
  actions: readonly AppAction[] = [];

  step(input: ExternalInput): void {
    switch (input.kind) {
      case 'start':
      case 'restart':
        this.begin();
        return;
      case 'kill':
        this.databases.leavePage();
        this.end();
        // Session storage goes with the page; the rest with the device.
        if (input.keeps === 'nothing') this.databases.forget();
        for (const name of [...this.stored.keys()]) {
          if (input.keeps === 'nothing' || name.startsWith('session:')) this.stored.delete(name);
        }
        return;
      case 'message':
        if (!this.sockets.message(input.socket, input.message)) this.onAnswer(input.socket, input.message);
        return;
      case 'failed':
      case 'closed':
        this.onFetchFailed(input.socket);
        this.sockets.ended(input.socket);
        return;
      case 'opened':
        if (!this.sockets.opened(input.socket)) this.onConnected(input.socket);
        return;
      default:
    }
    const { controls } = this;
    if (controls === undefined) return;
    this.inside(() => {
      switch (input.kind) {
        case 'timer':
          if (this.sockets.timer(input.timer)) return;
          for (const run of this.waiting.splice(0)) run();
          return;
        case 'event':
          controls.emit(input.event, wholeEvent(input.event, input.data, this.port.userID));
          return;
        case 'settled': {
          const call = this.calls.get(input.call);
          this.calls.delete(input.call);
          if (!input.ok && input.error?.code === NOT_MODELLED) this.setting.notModelled(input.error.message);
          call?.settle(
            input.ok,
            input.ok ? wholeResult(call.name, input.value, this.port.userID) : input.error,
          );
          return;
        }
        case 'user': {
          const action = readAction(input.action);
          if (action !== undefined)
            controls.act(
              action.name,
              action.args.map((arg) => this.filled(arg)),
            );
          return;
        }
        case 'device':
          if (input.what === 'online' || input.what === 'offline')
            controls.setOnline(input.what === 'online');
          else controls.setVisible(input.what !== 'hidden');
          return;
        default:
          unreachable(input);
      }
    });
  }

  end(): void {
    if (this.controls !== undefined) this.actions = this.controls.actions();
    this.closePage?.();
    this.closePage = undefined;
    this.onScreen.clear();
    this.context = undefined;
    this.controls = undefined;
    this.calls.clear();
    this.fetches.clear();
    this.sockets.clear();
    this.armedFor = undefined;
    this.waiting = [];
    this.aborted.clear();
  }

  /** Promises of the realm are about to run: what they lead to happens inside it. */
  enter(): void {
    this.depth += 1;
  }

  /** They have run, and may have set timers. */
  leave(): void {
    this.depth -= 1;
    if (this.depth > 0) return;
    if (this.closePage !== undefined) this.look();
    this.arm();
  }

  /** What has come onto the page, and what has gone from it. */
  private look(): void {
    const { controls } = this;
    if (controls === undefined) return;
    let text: string | undefined;
    for (const one of this.setting.shown) {
      if (one.selector === undefined && one.text === undefined) continue;
      const bySelector = one.selector === undefined || controls.pageHas(one.selector);
      text ??= one.text === undefined ? undefined : controls.pageText();
      const isThere = bySelector && (one.text === undefined || matches(text ?? '', one.text));
      if (isThere === this.onScreen.has(one)) continue;
      if (isThere) this.onScreen.add(one);
      else this.onScreen.delete(one);
      if ('screen' in one) {
        if (isThere) this.port.apply({ kind: 'ui', action: 'screen', what: one.screen });
      } else this.port.apply({ kind: 'ui', action: isThere ? 'remind' : 'clear', what: one.remind });
    }
  }

  private begin(): void {
    const { compiled, values, spelling } = this.setting;
    this.beganMs = this.port.clock().nowMs;
    const page = this.setting.dom?.();
    const context = page?.context ?? contextFor(this.port.device);
    this.closePage = page?.close;
    this.context = context;
    const controls = (compiled.prelude.runInContext(context) as Boot)(this.hostOf());
    this.controls = controls;
    if (spelling !== undefined) controls.spellStates(spelling);
    this.inside(() => {
      compiled.app.runInContext(context);
      // A bundle with a top-level await has no exports yet.
      this.setting.drain();
      this.launch = controls.start(values(this.port));
    });
  }

  /** Brings the realm's clock to the present and lets something happen in it. */
  private inside(happen: () => void): void {
    if (this.depth > 0) {
      happen();
      return;
    }
    this.depth += 1;
    try {
      this.catchUp();
      happen();
    } catch (error) {
      this.failed('uncaught', error);
    } finally {
      this.depth -= 1;
    }
    this.arm();
  }

  private catchUp(): void {
    const { controls } = this;
    if (controls === undefined) return;
    const { nowMs, wallMs } = this.port.clock();
    catchUpTo(controls, { nowMs: nowMs - this.beganMs, wallMs }, () => {
      this.countTimer(nowMs);
      try {
        controls.runTimer();
      } catch (error) {
        this.failed('uncaught', error);
      }
      this.setting.drain();
    });
  }

  private countTimer(nowMs: number): void {
    if (nowMs - this.window.sinceMs >= TIMER_WINDOW_MS) this.window = { sinceMs: nowMs, timers: 0 };
    this.window.timers += 1;
    if (this.window.timers <= MOST_TIMERS) return;
    throw new UsageError(
      `Expected the timers of ${this.port.device}'s app to wait, got ${MOST_TIMERS} of them within ${TIMER_WINDOW_MS / 1000} s. Look for a setTimeout or setInterval of 0 ms that never ends.`,
    );
  }

  private arm(): void {
    const next = this.controls?.nextTimer();
    const due = next === undefined ? undefined : next + this.beganMs;
    if (due === this.armedFor) return;
    this.armedFor = due;
    if (due === undefined) this.port.apply({ kind: 'clearTimer', timer: TIMER });
    else {
      const afterMs = Math.max(0, Math.ceil(due - this.port.clock().nowMs));
      this.port.apply({ kind: 'setTimer', timer: TIMER, afterMs });
    }
  }

  private platform(): RealmHost {
    const { context } = this;
    const { devices, compiled } = this.setting;
    const device = devices.get(this.port.device) ?? {};
    return platformFor({
      device: this.port.device,
      seed: this.port.seed,
      timeZone: device.timeZone ?? 'UTC',
      locale: device.locale ?? 'en-US',
      online: this.online,
      visible: this.visible,
      stored: this.stored,
      // Draws go on through restarts.
      draws: this.draws,
      console: (level, text) => this.onConsole(level, text),
      uncaught: (error, where) => this.failed(where === 'a promise' ? 'rejection' : 'uncaught', error),
      request: (id, request, callbacks) => this.request(id, request, callbacks),
      abort: (id) => void this.aborted.add(id),
      sockets: this.sockets,
      loadScript: () => this.databases.load(() => compiled.indexedDb.runInContext(context as Context)),
    });
  }

  private onConsole(level: string, text: string): void {
    this.write(level, text);
    for (const one of this.setting.shown) {
      if ('remind' in one && one.clearedBy !== undefined && matches(text, one.clearedBy)) {
        this.port.apply({ kind: 'ui', action: 'clear', what: one.remind });
      }
      if (one.console === undefined || !matches(text, one.console)) continue;
      if ('remind' in one) this.port.apply({ kind: 'ui', action: 'remind', what: one.remind });
      else this.port.apply({ kind: 'ui', action: 'screen', what: one.screen });
    }
  }

  private later(run: () => void): void {
    this.waiting.push(run);
    this.port.apply({ kind: 'setTimer', timer: LATER, afterMs: 1 });
  }

  /** A request of the app: to its token endpoint, or to a host that nobody knows. */
  private request(id: number, request: HostRequest, callbacks: RequestCallbacks): void {
    const { url, method } = request;
    const { tokenEndpoint } = this.setting;
    const isToken = tokenEndpoint !== undefined && pathOf(url) === pathOf(tokenEndpoint);
    if (!isToken && this.setting.service?.knows(hostOf(url)) === true) {
      this.askService(id, request, callbacks);
      return;
    }
    if (!isToken) {
      this.write('warn', `${method} ${url}: nobody answers for this address`);
      this.later(() => callbacks.failed('the name does not resolve'));
      return;
    }
    this.fetchToken((ok, value) => {
      if (this.aborted.delete(id)) return;
      const body = ok ? JSON.stringify({ token: value }) : JSON.stringify({ error: 'unavailable' });
      if (ok || value === UNAVAILABLE) {
        const headers = [['content-type', 'application/json']] as const;
        callbacks.answered({
          status: ok ? 200 : 503,
          statusText: ok ? 'OK' : 'Service Unavailable',
          headers,
          body,
        });
      } else callbacks.failed('the connection was lost');
    });
  }

  private write(level: string, text: string): void {
    const { port, setting } = this;
    const after = port.observed();
    const line = { atMs: port.runMs(), device: port.device, level, text, after: after ?? 0 };
    if (after === undefined) {
      setting.console(line);
      return;
    }
    const place = placeHere(setting.stacks, this.write);
    setting.console({
      ...line,
      get where() {
        return place();
      },
    });
  }

  private noteCall(id: number): void {
    const { port, setting } = this;
    if (port.observed() === undefined) return;
    const place = placeHere(setting.stacks, this.noteCall);
    setting.called({
      device: port.device,
      id,
      get where() {
        return place();
      },
    });
  }

  private hostOf(): BootHost {
    return {
      epochMs: EPOCH_MS,
      surface: ZIM_SURFACE,
      platform: this.platform(),
      call: (name, args, settle) => {
        const call = this.nextCall++;
        this.calls.set(call, { name, settle });
        this.noteCall(call);
        this.port.apply({ kind: 'call', call, name, args: plainCopy(args) as unknown[] });
      },
      fetchToken: (settle) => this.fetchToken(settle),
      ui: (action, what) => this.port.apply({ kind: 'ui', action, what }),
      failed: (source, error) => this.failed(source, error),
    };
  }

  /** A promise was rejected, and nobody handles it; the app's own listener is asked first. */
  rejected(reason: unknown, promise: unknown): void {
    this.controls?.rejected(reason, promise);
  }

  /** Something that nobody in the app caught. */
  failed(source: 'listener' | 'uncaught' | 'rejection', error: unknown): void {
    // What zim-sim itself refuses is no error of the app.
    if (error instanceof UsageError) throw error;
    const { message, where, stack } = this.setting.stacks.read(error);
    this.port.failed({
      message,
      source,
      ...(where === undefined ? {} : { where }),
      ...(stack === undefined ? {} : { stack }),
    });
  }

  /** Over the network, to the host of the app's own servers. */
  private askService(id: number, request: HostRequest, callbacks: RequestCallbacks): void {
    const { url, method, headers, body } = plainCopy(request) as HostRequest;
    this.ask(
      (number) => ({ kind: 'http', request: number, url, method, headers, body }),
      (answer) => {
        if (this.aborted.delete(id)) return;
        if (answer?.kind === 'httpAnswer') callbacks.answered(answer);
        else callbacks.failed('the connection was lost');
      },
    );
  }

  private fetchToken(settle: Settle): void {
    const { userID } = this.port;
    this.ask(
      (request) => ({ kind: 'fetchToken', request, userID }),
      (answer) => {
        if (answer?.kind === 'token') settle(true, answer.token);
        else settle(false, answer === undefined ? undefined : UNAVAILABLE);
      },
    );
  }

  /** One question on a connection of its own. */
  private ask(
    message: (request: number) => IssuerMessage,
    done: (answer: IssuerMessage | undefined) => void,
  ): void {
    const socket = ++this.connections;
    this.requests += 1;
    this.fetches.set(socket, { message: message(this.requests), done });
    this.port.apply({ kind: 'connect', socket, host: 'issuer' });
  }

  private onConnected(socket: number): void {
    const fetch = this.fetches.get(socket);
    if (fetch !== undefined) this.port.apply({ kind: 'send', socket, message: fetch.message });
  }

  private onAnswer(socket: number, message: Extract<ExternalInput, { kind: 'message' }>['message']): void {
    const fetch = this.fetches.get(socket);
    if (fetch === undefined) return;
    this.fetches.delete(socket);
    this.port.apply({ kind: 'close', socket, code: 1000 });
    this.inside(() => fetch.done(message));
  }

  private onFetchFailed(socket: number): void {
    const fetch = this.fetches.get(socket);
    if (fetch === undefined) return;
    this.fetches.delete(socket);
    this.inside(() => fetch.done(undefined));
  }

  private filled(argument: unknown): unknown {
    if (typeof argument !== 'string' || !argument.startsWith('$')) return argument;
    const values = this.setting.values(this.port);
    switch (argument) {
      case '$user':
        return values.userID;
      case '$userName':
        return values.userName;
      case '$token':
        return values.token;
      case '$room':
        return values.roomID;
      case '$peer':
        return values.peerID;
      default:
        return argument;
    }
  }
}

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
}

function matches(text: string, pattern: RegExp | string): boolean {
  return typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0;
}
