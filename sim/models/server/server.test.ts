import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { BackendFact } from '../../check/observation.js';
import { SeededChoices } from '../../kernel/choices.js';
import { clonePlain, deepFreeze, equalPlain } from '../../kernel/plain.js';
import { Randomness } from '../../kernel/random.js';
import { defaultParams } from '../../zim/facts.js';
import type { ClientMessage } from '../../zim/wire.js';
import { EPOCH_MS, type StepContext } from '../model.js';
import { type Question, ServerDriver, testToken } from './driver.test-support.js';
import type { BackendReport } from './report.js';
import { cloneServer, createServer, hashServer, onlineSessions, type ServerState } from './state.js';
import { stepServer } from './step.js';
import { memberTimer, readTimer, roomTimer, sessionTimer } from './timers.js';
import type { ServerEffect, ServerInput } from './turn.js';

const USERS = ['alice', 'bob', 'carol'] as const;
const ROOMS = ['r', 's', 't'] as const;
const user = fc.constantFrom(...USERS);
const roomID = fc.constantFrom(...ROOMS);
const device = fc.constantFrom('1', '2', '3');
const pick = fc.nat(7);

const enterQuestion = fc.record({
  kind: fc.constantFrom('createRoom', 'enterRoom'),
  roomID,
  roomName: fc.constant(''),
  roomDestroyDelayTime: fc.constantFrom(0, 20),
});
const switchQuestion = fc.record({
  kind: fc.constant('switchRoom'),
  fromRoomID: roomID,
  roomID,
  roomName: fc.constant(''),
  isCreateWhenRoomNotExisted: fc.boolean(),
  roomDestroyDelayTime: fc.constant(0),
});
const chatQuestion = fc
  .tuple(fc.constantFrom(...USERS, ...ROOMS, 'g'), fc.constantFrom(0, 1, 2), fc.nat(3))
  .map(([conversationID, conversationType, local]) => ({
    kind: 'sendMessage',
    message: {
      type: 1,
      message: 'm',
      messageID: '',
      localMessageID: `l${local}`,
      senderUserID: '',
      conversationID,
      conversationType,
      timestamp: 0,
    },
  }));
const question = fc.oneof(
  enterQuestion,
  switchQuestion,
  chatQuestion,
  fc.record({ kind: fc.constantFrom('joinRoom', 'leaveRoom', 'resumeRoom', 'queryRoomMemberList'), roomID }),
  fc.record({ kind: fc.constant('leaveAllRoom') }),
  fc.record({ kind: fc.constantFrom('joinGroup', 'leaveGroup'), groupID: fc.constant('g') }),
  fc.record({
    kind: fc.constant('createGroup'),
    groupID: fc.constant('g'),
    groupName: fc.constant(''),
    userIDs: fc.subarray([...USERS]),
  }),
) as fc.Arbitrary<Question>;

const command = fc.oneof(
  fc.record({ kind: fc.constantFrom('kickUser', 'revokeToken'), userID: user }),
  fc.record({ kind: fc.constantFrom('kickMember', 'timeOutMember'), userID: user, roomID }),
  fc.record({ kind: fc.constantFrom('createRoom', 'deleteRoom'), roomID }),
  fc.record({
    kind: fc.constant('answerResume'),
    outcome: fc.constantFrom('other', 'timeout', 'notExist', 'actual'),
    times: fc.nat(2),
  }),
  fc.record({ kind: fc.constant('restart'), keepMemory: fc.boolean() }),
) as fc.Arbitrary<Extract<ServerInput, { kind: 'admin' }>['command']>;

/** What may happen to a backend; numbers pick one of the connections there are. */
type Happening =
  | { kind: 'connect' }
  | {
      kind: 'login';
      on: number;
      user: string;
      device: string;
      returns: boolean;
      rooms: string[];
      seq: number;
    }
  | { kind: 'ask'; on: number; question: Question }
  | { kind: 'beat'; on: number; seq: number }
  | { kind: 'logout' | 'cut'; on: number }
  | { kind: 'renew'; on: number; user: string }
  | { kind: 'wait'; ms: number }
  | { kind: 'admin'; command: Extract<ServerInput, { kind: 'admin' }>['command'] };

