// A client alone, without network and world: virtual time, its timers, its sockets and an app that listens. For
// tests, which play the platform and the backend. Inputs, contexts and effects are frozen, so a step that writes to
// anything but its own state throws.

import { SeededChoices } from '../../kernel/choices.js';
import { deepFreeze } from '../../kernel/plain.js';
import { hashText, Randomness } from '../../kernel/random.js';
import { defaultParams, type Params } from '../../zim/facts.js';
import { mintToken } from '../../zim/token04.js';
import { behaviourOf, LATEST_SDK_VERSION, type SdkVersion } from '../../zim/versions.js';
import type { AnswerValue, ClientMessage, LoginRefusal, ServerMessage } from '../../zim/wire.js';
import { EPOCH_MS, type StepContext } from '../model.js';
import {
  type ClientConfig,
  type ClientEffect,
  type ClientInput,
  type ClientState,
  createClient,
} from './state.js';
import { stepClient } from './step.js';

/** What a test may choose. */
export interface ClientSetup {
  readonly version?: SdkVersion;
  readonly config?: Partial<ClientConfig>;
  readonly params?: Partial<Params>;
  readonly seed?: number;
}

/** How a call ended. */
export type Settlement =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: number; readonly message: string };

type Data = Readonly<Record<string, unknown>>;
type Listener = (event: string, data: Data) => void;

/**
 * Plays a client.
 *
 * @example
 * const client = new ClientDriver();
 * client.logIn();
 * client.close();
 * client.told(); // ['connection 3/3']
 */
export class ClientDriver {
  readonly state: ClientState;
  readonly params: Params;
  readonly settled: Map<number, Settlement> = new Map();
  /** When each attempt to connect began. */
  readonly attempts: number[] = [];
  /** When each timer is due, in the order in which they were set. */
  readonly timers: Map<string, number> = new Map();
  /** Effects of every step so far, step by step. */
  readonly steps: (readonly ClientEffect[])[] = [];
  /** The app; it may call the client from inside. */
  listener: Listener = () => {};
  nowMs = 0;
  private readonly choices: SeededChoices;
  private calls = 0;
  private toldSoFar: string[] = [];
  private sentSoFar: ClientMessage[] = [];
  private unanswered: ClientMessage[] = [];

  constructor({ version = LATEST_SDK_VERSION, config = {}, params = {}, seed = 42 }: ClientSetup = {}) {
    this.state = createClient({
      deviceID: 'alice-1',
      deviceKey: hashText('alice-1'),
      connectTimeoutMs: 30_000,
      authentication: 'token',
      sdk: behaviourOf(version),
      serverHost: 'server',
      ...config,
    });
    this.params = deepFreeze({ ...defaultParams(), localDataMs: 0, ...params });
    this.choices = new SeededChoices(new Randomness(seed));
  }

  /** A token for alice that is valid for so long from now on. */
  token(validForSeconds: number = 3600, userID: string = 'alice'): string {
    return mintToken({
      appID: 1,
      userID,
      secret: '0123456789abcdef0123456789abcdef',
      validForSeconds,
      issuedAtSeconds: Math.floor((EPOCH_MS + this.nowMs) / 1000),
      nonce: 1,
      iv: new Uint8Array(16),
    });
  }

  input(input: ClientInput): readonly ClientEffect[] {
    const out: ClientEffect[] = [];
    const { nowMs, params, choices } = this;
    const context: StepContext = Object.freeze({ nowMs, wallMs: EPOCH_MS + nowMs, params, choices });
    stepClient(this.state, deepFreeze(input), context, out);
    this.steps.push(deepFreeze(out));
    for (const effect of out) this.apply(effect);
    return out;
  }

  /** Returns the number of the call, by which {@link settled} knows it. */
  call(name: string, ...args: readonly unknown[]): number {
    this.calls += 1;
    const id = this.calls;
    this.input({ kind: 'call', id, name, args });
    return id;
  }

  /** What became of a call made now: `pending`, or how it ended at once. */
  result(name: string, ...args: readonly unknown[]): Settlement | 'pending' {
    return this.settled.get(this.call(name, ...args)) ?? 'pending';
  }

  open(): void {
    this.input({ kind: 'opened', socket: this.state.link.socket });
  }

  fail(): void {
    this.input({ kind: 'failed', socket: this.state.link.socket });
  }

  close(): void {
    this.input({ kind: 'closed', socket: this.state.link.socket });
  }

