import { describe, expect, it } from 'vitest';
import { ServerDriver } from './driver.test-support.js';
import { roomTimer } from './timers.js';

const joined = (roomID: string, ...userIDs: string[]) => ({
  kind: 'roomMemberJoined',
  roomID,
  memberList: userIDs.map((userID) => ({ userID, userName: userID.toUpperCase() })),
});
const left = (roomID: string, ...userIDs: string[]) => ({
  ...joined(roomID, ...userIDs),
  kind: 'roomMemberLeft',
});
const list = (...userIDs: string[]) => ({
  kind: 'members',
  memberList: userIDs.map((userID) => ({ userID, userName: userID.toUpperCase() })),
});

/** Alice and bob in the room r, with nothing unread. */
function twoInRoom(server: ServerDriver): { alice: number; bob: number } {
  const alice = server.login('alice');
  const bob = server.login('bob');
  server.enter(alice, 'r');
  server.enter(bob, 'r');
  server.heard(alice);
  return { alice, bob };
}

/** Heartbeats of these connections for so long. */
function beatFor(server: ServerDriver, connections: readonly number[], ms: number): void {
  for (let left = ms; left > 0; left -= 10_000) {
    server.advance(Math.min(left, 10_000));
    for (const connection of connections) server.beat(connection);
  }
}

function heartbeatsAside(server: ServerDriver, connection: number): unknown[] {
  return server.heard(connection).filter(({ kind }) => kind !== 'heartbeatAck');
}

describe('entering', () => {
  it('creates a room that does not exist and joins one that does', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    const question = { kind: 'enterRoom', roomID: 'r', roomName: 'Room', roomDestroyDelayTime: 0 } as const;
    const room = { kind: 'room', roomID: 'r', roomName: 'Room' };
    expect(server.result(alice, question)).toEqual(room);
    expect(server.result(bob, { ...question, roomName: 'another' })).toEqual(room);
    expect(server.heard(alice)).toEqual([joined('r', 'bob')]);
    expect(server.heard(bob)).toEqual([]);
    expect(server.reports.slice(2)).toEqual([
      { kind: 'roomCreated', roomID: 'r' },
      { kind: 'memberJoined', roomID: 'r', userID: 'alice' },
      { kind: 'memberJoined', roomID: 'r', userID: 'bob' },
    ]);
  });

  it('by createRoom is refused with 6000323 when the room exists', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    const question = { kind: 'createRoom', roomName: '', roomDestroyDelayTime: 0 } as const;
    expect(server.result(alice, { ...question, roomID: 'r' })).toBe(6000323);
    expect(server.result(alice, { ...question, roomID: 's' })).toMatchObject({ kind: 'room' });
    expect(server.members('s')).toEqual(['alice']);
  });

  it('by joinRoom is refused with 6000322 when the room does not exist', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    expect(server.result(alice, { kind: 'joinRoom', roomID: 's' })).toBe(6000322);
    expect(server.result(server.login('carol'), { kind: 'joinRoom', roomID: 'r' })).toMatchObject({
      roomID: 'r',
    });
  });

  it('a room that one is in is refused with 6000320', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    expect(server.enter(alice, 'r')).toBe(6000320);
    expect(server.result(alice, { kind: 'joinRoom', roomID: 'r' })).toBe(6000320);
  });

  it('a sixth room is refused with 6000325, over all devices of the user', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    const a = server.login('alice', { deviceID: 'a' });
    const b = server.login('alice', { deviceID: 'b' });
    for (const roomID of ['1', '2', '3']) server.enter(a, roomID);
    for (const roomID of ['4', '5']) server.enter(b, roomID);
    expect(server.enter(b, '6')).toBe(6000325);
    expect(server.enter(b, '1')).toMatchObject({ kind: 'room' });
    server.result(a, { kind: 'leaveRoom', roomID: '2' });
    expect(server.enter(b, '6')).toMatchObject({ kind: 'room' });
  });

  it('is refused with 6000324 when the app has all its rooms, unless the room exists', () => {
    const server = new ServerDriver({}, { roomsPerApp: 1 });
    const { alice } = twoInRoom(server);
    expect(server.enter(alice, 's')).toBe(6000324);
    expect(server.enter(server.login('carol'), 'r')).toMatchObject({ kind: 'room' });
  });

  it('from a second device puts the first one out, and the others notice nothing', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    const { alice, bob } = twoInRoom(server);
    const second = server.login('alice', { deviceID: 'second' });
    expect(server.enter(second, 'r')).toMatchObject({ kind: 'room' });
    expect(server.heard(alice)).toEqual([{ kind: 'roomClosed', roomID: 'r', reason: 'otherDevice' }]);
    expect(server.heard(bob)).toEqual([]);
    expect(server.reports.slice(-2)).toEqual([
      { kind: 'memberLeft', roomID: 'r', userID: 'alice', reason: 'otherDevice' },
      { kind: 'memberJoined', roomID: 'r', userID: 'alice' },
    ]);
    expect(server.result(alice, { kind: 'leaveRoom', roomID: 'r' })).toBe(6000321);
    expect(server.resume(alice, 'r')).toBe('other');
    expect(server.chat(alice, { conversationID: 'r', conversationType: 1 })).toBe(6000203);
  });

  it('from a second device keeps a room in which nobody else is', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    server.enter(server.login('alice', { deviceID: 'a' }), 'r');
    server.enter(server.login('alice', { deviceID: 'b' }), 'r');
    expect(server.reports.filter(({ kind }) => kind === 'roomDestroyed')).toEqual([]);
    expect(server.members('r')).toEqual(['alice']);
  });
});

