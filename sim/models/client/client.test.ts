// The laws of the client, whatever happens to it and in whatever order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededChoices } from '../../kernel/choices.js';
import { clonePlain, deepFreeze, equalPlain, hashPlain } from '../../kernel/plain.js';
import { Randomness } from '../../kernel/random.js';
import { defaultParams } from '../../zim/facts.js';
import { SDK_METHOD_NAMES, withoutSession } from '../../zim/sdk-surface.js';
import { mintToken } from '../../zim/token04.js';
import { behaviourOf, SDK_VERSIONS, type SdkVersion } from '../../zim/versions.js';
import type { AnswerValue, ServerMessage } from '../../zim/wire.js';
import { EPOCH_MS, type StepContext } from '../model.js';
import { type ClientEffect, type ClientInput, type ClientState, createClient } from './state.js';
import { MODELLED_CALLS, stepClient } from './step.js';

/** One thing that happens; `socket` counts from the present one back, 0 being it. */
type Event =
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'opened' | 'failed' | 'closed'; readonly socket: number }
  | {
      readonly kind: 'message';
      readonly socket: number;
      readonly message: ServerMessage;
      readonly back: number;
    }
  | { readonly kind: 'timer'; readonly timer: string; readonly afterMs: number }
  | { readonly kind: 'hint'; readonly hint: 'online' | 'visible' };

const TIMERS = [
  'heartbeat',
  'heartbeatAck',
  'reconnect',
  'connectTimeout',
  'loginTimeout',
  'requests',
  'outbox',
  'tokenWillExpire',
  'tokenExpired',
];

const TOKENS = [20, 60, 3600].map((validForSeconds) =>
  mintToken({
    appID: 1,
    userID: 'alice',
    secret: '0123456789abcdef0123456789abcdef',
    validForSeconds,
    issuedAtSeconds: EPOCH_MS / 1000,
    nonce: 1,
    iv: new Uint8Array(16),
  }),
);

const id = fc.constantFrom('a', 'b', 'c', '');
const token = fc.constantFrom<unknown>(...TOKENS, '', '04x', '03x', undefined, 7);
const plainValue = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, 0, 7, Number.NaN, '', 'a', [], [1], {}),
  fc.jsonValue(),
);
const chat = fc.record({
  type: fc.constant(1),
  message: fc.constant('hi'),
  messageID: fc.constant('m'),
  localMessageID: fc.constantFrom('alice-1-1', 'alice-1-2', 'alice-1-3'),
  senderUserID: fc.constantFrom('alice', 'bob'),
  conversationID: id,
  conversationType: fc.constantFrom(0, 1, 2),
  timestamp: fc.constant(0),
});

const sensibleCall = fc.oneof(
  fc.tuple(
    fc.constant('login'),
    fc.tuple(fc.constantFrom('alice', 'bob'), fc.record({ token, isOfflineLogin: fc.boolean() })),
  ),
  fc.tuple(fc.constantFrom('enterRoom', 'createRoom', 'joinRoom'), fc.tuple(fc.record({ roomID: id }))),
  fc.tuple(fc.constant('switchRoom'), fc.tuple(id, fc.record({ roomID: id }), fc.boolean())),
  fc.tuple(fc.constantFrom('leaveRoom', 'queryRoomMemberList', 'joinGroup', 'leaveGroup'), fc.tuple(id)),
  fc.tuple(
    fc.constant('sendMessage'),
    fc.tuple(
      fc.record({
        type: fc.constant(1),
        message: fc.constant('hi'),
        localMessageID: fc.constantFrom('alice-1-1', 'x'),
      }),
      id,
      fc.constantFrom(0, 1, 2),
      fc.record({ isRetrySend: fc.boolean() }),
    ),
  ),
  fc.tuple(
    fc.constantFrom('setRoomAttributes', 'deleteRoomAttributes'),
    fc.tuple(fc.constantFrom({ a: 'x' }, ['a']), id),
  ),
  fc.tuple(
    fc.constantFrom('beginRoomAttributesBatchOperation', 'endRoomAttributesBatchOperation'),
    fc.tuple(id, fc.constant({})),
  ),
  fc.tuple(
    fc.constantFrom('queryHistoryMessage', 'deleteAllMessage', 'deleteConversation'),
    fc.tuple(id, fc.constantFrom(0, 2), fc.constant({ count: 2 })),
  ),
  fc.tuple(
    fc.constantFrom('insertMessageToLocalDB', 'deleteMessages'),
    fc.tuple(fc.constantFrom({ type: 1 }, [{ messageID: 'm' }]), id, fc.constantFrom(0, 2), id),
  ),
  fc.tuple(fc.constantFrom('callInvite', 'queryUsersInfo'), fc.tuple(fc.constant(['bob']), fc.constant({}))),
  fc.tuple(fc.constantFrom('callAccept', 'queryGroupInfo', 'updateUserName'), fc.tuple(id)),
  fc.tuple(fc.constant('renewToken'), fc.tuple(token)),
  fc.tuple(fc.constantFrom('logout', 'leaveAllRoom', 'destroy', 'create'), fc.constant([])),
);
const wildCall = fc.tuple(
  fc.constantFrom(...SDK_METHOD_NAMES, ...MODELLED_CALLS, 'noSuchCall'),
  fc.array(plainValue, { maxLength: 4 }),
);
const call: fc.Arbitrary<Event> = fc
  .oneof({ weight: 4, arbitrary: sensibleCall }, { weight: 1, arbitrary: wildCall })
  .map(([name, args]) => ({ kind: 'call', name, args }));

