import { describe, expect, it } from 'vitest';
import { SDK_VERSIONS, type SdkVersion } from '../../zim/versions.js';
import type { ClientMessage, ResumeOutcome } from '../../zim/wire.js';
import { ClientDriver, type ClientSetup } from './driver.test-support.js';

type Entry = readonly [
  name: ClientMessage['kind'] & string,
  args: readonly unknown[],
  active: number,
  failed: number,
];

const ENTRIES: readonly Entry[] = [
  ['createRoom', [{ roomID: 'r', roomName: 'R' }], 4, 5],
  ['joinRoom', ['r'], 6, 7],
  ['enterRoom', [{ roomID: 'r', roomName: 'R' }], 6, 7],
  ['switchRoom', ['q', { roomID: 'r', roomName: 'R' }, true], 11, 12],
];

function loggedIn(setup: ClientSetup = {}): ClientDriver {
  const client = new ClientDriver(setup);
  client.logIn();
  return client;
}

/** In room q, so that a switch has somewhere to come from. */
function inRoomQ(setup: ClientSetup = {}): ClientDriver {
  const client = loggedIn(setup);
  client.enter('q');
  return client;
}

function roomIDs(client: ClientDriver): string[] {
  return [...client.state.rooms.keys()];
}

describe.each(ENTRIES)('%s', (name, args, active, failed) => {
  const entered = name === 'switchRoom' ? ['room r 2/0', 'room q 0/0'] : ['room r 2/0'];

  it('online tells that it tries, then CONNECTED, and resolves', () => {
    const client = inRoomQ();
    const call = client.call(name, ...args);
    expect(client.told()).toEqual([`room r 1/${active}`]);
    expect(client.sent()).toMatchObject([{ kind: name, roomID: 'r' }]);
    client.answer(name, { kind: 'room', roomID: 'r', roomName: 'R' });
    expect(client.told()).toEqual(entered);
    expect(client.settled.get(call)).toEqual({
      ok: true,
      value: { roomInfo: { baseInfo: { roomID: 'r', roomName: 'R' } } },
    });
  });

  it('that the backend refuses is over, and the room is forgotten', () => {
    const client = inRoomQ();
    const call = client.call(name, ...args);
    client.told();
    client.refuse(name, 6000322);
    expect(client.told()).toEqual([`room r 0/${failed}`]);
    expect(client.settled.get(call)).toMatchObject({ ok: false, code: 6000322 });
    expect(roomIDs(client)).toEqual(['q']);
  });

  it('that nobody answers is over after the request timeout', () => {
    const client = inRoomQ({ params: { heartbeatIntervalMs: 60_000 } });
    const call = client.call(name, ...args);
    client.told();
    client.advance(10_000);
    expect(client.told()).toEqual([`room r 0/${failed}`]);
    expect(client.settled.get(call)).toMatchObject({ ok: false, code: 6000105 });
  });

  it('that the connection does not survive is over with it', () => {
    const client = inRoomQ();
    const call = client.call(name, ...args);
    client.told();
    client.close();
    expect(client.told()).toEqual(['connection 3/3', `room r 0/${failed}`, 'room q 1/1']);
    expect(client.settled.get(call)).toMatchObject({ ok: false, code: 6000104 });
  });

  it('without a network tells both states at once and rejects with 6000104', () => {
    const client = new ClientDriver();
    client.logInOffline();
    // A switch has to come from somewhere.
    if (name === 'switchRoom') return;
    expect(client.result(name, ...args)).toEqual({
      ok: false,
      code: 6000104,
      message: expect.stringMatching(/^room\/\w+: Network error\.$/),
    });
    expect(client.told()).toEqual([`room r 1/${active}`, `room r 0/${failed}`]);
    client.advance(2000);
    client.fail();
    expect(client.told()).toEqual(['connection 3/3']);
  });

  it('of a room one is in fails with 6000320, without an event', () => {
    const client = inRoomQ();
    client.enter('r');
    expect(client.result(name, ...args)).toMatchObject({ code: 6000320 });
    expect(client.told()).toEqual([]);
  });

  it('of a room that is connecting fails with 6000326: while it is being entered, and after an outage', () => {
    const client = inRoomQ();
    client.call('enterRoom', { roomID: 'r', roomName: '' });
    client.told();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000326 });
    client.answer('enterRoom', { kind: 'room', roomID: 'r', roomName: '' });
    client.close();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000326 });
    client.advance(2000);
    client.comeBack();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000326 });
  });

  it('without a room ID fails with 6000001, which names it', () => {
    const client = inRoomQ();
    const bad: readonly (readonly unknown[])[] =
      name === 'switchRoom'
        ? [[], ['q'], ['q', {}], ['q', { roomID: '' }], [7, { roomID: 'r' }]]
        : [[], [null], [{}], [{ roomID: '' }], [{ roomID: 7 }], ['']];
    for (const wrong of bad) {
      expect(client.result(name, ...wrong), JSON.stringify(wrong)).toMatchObject({
        code: 6000001,
        message: expect.stringMatching(/room/i),
      });
    }
    expect(client.told()).toEqual([]);
  });
});

