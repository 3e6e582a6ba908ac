// A run written by hand, for the tests of properties: observation after observation, and the verdict at the end.
import { Monitor } from '../../sim/check/monitor.js';
import type {
  BackendFact,
  DeviceObservation,
  ErrorObservation,
  Observation,
  ObservationKind,
  SocketObservation,
  UiObservation,
} from '../../sim/check/observation.js';
import type { PropertySetup, PropertyVerdict } from '../../sim/check/property.js';
import { EPOCH_MS } from '../../sim/models/model.js';
import { defaultParams } from '../../sim/zim/facts.js';
import { mintToken } from '../../sim/zim/token04.js';
import { behaviourOf } from '../../sim/zim/versions.js';
import { appRules } from '../app-rules/index.js';
import { findProperty } from '../index.js';

/** Every kind that a simulation gives. */
export const ALL_SOURCES: ReadonlySet<ObservationKind> = new Set([
  'call',
  'settle',
  'event',
  'user',
  'ui',
  'error',
  'socket',
  'device',
  'backend',
]);

/** Two devices of alice and one of bob, with token authentication but for bob. */
export const SETUP: PropertySetup = {
  params: defaultParams(),
  sdk: behaviourOf('2.29.0'),
  devices: [
    { name: 'phone', userID: 'alice', authentication: 'token' },
    { name: 'laptop', userID: 'alice', authentication: 'token' },
    { name: 'bob', userID: 'bob', authentication: 'none' },
  ],
};

/** A token that is good until `seconds` after the start of the run. */
export function tokenUntil(seconds: number): string {
  const issuedAtSeconds = EPOCH_MS / 1000 - 100;
  return mintToken({
    appID: 1,
    userID: 'alice',
    secret: 'a'.repeat(32),
    validForSeconds: seconds + 100,
    issuedAtSeconds,
    nonce: 1,
    iv: new Uint8Array(16),
  });
}

/** Writes a run down. Each method adds one observation of the present device at the present time. */
export class Story {
  readonly observations: Observation[] = [];
  #atMs = 0;
  #device = 'phone';
  #calls = 0;
  #setup: PropertySetup = SETUP;

  at(atMs: number): this {
    this.#atMs = atMs;
    return this;
  }

  /** From here on it is about this device. */
  on(device: string): this {
    this.#device = device;
    return this;
  }

  with(setup: Partial<PropertySetup>): this {
    this.#setup = { ...this.#setup, ...setup };
    return this;
  }

  /** A call that does not settle by itself; returns its id. */
  begin(name: string, ...args: readonly unknown[]): number {
    this.#calls += 1;
    this.observations.push({ kind: 'call', ...this.#where(), id: this.#calls, name, args });
    return this.#calls;
  }

  /** A call that settles at once: well, or with this code. */
  call(name: string, args: readonly unknown[] = [], code?: number): this {
    return this.settle(this.begin(name, ...args), name, code);
  }

  settle(id: number, name: string, code?: number): this {
    const outcome = code === undefined ? { ok: true } : { ok: false, error: { code, message: '' } };
    this.observations.push({ kind: 'settle', ...this.#where(), id, name, ...outcome });
    return this;
  }

  event(name: string, data: Readonly<Record<string, unknown>>): this {
    this.observations.push({ kind: 'event', ...this.#where(), name, data });
    return this;
  }

  /** `connectionStateChanged` */
  told(state: number, event: number): this {
    return this.event('connectionStateChanged', { state, event, extendedData: '' });
  }

  /** `roomStateChanged` */
  room(roomID: string, state: number, event: number): this {
    return this.event('roomStateChanged', { roomID, state, event, extendedData: '' });
  }

  /** A person does something. */
  user(action: string): this {
    this.observations.push({ kind: 'user', ...this.#where(), action });
    return this;
  }

  ui(action: UiObservation['action'], what: string): this {
    this.observations.push({ kind: 'ui', ...this.#where(), action, what });
    return this;
  }

  /** Something in the app threw; without a source, because a fault made it. */
  error(message: string, source?: ErrorObservation['source']): this {
    const where = source === undefined ? {} : { source, where: 'chat.ts:7' };
    this.observations.push({ kind: 'error', ...this.#where(), message, ...where });
    return this;
  }

  socket(socket: number, phase: SocketObservation['phase']): this {
    this.observations.push({ kind: 'socket', ...this.#where(), socket, phase });
    return this;
  }

  device(what: DeviceObservation['what']): this {
    this.observations.push({ kind: 'device', ...this.#where(), what });
    return this;
  }

  backend(what: BackendFact): this {
    this.observations.push({ kind: 'backend', ...this.#where(), what });
    return this;
  }

  /** A login that succeeds at once, on socket `socket`. */
  loggedIn({
    token = '',
    socket = 1,
    userID = 'alice',
  }: {
    token?: string;
    socket?: number;
    userID?: string;
  } = {}): this {
    const login = this.begin('login', userID, { userName: '', token });
    this.socket(socket, 'connecting').socket(socket, 'opened').told(1, 1).told(2, 0);
    return this.settle(login, 'login');
  }

  /** Into a room and confirmed. */
  entered(roomID: string): this {
    const enter = this.begin('enterRoom', { roomID, roomName: '' });
    return this.room(roomID, 1, 6).room(roomID, 2, 0).settle(enter, 'enterRoom');
  }

  /** The socket closes, and the app is told as the contract says. */
  falls(socket: number, ...rooms: readonly string[]): this {
    this.socket(socket, 'closed').told(3, 3);
    for (const roomID of rooms) this.room(roomID, 1, 1);
    return this;
  }

  /** A new socket that opens, and CONNECTED. */
  returns(socket: number): this {
    return this.socket(socket, 'connecting').socket(socket, 'opened').told(2, 0);
  }

  /** The verdict of one property on what was written, at the present time. */
  verdict(id: string, sources: ReadonlySet<ObservationKind> = ALL_SOURCES): PropertyVerdict {
    const property = findProperty(id) ?? appRules.find((rule) => rule.id === id);
    if (property === undefined) throw new Error(`no property ${id}`);
    const monitor = new Monitor([property], this.#setup, sources);
    for (const observation of this.observations) {
      if (sources.has(observation.kind)) monitor.observe(observation);
    }
    return monitor.finish(this.#atMs, { quiet: true })[0] as PropertyVerdict;
  }

  #where(): { readonly atMs: number; readonly device: string } {
    return { atMs: this.#atMs, device: this.#device };
  }
}
