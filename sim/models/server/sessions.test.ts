import { describe, expect, it } from 'vitest';
import { ServerDriver, testToken } from './driver.test-support.js';
import { sessionTimer } from './timers.js';

const TWO_DEVICES = { maxDevicesPerUser: 2 };
const HOUR_S = 3600;

/** Keeps a connection alive for so long. */
function beatFor(server: ServerDriver, connections: readonly number[], ms: number): void {
  for (let left = ms; left > 0; left -= 10_000) {
    server.advance(Math.min(left, 10_000));
    for (const connection of connections) server.beat(connection);
  }
}

function ended(server: ServerDriver): unknown[] {
  return server.reports.filter(({ kind }) => kind === 'sessionEnded');
}

describe('the first login', () => {
  it('gets a session, what waited for it, and the end of the catching-up', () => {
    const server = new ServerDriver();
    const connection = server.connect();
    expect(server.tryLogin(connection, 'alice')).toMatchObject({ ok: true, value: { kind: 'loggedIn' } });
    expect(server.heard(connection)).toEqual([{ kind: 'syncFinished' }]);
    expect(server.reports).toEqual([{ kind: 'sessionStarted', userID: 'alice' }]);
  });

  it('makes a session of its own each time', () => {
    const server = new ServerDriver();
    const first = server.login('alice');
    expect(server.session(server.login('alice'))).not.toBe(server.session(first));
  });

  it('is refused for somebody who is not registered', () => {
    const server = new ServerDriver({ registeredUsers: ['alice'] });
    server.login('alice');
    expect(server.tryLogin(server.connect(), 'bob')).toMatchObject({ ok: false, code: 6000011 });
  });

  it('is refused on a connection that belongs to another user', () => {
    const server = new ServerDriver();
    expect(server.tryLogin(server.login('alice'), 'bob')).toMatchObject({ ok: false, code: 6000111 });
  });

  it('may be repeated on its connection', () => {
    const server = new ServerDriver();
    const connection = server.login('alice');
    expect(server.tryLogin(connection, 'alice')).toMatchObject({ ok: true });
    expect(server.open.has(connection)).toBe(true);
    server.beat(connection);
    expect(server.heard(connection)).toContainEqual({ kind: 'heartbeatAck' });
    expect(server.state.sessions.size).toBe(1);
  });
});

describe('tokens at login', () => {
  const cases: readonly [string, string | undefined, number][] = [
    ['a missing token', undefined, 6000103],
    ['another user', testToken('bob', 0, HOUR_S), 6000103],
    ['an expired token', testToken('alice', -HOUR_S * 1000, HOUR_S), 6000106],
    ['a validity under 30 s', testToken('alice', 0, 29), 6000108],
    ['a token for 25 days', testToken('alice', 0, 25 * 24 * HOUR_S), 6000103],
  ];
  it.each(cases)('%s is refused', (_, token, code) => {
    const server = new ServerDriver({ authentication: 'token' });
    const answer = server.tryLogin(server.connect(), 'alice', { token });
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer).not.toHaveProperty('refusal');
    expect(server.state.sessions.size).toBe(0);
  });

  it('are not looked at without authentication', () => {
    const server = new ServerDriver();
    const connection = server.login('alice', { token: 'nonsense' });
    beatFor(server, [connection], 100 * HOUR_S);
    expect(ended(server)).toEqual([]);
  });
});

