// The app's own servers: a module of web-standard handlers in a realm of its own, on the clock of their host.

import { plainCopy } from '../dropin/plain-copy.js';
import { ZIM_SURFACE } from '../dropin/surface.js';
import { UsageError } from '../kernel/usage-error.js';
import { EPOCH_MS } from '../models/model.js';
import type { ConsoleLine, ExternalService, ServicePort } from '../runner/external-app.js';
import type { HttpAnswerMessage, HttpRequestMessage, SocketMessage } from '../zim/wire.js';
import type { Boot, CompiledApp } from './app-code.js';
import type { AppStacks } from './app-stack.js';
import type { BootControls, ServerSocketPort } from './boot-host.js';
import { catchUpTo } from './catch-up.js';
import { contextFor } from './drain.js';
import { type PlatformSockets, platformFor } from './platform.js';
import type { HostRequest, HostResponse, RealmHost, SocketAddress, SocketCallbacks } from './realm/host.js';
import { ServiceSockets } from './service-sockets.js';

export interface ServiceSetting {
  readonly compiled: CompiledApp;
  readonly stacks: AppStacks;
  readonly seed: number;
  readonly drain: () => void;
  readonly console: (line: Pick<ConsoleLine, 'atMs' | 'level' | 'text' | 'where'>) => void;
}

export class ServiceHost implements ExternalService {
  private readonly setting: ServiceSetting;
  private port: ServicePort | undefined;
  private controls: BootControls | undefined;
  private hosts: readonly string[] = [];
  private sockets: ServiceSockets | undefined;
  /** The timer that the world knows of. */
  private armed: number | undefined;

  constructor(setting: ServiceSetting) {
    this.setting = setting;
  }

  start(port: ServicePort): void {
    const { compiled, drain } = this.setting;
    this.port = port;
    const context = contextFor('services');
    const controls = (compiled.prelude.runInContext(context) as Boot)({
      epochMs: EPOCH_MS,
      surface: ZIM_SURFACE,
      platform: this.platform(),
      call: () => {},
      fetchToken: (settle) => settle(false, undefined),
      ui: () => {},
      mintToken: (userID) => port.token(userID),
      failed: (_source, error) => this.fail(error),
    });
    this.controls = controls;
    this.sockets = new ServiceSockets(port, (address, end) => this.serveSocket(controls, address, end));
    this.catchUp();
    compiled.app.runInContext(context);
    drain();
    this.hosts = [...controls.servedHosts()];
    if (this.hosts.length === 0) {
      throw new UsageError(
        "Expected the module of services to export handlers by default, got none. For example: export default { 'api.example.com': (request) => Response.json({}) }",
      );
    }
    this.arm();
  }

  /** Whether somebody answers for a host. */
  knows(host: string): boolean {
    return this.hosts.includes('*') || this.hosts.includes(host);
  }

  request(message: HttpRequestMessage, answer: (message: HttpAnswerMessage) => void): void {
    const { url, method, headers, body, request } = message;
    this.catchUp();
    const given = plainCopy({ url, method, headers, body }) as HostRequest;
    this.controls?.serve(hostOf(url), given, (response) => {
      const { status, statusText, headers: fields, body: text } = plainCopy(response) as HostResponse;
      answer({ kind: 'httpAnswer', request, status, statusText, headers: fields, body: text });
    });
    this.arm();
  }

  timer(): void {
    this.catchUp();
    this.arm();
  }

  socket(connection: number, message: SocketMessage): void {
    this.inside(() => this.sockets?.message(connection, message));
  }

  closed(connection: number): void {
    this.inside(() => this.sockets?.closed(connection));
  }

  dropSockets(): void {
    this.inside(() => this.sockets?.dropAll());
  }

  /** After promises have run: they may have set timers. */
  leave(): void {
    this.arm();
  }

  get promises(): object | undefined {
    return this.controls?.promises;
  }

  fail(error: unknown): void {
    const { message, where } = this.setting.stacks.read(error);
    this.setting.console({ atMs: this.nowMs, level: 'error', text: message, where });
  }

  private inside(happen: () => void): void {
    this.catchUp();
    happen();
    this.arm();
  }

  private serveSocket(
    controls: BootControls,
    { url, protocols }: SocketAddress,
    end: ServerSocketPort,
  ): SocketCallbacks {
    return controls.serveSocket(hostOf(url), { url, protocols: [...protocols] }, end);
  }

  private get nowMs(): number {
    return this.port?.clock().nowMs ?? 0;
  }

  private catchUp(): void {
    const { controls, port } = this;
    if (controls === undefined || port === undefined) return;
    catchUpTo(controls, port.clock(), () => {
      controls.runTimer();
      this.setting.drain();
    });
  }

  private arm(): void {
    const next = this.controls?.nextTimer();
    if (next === undefined || next === this.armed) return;
    this.armed = next;
    this.port?.setTimer(Math.max(0, Math.ceil(next - this.nowMs)));
  }

  private platform(): RealmHost {
    return platformFor({
      device: 'services',
      seed: this.setting.seed,
      timeZone: 'UTC',
      locale: 'en-US',
      online: true,
      visible: true,
      stored: new Map(),
      draws: { count: 0 },
      console: (level, text) => this.setting.console({ atMs: this.nowMs, level, text }),
      uncaught: (error) => this.fail(error),
      request: (_id, _request, callbacks) => this.controls && callbacks.failed('servers ask nobody'),
      abort: () => {},
      sockets: NO_SOCKETS,
      loadScript: () => ({}),
    });
  }
}

/** Servers open no sockets. */
const NO_SOCKETS: PlatformSockets = {
  open: () => {
    throw new UsageError(
      'Expected servers to ask nobody, got a WebSocket that one of them opens. Take it out.',
    );
  },
  send: () => {},
  close: () => {},
  buffered: () => 0,
};

/** The host of an address. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1] ?? '';
}
