// A backend alone, without network and world: virtual time, its timers, and what it said to whom. For tests, which
// play the clients. Every input and effect is frozen, so a step that changes one of them later throws.

import { SeededChoices } from '../../kernel/choices.js';
import { deepFreeze } from '../../kernel/plain.js';
import { Randomness } from '../../kernel/random.js';
import { defaultParams, type Params } from '../../zim/facts.js';
import { mintToken } from '../../zim/token04.js';
import type { ChatMessage, ClientMessage, LoginRequest, ServerMessage } from '../../zim/wire.js';
import { EPOCH_MS, type StepContext } from '../model.js';
import type { AdminCommand } from './admin-command.js';
import type { BackendReport } from './report.js';
import { createServer, type ServerConfig, type ServerState } from './state.js';
import { stepServer } from './step.js';
import type { ServerEffect, ServerInput } from './turn.js';

/** The configuration of a backend for tests: 32 characters of secret, and no tokens unless asked for. */
const TEST_CONFIG: ServerConfig = {
  authentication: 'none',
  appID: 1,
  secret: '0123456789abcdef0123456789abcdef',
};

/** A token for that configuration, issued at this time of a run. */
export function testToken(userID: string, issuedAtMs: number, validForSeconds: number): string {
  return mintToken({
    appID: TEST_CONFIG.appID,
    userID,
    secret: TEST_CONFIG.secret,
    validForSeconds,
    issuedAtSeconds: Math.floor((EPOCH_MS + issuedAtMs) / 1000),
    nonce: 1,
    iv: new Uint8Array(16),
  });
}

type Answer = Extract<ServerMessage, { kind: 'answer' }>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type Question = DistributiveOmit<Extract<ClientMessage, { request: number }>, 'request'>;

/**
 * Plays a backend.
 *
 * @example
 * const server = new ServerDriver();
 * const alice = server.login('alice');
 * server.ask(alice, { kind: 'enterRoom', roomID: 'r', roomName: '', roomDestroyDelayTime: 0 });
 */
export class ServerDriver {
  readonly state: ServerState;
  readonly params: Params;
  readonly reports: BackendReport[] = [];
  /** When each timer is due, in the order in which they were set. */
  readonly timers: Map<string, number> = new Map();
  readonly open: Set<number> = new Set();
  nowMs = 0;
  private readonly inboxes = new Map<number, ServerMessage[]>();
  private readonly sessions = new Map<number, string>();
  private readonly choices = new SeededChoices(new Randomness(42));
  private connections = 0;
  private requests = 0;

  constructor(config: Partial<ServerConfig> = {}, params: Partial<Params> = {}) {
    this.state = createServer({ ...TEST_CONFIG, ...config });
    this.params = deepFreeze({ ...defaultParams(), ...params });
  }

  get context(): StepContext {
    const { nowMs, params, choices } = this;
    return Object.freeze({ nowMs, wallMs: EPOCH_MS + nowMs, params, choices });
  }

  /** One step; its effects are applied and returned. */
  input(input: ServerInput): readonly ServerEffect[] {
    const out: ServerEffect[] = [];
    stepServer(this.state, deepFreeze(input), this.context, out);
    for (const effect of deepFreeze(out)) this.apply(effect);
    return out;
  }

  connect(): number {
    this.connections += 1;
    this.open.add(this.connections);
    this.input({ kind: 'accepted', connection: this.connections, host: 'host' });
    return this.connections;
  }

  /** The network ends the connection. */
  cut(connection: number): void {
    this.open.delete(connection);
    this.input({ kind: 'closed', connection });
  }

  say(connection: number, message: ClientMessage): readonly ServerEffect[] {
    return this.input({ kind: 'message', connection, message });
  }

  beat(connection: number, receivedSeq: number = 0): void {
    this.say(connection, { kind: 'heartbeat', receivedSeq });
  }

  admin(command: AdminCommand): readonly ServerEffect[] {
    return this.input({ kind: 'admin', command });
  }

