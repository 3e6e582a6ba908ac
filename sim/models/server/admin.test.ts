import { describe, expect, it } from 'vitest';
import type { AdminCommand } from './admin-command.js';
import { ServerDriver, testToken } from './driver.test-support.js';
import { hashServer } from './state.js';

/** Alice and bob in the room r, with nothing unread. */
function twoInRoom(server: ServerDriver): { alice: number; bob: number } {
  const alice = server.login('alice');
  const bob = server.login('bob');
  server.enter(alice, 'r');
  server.enter(bob, 'r');
  server.heard(alice);
  return { alice, bob };
}

function comeBack(server: ServerDriver, connection: number): number {
  return server.login('alice', { session: server.session(connection), rooms: ['r'] });
}

describe('an administrator', () => {
  it('kicks a user, whose session is then refused', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    server.admin({ kind: 'kickUser', userID: 'alice' });
    expect(server.heard(alice)).toEqual([{ kind: 'sessionEnded', reason: 'kickedOut' }]);
    expect(server.heard(bob)).toMatchObject([{ kind: 'roomMemberLeft' }]);
    const back = server.tryLogin(server.connect(), 'alice', { session: server.session(alice) });
    expect(back).toMatchObject({ refusal: 'kickedOut' });
  });

  it('kicks a user who is offline, or one device alone', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    const a = server.login('alice', { deviceID: 'a' });
    const b = server.login('alice', { deviceID: 'b' });
    server.cut(a);
    server.admin({ kind: 'kickUser', userID: 'alice', deviceID: 'a' });
    const session = server.session(a);
    expect(server.tryLogin(server.connect(), 'alice', { deviceID: 'a', session })).toMatchObject({
      refusal: 'kickedOut',
    });
    expect(server.open.has(b)).toBe(true);
  });

  it('unregisters a user for good', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.admin({ kind: 'unregister', userID: 'alice' });
    expect(server.heard(alice)).toEqual([{ kind: 'sessionEnded', reason: 'unregistered' }]);
    const session = server.session(alice);
    const back = server.tryLogin(server.connect(), 'alice', { session });
    expect(back).toMatchObject({ code: 6000011, refusal: 'unregistered' });
    expect(server.tryLogin(server.connect(), 'alice')).not.toHaveProperty('refusal');
  });

  it('revokes the tokens of a user, but not those issued later', () => {
    const server = new ServerDriver({ authentication: 'token' });
    const old = testToken('alice', 0, 600);
    const alice = server.login('alice', { token: old });
    server.advance(5000);
    server.admin({ kind: 'revokeToken', userID: 'alice' });
    expect(server.heard(alice)).toEqual([{ kind: 'sessionEnded', reason: 'tokenExpired' }]);
    expect(server.tryLogin(server.connect(), 'alice', { token: old })).toMatchObject({ code: 6000103 });
    server.login('alice', { token: testToken('alice', 5000, 600) });
  });

  it('deletes a room: members online are told, one offline finds it gone', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    server.cut(alice);
    server.admin({ kind: 'deleteRoom', roomID: 'r' });
    expect(server.heard(bob)).toEqual([{ kind: 'roomClosed', roomID: 'r', reason: 'deleted' }]);
    expect(server.resume(comeBack(server, alice), 'r')).toBe('notExist');
    expect(server.timers.size).toBe(2);
  });

  it('kicks a member: online it is told, offline it hears other at T1', () => {
    const server = new ServerDriver();
    const { alice, bob } = twoInRoom(server);
    server.cut(alice);
    server.admin({ kind: 'kickMember', roomID: 'r', userID: 'alice' });
    expect(server.heard(bob)).toMatchObject([{ kind: 'roomMemberLeft' }]);
    expect(server.resume(comeBack(server, alice), 'r')).toBe('other');
    server.enter(server.login('carol'), 'r');
    server.heard(bob);
    server.admin({ kind: 'kickMember', roomID: 'r', userID: 'bob' });
    expect(server.heard(bob)).toEqual([{ kind: 'roomClosed', roomID: 'r', reason: 'kicked' }]);
  });

  it('lets a membership run out: offline it is a timeout, online the client is made to ask', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.admin({ kind: 'timeOutMember', roomID: 'r', userID: 'alice' });
    expect(server.members('r')).toEqual(['bob']);
    server.beat(alice);
    expect(server.open.has(alice)).toBe(false);
    expect(server.resume(comeBack(server, alice), 'r')).toBe('timeout');
  });

  it('makes a room that waits for its first member', () => {
    const server = new ServerDriver();
    server.admin({ kind: 'createRoom', roomID: 'r', roomName: 'Room' });
    server.advance(60_000);
    const alice = server.login('alice');
    expect(server.result(alice, { kind: 'joinRoom', roomID: 'r' })).toMatchObject({ roomName: 'Room' });
    server.result(alice, { kind: 'leaveAllRoom' });
    expect(server.members('r')).toBeUndefined();
  });

  it('finds nothing to do about what does not exist', () => {
    const server = new ServerDriver();
    twoInRoom(server);
    const before = hashServer(server.state);
    const commands: readonly AdminCommand[] = [
      { kind: 'kickUser', userID: 'x' },
      { kind: 'kickUser', userID: 'alice', deviceID: 'x' },
      { kind: 'deleteRoom', roomID: 'x' },
      { kind: 'kickMember', roomID: 'r', userID: 'x' },
      { kind: 'timeOutMember', roomID: 'x', userID: 'alice' },
      { kind: 'createRoom', roomID: 'r' },
      { kind: 'dismissGroup', groupID: 'x' },
      { kind: 'answerResume', outcome: 'actual' },
    ];
    for (const command of commands) expect(server.admin(command)).toEqual([]);
    expect(hashServer(server.state)).toBe(before);
  });
});