describe('a token in use', () => {
  function tokenServer(validForSeconds: number): { server: ServerDriver; alice: number } {
    const server = new ServerDriver({ authentication: 'token' });
    return { server, alice: server.login('alice', { token: testToken('alice', 0, validForSeconds) }) };
  }

  it('that has run out ends the session at the next request, which is answered', () => {
    const { server, alice } = tokenServer(60);
    beatFor(server, [alice], 59_999);
    expect(server.enter(alice, 'r')).toMatchObject({ kind: 'room' });
    server.advance(1);
    server.heard(alice);
    expect(server.enter(alice, 's')).toBe(6000106);
    expect(server.heard(alice)).toEqual([{ kind: 'sessionEnded', reason: 'tokenExpired' }]);
    expect(server.open.has(alice)).toBe(false);
    expect(ended(server)).toEqual([{ kind: 'sessionEnded', userID: 'alice', reason: 'tokenExpired' }]);
    expect(server.state.rooms.size).toBe(0);
  });

  it('that has run out ends the session at the next heartbeat', () => {
    const { server, alice } = tokenServer(60);
    beatFor(server, [alice], 60_000);
    expect(server.heard(alice).at(-1)).toEqual({ kind: 'sessionEnded', reason: 'tokenExpired' });
  });

  it('is replaced by renewToken', () => {
    const { server, alice } = tokenServer(60);
    beatFor(server, [alice], 50_000);
    const token = testToken('alice', 50_000, 60);
    expect(server.result(alice, { kind: 'renewToken', token })).toEqual({ kind: 'done' });
    beatFor(server, [alice], 59_000);
    expect(ended(server)).toEqual([]);
    beatFor(server, [alice], 1000);
    expect(ended(server)).toHaveLength(1);
  });

  it('stays when renewToken brings a bad one', () => {
    const { server, alice } = tokenServer(60);
    expect(server.result(alice, { kind: 'renewToken', token: testToken('bob', 0, 600) })).toBe(6000103);
    beatFor(server, [alice], 60_000);
    expect(ended(server)).toHaveLength(1);
  });

  it.each([true, false])(
    'that is expired refuses the return of its session for good (sent: %s)',
    (isSent) => {
      const { server, alice } = tokenServer(60);
      server.cut(alice);
      server.advance(60_000);
      const token = isSent ? testToken('alice', 0, 60) : undefined;
      const back = server.tryLogin(server.connect(), 'alice', { session: server.session(alice), token });
      expect(back).toMatchObject({ ok: false, code: 6000106, refusal: 'tokenExpired' });
      expect(ended(server)).toEqual([{ kind: 'sessionEnded', userID: 'alice', reason: 'tokenExpired' }]);
    },
  );

  it('lets its session return with seconds left, with the token or without it', () => {
    for (const withToken of [true, false]) {
      const { server, alice } = tokenServer(60);
      server.cut(alice);
      server.advance(55_000);
      const token = withToken ? testToken('alice', 0, 60) : undefined;
      const back = server.tryLogin(server.connect(), 'alice', { session: server.session(alice), token });
      expect(back).toMatchObject({ ok: true, value: { session: server.session(alice) } });
    }
  });

  it('that is new lets an expired session go on', () => {
    const { server, alice } = tokenServer(60);
    server.cut(alice);
    server.advance(100_000);
    const back = server.tryLogin(server.connect(), 'alice', {
      session: server.session(alice),
      token: testToken('alice', 100_000, 60),
    });
    expect(back).toMatchObject({ ok: true, value: { session: server.session(alice) } });
  });
});