describe('switching', () => {
  const question = {
    kind: 'switchRoom',
    fromRoomID: 'r',
    roomID: 's',
    roomName: '',
    isCreateWhenRoomNotExisted: true,
    roomDestroyDelayTime: 0,
  } as const;

  it('leaves the one room and enters the other', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    expect(server.result(alice, question)).toMatchObject({ roomID: 's' });
    expect(server.members('r')).toEqual(['bob']);
    expect(server.members('s')).toEqual(['alice']);
    expect(server.heard(bob)).toEqual([left('r', 'alice')]);
    expect(server.result(bob, { ...question, isCreateWhenRoomNotExisted: false })).toMatchObject({
      roomID: 's',
    });
    expect(server.members('r')).toBeUndefined();
  });

  it('works for a user in as many rooms as are allowed', () => {
    const server = new ServerDriver({}, { maxRoomsPerUser: 1 });
    expect(server.result(twoInRoom(server).alice, question)).toMatchObject({ roomID: 's' });
  });

  it('changes nothing when it is refused', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    expect(server.result(alice, { ...question, fromRoomID: 'x' })).toBe(6000321);
    expect(server.result(alice, { ...question, isCreateWhenRoomNotExisted: false })).toBe(6000322);
    expect(server.result(alice, { ...question, roomID: 'r' })).toBe(6000320);
    expect(server.members('r')).toEqual(['alice', 'bob']);
  });
});

describe('leaving', () => {
  it('is told to the others and refused with 6000321 to one who is not in', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    expect(server.result(alice, { kind: 'leaveRoom', roomID: 'r' })).toMatchObject({ kind: 'room' });
    expect(server.result(alice, { kind: 'leaveRoom', roomID: 'r' })).toBe(6000321);
    expect(server.heard(bob)).toEqual([left('r', 'alice')]);
    expect(server.reports.at(-1)).toMatchObject({ kind: 'memberLeft', reason: 'left' });
  });

  it('all rooms names them', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.enter(alice, 's');
    expect(server.result(alice, { kind: 'leaveAllRoom' })).toEqual({ kind: 'rooms', roomIDs: ['r', 's'] });
    expect(server.result(alice, { kind: 'leaveAllRoom' })).toEqual({ kind: 'rooms', roomIDs: [] });
  });
});