const value: fc.Arbitrary<AnswerValue> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<AnswerValue>({ kind: 'loggedIn', session: 's' }) },
  { weight: 1, arbitrary: fc.constant<AnswerValue>({ kind: 'done' }) },
  { weight: 2, arbitrary: id.map((roomID): AnswerValue => ({ kind: 'room', roomID, roomName: '' })) },
  { weight: 1, arbitrary: fc.array(id).map((roomIDs): AnswerValue => ({ kind: 'rooms', roomIDs })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('member', 'timeout', 'notExist', 'other')
      .map((outcome): AnswerValue => ({ kind: 'resumed', outcome })),
  },
  { weight: 1, arbitrary: fc.constant<AnswerValue>({ kind: 'count', count: 1 }) },
  { weight: 2, arbitrary: plainValue.map((v): AnswerValue => ({ kind: 'service', value: v })) },
  { weight: 1, arbitrary: chat.map((message): AnswerValue => ({ kind: 'accepted', message })) },
);
const refusal = fc.constantFrom('kickedOut' as const, 'tokenExpired' as const, 'unregistered' as const);
const message: fc.Arbitrary<ServerMessage> = fc.oneof(
  {
    weight: 8,
    arbitrary: value.map((v): ServerMessage => ({ kind: 'answer', request: 0, ok: true, value: v })),
  },
  {
    weight: 2,
    arbitrary: fc.option(refusal, { nil: undefined }).map(
      (r): ServerMessage => ({
        kind: 'answer',
        request: 0,
        ok: false,
        code: 6000007,
        message: 'no',
        ...(r === undefined ? {} : { refusal: r }),
      }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<ServerMessage>({ kind: 'heartbeatAck' }) },
  {
    weight: 1,
    arbitrary: id.map(
      (callID): ServerMessage => ({
        kind: 'push',
        event: 'callInvitationReceived',
        data: { callID },
        once: callID,
      }),
    ),
  },
  { weight: 1, arbitrary: refusal.map((reason): ServerMessage => ({ kind: 'sessionEnded', reason })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(id, fc.constantFrom('deleted' as const, 'kicked' as const, 'otherDevice' as const))
      .map(([roomID, reason]): ServerMessage => ({ kind: 'roomClosed', roomID, reason })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(5), chat, fc.boolean()).map(
      ([seq, m, isOfflineMessage]): ServerMessage => ({
        kind: 'message',
        seq,
        message: m,
        isOfflineMessage,
      }),
    ),
  },
);

const back = fc.oneof(
  { weight: 9, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -1, max: 3 }) },
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: call },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('opened' as const, 'opened' as const, 'failed' as const, 'closed' as const),
        back,
      )
      .map(([kind, socket]) => ({ kind, socket })),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(back, message, fc.nat(3))
      .map(([socket, m, b]): Event => ({ kind: 'message', socket, message: m, back: b })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...TIMERS), fc.nat(20_000))
      .map(([timer, afterMs]): Event => ({ kind: 'timer', timer, afterMs })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('online' as const, 'visible' as const)
      .map((hint) => ({ kind: 'hint' as const, hint })),
  },
);
// A login that succeeds comes first more often than not, or most runs would never see a session.
const LOGIN: readonly Event[] = [
  { kind: 'call', name: 'login', args: ['alice', { token: TOKENS[2] }] },
  { kind: 'opened', socket: 0 },
  {
    kind: 'message',
    socket: 0,
    message: { kind: 'answer', request: 0, ok: true, value: { kind: 'loggedIn', session: 's' } },
    back: 0,
  },
  { kind: 'call', name: 'enterRoom', args: [{ roomID: 'a' }] },
  {
    kind: 'message',
    socket: 0,
    message: { kind: 'answer', request: 0, ok: true, value: { kind: 'room', roomID: 'a', roomName: '' } },
    back: 0,
  },
];
const story: fc.Arbitrary<readonly Event[]> = fc
  .tuple(fc.constantFrom(LOGIN, LOGIN, []), fc.array(event, { maxLength: 60, size: 'max' }))
  .map(([first, rest]) => [...first, ...rest]);