describe('the number of devices', () => {
  it('is kept by kicking the earliest login', () => {
    const server = new ServerDriver({}, TWO_DEVICES);
    const [a, b, c] = ['a', 'b', 'c'].map((deviceID) => server.login('alice', { deviceID }));
    expect(server.heard(a!)).toEqual([{ kind: 'sessionEnded', reason: 'kickedOut' }]);
    expect([a, b, c].map((connection) => server.open.has(connection!))).toEqual([false, true, true]);
    expect(ended(server)).toEqual([{ kind: 'sessionEnded', userID: 'alice', reason: 'kickedOut' }]);
  });

  it('concerns each user alone', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.login('bob');
    expect(server.open.has(alice)).toBe(true);
  });

  it('does not count a second login of the same device, which replaces the first without a word', () => {
    const server = new ServerDriver();
    const first = server.login('alice');
    const second = server.login('alice');
    expect(server.heard(first)).toEqual([]);
    expect(server.open.has(first)).toBe(false);
    expect(server.open.has(second)).toBe(true);
    expect(server.state.sessions.size).toBe(1);
  });

  it('does not count a device that is offline', () => {
    const server = new ServerDriver();
    const first = server.login('alice', { deviceID: 'a' });
    server.cut(first);
    server.login('alice', { deviceID: 'b' });
    expect(ended(server)).toEqual([]);
  });

  it('kicks a device that returns after a later login took its place', () => {
    const server = new ServerDriver();
    const first = server.login('alice', { deviceID: 'a' });
    const session = server.session(first);
    server.cut(first);
    const second = server.login('alice', { deviceID: 'b' });
    const back = server.tryLogin(server.connect(), 'alice', { deviceID: 'a', session });
    expect(back).toMatchObject({ ok: false, refusal: 'kickedOut' });
    expect(server.open.has(second)).toBe(true);
    expect(ended(server)).toEqual([{ kind: 'sessionEnded', userID: 'alice', reason: 'kickedOut' }]);
  });

  it('lets a device that returns kick an earlier login, since its own login time counts', () => {
    const server = new ServerDriver({}, TWO_DEVICES);
    const a = server.login('alice', { deviceID: 'a' });
    const b = server.login('alice', { deviceID: 'b' });
    server.cut(b);
    const c = server.login('alice', { deviceID: 'c' });
    server.login('alice', { deviceID: 'b', session: server.session(b) });
    expect(server.heard(a)).toEqual([{ kind: 'sessionEnded', reason: 'kickedOut' }]);
    expect(server.open.has(c)).toBe(true);
  });

  it('is not got round: a kicked session is refused each time it returns', () => {
    const server = new ServerDriver();
    const session = server.session(server.login('alice', { deviceID: 'a' }));
    const second = server.login('alice', { deviceID: 'b' });
    for (let attempt = 0; attempt < 2; attempt++) {
      const back = server.tryLogin(server.connect(), 'alice', { deviceID: 'a', session });
      expect(back).toMatchObject({ ok: false, code: 6000121, refusal: 'kickedOut' });
    }
    server.cut(second);
    const later = server.tryLogin(server.connect(), 'alice', { deviceID: 'a', session });
    expect(later).toMatchObject({ refusal: 'kickedOut' });
  });

  it('is not got round by a device that never heard of its last session', () => {
    const server = new ServerDriver();
    const first = server.login('alice', { deviceID: 'a' });
    const session = server.session(first);
    // A restart loses the session; the device comes back into a new one, but the answer that names it is lost.
    server.admin({ kind: 'restart', keepMemory: false });
    server.login('alice', { deviceID: 'a', session });
    server.login('alice', { deviceID: 'b' });
    const back = server.tryLogin(server.connect(), 'alice', { deviceID: 'a', session });
    expect(back).toMatchObject({ ok: false, refusal: 'kickedOut' });
  });

  it('lets a kicked device log in afresh', () => {
    const server = new ServerDriver();
    server.login('alice', { deviceID: 'a' });
    const b = server.login('alice', { deviceID: 'b' });
    server.login('alice', { deviceID: 'a' });
    expect(server.heard(b)).toEqual([{ kind: 'sessionEnded', reason: 'kickedOut' }]);
  });
});

describe('a session that returns', () => {
  it('is not disturbed by an earlier attempt of its own that arrives late', () => {
    const server = new ServerDriver();
    const first = server.login('alice');
    const session = server.session(first);
    const overtaken = server.connect();
    const second = server.login('alice', { session });
    server.enter(second, 'r');
    server.say(overtaken, {
      kind: 'login',
      request: 0,
      userID: 'alice',
      userName: '',
      deviceID: 'alice-1',
      token: undefined,
      session,
      rooms: [],
      receivedSeq: 0,
    });
    expect(server.open.has(overtaken)).toBe(false);
    expect(server.open.has(second)).toBe(true);
    expect(server.members('r')).toEqual(['alice']);
  });

  it('is taken over from a connection that still stands', () => {
    const server = new ServerDriver();
    const first = server.login('alice');
    const second = server.login('alice', { session: server.session(first) });
    expect(server.session(second)).toBe(server.session(first));
    expect(server.open.has(first)).toBe(false);
    expect(server.heard(first)).toEqual([]);
    expect(server.reports.at(-1)).toEqual({ kind: 'sessionResumed', userID: 'alice' });
    server.cut(second);
    expect(server.reports.at(-1)).toEqual({ kind: 'sessionOffline', userID: 'alice' });
  });

  it('gets a new session when it has logged out before', () => {
    const server = new ServerDriver();
    const first = server.login('alice');
    server.say(first, { kind: 'logout' });
    const second = server.login('alice', { session: server.session(first) });
    expect(server.session(second)).not.toBe(server.session(first));
  });

  it('cannot be the session of somebody else', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob', { session: server.session(alice) });
    expect(server.session(bob)).not.toBe(server.session(alice));
    expect(server.open.has(alice)).toBe(true);
  });

  it('keeps the memberships that it lists and loses the others', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.enter(alice, 'kept');
    server.enter(alice, 'left');
    server.cut(alice);
    server.login('alice', { session: server.session(alice), rooms: ['kept'] });
    expect(server.members('kept')).toEqual(['alice']);
    expect(server.members('left')).toBeUndefined();
  });
});