describe('the limit of rooms', () => {
  it('is 5 for a user, then 6000325; a switch needs no room more', () => {
    const client = loggedIn();
    for (const roomID of ['a', 'b', 'c', 'd', 'e']) client.enter(roomID);
    expect(client.result('enterRoom', { roomID: 'f' })).toMatchObject({ code: 6000325 });
    expect(client.result('switchRoom', 'a', { roomID: 'f' }, true)).toBe('pending');
  });
});

describe('switchRoom', () => {
  it('from a room one is not in fails with 6000001, also to the same room', () => {
    expect(inRoomQ().result('switchRoom', 'x', { roomID: 'r' }, true)).toMatchObject({ code: 6000001 });
    expect(inRoomQ().result('switchRoom', 'q', { roomID: 'q' }, true)).toMatchObject({ code: 6000001 });
  });

  it('from a room that is connecting fails with 6000326', () => {
    const client = inRoomQ();
    client.close();
    client.advance(2000);
    client.comeBack();
    expect(client.result('switchRoom', 'q', { roomID: 'r' }, true)).toMatchObject({ code: 6000326 });
  });

  it('that fails leaves the source as it was', () => {
    const client = inRoomQ();
    client.call('switchRoom', 'q', { roomID: 'r' }, false);
    expect(client.sent()).toMatchObject([{ isCreateWhenRoomNotExisted: false, fromRoomID: 'q' }]);
    client.refuse('switchRoom', 6000322);
    expect(client.told()).toEqual(['room r 1/11', 'room r 0/12']);
    expect(client.result('queryRoomMemberList', 'q', { count: 1 })).toBe('pending');
  });
});