describe('the answer to T1 questions', () => {
  it.each(['other', 'timeout', 'notExist'] as const)('is %s when ordered, and true', (outcome) => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.admin({ kind: 'answerResume', outcome, roomID: 'r', times: 1 });
    server.cut(alice);
    const back = comeBack(server, alice);
    expect(server.resume(back, 'r')).toBe(outcome);
    expect(server.resume(back, 'r')).toBe(outcome);
    expect(server.members('r')).toEqual(outcome === 'notExist' ? undefined : ['bob']);
    expect(server.open.has(back)).toBe(true);
  });

  it('is ordered for one room, or so many questions, or until further notice', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const outcomes = (): unknown[] =>
      ['r', 's', 't'].map((roomID) => {
        server.enter(alice, roomID);
        return server.resume(alice, roomID);
      });
    server.admin({ kind: 'answerResume', outcome: 'notExist', roomID: 's' });
    expect(outcomes()).toEqual(['member', 'notExist', 'member']);
    server.admin({ kind: 'answerResume', outcome: 'actual' });
    expect(outcomes()).toEqual(['member', 'member', 'member']);
    server.admin({ kind: 'answerResume', outcome: 'notExist', times: 2 });
    expect(outcomes()).toEqual(['notExist', 'notExist', 'member']);
  });
});

describe('a restart', () => {
  it('with memory makes everybody offline, and memberships run out from then on', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.cut(alice);
    server.advance(20_000);
    server.admin({ kind: 'restart', keepMemory: true });
    expect(server.reports.at(-1)).toEqual({ kind: 'sessionOffline', userID: 'bob' });
    server.advance(29_999);
    expect(server.members('r')).toEqual(['alice', 'bob']);
    const back = comeBack(server, alice);
    expect(server.session(back)).toBe(server.session(alice));
    expect(server.resume(back, 'r')).toBe('member');
    server.advance(1);
    expect(server.members('r')).toEqual(['alice']);
  });

  it('without memory forgets sessions, rooms and kicks', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.admin({ kind: 'kickUser', userID: 'alice' });
    server.admin({ kind: 'restart', keepMemory: false });
    expect(server.timers.size).toBe(0);
    expect(server.state.sessions.size).toBe(0);
    expect(server.reports.at(-1)).toEqual({ kind: 'roomDestroyed', roomID: 'r' });
    const back = comeBack(server, alice);
    expect(server.session(back)).not.toBe(server.session(alice));
    expect(server.resume(back, 'r')).toBe('notExist');
  });

  it('without memory keeps what is on disk: messages and groups', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.result(alice, { kind: 'createGroup', groupID: 'g', groupName: '', userIDs: [] });
    server.cut(server.login('bob'));
    const sent = server.chat(alice, { conversationID: 'bob', localMessageID: 'x' });
    server.admin({ kind: 'restart', keepMemory: false });
    const bob = server.connect();
    server.tryLogin(bob, 'bob');
    expect(server.heard(bob)).toMatchObject([{ kind: 'message', seq: 1 }, { kind: 'syncFinished' }]);
    const back = server.login('alice');
    expect(server.result(back, { kind: 'joinGroup', groupID: 'g' })).toBe(6000522);
    expect(server.chat(back, { conversationID: 'bob', localMessageID: 'x' })).toEqual(sent);
  });

  it('forgets the connections, and does not hear what comes on them', () => {
    const server = new ServerDriver();
    const { alice } = twoInRoom(server);
    server.admin({ kind: 'restart', keepMemory: true });
    expect(server.say(alice, { kind: 'heartbeat', receivedSeq: 0 })).toEqual([]);
    expect(server.input({ kind: 'closed', connection: alice })).toEqual([]);
  });
});