describe('going offline', () => {
  it('happens at once when the connection closes', () => {
    const server = new ServerDriver();
    server.cut(server.login('alice'));
    expect(server.reports.at(-1)).toEqual({ kind: 'sessionOffline', userID: 'alice' });
  });

  it('happens after 35 s of silence, and the connection is closed', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    beatFor(server, [alice], 12_000);
    server.advance(34_999);
    expect(server.open.has(alice)).toBe(true);
    server.advance(1);
    expect(server.open.has(alice)).toBe(false);
    expect(server.reports.at(-1)).toEqual({ kind: 'sessionOffline', userID: 'alice' });
  });

  it('is put off by any message, not only by heartbeats', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.advance(30_000);
    server.chat(alice, { conversationID: 'bob' });
    server.advance(34_999);
    expect(server.open.has(alice)).toBe(true);
  });

  it('follows the parameter', () => {
    const server = new ServerDriver({}, { heartbeatTimeoutMs: 20_000 });
    const alice = server.login('alice');
    server.advance(20_000);
    expect(server.open.has(alice)).toBe(false);
  });

  it('takes one timer for each 35 s, however many heartbeats come', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const name = sessionTimer(server.session(alice));
    let timers = 0;
    const step = server.input.bind(server);
    server.input = (input) => {
      const effects = step(input);
      timers += effects.filter((effect) => effect.kind === 'setTimer' && effect.timer === name).length;
      return effects;
    };
    for (let second = 0; second < 350; second++) {
      server.advance(1000);
      server.beat(alice);
    }
    expect(timers).toBeLessThanOrEqual(11);
    expect(server.open.has(alice)).toBe(true);
  });
});

describe('without a session', () => {
  it('every request is refused with 6000121', () => {
    const server = new ServerDriver();
    const connection = server.connect();
    expect(server.enter(connection, 'r')).toBe(6000121);
    expect(server.result(connection, { kind: 'renewToken', token: '' })).toBe(6000121);
    expect(server.chat(connection, { conversationID: 'bob' })).toBe(6000121);
  });

  it('heartbeats and logouts are not answered', () => {
    const server = new ServerDriver();
    const connection = server.connect();
    expect(server.say(connection, { kind: 'heartbeat', receivedSeq: 0 })).toEqual([]);
    expect(server.say(connection, { kind: 'logout' })).toEqual([]);
  });
});

describe('logging out', () => {
  it('ends the session and its memberships; the connection can be used again', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    server.enter(alice, 'r');
    server.enter(bob, 'r');
    server.say(alice, { kind: 'logout' });
    expect(server.members('r')).toEqual(['bob']);
    expect(ended(server)).toEqual([{ kind: 'sessionEnded', userID: 'alice', reason: 'logout' }]);
    expect(server.enter(alice, 'r')).toBe(6000121);
    expect(server.tryLogin(alice, 'carol')).toMatchObject({ ok: true });
  });
});

describe('a message that was on its way when the backend closed the connection', () => {
  it('is not heard', () => {
    const server = new ServerDriver();
    const first = server.login('alice');
    server.login('alice');
    expect(server.say(first, { kind: 'leaveAllRoom', request: 1 })).toEqual([]);
    expect(server.input({ kind: 'closed', connection: first })).toEqual([]);
  });
});