const login = fc.record({
  kind: fc.constant('login' as const),
  on: pick,
  user,
  device,
  returns: fc.boolean(),
  rooms: fc.subarray([...ROOMS]),
  seq: fc.nat(4),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect' as const) }) },
  { weight: 6, arbitrary: login },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('ask' as const), on: pick, question }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('beat' as const), on: pick, seq: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('logout' as const, 'cut' as const), on: pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), on: pick, user }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(40_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('admin' as const), command }) },
);
const setting = fc.record({
  authentication: fc.constantFrom('token' as const, 'none' as const),
  memberTimeoutStarts: fc.constantFrom('offline' as const, 'silence' as const),
  maxDevicesPerUser: fc.integer({ min: 1, max: 2 }),
  roomMemberTimeoutMs: fc.constantFrom(10_000, 30_000, 60_000),
});
const story = fc.record({ setting, happenings: fc.array(happening, { minLength: 20, maxLength: 80 }) });

/** A driver that records its inputs, and lets stories happen to it. */
class StoryTeller extends ServerDriver {
  readonly inputs: { input: ServerInput; context: StepContext; effects: readonly ServerEffect[] }[] = [];
  private readonly all: number[] = [];

  override input(input: ServerInput): readonly ServerEffect[] {
    const { context } = this;
    const isHeard = input.kind !== 'message' || this.state.connections.has(input.connection);
    const effects = super.input(input);
    this.inputs.push({ input, context, effects });
    if (input.kind === 'message') expectOneAnswer(input, effects, isHeard);
    expectSound(this);
    return effects;
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case 'connect':
        this.all.push(this.connect());
        return;
      case 'wait':
        this.advance(happening.ms);
        return;
      case 'admin':
        this.admin(happening.command);
        // The world ends the connections of a backend that starts again.
        if (happening.command.kind === 'restart')
          for (const connection of [...this.open]) this.cut(connection);
        return;
      default: {
        const connection = this.all[happening.on % Math.max(1, this.all.length)];
        if (connection !== undefined) this.happenOn(connection, happening);
      }
    }
  }

  private happenOn(
    connection: number,
    happening: Exclude<Happening, { kind: 'connect' | 'wait' | 'admin' }>,
  ): void {
    switch (happening.kind) {
      case 'login': {
        const { user: userID, device: deviceID, rooms, seq: receivedSeq } = happening;
        const token = testToken(userID, this.nowMs, 60);
        const name = this.state.users.get(userID)?.devices.get(deviceID);
        const session = happening.returns ? `${userID}/${deviceID}/${name?.sessionsStarted ?? 1}` : undefined;
        const message = { userID, userName: '', deviceID, rooms, receivedSeq, token, session };
        this.say(connection, { kind: 'login', request: this.inputs.length, ...message });
        return;
      }
      case 'ask':
        this.say(connection, { ...happening.question, request: this.inputs.length } as ClientMessage);
        return;
      case 'beat':
        this.beat(connection, happening.seq);
        return;
      case 'logout':
        this.say(connection, { kind: 'logout' });
        return;
      case 'cut':
        this.cut(connection);
        return;
      case 'renew': {
        const token = testToken(happening.user, this.nowMs, 60);
        this.say(connection, { kind: 'renewToken', request: this.inputs.length, token });
      }
    }
  }
}

function expectOneAnswer(
  input: Extract<ServerInput, { kind: 'message' }>,
  effects: readonly ServerEffect[],
  isHeard: boolean,
): void {
  const answers = effects.filter((effect) => effect.kind === 'send' && effect.message.kind === 'answer');
  const asked = 'request' in input.message ? input.message.request : undefined;
  expect(answers).toHaveLength(isHeard && asked !== undefined ? 1 : 0);
  for (const answer of answers) {
    expect(answer).toMatchObject({ connection: input.connection, message: { request: asked } });
  }
}