  hear(message: ServerMessage): void {
    this.input({ kind: 'message', socket: this.state.link.socket, message });
  }

  /** A good answer to the oldest question of this kind that has none. */
  answer(kind: ClientMessage['kind'], value: AnswerValue = { kind: 'done' }): void {
    this.hear({ kind: 'answer', request: this.takeQuestion(kind), ok: true, value });
  }

  refuse(kind: ClientMessage['kind'], code: number, refusal?: LoginRefusal): void {
    const request = this.takeQuestion(kind);
    const why = refusal === undefined ? {} : { refusal };
    this.hear({ kind: 'answer', request, ok: false, code, message: `refused ${code}`, ...why });
  }

  /** A first login that succeeds; what was said and sent on the way is thrown away. */
  logIn(validForSeconds: number = 3600): void {
    this.call('login', 'alice', { token: this.token(validForSeconds) });
    this.comeBack();
    this.told();
    this.sent();
  }

  /** The present attempt succeeds, and the backend takes the login. */
  comeBack(): void {
    this.open();
    this.answer('login', { kind: 'loggedIn', session: 's1' });
  }

  /** Logged in without any server: the session of an offline login. */
  logInOffline(validForSeconds: number = 3600): void {
    this.call('login', 'alice', { token: this.token(validForSeconds), isOfflineLogin: true });
    this.advance(0);
    this.fail();
    this.told();
  }

  enter(roomID: string): void {
    this.call('enterRoom', { roomID, roomName: '' });
    this.answer('enterRoom', { kind: 'room', roomID, roomName: '' });
    this.told();
    this.sent();
  }

  /** What the app heard since this was asked last, one line each. */
  told(): string[] {
    const told = this.toldSoFar;
    this.toldSoFar = [];
    return told;
  }

  /** What was sent since this was asked last. */
  sent(): ClientMessage[] {
    const sent = this.sentSoFar;
    this.sentSoFar = [];
    return sent;
  }

  /** Lets time pass; timers fire in order. */
  advance(ms: number): void {
    const end = this.nowMs + ms;
    for (let next = this.nextTimer(end); next !== undefined; next = this.nextTimer(end)) {
      this.nowMs = this.timers.get(next) ?? end;
      this.timers.delete(next);
      this.input({ kind: 'timer', timer: next });
    }
    this.nowMs = end;
  }

  private takeQuestion(kind: ClientMessage['kind']): number {
    const index = this.unanswered.findIndex((message) => message.kind === kind);
    const [question] = index < 0 ? [] : this.unanswered.splice(index, 1);
    if (question === undefined || !('request' in question)) throw new Error(`Nobody asked ${kind}.`);
    return question.request;
  }

  private nextTimer(endMs: number): string | undefined {
    let earliest: string | undefined;
    let earliestMs = endMs + 1;
    for (const [timer, dueMs] of this.timers) {
      if (dueMs >= earliestMs) continue;
      earliest = timer;
      earliestMs = dueMs;
    }
    return earliest;
  }

  private apply(effect: ClientEffect): void {
    switch (effect.kind) {
      case 'connect':
        this.attempts.push(this.nowMs);
        this.unanswered = [];
        return;
      case 'send':
        this.sentSoFar.push(effect.message);
        this.unanswered.push(effect.message);
        return;
      case 'close':
        return;
      case 'setTimer':
        this.timers.delete(effect.timer);
        this.timers.set(effect.timer, this.nowMs + effect.afterMs);
        return;
      case 'clearTimer':
        this.timers.delete(effect.timer);
        return;
      case 'emit':
        if (effect.life !== this.state.life) return;
        this.toldSoFar.push(lineOf(effect.event, effect.data));
        this.listener(effect.event, effect.data);
        return;
      case 'settle':
        if (this.settled.has(effect.call)) throw new Error(`Call ${effect.call} settles twice.`);
        this.settled.set(
          effect.call,
          effect.ok ? { ok: true, value: effect.value } : { ok: false, ...effect.error },
        );
    }
  }
}

function lineOf(event: string, data: Data): string {
  switch (event) {
    case 'connectionStateChanged':
      return `connection ${data.state}/${data.event}${data.extendedData === '' ? '' : ` ${data.extendedData}`}`;
    case 'roomStateChanged':
      return `room ${data.roomID} ${data.state}/${data.event}`;
    case 'conversationSyncStateChanged':
      return `sync ${data.state}`;
    default:
      return `${event} ${JSON.stringify(data)}`;
  }
}