describe('an empty room', () => {
  it('is destroyed at once', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.enter(alice, 'r');
    server.result(alice, { kind: 'leaveRoom', roomID: 'r' });
    expect(server.reports.at(-1)).toEqual({ kind: 'roomDestroyed', roomID: 'r' });
  });

  it('is destroyed after its delay', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.enter(alice, 'r', 20);
    server.result(alice, { kind: 'leaveRoom', roomID: 'r' });
    server.advance(19_999);
    expect(server.members('r')).toEqual([]);
    server.advance(1);
    expect(server.members('r')).toBeUndefined();
  });

  it('is kept for 3 h at most', () => {
    const server = new ServerDriver();
    server.enter(server.login('alice'), 'r', 1_000_000);
    server.say(1, { kind: 'logout' });
    server.advance(3 * 3_600_000);
    expect(server.members('r')).toBeUndefined();
  });

  it('lives on when somebody enters in time', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.enter(alice, 'r', 20);
    server.result(alice, { kind: 'leaveRoom', roomID: 'r' });
    server.advance(15_000);
    server.enter(alice, 'r');
    expect(server.timers.has(roomTimer('r'))).toBe(false);
    server.advance(10_000);
    expect(server.members('r')).toEqual(['alice']);
  });

  it('is not a room whose members are all away for a while', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.enter(alice, 'r');
    server.cut(alice);
    server.advance(29_999);
    expect(server.members('r')).toEqual(['alice']);
    server.advance(1);
    expect(server.members('r')).toBeUndefined();
  });
});

describe('queries', () => {
  it('answer members, chosen members and the number of those online', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    const roomID = 'r';
    expect(server.result(alice, { kind: 'queryRoomMemberList', roomID })).toEqual(list('alice', 'bob'));
    const userIDs = ['bob', 'carol'];
    expect(server.result(alice, { kind: 'queryRoomMembers', roomID, userIDs })).toEqual(list('bob'));
    expect(server.result(alice, { kind: 'queryRoomOnlineMemberCount', roomID })).toEqual({
      kind: 'count',
      count: 2,
    });
    server.cut(bob);
    expect(server.result(alice, { kind: 'queryRoomOnlineMemberCount', roomID })).toEqual({
      kind: 'count',
      count: 1,
    });
    expect(server.result(alice, { kind: 'queryRoomMemberList', roomID })).toEqual(list('alice', 'bob'));
  });

  it('are refused with 6000321 to one who is not in', () => {
    const server = new ServerDriver();
    twoInRoom(server);
    const carol = server.login('carol');
    for (const roomID of ['r', 'x']) {
      expect(server.result(carol, { kind: 'queryRoomMemberList', roomID })).toBe(6000321);
      expect(server.result(carol, { kind: 'queryRoomMembers', roomID, userIDs: [] })).toBe(6000321);
      expect(server.result(carol, { kind: 'queryRoomOnlineMemberCount', roomID })).toBe(6000321);
    }
  });
});

