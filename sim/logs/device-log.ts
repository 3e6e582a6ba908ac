// What the lines of one device come to: observations with times of one clock. It leaves out what cannot be judged, because
// the log starts in the middle of a session, and counts that; whose turn it is among several devices is for merge.ts.

import { roomEntered } from '../check/call-args.js';
import type { DeviceObservation, ErrorObservation, Observation } from '../check/observation.js';
import { ZIMConnectionState, ZIMRoomEvent } from '../zim/enums.js';
import { SDK_METHOD_NAMES, withoutSession } from '../zim/sdk-surface.js';
import { DeviceClock } from './device-clock.js';
import type { LogLine } from './log-line.js';
import { plainMessages, withTokens } from './log-values.js';

/** Where an observation of a log was read. */
export interface Place {
  /** The file's number. */
  readonly file: number;
  readonly line: number;
}

/** An observation that was read from a log. Its `atMs` counts from the epoch until the merger has seen all first lines. */
export type Logged = Observation & Place;

/** What is known of a device's log besides. */
export interface DeviceFacts {
  readonly device: string;
  /** As it said itself in its first lines. */
  sdk?: string;
  app?: string;
  /** A fingerprint of the salt: devices whose fingerprints differ name users differently. */
  salt?: string;
  lines: number;
  /** So many lines could not be judged, because the log starts in the middle. */
  skipped: number;
  clockSteps: number;
  restarts: number;
  /** So many lines were more than is kept in mind: messages, and calls that never settle. */
  dropped: number;
  /** The events that the app listened to from the start; undefined where nobody says. */
  heard: Set<string> | undefined;
  /** Those that it listened to for a part of the time only. */
  readonly halfHeard: Set<string>;
  /** When its app could not get a token from its own server, in the clock of the log; undefined where nobody says. */
  tokenTroubles: { fromMs: number; toMs: number }[] | undefined;
  /** The kinds and events that came. */
  readonly kinds: Set<string>;
  readonly events: Set<string>;
}

const NEEDS_SESSION: ReadonlySet<string> = new Set(
  SDK_METHOD_NAMES.filter((name) => withoutSession(name) === 'rejects'),
);
const DEVICE: ReadonlySet<unknown> = new Set([
  'online',
  'offline',
  'visible',
  'hidden',
  'sleep',
  'wake',
  'clock',
  'kill',
  'start',
]);
const ENTERING: readonly number[] = [
  ZIMRoomEvent.ActiveCreate,
  ZIMRoomEvent.ActiveEnter,
  ZIMRoomEvent.ActiveSwitch,
];
const MOST_WAITING = 1000;
/** Calls that never settle are kept by whoever judges them. */
const MOST_OPEN = 2000;
const MOST_MESSAGES = 200_000;
const MOST_TROUBLES = 1000;
/** A token server that answers so soon is well. */
const QUICK_MS = 3000;
/** An app that got no token may wait for so long before it asks again. */
const RETRY_MS = 10_000;
const SOURCES: readonly unknown[] = ['listener', 'uncaught', 'rejection'];

function sourceOf(source: unknown): Pick<ErrorObservation, 'source'> {
  return SOURCES.includes(source) ? { source: source as 'listener' } : {};
}

/** Reads the lines of one device. */
export class DeviceLog {
  readonly facts: DeviceFacts;
  readonly #file: number;
  readonly #clock = new DeviceClock();
  /** Before the first session nobody knows whether there was one before the log began. */
  #mode: 'undecided' | 'skipping' | 'judged' = 'undecided';
  #waiting: Logged[] = [];
  /** The session began before the log: rooms may be known to the SDK that are not known here. */
  #isPartial = false;
  readonly #rooms = new Set<string>();
  readonly #open = new Set<number>();
  #connection = 0;
  #messages = 0;
  #at = 0;
  #before = 0;
  #line = 0;
  #ids = -1;

  constructor(device: string, file: number) {
    this.#file = file;
    this.facts = {
      device,
      lines: 0,
      skipped: 0,
      clockSteps: 0,
      restarts: 0,
      dropped: 0,
      heard: undefined,
      tokenTroubles: undefined,
      halfHeard: new Set(),
      kinds: new Set(),
      events: new Set(),
    };
  }