const PARAMS = deepFreeze(defaultParams());

/** A client whose every input and context is frozen, and its effects as well. */
class Player {
  readonly state: ClientState;
  nowMs = 0;
  calls = 0;
  private readonly choices = new SeededChoices(new Randomness(7));

  constructor(version: SdkVersion, from?: Player) {
    this.state = from === undefined ? fresh(version) : clonePlain(from.state);
    this.nowMs = from?.nowMs ?? 0;
    this.calls = from?.calls ?? 0;
  }

  play(next: Event): ClientEffect[] {
    if (next.kind === 'timer') this.nowMs += next.afterMs;
    const { nowMs, choices } = this;
    const context: StepContext = Object.freeze({ nowMs, wallMs: EPOCH_MS + nowMs, params: PARAMS, choices });
    const out: ClientEffect[] = [];
    stepClient(this.state, deepFreeze(this.inputOf(next)), context, out);
    return deepFreeze(out);
  }

  // Numbers that only the state knows are filled in here: the present socket, and a question that is open.
  private inputOf(next: Event): ClientInput {
    switch (next.kind) {
      case 'call':
        this.calls += 1;
        return { kind: 'call', id: this.calls, name: next.name, args: next.args };
      case 'timer':
        return { kind: 'timer', timer: next.timer };
      case 'hint':
        return next;
      case 'message': {
        const { link, requests } = this.state;
        const open = link.loginRequest === 0 ? ([...requests.keys()][next.back] ?? 0) : link.loginRequest;
        const said = next.message.kind === 'answer' ? { ...next.message, request: open } : next.message;
        return { kind: 'message', socket: link.socket - next.socket, message: said };
      }
      default:
        return { kind: next.kind, socket: this.state.link.socket - next.socket };
    }
  }
}

function fresh(version: SdkVersion): ClientState {
  return createClient({
    deviceID: 'alice-1',
    deviceKey: 1,
    connectTimeoutMs: 30_000,
    authentication: 'token',
    sdk: behaviourOf(version),
    serverHost: 'server',
    // Every other version, so that both kinds of clients are among the stories.
    store: SDK_VERSIONS.indexOf(version) % 2 === 0,
  });
}

const version = fc.constantFrom(...SDK_VERSIONS);
const CONTROL = new Set(['connect', 'send', 'close', 'setTimer', 'clearTimer']);

/** Checks something after each event of many stories. */
function always(
  check: (step: {
    readonly player: Player;
    readonly before: ClientState;
    readonly event: Event;
    readonly out: readonly ClientEffect[];
  }) => void,
  seed: number | undefined = undefined,
): void {
  fc.assert(
    fc.property(version, story, (v, events) => {
      const player = new Player(v);
      for (const next of events) {
        const before = clonePlain(player.state);
        check({ player, before, event: next, out: player.play(next) });
      }
    }),
    { numRuns: 300, ...(seed === undefined ? {} : { seed }) },
  );
}