describe('a member who loses the connection', () => {
  it('and asks in time is still a member (R2a), and nobody noticed', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    server.cut(alice);
    server.advance(29_000);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    expect(server.resume(back, 'r')).toBe('member');
    beatFor(server, [back], 60_000);
    expect(server.members('r')).toContain('alice');
    expect(server.heard(bob)).toEqual([]);
    expect(server.reports).toContainEqual({
      kind: 'resumeAnswered',
      roomID: 'r',
      userID: 'alice',
      outcome: 'member',
    });
  });

  it('is timed out after 30 s, and told so at T1 (R2b)', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    server.cut(alice);
    beatFor(server, [bob], 30_000);
    expect(heartbeatsAside(server, bob)).toEqual([left('r', 'alice')]);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    expect(server.resume(back, 'r')).toBe('timeout');
    expect(server.resume(back, 'r')).toBe('timeout');
    expect(server.enter(back, 'r')).toMatchObject({ kind: 'room' });
    expect(server.resume(back, 'r')).toBe('member');
  });

  it('is told that the room is gone when it is (R2c)', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.enter(alice, 'r');
    server.cut(alice);
    server.advance(30_000);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    expect(server.resume(back, 'r')).toBe('notExist');
  });

  it('is timed out even when back online, as long as it does not ask', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.cut(alice);
    server.advance(20_000);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    server.advance(10_000);
    expect(server.members('r')).toEqual(['bob']);
    expect(server.resume(back, 'r')).toBe('timeout');
  });

  it('stays when it enters the room again instead of asking', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    server.cut(alice);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    expect(server.enter(back, 'r')).toMatchObject({ kind: 'room' });
    beatFor(server, [back, bob], 60_000);
    expect(server.members('r')).toEqual(['alice', 'bob']);
    expect(heartbeatsAside(server, bob)).toEqual([]);
  });

  it('stays in one room that it asked about and not in another', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.enter(alice, 's');
    server.cut(alice);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r', 's'] });
    server.resume(back, 's');
    beatFor(server, [back], 30_000);
    expect(server.members('r')).toEqual(['bob']);
    expect(server.members('s')).toEqual(['alice']);
  });

  it('must ask as well when the backend never noticed the loss', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    server.chat(bob, { conversationID: 'r', conversationType: 1 });
    expect(server.heard(back)).toEqual([]);
    expect(server.resume(back, 'r')).toBe('member');
    server.chat(bob, { conversationID: 'r', conversationType: 1 });
    expect(server.heard(back)).toHaveLength(1);
  });

  it('counts from being marked offline: 35 s of silence and 30 s more', () => {
    const server = new ServerDriver();
    const { bob } = twoInRoom(server);
    beatFor(server, [bob], 64_999);
    expect(server.members('r')).toEqual(['alice', 'bob']);
    server.advance(1);
    expect(server.members('r')).toEqual(['bob']);
  });
});

describe('where memberships run out by silence', () => {
  const BY_SILENCE = { memberTimeoutStarts: 'silence' } as const;

  it('a member goes 30 s after the last message heard, before the user is offline', () => {
    const server = new ServerDriver({}, BY_SILENCE);
    const { alice, bob } = twoInRoom(server);
    beatFor(server, [alice, bob], 7000);
    beatFor(server, [bob], 29_999);
    expect(server.members('r')).toEqual(['alice', 'bob']);
    server.advance(1);
    expect(server.members('r')).toEqual(['bob']);
    expect(server.open.has(alice)).toBe(true);
    server.advance(5000);
    expect(server.open.has(alice)).toBe(false);
  });

  it('the next sign of life is answered and closes the connection, so that the client asks', () => {
    const server = new ServerDriver({}, BY_SILENCE);
    const { alice, bob } = twoInRoom(server);
    beatFor(server, [bob], 31_000);
    expect(server.chat(alice, { conversationID: 'bob' })).toMatchObject({ kind: 'accepted' });
    expect(server.open.has(alice)).toBe(false);
    const back = server.login('alice', { session: server.session(alice), rooms: ['r'] });
    expect(server.resume(back, 'r')).toBe('timeout');
    server.beat(back);
    expect(server.open.has(back)).toBe(true);
  });

  it('the timeout of a closed connection counts from the last message too', () => {
    const server = new ServerDriver({}, BY_SILENCE);
    const { alice, bob } = twoInRoom(server);
    beatFor(server, [bob], 20_000);
    server.cut(alice);
    server.advance(9999);
    expect(server.members('r')).toEqual(['alice', 'bob']);
    server.advance(1);
    expect(server.members('r')).toEqual(['bob']);
  });

  it('a room entered late in the silence counts from its entry', () => {
    const server = new ServerDriver(
      {},
      { ...BY_SILENCE, roomMemberTimeoutMs: 5000, heartbeatTimeoutMs: 60_000 },
    );
    const alice = server.login('alice');
    server.advance(6000);
    server.enter(alice, 'r');
    server.advance(4999);
    expect(server.members('r')).toEqual(['alice']);
    server.advance(1);
    expect(server.members('r')).toBeUndefined();
  });
});