describe('leaving', () => {
  it('gives (0, 0) when the backend agrees', () => {
    const client = inRoomQ();
    const call = client.call('leaveRoom', 'q');
    expect(client.told()).toEqual([]);
    client.answer('leaveRoom', { kind: 'room', roomID: 'q', roomName: '' });
    expect(client.told()).toEqual(['room q 0/0']);
    expect(client.settled.get(call)).toEqual({ ok: true, value: { roomID: 'q' } });
  });

  it('a room one is not in is for the backend to refuse', () => {
    const client = loggedIn();
    const call = client.call('leaveRoom', 'x');
    client.refuse('leaveRoom', 6000321);
    expect(client.settled.get(call)).toMatchObject({ code: 6000321 });
    expect(client.told()).toEqual([]);
  });

  it('offline a room never entered resolves without an event', () => {
    const client = new ClientDriver();
    client.logInOffline();
    expect(client.result('leaveRoom', 'x')).toEqual({ ok: true, value: { roomID: 'x' } });
    expect(client.told()).toEqual([]);
  });

  it('a room that is connecting fails with 6000326', () => {
    const client = inRoomQ();
    client.close();
    expect(client.result('leaveRoom', 'q')).toMatchObject({ code: 6000326 });
  });

  it('all rooms gives (0, 0) for each in the order of entry', () => {
    const client = inRoomQ();
    client.enter('a');
    const call = client.call('leaveAllRoom');
    client.answer('leaveAllRoom', { kind: 'rooms', roomIDs: ['q', 'a'] });
    expect(client.told()).toEqual(['room q 0/0', 'room a 0/0']);
    expect(client.settled.get(call)).toEqual({ ok: true, value: { roomIDs: ['q', 'a'] } });
  });

  it('all rooms spares the one that is entered right after the call', () => {
    const client = inRoomQ();
    client.call('leaveAllRoom');
    const entry = client.call('enterRoom', { roomID: 'new', roomName: '' });
    client.told();
    client.answer('leaveAllRoom', { kind: 'rooms', roomIDs: ['q'] });
    expect(client.told()).toEqual(['room q 0/0']);
    client.answer('enterRoom', { kind: 'room', roomID: 'new', roomName: '' });
    expect(client.told()).toEqual(['room new 2/0']);
    expect(client.settled.get(entry)).toMatchObject({ ok: true });
  });
});

describe('queries', () => {
  const QUERIES: readonly (readonly [ClientMessage['kind'] & string, readonly unknown[]])[] = [
    ['queryRoomMemberList', ['q', { count: 100, nextFlag: '' }]],
    ['queryRoomMembers', [['bob'], 'q']],
    ['queryRoomOnlineMemberCount', ['q']],
  ];

  it.each(QUERIES)('%s asks the backend in a room one is in', (name, args) => {
    const client = inRoomQ();
    const call = client.call(name, ...args);
    expect(client.sent()).toMatchObject([{ kind: name, roomID: 'q' }]);
    const members = [{ userID: 'bob', userName: 'B' }];
    client.answer(
      name,
      name === 'queryRoomOnlineMemberCount'
        ? { kind: 'count', count: 2 }
        : { kind: 'members', memberList: members },
    );
    expect(client.settled.get(call)).toMatchObject({
      ok: true,
      value: name === 'queryRoomOnlineMemberCount' ? { roomID: 'q', count: 2 } : { memberList: members },
    });
  });

  it.each(QUERIES)('%s fails with 6000321 in a room one is not in, online and offline', (name, args) => {
    expect(loggedIn().result(name, ...args)).toMatchObject({ code: 6000321 });
    const offline = new ClientDriver();
    offline.logInOffline();
    expect(offline.result(name, ...args)).toMatchObject({ code: 6000321 });
  });

  it.each(QUERIES)('%s fails with 6000326 in a room that is connecting', (name, args) => {
    const client = inRoomQ();
    client.close();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000326 });
  });

  it.each(QUERIES)('%s without a room fails with 6000001', (name) => {
    expect(inRoomQ().result(name)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining('roomID'),
    });
  });

  it('queryRoomMembers needs a list of users', () => {
    for (const wrong of [undefined, 'bob', [7]]) {
      expect(inRoomQ().result('queryRoomMembers', wrong, 'q')).toMatchObject({
        code: 6000001,
        message: expect.stringContaining('userIDs'),
      });
    }
  });
});

describe('T0: the connection of a member is lost', () => {
  it('gives (3, 3), then (1, 1) for each room in the order of entry, in one step', () => {
    const client = loggedIn();
    for (const roomID of ['b', 'a', 'c']) client.enter(roomID);
    client.close();
    expect(client.told()).toEqual(['connection 3/3', 'room b 1/1', 'room a 1/1', 'room c 1/1']);
  });

  it('and again after each failed retry', () => {
    const client = loggedIn();
    client.enter('b');
    client.enter('a');
    client.close();
    client.told();
    for (let retry = 0; retry < 4; retry++) {
      client.advance(4000);
      client.fail();
      expect(client.told()).toEqual(['connection 3/3', 'room b 1/1', 'room a 1/1']);
    }
  });
});

