// What passes between a device's realm and the world outside: plain data, and functions that take plain data.

import type { ZimSurface } from '../dropin/surface.js';
import type { HostRequest, HostResponse, RealmHost, SocketAddress, SocketCallbacks } from './realm/host.js';
import type { ClockControls } from './realm-clock.js';

/** What the realm asks of the outside. Nothing of it is reachable for the app's code. */
export interface BootHost {
  readonly epochMs: number;
  /** What the drop-in has to have. */
  readonly surface: ZimSurface;
  /** The web platform: storage, requests, chance … */
  readonly platform: RealmHost;
  /** A call of the SDK; `settle` comes when its promise settles, or never. */
  call(name: string, args: readonly unknown[], settle: (ok: boolean, value: unknown) => void): void;
  /** Asks the app's own token server. */
  fetchToken(settle: (ok: boolean, value: unknown) => void): void;
  /** For services: mints a token. */
  mintToken?(userID: string): string;
  ui(action: 'remind' | 'clear' | 'screen', what: string): void;
  /** Something threw that the app did not catch. */
  failed(source: 'listener' | 'uncaught', error: unknown): void;
}

/** What a server's end of a WebSocket does to the other side. */
export interface ServerSocketPort {
  accept(protocol: string): void;
  /** In the place of `accept`, with a status of HTTP. */
  refuse(status: number): void;
  send(data: string, binary: boolean): void;
  close(code: number, reason: string): void;
  buffered(): number;
}

/** What an app is started with, besides functions. */
export interface LaunchValues {
  readonly appID: number;
  readonly userID: string;
  readonly userName: string;
  readonly token: string;
  readonly roomID: string;
  readonly peerID: string;
  readonly device: string;
}

/** Something that a user can do with an app: a function that it returned or exported. */
export interface AppAction {
  readonly name: string;
  /** As far as the function's text tells. */
  readonly params: readonly string[];
}

/** How an app could be started; `waiting` for a top-level await of its own. */
export type Launch = 'called' | 'object' | 'by itself' | 'waiting' | 'nothing';

/** What the outside does with a realm. */
export interface BootControls extends ClockControls {
  /** The realm's own `Promise.prototype`, by which a rejection is told to be its own. */
  readonly promises: object;
  /** The exports of a bundle have arrived: starts the app. */
  start(values: LaunchValues): Launch;
  actions(): readonly AppAction[];
  /** The hosts that the exports of a module of services answer for; `*` for a function, which answers for all. */
  servedHosts(): readonly string[];
  /** Hands a request to the handler of its host. */
  serve(host: string, request: HostRequest, answer: (response: HostResponse) => void): void;
  /** Hands a WebSocket to what takes those of its host. */
  serveSocket(host: string, address: SocketAddress, port: ServerSocketPort): SocketCallbacks;
  /** Does what a user does; false where there is no such thing now. */
  act(name: string, args: readonly unknown[]): boolean;
  /** What the page shows, where there is a DOM. */
  pageText(): string;
  pageHas(selector: string): boolean;
  emit(event: string, data: unknown): void;
  /** `state` as the app thinks that it comes: see `twinSpelling`. */
  spellStates(table: Readonly<Record<string, unknown>>): void;
  setOnline(online: boolean): void;
  setVisible(visible: boolean): void;
  /** A promise of the realm was rejected, and nobody handles it: a listener may, before it counts. */
  rejected(reason: unknown, promise: unknown): void;
}