  /**
   * Takes a line and adds to `out` what it comes to.
   *
   * @returns how far time goes back where that is beyond repair, else 0
   */
  take(line: LogLine, number: number, out: Logged[]): number {
    const { facts } = this;
    const { at, isStep, isRestart, backMs } = this.#clock.read(line.wall, line.mono, line.kind === 'log');
    if (backMs > 0) return backMs;
    facts.lines++;
    this.#line = number;
    facts.kinds.add(line.kind);
    this.#before = this.#at;
    this.#at = Math.floor(at);
    const place = { file: this.#file, line: number };
    if (isStep) {
      facts.clockSteps++;
      this.#admit(this.#about('clock', place), out);
    }
    if (line.kind === 'log') this.#begin(line, isRestart, place, out);
    else for (const one of this.#observations(line, place)) this.#admit(one, out);
    return 0;
  }

  /** The log is over, and nobody knows how the device goes on while others do. */
  end(out: Logged[]): void {
    if (this.facts.lines > 0) this.#feed(this.#about('kill', { file: this.#file, line: this.#line }), out);
  }

  /** Up to when there are lines of it. */
  get lastMs(): number {
    return this.#at;
  }

  #about(what: DeviceObservation['what'], place: Place, atMs: number = this.#at): Logged {
    return { kind: 'device', atMs, device: this.facts.device, what, ...place };
  }

  /** A recorder begins: on a new process, or around a new instance of the SDK. */
  #begin(line: LogLine, isRestart: boolean, place: Place, out: Logged[]): void {
    const { facts } = this;
    const { sdk, app, salt, events } = line;
    if (typeof sdk === 'string') facts.sdk = sdk;
    if (typeof app === 'string') facts.app = app;
    if (typeof salt === 'string') facts.salt = salt;
    if (Array.isArray(events)) facts.heard = new Set(events.filter((name) => typeof name === 'string'));
    if (facts.lines === 1) return;
    this.#open.clear();
    if (isRestart) {
      facts.restarts++;
      for (const one of this.#waiting.splice(0)) this.#feed(one, out);
      // Nothing is known of the process after its last line.
      this.#feed(this.#about('kill', place, this.#before), out);
      this.#feed(this.#about('start', place), out);
      this.#mode = 'undecided';
      this.#connection = 0;
      return;
    }
    const id = this.#ids--;
    const common = { atMs: this.#at, device: facts.device, id, name: 'create', ...place };
    this.#admit({ kind: 'call', ...common, args: [] }, out);
    this.#admit({ kind: 'settle', ...common, ok: true }, out);
  }

  #observations(line: LogLine, place: Place): readonly Logged[] {
    const common = { atMs: this.#at, device: this.facts.device, ...place };
    const { id, name } = line as unknown as { readonly id: number; readonly name: string };
    switch (line.kind) {
      case 'call': {
        if (name === 'on' || name === 'off') {
          this.#listen(name, (line.args as readonly unknown[])[0]);
          return [];
        }
        if (this.#open.size >= MOST_OPEN) return this.#drop();
        this.#open.add(id);
        return [
          { kind: 'call', ...common, id, name, args: withTokens(name, line.args as readonly unknown[]) },
        ];
      }
      case 'settle': {
        if (name === 'on' || name === 'off') return [];
        this.#open.delete(id);
        if (line.ok === true)
          return [{ kind: 'settle', ...common, id, name, ok: true, value: plainMessages(line.value) }];
        const { code = 0, message = '' } = (line.error ?? {}) as {
          readonly code?: number;
          readonly message?: string;
        };
        return [
          { kind: 'settle', ...common, id, name, ok: false, error: { code, message: String(message) } },
        ];
      }
      case 'event': {
        this.facts.events.add(name);
        const isMessages = /MessageReceived$|^receive\w+Message$/.test(name);
        if (isMessages && ++this.#messages > MOST_MESSAGES) return this.#drop();
        const data = (line.data ?? {}) as Readonly<Record<string, unknown>>;
        return [
          { kind: 'event', ...common, name, data: isMessages ? (plainMessages(data) as typeof data) : data },
        ];
      }
      case 'user':
        return [{ kind: 'user', ...common, action: line.action as string }];
      case 'ui':
        return [{ kind: 'ui', ...common, action: line.action as 'remind', what: line.what as string }];
      case 'token':
        this.#token(line.action);
        return [];
      case 'error':
        return [{ kind: 'error', ...common, message: line.message as string, ...sourceOf(line.source) }];
      case 'socket':
        return [{ kind: 'socket', ...common, socket: line.socket as number, phase: line.phase as 'opened' }];
      default:
        return this.#deviceLine(line, place);
    }
  }

  #drop(): readonly Logged[] {
    this.facts.dropped++;
    return [];
  }

  #deviceLine({ what, ms }: LogLine, place: Place): readonly Logged[] {
    // Timers stood still for so long, up to now.
    if (what === 'slept' && typeof ms === 'number' && ms > 0) {
      const sinceMs = Math.max(this.#before, this.#at - Math.floor(ms));
      return [this.#about('sleep', place, sinceMs), this.#about('wake', place)];
    }
    return DEVICE.has(what) ? [this.#about(what as 'online', place)] : [];
  }

  #token(action: unknown): void {
    this.facts.tokenTroubles ??= [];
    const troubles = this.facts.tokenTroubles;
    const last = troubles.at(-1);
    switch (action) {
      case 'asked':
        if (last?.toMs === Number.POSITIVE_INFINITY) return;
        troubles.push({ fromMs: this.#at, toMs: Number.POSITIVE_INFINITY });
        if (troubles.length > MOST_TROUBLES) troubles.shift();
        return;
      case 'failed':
        if (last !== undefined) last.toMs = this.#at + RETRY_MS;
        return;
      case 'got':
        if (last?.toMs !== Number.POSITIVE_INFINITY) return;
        if (this.#at - last.fromMs < QUICK_MS) troubles.pop();
        else last.toMs = this.#at;
        return;
      default:
    }
  }

  #listen(how: 'on' | 'off', event: unknown): void {
    if (typeof event !== 'string') return;
    const { facts } = this;
    facts.heard ??= new Set();
    const isIn = this.#connection !== ZIMConnectionState.Disconnected;
    if (how === 'on' && !facts.heard.has(event)) {
      facts.heard.add(event);
      if (isIn) facts.halfHeard.add(event);
    } else if (how === 'off' && isIn) {
      facts.halfHeard.add(event);
    }
  }

  /** Hands an observation on, keeps it until it is known whether it can be judged, or leaves it out. */
  #admit(one: Logged, out: Logged[]): void {
    if (this.#mode === 'undecided') this.#decide(one, out);
    if (this.#mode === 'undecided') {
      if (this.#waiting.push(one) > MOST_WAITING) this.#skip();
      return;
    }
    const told =
      one.kind === 'event' && one.name === 'connectionStateChanged' ? Number(one.data.state) : undefined;
    if (told !== undefined) this.#connection = told;
    if (this.#mode === 'judged') {
      if (told === ZIMConnectionState.Disconnected) this.#isPartial = false;
      this.#feed(one, out);
      return;
    }
    // A session of which the beginning is missing: its next CONNECTED is a beginning that will do.
    if (told === ZIMConnectionState.Connected) {
      this.#mode = 'judged';
      this.#isPartial = true;
      this.#rooms.clear();
      this.#feed(one, out);
      return;
    }
    if (told === ZIMConnectionState.Disconnected) this.#mode = 'judged';
    if (one.kind === 'device' || one.kind === 'user' || one.kind === 'ui') this.#feed(one, out);
    else this.facts.skipped++;
  }

  #decide(one: Logged, out: Logged[]): void {
    const isLogin = one.kind === 'call' && one.name === 'login';
    const isConnecting =
      one.kind === 'event' &&
      one.name === 'connectionStateChanged' &&
      one.data.state === ZIMConnectionState.Connecting;
    if (isLogin || isConnecting) {
      this.#mode = 'judged';
      this.#isPartial = false;
      for (const waiting of this.#waiting.splice(0)) this.#feed(waiting, out);
      return;
    }
    const isOfSession = one.kind === 'settle' ? one.ok && NEEDS_SESSION.has(one.name) : one.kind === 'event';
    if (isOfSession) this.#skip();
  }

  #skip(): void {
    this.#mode = 'skipping';
    this.facts.skipped += this.#waiting.splice(0).length;
  }

  #feed(one: Logged, out: Logged[]): void {
    if (this.#isPartial && !this.#isOfKnownRoom(one)) {
      this.facts.skipped++;
      return;
    }
    out.push(one);
  }

  #isOfKnownRoom(one: Logged): boolean {
    if (one.kind === 'call') {
      const room = roomEntered(one.name, one.args);
      if (room !== undefined) this.#rooms.add(room);
      return true;
    }
    if (one.kind !== 'event' || one.name !== 'roomStateChanged') return true;
    const { roomID, state, event } = one.data as {
      readonly roomID: string;
      readonly state: number;
      readonly event: number;
    };
    if (state === 1 && ENTERING.includes(event)) this.#rooms.add(roomID);
    return this.#rooms.has(roomID);
  }
}