// What holds between the records after every step, and between them and the timers.
function expectSound(server: ServerDriver): void {
  const { state, timers } = server;
  const expected = new Set<string>();
  for (const { connection, session } of state.connections.values()) {
    expect(server.open.has(connection)).toBe(true);
    if (session !== undefined) expect(state.sessions.get(session)?.connection).toBe(connection);
  }
  for (const session of state.sessions.values()) {
    expect(state.users.get(session.userID)?.devices.get(session.deviceID)?.session).toBe(session.id);
    if (session.connection === undefined) continue;
    expect(state.connections.get(session.connection)?.session).toBe(session.id);
    expected.add(sessionTimer(session.id));
  }
  const byDevice: string[] = [];
  for (const { userID, devices } of state.users.values()) {
    expect(onlineSessions(state, userID).length).toBeLessThanOrEqual(server.params.maxDevicesPerUser);
    for (const { deviceID, rooms, inbox, nextSeq } of devices.values()) {
      byDevice.push(...rooms.map((room) => `${room} ${userID} ${deviceID}`));
      expect(inbox.map(({ seq }) => seq)).toEqual(inbox.map((_, index) => nextSeq - inbox.length + index));
    }
  }
  const byRoom: string[] = [];
  for (const room of state.rooms.values()) {
    if (room.members.size === 0 && timers.has(roomTimer(room.roomID))) expected.add(roomTimer(room.roomID));
    for (const { userID, deviceID, connection } of room.members.values()) {
      byRoom.push(`${room.roomID} ${userID} ${deviceID}`);
      if (connection === undefined) expected.add(memberTimer(room.roomID, userID));
      else expect(deviceConnection(state, userID, deviceID)).toBe(connection);
    }
  }
  expect(byRoom.sort()).toEqual(byDevice.sort());
  expect([...timers.keys()].sort()).toEqual([...expected].sort());
}

function deviceConnection(state: ServerState, userID: string, deviceID: string): number | undefined {
  const session = state.users.get(userID)?.devices.get(deviceID)?.session;
  return session === undefined ? undefined : state.sessions.get(session)?.connection;
}

function tell({
  setting,
  happenings,
}: {
  setting: SettingOf;
  happenings: readonly Happening[];
}): StoryTeller {
  const { authentication, ...params } = setting;
  const server = new StoryTeller({ authentication }, params);
  for (let i = 0; i < 4; i++) server.happen({ kind: 'connect' });
  for (const next of happenings) server.happen(next);
  return server;
}

type SettingOf = typeof setting extends fc.Arbitrary<infer T> ? T : never;