describe('T1 and T2: the connection is back', () => {
  /** Rooms a and b, an outage, and a connection that is back; the questions are asked. */
  function back(setup: ClientSetup = {}): ClientDriver {
    const client = loggedIn(setup);
    client.enter('a');
    client.enter('b');
    client.close();
    client.advance(2000);
    client.told();
    client.comeBack();
    return client;
  }

  it('asks about each room, once, and says nothing of them', () => {
    const client = back();
    expect(client.told()).toEqual(['connection 2/0', 'sync 0']);
    expect(client.sent()).toMatchObject([
      { kind: 'login', rooms: ['a', 'b'] },
      { kind: 'resumeRoom', roomID: 'a' },
      { kind: 'resumeRoom', roomID: 'b' },
    ]);
  });

  it.each([
    ['member', 2, 0],
    ['timeout', 0, 9],
    ['notExist', 0, 3],
    ['other', 0, 2],
  ] as const)('%s gives (%i, %i), the connection stays', (outcome, state, event) => {
    const client = back();
    client.told();
    client.answer('resumeRoom', { kind: 'resumed', outcome });
    expect(client.told()).toEqual([`room a ${state}/${event}`]);
    expect(roomIDs(client)).toEqual(outcome === 'member' ? ['a', 'b'] : ['b']);
    expect(client.state.connectionState).toBe(2);
  });

  it('answers each room on its own', () => {
    const client = back();
    client.told();
    const outcomes: readonly ResumeOutcome[] = ['notExist', 'member'];
    for (const outcome of outcomes) client.answer('resumeRoom', { kind: 'resumed', outcome });
    expect(client.told()).toEqual(['room a 0/3', 'room b 2/0']);
  });

  it('a restored room works without any call, a lost one does not', () => {
    const client = back();
    client.answer('resumeRoom', { kind: 'resumed', outcome: 'member' });
    client.answer('resumeRoom', { kind: 'resumed', outcome: 'timeout' });
    expect(client.result('queryRoomMemberList', 'a')).toBe('pending');
    expect(client.result('sendMessage', { type: 1, message: 'hi' }, 'a', 1, {})).toBe('pending');
    expect(client.result('queryRoomMemberList', 'b')).toMatchObject({ code: 6000321 });
    expect(client.result('sendMessage', { type: 1, message: 'hi' }, 'b', 1, {})).toMatchObject({
      code: 6000203,
    });
    expect(client.result('joinRoom', 'b')).toBe('pending');
  });

  it('an error of the backend counts as any other reason', () => {
    const client = back();
    client.told();
    client.refuse('resumeRoom', 6000007);
    expect(client.told()).toEqual(['room a 0/2']);
  });

  it('a timed-out member sees NETWORK_DISCONNECTED before 2.5.0', () => {
    const client = back({ version: '2.4.2' });
    client.told();
    client.answer('resumeRoom', { kind: 'resumed', outcome: 'timeout' });
    expect(client.told()).toEqual(['room a 0/2']);
  });

  it.each([1, 3])(
    'a question that nobody answers is asked %i times in all, then (0, 2)',
    (roomResumeAttempts) => {
      const params = { roomResumeAttempts, heartbeatIntervalMs: 60_000, requestTimeoutMs: 10_000 };
      const client = back({ params });
      client.told();
      client.sent();
      client.advance(10_000 * (roomResumeAttempts - 1));
      expect(client.told()).toEqual([]);
      expect(client.sent().filter(({ kind }) => kind === 'resumeRoom')).toHaveLength(
        2 * (roomResumeAttempts - 1),
      );
      client.advance(9999);
      expect(client.told()).toEqual([]);
      client.advance(1);
      expect(client.told()).toEqual(['room a 0/2', 'room b 0/2']);
    },
  );

  it('counts the questions of each connection anew', () => {
    const params = { roomResumeAttempts: 2, heartbeatIntervalMs: 60_000 };
    const client = back({ params });
    client.advance(10_000);
    client.close();
    client.advance(2000);
    client.comeBack();
    client.told();
    client.advance(10_000);
    expect(client.told()).toEqual([]);
    client.advance(10_000);
    expect(client.told()).toEqual(['room a 0/2', 'room b 0/2']);
  });

  it('an answer that comes late counts for nothing', () => {
    const client = back({ params: { heartbeatIntervalMs: 60_000, roomResumeAttempts: 1 } });
    const [, first] = client.sent();
    client.advance(10_000);
    client.told();
    const request = first !== undefined && 'request' in first ? first.request : 0;
    client.hear({ kind: 'answer', request, ok: true, value: { kind: 'resumed', outcome: 'member' } });
    expect(client.told()).toEqual([]);
    expect(roomIDs(client)).toEqual([]);
  });

  it('a second outage before T2 starts from T0, with all questions asked anew', () => {
    const client = back({ params: { roomResumeAttempts: 1 } });
    client.answer('resumeRoom', { kind: 'resumed', outcome: 'member' });
    client.told();
    client.close();
    expect(client.told()).toEqual(['connection 3/3', 'room a 1/1', 'room b 1/1']);
    client.advance(2000);
    client.sent();
    client.comeBack();
    expect(client.told()).toEqual(['connection 2/0', 'sync 0']);
    expect(client.sent().filter(({ kind }) => kind === 'resumeRoom')).toHaveLength(2);
  });
});