  /** Asks, and returns the only answer. */
  ask(connection: number, question: Question): Answer {
    this.requests += 1;
    const request = this.requests;
    const effects = this.say(connection, { ...question, request } as ClientMessage);
    const answers = effects.flatMap((effect) =>
      effect.kind === 'send' && effect.message.kind === 'answer' && effect.connection === connection
        ? [effect.message]
        : [],
    );
    const [answer] = answers;
    if (answer === undefined || answers.length > 1 || answer.request !== request) {
      throw new Error(`Expected one answer to ${question.kind}, got ${JSON.stringify(answers)}.`);
    }
    return answer;
  }

  /** The value of a good answer, or the code of a refusal. */
  result(connection: number, question: Question): unknown {
    const answer = this.ask(connection, question);
    return answer.ok ? answer.value : answer.code;
  }

  tryLogin(connection: number, userID: string, more: Partial<LoginRequest> = {}): Answer {
    const answer = this.ask(connection, {
      kind: 'login',
      userID,
      userName: userID.toUpperCase(),
      deviceID: `${userID}-1`,
      token: undefined,
      session: undefined,
      rooms: [],
      receivedSeq: 0,
      ...more,
    });
    if (answer.ok && answer.value.kind === 'loggedIn') this.sessions.set(connection, answer.value.session);
    return answer;
  }

  /** A new connection with a good login on it. What it was sent at first is thrown away. */
  login(userID: string, more: Partial<LoginRequest> = {}): number {
    const connection = this.connect();
    const answer = this.tryLogin(connection, userID, more);
    if (!answer.ok) throw new Error(`Expected a good login of ${userID}, got ${answer.code}.`);
    this.heard(connection);
    return connection;
  }

  /** The session that logged in on a connection last. */
  session(connection: number): string {
    return this.sessions.get(connection) ?? 'none';
  }

  enter(connection: number, roomID: string, roomDestroyDelayTime: number = 0): unknown {
    return this.result(connection, { kind: 'enterRoom', roomID, roomName: '', roomDestroyDelayTime });
  }

  resume(connection: number, roomID: string): unknown {
    const answer = this.ask(connection, { kind: 'resumeRoom', roomID });
    return answer.ok && answer.value.kind === 'resumed' ? answer.value.outcome : answer;
  }

  chat(connection: number, message: Partial<ChatMessage>): unknown {
    const localMessageID = `l${this.requests}`;
    return this.result(connection, {
      kind: 'sendMessage',
      message: { ...DRAFT, localMessageID, ...message },
    });
  }

  /** What a connection has been sent since this was asked last; answers aside. */
  heard(connection: number): ServerMessage[] {
    const messages = this.inboxes.get(connection) ?? [];
    this.inboxes.set(connection, []);
    return messages.filter(({ kind }) => kind !== 'answer');
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

  members(roomID: string): string[] | undefined {
    const room = this.state.rooms.get(roomID);
    return room && [...room.members.keys()];
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

  private apply(effect: ServerEffect): void {
    switch (effect.kind) {
      case 'send':
        this.assertOpen(effect.connection, effect.message.kind);
        this.inboxes.set(effect.connection, [...(this.inboxes.get(effect.connection) ?? []), effect.message]);
        return;
      case 'close':
        this.assertOpen(effect.connection, 'close');
        this.open.delete(effect.connection);
        return;
      case 'setTimer':
        this.timers.delete(effect.timer);
        this.timers.set(effect.timer, this.nowMs + effect.afterMs);
        return;
      case 'clearTimer':
        this.timers.delete(effect.timer);
        return;
      case 'report':
        this.reports.push(effect.report);
    }
  }

  private assertOpen(connection: number, what: string): void {
    if (!this.open.has(connection)) throw new Error(`${what} on connection ${connection}, which is closed.`);
  }
}

const DRAFT: ChatMessage = {
  type: 1,
  message: 'hello',
  messageID: '',
  localMessageID: '',
  senderUserID: '',
  conversationID: '',
  conversationType: 0,
  timestamp: 0,
};