describe('whatever happens to a backend', () => {
  it('its records and timers agree, and every request is answered once', () => {
    fc.assert(
      fc.property(story, (told) => {
        tell(told);
      }),
      { numRuns: 200 },
    );
  });

  it('its reports alone tell who is in which room', () => {
    fc.assert(
      fc.property(story, (told) => {
        const server = tell(told);
        const members = new Set<string>();
        for (const report of server.reports) {
          if (report.kind === 'memberJoined') members.add(`${report.roomID} ${report.userID}`);
          if (report.kind === 'memberLeft')
            expect(members.delete(`${report.roomID} ${report.userID}`)).toBe(true);
        }
        const actual = [...server.state.rooms.values()].flatMap((room) =>
          [...room.members.keys()].map((userID) => `${room.roomID} ${userID}`),
        );
        expect([...members].sort()).toEqual(actual.sort());
      }),
      { numRuns: 100 },
    );
  });

  it('a clone goes on exactly as the original does, and neither notices the other', () => {
    fc.assert(
      fc.property(story, fc.nat(100), (told, place) => {
        const { inputs, state } = tell(told);
        const { authentication } = told.setting;
        const { config } = state;
        const original = createServer({ ...config, authentication });
        let copy: ServerState | undefined;
        for (const [index, { input, context, effects }] of inputs.entries()) {
          if (index === Math.floor((inputs.length * place) / 100)) copy = cloneServer(original);
          const out: ServerEffect[] = [];
          stepServer(original, input, context, out);
          expect(equalPlain(out, effects)).toBe(true);
          if (copy === undefined) continue;
          const again: ServerEffect[] = [];
          stepServer(copy, input, context, again);
          expect(equalPlain(again, effects)).toBe(true);
        }
        expect(hashServer(original)).toBe(hashServer(state));
        if (copy !== undefined) expect(hashServer(copy)).toBe(hashServer(state));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a step', () => {
  it('changes nothing but its own state: not its input, its context, earlier effects or another state', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { inputs, params, state } = tell(told);
        const bystander = deepFreeze(clonePlain(state));
        const before = hashServer(bystander);
        const replayed = createServer(deepFreeze(clonePlain(state.config)));
        expect(Object.isFrozen(params)).toBe(true);
        for (const { input, context } of inputs) {
          expect(Object.isFrozen(context) && Object.isFrozen(input)).toBe(true);
          const out: ServerEffect[] = [];
          stepServer(replayed, input, context, out);
          deepFreeze(out);
        }
        expect(hashServer(replayed)).toBe(hashServer(state));
        expect(hashServer(bystander)).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it('looks only at the records that it is about, however many sessions there are', () => {
    const lookups = (sessions: number): number => {
      const server = new ServerDriver();
      const alice = server.login('alice');
      server.enter(alice, 'r');
      server.enter(server.login('bob'), 'r');
      for (let i = 2; i < sessions; i++) server.enter(server.login(`user ${i}`), `room ${i}`);
      let walked = 0;
      const { connections, sessions: all, users, rooms, groups } = server.state;
      for (const map of [connections, all, users, rooms, groups] as Map<unknown, unknown>[])
        countWalks(map, () => walked++);
      server.beat(alice);
      server.chat(alice, { conversationID: 'r', conversationType: 1 });
      return walked;
    };
    expect(lookups(500)).toBe(0);
  });
});

// Calls back for every whole-map walk; look-ups by key are free.
function countWalks(map: Map<unknown, unknown>, count: () => void): void {
  for (const name of ['values', 'keys', 'entries', 'forEach', Symbol.iterator] as const) {
    const walk = map[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(map, name, {
      value: (...args: unknown[]) => {
        count();
        return walk.apply(map, args);
      },
    });
  }
}

describe('the reports', () => {
  it('are the facts that a monitor takes', () => {
    expectTypeOf<BackendReport>().toEqualTypeOf<BackendFact>();
  });
});

describe('the name of a timer', () => {
  it('can be read back, whatever the IDs are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (first, second) => {
        expect(readTimer(memberTimer(first, second))).toEqual({
          kind: 'member',
          roomID: first,
          userID: second,
        });
        expect(readTimer(sessionTimer(first))).toEqual({ kind: 'session', session: first });
        expect(readTimer(roomTimer(first))).toEqual({ kind: 'room', roomID: first });
      }),
    );
  });
});

describe('a heartbeat', () => {
  it('sets no timer, makes one effect, and all of them share one message', () => {
    const state = createServer({ authentication: 'none', appID: 1, secret: '' });
    const choices = new SeededChoices(new Randomness(1));
    const context: StepContext = { nowMs: 0, wallMs: EPOCH_MS, params: defaultParams(), choices };
    const out: ServerEffect[] = [];
    const step = (message: ClientMessage): void =>
      stepServer(state, { kind: 'message', connection: 1, message }, context, out);
    stepServer(state, { kind: 'accepted', connection: 1, host: 'h' }, context, out);
    const names = { userID: 'alice', userName: '', deviceID: 'a', rooms: [], receivedSeq: 0 };
    step({ kind: 'login', request: 1, token: undefined, session: undefined, ...names });
    out.length = 0;
    step({ kind: 'heartbeat', receivedSeq: 0 });
    step({ kind: 'heartbeat', receivedSeq: 0 });
    const [first, second] = out;
    expect(out).toHaveLength(2);
    expect(first).toEqual({ kind: 'send', connection: 1, message: { kind: 'heartbeatAck' } });
    expect(first?.kind === 'send' && second?.kind === 'send' && first.message === second.message).toBe(true);
  });
});
