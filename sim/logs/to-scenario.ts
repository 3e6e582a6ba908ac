// A log as a scenario: the same people, calls and outages at the same times, to be replayed and fuzzed around. What a log
// hides comes back as something of the same shape.

import { loginOf, tokenOfRenewal } from '../check/call-args.js';
import type { Fault } from '../faults/fault.js';
import type { Action, ScriptEntry } from '../models/script.js';
import type { Scenario } from '../runner/scenario.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../zim/enums.js';
import { ZIMErrorCode } from '../zim/error-codes.js';
import { declares, SDK_METHOD_NAMES } from '../zim/sdk-surface.js';
import { readTokenExpiry } from '../zim/token04.js';
import type { SdkVersion } from '../zim/versions.js';
import type { Logged } from './device-log.js';

/** What the scenario is called, and which SDK it is for. */
export interface ScenarioNaming {
  readonly name: string;
  readonly title: string;
  readonly sdk: SdkVersion;
}

/** A scenario with more than this is no story any more, and a log may be long. */
const MOST_ENTRIES = 2000;
/** After the last line, so that what was under way can end. */
const REST_MS = 60_000;
/** The shortest token that a backend takes. */
const SHORTEST_TOKEN_S = 60;

interface DeviceStory {
  readonly name: string;
  user: string;
  validityMs: number | undefined;
  /** When the outage began; -1 for none. */
  outageMs: number;
  isConnected: boolean;
  /** Nothing in the log says what it called. */
  isMute: boolean;
  /** Its system said that there was no network. */
  isOffline: boolean;
  wasOffline: boolean;
  saysNetwork: boolean;
  /** The lists of actions whose last call is not answered yet, by that call. */
  readonly waiting: Map<number, Action[]>;
  /** When the logins were called that are not answered yet. */
  readonly logins: Map<number, number>;
  /** A list whose call was answered just now: what is done in this instant goes on with it. */
  answered: { readonly atMs: number; readonly list: Action[] } | undefined;
}

/** Who does something, and when; `id` for a call that will be answered. */
interface Doing {
  readonly atMs: number;
  readonly device: string;
  readonly id?: number;
}

/** Collects a scenario while a log is read. */
export class ScenarioWriter {
  readonly #devices = new Map<string, DeviceStory>();
  readonly #names = new Map<string, string>();
  readonly #script: ScriptEntry[] = [];
  readonly #faults: Fault[] = [];
  #lastMs = 0;
  #entries = 0;
  #epochMs = 0;
  /** So many entries did not fit in. */
  left = 0;

  /** Devices whose log has no calls: they log in at the start, so that there is something to lose. */
  get mute(): readonly string[] {
    return [...this.#devices.values()].filter(({ isMute }) => isMute).map(({ name }) => name);
  }

  /** `epochMs`: what `atMs` 0 is. */
  take(one: Logged, epochMs: number): void {
    this.#epochMs = epochMs;
    this.#lastMs = one.atMs;
    const device = this.#deviceOf(one.device);
    switch (one.kind) {
      case 'call':
        this.#call(one, device);
        break;
      case 'settle':
        this.#settle(one, device);
        break;
      case 'event':
        if (one.name === 'connectionStateChanged') this.#connection(one, device);
        break;
      case 'user':
        this.#add({ atMs: one.atMs, device: one.device }, { user: one.action });
        break;
      case 'ui':
        this.#add({ atMs: one.atMs, device: one.device }, { [one.action]: one.what } as unknown as Action);
        break;
      case 'device':
        if (one.what === 'online' || one.what === 'offline') {
          device.saysNetwork = true;
          device.isOffline = one.what === 'offline';
          device.wasOffline ||= device.isOffline;
        }
        break;
      default:
        break;
    }
  }

  /** The scenario of all that was taken. */
  scenario({ name, title, sdk }: ScenarioNaming): Scenario {
    for (const device of this.#devices.values()) this.#endOutage(device, this.#lastMs + REST_MS / 2);
    const logins = this.mute.map((device): ScriptEntry => ({ at: ms(0), device, do: [{ call: 'login' }] }));
    const script = [...logins, ...this.#script].flatMap((entry) => {
      const actions = entry.do.filter((action) => !('call' in action) || isCall(action.call, sdk));
      return actions.length === 0 ? [] : [{ ...entry, do: actions }];
    });
    return {
      name,
      title,
      story: 'Made from a log: what the app called, and when it had no connection.',
      sdk,
      devices: [...this.#devices.values()].map(({ name: own, user, validityMs }) => ({
        name: own,
        user,
        ...(validityMs === undefined ? {} : { tokenValidity: `${secondsOf(validityMs)}s` as const }),
      })),
      script,
      ...(this.#faults.length === 0 ? {} : { faults: this.#faults }),
      until: ms(this.#lastMs + REST_MS),
      expects: [],
    };
  }

  #deviceOf(name: string): DeviceStory {
    const known = this.#devices.get(name);
    if (known !== undefined) return known;
    const made: DeviceStory = {
      name: this.#nameOf(name, 'device'),
      user: `user-${this.#devices.size + 1}`,
      validityMs: undefined,
      outageMs: -1,
      isConnected: false,
      isMute: true,
      logins: new Map(),
      isOffline: false,
      wasOffline: false,
      saysNetwork: false,
      waiting: new Map(),
      answered: undefined,
    };
    this.#devices.set(name, made);
    return made;
  }