describe('a room that is closed while connected', () => {
  function closed(version: SdkVersion, reason: 'deleted' | 'kicked' | 'otherDevice'): string[] {
    const client = inRoomQ({ version });
    client.hear({ kind: 'roomClosed', roomID: 'q', reason });
    return client.told();
  }

  it('by the server gives 3, and 8 before 2.13.0', () => {
    const since = SDK_VERSIONS.indexOf('2.13.0');
    SDK_VERSIONS.forEach((version, index) => {
      expect(closed(version, 'deleted'), version).toEqual([index < since ? 'room q 0/8' : 'room q 0/3']);
    });
  });

  it('to this member gives 8', () => {
    expect(closed('2.29.0', 'kicked')).toEqual(['room q 0/8']);
  });

  it('by another device of the user gives 10, and nothing before 2.10.0', () => {
    expect(closed('2.29.0', 'otherDevice')).toEqual(['room q 0/10']);
    expect(closed('2.10.0', 'otherDevice')).toEqual(['room q 0/10']);
    expect(closed('2.9.0', 'otherDevice')).toEqual([]);
  });

  it('leaves the session as it is', () => {
    const client = inRoomQ();
    client.hear({ kind: 'roomClosed', roomID: 'q', reason: 'deleted' });
    client.told();
    expect(client.result('enterRoom', { roomID: 'q' })).toBe('pending');
    client.close();
    expect(client.told()).toEqual(['room q 1/6', 'connection 3/3', 'room q 0/7']);
  });

  it('is passed over when one is not in it', () => {
    const client = loggedIn();
    client.hear({ kind: 'roomClosed', roomID: 'x', reason: 'deleted' });
    expect(client.told()).toEqual([]);
  });
});

describe('members', () => {
  it.each(['roomMemberJoined', 'roomMemberLeft'] as const)('%s is handed on', (kind) => {
    const client = inRoomQ();
    const memberList = [{ userID: 'bob', userName: 'B' }];
    client.hear({ kind, roomID: 'q', memberList });
    expect(client.told()).toEqual([`${kind} ${JSON.stringify({ roomID: 'q', memberList })}`]);
  });
});