describe('whatever happens', () => {
  it('a step never throws, and touches nothing but its own state', () => {
    always(({ player }) => {
      hashPlain(player.state);
    });
  });

  it('stories reach sessions, rooms, outages and destruction', () => {
    const reached = new Set<string>();
    always(({ player: { state } }) => {
      reached.add(state.phase).add(state.link.phase);
      for (const room of state.rooms.values()) reached.add(`room ${room.state}/${room.event}`);
      if (state.outbox.length > 0) reached.add('outbox');
      if (state.token !== undefined) reached.add('token');
      // What is reached in 300 stories is chance: these are always the same ones.
    }, 42);
    for (const what of [
      'idle',
      'loggingIn',
      'session',
      'destroyed',
      'waiting',
      'asking',
      'ready',
      'outbox',
      'token',
    ]) {
      expect(reached).toContain(what);
    }
    for (const room of ['room 1/1', 'room 2/0', 'room 1/6', 'room 1/11']) expect(reached).toContain(room);
  });

  it('a clone goes on as the original does, and neither notices the other', () => {
    fc.assert(
      fc.property(version, story, fc.nat(), (v, events, where) => {
        const original = new Player(v);
        const cut = events.length === 0 ? 0 : where % events.length;
        for (const next of events.slice(0, cut)) original.play(next);
        const clone = new Player(v, original);
        const rest = events.slice(cut);
        const outs = rest.map((next) => original.play(next));
        const clones = rest.map((next) => clone.play(next));
        expect(equalPlain(clones, outs)).toBe(true);
        expect(hashPlain(clone.state)).toBe(hashPlain(original.state));
      }),
      { numRuns: 200 },
    );
  });

  it('control effects come before everything that the app hears, since it may end the life that they belong to', () => {
    always(({ out }) => {
      const heard = out.findIndex(({ kind }) => kind === 'emit');
      if (heard < 0) return;
      expect(out.slice(heard).filter(({ kind }) => CONTROL.has(kind))).toEqual([]);
    });
  });

  it('a call fails with 6000121 if and only if there is no session', () => {
    always(({ before, event: next, out, player }) => {
      if (next.kind !== 'call' || before.phase === 'destroyed') return;
      const isMethod = (SDK_METHOD_NAMES as readonly string[]).includes(next.name);
      if (!isMethod || withoutSession(next.name as never) !== 'rejects') return;
      const own = out.find((effect) => effect.kind === 'settle' && effect.call === player.calls);
      const code = own?.kind === 'settle' && !own.ok ? own.error.code : undefined;
      expect(code === 6000121).toBe(before.phase !== 'session');
    });
  });

  it('each call settles once at most', () => {
    fc.assert(
      fc.property(version, story, (v, events) => {
        const player = new Player(v);
        const settled = new Set<number>();
        for (const next of events) {
          for (const effect of player.play(next)) {
            if (effect.kind !== 'settle') continue;
            expect(effect.call).toBeGreaterThan(0);
            expect(settled.has(effect.call)).toBe(false);
            settled.add(effect.call);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a destroyed client is silent and does nothing', () => {
    always(({ before, event: next, out }) => {
      if (before.phase !== 'destroyed' || (next.kind === 'call' && next.name === 'create')) return;
      expect(out.filter(({ kind }) => kind !== 'settle')).toEqual([]);
    });
  });

  it('without a login there is no socket, no timer and no attempt', () => {
    always(({ before, event: next, out }) => {
      if (before.phase !== 'idle' || next.kind === 'call') return;
      expect(out).toEqual([]);
    });
  });

  it('nothing is sent on another socket than the present one, and questions only when the login is answered', () => {
    always(({ player, before, out }) => {
      for (const effect of out) {
        if (effect.kind !== 'send') continue;
        expect(effect.socket).toBe(player.state.link.socket || before.link.socket);
        if (effect.message.kind === 'login') expect(player.state.link.phase).toBe('asking');
        else if (effect.message.kind !== 'logout') expect(player.state.link.phase).toBe('ready');
      }
    });
  });

  it('a room is CONNECTED only while the login is answered, and every room has been told of', () => {
    always(({ player: { state } }) => {
      for (const room of state.rooms.values()) {
        expect(room.state).not.toBe(0);
        if (room.state === 2) expect(state.link.phase).toBe('ready');
      }
      if (state.phase !== 'session') expect(state.rooms.size).toBe(0);
    });
  });

  it('with a session and a lost link an attempt is always planned or under way', () => {
    always(({ player: { state } }) => {
      const wanted = state.phase === 'session' || state.phase === 'loggingIn';
      expect(state.link.phase !== 'none').toBe(wanted);
      expect(state.link.socket !== 0).toBe(['connecting', 'asking', 'ready'].includes(state.link.phase));
    });
  });

  it('the connection state that the app was told last is the state', () => {
    always(({ player: { state }, before, out }) => {
      const told = out.filter(
        (effect) =>
          effect.kind === 'emit' && effect.event === 'connectionStateChanged' && effect.life === state.life,
      );
      const last = told.at(-1);
      if (last?.kind === 'emit') expect(last.data.state).toBe(state.connectionState);
      else if (state.phase !== 'destroyed' && before.phase !== 'destroyed')
        expect(state.connectionState).toBe(before.connectionState);
    });
  });
});