  // Names that can be read stay; hashes get numbers.
  #nameOf(text: string, what: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const isReadable = /^[\w-]{1,40}$/.test(text) && !/^[0-9a-f]{16}$/.test(text) && !HOSTS.has(text);
    const taken = new Set(this.#names.values());
    let name = isReadable ? text : `${what}-1`;
    for (let number = 2; taken.has(name); number++) name = `${what}-${number}`;
    this.#names.set(text, name);
    return name;
  }

  #settle({ id, ok, error, atMs }: Logged & { readonly kind: 'settle' }, device: DeviceStory): void {
    const calledMs = device.logins.get(id);
    device.logins.delete(id);
    // A login that found no network.
    if (calledMs !== undefined && NO_NETWORK.has(error?.code ?? 0) && atMs > calledMs) {
      const lasts = ms(atMs - calledMs);
      this.#faults.push({
        kind: 'partition',
        at: ms(calledMs),
        for: lasts,
        between: [device.name, 'server'],
      });
    }
    const list = device.waiting.get(id);
    device.waiting.delete(id);
    device.answered = ok && list !== undefined ? { atMs, list } : undefined;
  }

  #call({ name, args, atMs, device: on, id }: Logged & { readonly kind: 'call' }, device: DeviceStory): void {
    const at = { atMs, device: on, id };
    device.isMute = false;
    if (name === 'login') {
      const { userID, token, offline } = loginOf(args);
      device.logins.set(id, atMs);
      if (userID !== undefined) device.user = this.#nameOf(userID, 'user');
      device.validityMs ??= this.#validityMs(token);
      this.#add(at, {
        call: 'login',
        ...(offline
          ? { args: ['$user', { userName: '$userName', token: '$token', isOfflineLogin: true }] }
          : {}),
      });
      return;
    }
    if (name === 'renewToken') {
      if (tokenOfRenewal(args) !== undefined) this.#add(at, { fetchToken: true }, { call: 'renewToken' });
      return;
    }
    this.#add(at, {
      call: name,
      ...(args.length === 0 ? {} : { args: args.map((value) => this.#plain(value, 0)) }),
    });
  }

  // The token that an app holds at the start is as old as the run.
  #validityMs(token: string | undefined): number | undefined {
    const seconds = token === undefined ? undefined : readTokenExpiry(token);
    return seconds === undefined ? undefined : seconds * 1000 - this.#epochMs;
  }

  /** A hidden text becomes one of the same length, a hash a name. */
  #plain(value: unknown, depth: number): unknown {
    if (typeof value === 'string') {
      const [, length] = /^~(\d{1,5})$/.exec(value) ?? [];
      if (length !== undefined) return 'x'.repeat(Number(length));
      return /^#[0-9a-f]{16}$/.test(value) ? this.#nameOf(value, 'id') : value;
    }
    if (value === undefined || depth > 20) return null;
    if (Array.isArray(value)) return value.map((one) => this.#plain(one, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#plain(one, depth + 1)]));
  }

  #add({ atMs, device: name, id }: Doing, ...actions: readonly Action[]): void {
    const device = this.#deviceOf(name);
    const { answered } = device;
    let list = answered?.atMs === atMs ? answered.list : undefined;
    if (this.#entries >= MOST_ENTRIES) {
      this.left++;
      return;
    }
    this.#entries++;
    if (list === undefined) {
      list = [];
      this.#script.push({ at: ms(atMs), device: device.name, do: list });
    }
    list.push(...actions);
    if (id === undefined) return;
    device.answered = undefined;
    device.waiting.set(id, list);
  }

  #connection({ data, atMs }: Logged & { readonly kind: 'event' }, device: DeviceStory): void {
    const { state, event } = data;
    if (state === ZIMConnectionState.Reconnecting && event === ZIMConnectionEvent.LoginInterrupted) {
      if (device.outageMs < 0) Object.assign(device, { outageMs: atMs, wasOffline: device.isOffline });
      return;
    }
    if (state === ZIMConnectionState.Connected || state === ZIMConnectionState.Disconnected) {
      this.#endOutage(device, atMs);
    }
    if (state === ZIMConnectionState.Disconnected && event === ZIMConnectionEvent.KickedOut) {
      this.#faults.push({ kind: 'kick', at: ms(atMs), user: device.user, device: device.name });
    }
  }

  #endOutage(device: DeviceStory, atMs: number): void {
    const { outageMs, name, saysNetwork, wasOffline } = device;
    device.outageMs = -1;
    if (outageMs < 0 || atMs <= outageMs) return;
    const at = ms(outageMs);
    const lasts = ms(atMs - outageMs);
    if (!saysNetwork || wasOffline) {
      this.#faults.push({ kind: 'offline', at, for: lasts, device: name });
      return;
    }
    // The system saw nothing of it: the path was broken somewhere else.
    this.#faults.push({ kind: 'reset', at, host: name });
    this.#faults.push({ kind: 'partition', at, for: lasts, between: [name, 'server'] });
  }
}

const NO_NETWORK: ReadonlySet<number> = new Set([
  ZIMErrorCode.NetworkModuleNetworkError,
  ZIMErrorCode.NetworkModuleRequestTimeout,
]);
const HOSTS: ReadonlySet<string> = new Set(['server', 'issuer']);
const METHODS: ReadonlySet<string> = new Set([...SDK_METHOD_NAMES, 'create']);

function isCall(name: string, sdk: SdkVersion): boolean {
  if (!METHODS.has(name)) return false;
  return name === 'create' || declares(sdk, name as (typeof SDK_METHOD_NAMES)[number]) !== 'no';
}

function secondsOf(validityMs: number): number {
  return Math.max(SHORTEST_TOKEN_S, Math.ceil(validityMs / 1000));
}

function ms(value: number): `${number}ms` {
  return `${Math.max(0, Math.floor(value))}ms`;
}
