import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';

const SUCCESS = { ok: true, value: undefined };

describe('a first login', () => {
  it('tells CONNECTING + ACTIVE_LOGIN, CONNECTED + SUCCESS and the catching-up, then resolves', () => {
    const client = new ClientDriver();
    const login = client.call('login', 'alice', { userName: 'Alice', token: client.token() });
    expect(client.told()).toEqual([]);
    client.open();
    expect(client.told()).toEqual(['connection 1/1']);
    expect(client.sent()).toMatchObject([
      { kind: 'login', userID: 'alice', userName: 'Alice', session: undefined },
    ]);
    expect(client.settled.has(login)).toBe(false);
    client.answer('login', { kind: 'loggedIn', session: 's1' });
    expect(client.told()).toEqual(['connection 2/0', 'sync 0']);
    expect(client.settled.get(login)).toEqual(SUCCESS);
    client.hear({ kind: 'syncFinished' });
    expect(client.told()).toEqual(['sync 1']);
  });

  it('has no catching-up signal before 2.21.0', () => {
    const client = new ClientDriver({ version: '2.20.0' });
    client.call('login', 'alice', { token: client.token() });
    client.comeBack();
    client.hear({ kind: 'syncFinished' });
    expect(client.told()).toEqual(['connection 1/1', 'connection 2/0']);
  });

  it('takes the older form: an object and a token', () => {
    const client = new ClientDriver();
    const login = client.call('login', { userID: 'alice', userName: 'Alice' }, client.token());
    client.comeBack();
    expect(client.settled.get(login)).toEqual(SUCCESS);
    expect(client.sent()[0]).toMatchObject({ kind: 'login', userID: 'alice', userName: 'Alice' });
  });

  it('is not answered too late when other requests have a shorter timeout', () => {
    const client = new ClientDriver({ params: { requestTimeoutMs: 5000, loginTimeoutMs: 6000 } });
    const login = client.call('login', 'alice', { token: client.token() });
    client.open();
    client.advance(5500);
    client.answer('login', { kind: 'loggedIn', session: 's1' });
    expect(client.settled.get(login)).toEqual(SUCCESS);
  });

  it('that the backend refuses rejects with its error, and nothing is tried any more', () => {
    const client = new ClientDriver();
    const login = client.call('login', 'alice', { token: client.token() });
    client.open();
    client.refuse('login', 6000106);
    expect(client.settled.get(login)).toEqual({ ok: false, code: 6000106, message: 'refused 6000106' });
    expect(client.told()).toEqual(['connection 1/1', 'connection 0/1']);
    client.advance(600_000);
    expect(client.attempts).toEqual([0]);
  });

  it('may be made without a token only where there is no token authentication', () => {
    const without = new ClientDriver({ config: { authentication: 'none' } });
    expect(without.result('login', 'alice', {})).toBe('pending');
    expect(new ClientDriver().result('login', 'alice', {})).toMatchObject({ code: 6000103 });
  });
});

const TOKEN = new ClientDriver().token();

describe('the SDK itself refuses', () => {
  it.each([
    ['no user', [], 6000001],
    ['an empty user', ['', { token: TOKEN }], 6000001],
    ['a user that is no text', [{ userID: 5 }, TOKEN], 6000001],
    ['null', [null], 6000001],
    ['an empty token', ['alice', { token: '' }], 6000103],
    ['a malformed token', ['alice', { token: '04nonsense' }], 6000103],
    ['a token that is no text', ['alice', { token: 5 }], 6000103],
    ['an empty token in the older form', [{ userID: 'alice' }, ''], 6000103],
    ['a token of version 03', ['alice', { token: `03${'A'.repeat(100)}` }], 6000107],
    ['a short one of version 03', ['alice', { token: '03AAAA' }], 6000103],
  ])('%s, without a word or an attempt', (_, args, code) => {
    const client = new ClientDriver();
    expect(client.result('login', ...args)).toMatchObject({ ok: false, code });
    expect(client.told()).toEqual([]);
    expect(client.attempts).toEqual([]);
    expect(client.result('queryGroupList')).toMatchObject({ code: 6000121 });
  });

  it('names the parameter that is wrong', () => {
    expect(new ClientDriver().result('login', '', { token: TOKEN })).toMatchObject({
      message: expect.stringContaining('userID'),
    });
  });

  it('neither an expired token, nor that of another user, nor a strange user ID', () => {
    const expired = new ClientDriver();
    const token = expired.token(1);
    expired.advance(10_000);
    expect(expired.result('login', 'alice', { token })).toBe('pending');
    const other = new ClientDriver();
    expect(other.result('login', 'alice', { token: other.token(3600, 'bob') })).toBe('pending');
    const long = new ClientDriver();
    expect(long.result('login', 'ü'.repeat(300), { token: long.token() })).toBe('pending');
  });
});

describe('a login while there is one', () => {
  it('of another user fails with 6000111, while one is pending and while one is in', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token() });
    expect(client.result('login', 'bob', { token: client.token() })).toMatchObject({ code: 6000111 });
    client.comeBack();
    expect(client.result('login', 'bob', { token: client.token() })).toMatchObject({ code: 6000111 });
    client.close();
    expect(client.result('login', 'bob', { token: client.token() })).toMatchObject({ code: 6000111 });
    expect(client.attempts).toHaveLength(1);
  });

  it('of the same user resolves at once while CONNECTED', () => {
    const client = new ClientDriver();
    client.logIn();
    expect(client.result('login', 'alice', { token: client.token() })).toEqual(SUCCESS);
    expect(client.told()).toEqual([]);
  });

  it('of the same user stays pending while a login is, and resolves with it', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token() });
    const second = client.call('login', 'alice', { token: client.token() });
    expect(client.settled.has(second)).toBe(false);
    client.comeBack();
    expect(client.settled.get(second)).toEqual(SUCCESS);
  });

  it('of the same user stays pending while RECONNECTING, and starts no attempt of its own', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    const second = client.call('login', 'alice', { token: client.token() });
    expect(client.settled.has(second)).toBe(false);
    expect(client.attempts).toEqual([0]);
    client.advance(2000);
    client.comeBack();
    expect(client.settled.get(second)).toEqual(SUCCESS);
    expect(client.attempts).toHaveLength(2);
  });
});

describe('logout', () => {
  it('emits (0, 0) for the connection, then for each room, before it returns', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    client.enter('b');
    expect(client.result('logout')).toEqual({ ok: true, value: undefined });
    expect(client.told()).toEqual(['connection 0/0', 'room a 0/0', 'room b 0/0']);
    expect(client.sent()).toEqual([{ kind: 'logout' }]);
    const effects = client.steps.at(-1) ?? [];
    expect(effects.findIndex(({ kind }) => kind === 'settle')).toBe(effects.length - 1);
  });

  it('emits nothing without a session: before login, the second time, after a kick', () => {
    const client = new ClientDriver();
    client.call('logout');
    client.logIn();
    client.call('logout');
    client.told();
    client.call('logout');
    client.logIn();
    client.hear({ kind: 'sessionEnded', reason: 'kickedOut' });
    client.told();
    client.call('logout');
    expect(client.told()).toEqual([]);
  });

  it('while a login is pending gives (0, 0); nothing is tried any more, and that login never settles', () => {
    const client = new ClientDriver();
    const login = client.call('login', 'alice', { token: client.token() });
    client.fail();
    client.told();
    client.call('logout');
    expect(client.told()).toEqual(['connection 0/0']);
    client.advance(600_000);
    expect(client.attempts).toEqual([0]);
    expect(client.settled.has(login)).toBe(false);
    client.call('logout');
    expect(client.told()).toEqual([]);
  });

  it('leaves nothing behind: the next login is like the first', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
    client.close();
    client.call('logout');
    client.told();
    client.sent();
    client.call('login', 'alice', { token: client.token() });
    client.comeBack();
    expect(client.told()).toEqual(['connection 1/1', 'connection 2/0', 'sync 0']);
    expect(client.sent()).toMatchObject([{ kind: 'login', session: undefined, rooms: [] }]);
  });
});

describe('the session after a session', () => {
  const message = { type: 1, message: 'hi' };

  it('times its own requests', () => {
    const client = new ClientDriver({ params: { heartbeatIntervalMs: 60_000 } });
    client.logIn();
    client.call('joinGroup', 'g');
    client.call('logout');
    client.logIn();
    const call = client.call('joinGroup', 'g');
    client.advance(10_000);
    expect(client.settled.get(call)).toMatchObject({ code: 6000105 });
  });

  it('times its own messages', () => {
    const client = new ClientDriver();
    client.logInOffline();
    client.call('sendMessage', message, 'bob', 0, {});
    client.call('logout');
    client.logInOffline();
    const call = client.call('sendMessage', message, 'carol', 0, {});
    client.advance(30_000);
    expect(client.settled.get(call)).toMatchObject({ code: 6000104 });
  });

  it('may renew its token, whatever the last one waited for', () => {
    const client = new ClientDriver();
    client.logIn();
    client.call('renewToken', client.token());
    client.call('logout');
    client.logIn();
    expect(client.result('renewToken', client.token())).toBe('pending');
  });
});

describe('an offline login', () => {
  it('gives (2, 0) at once, and again when the data is open, and resolves; a failed attempt gives (3, 3)', () => {
    const client = new ClientDriver({ params: { localDataMs: 4 } });
    const login = client.call('login', 'alice', { token: client.token(), isOfflineLogin: true });
    expect(client.told()).toEqual(['connection 2/0']);
    client.advance(3);
    expect(client.settled.has(login)).toBe(false);
    client.advance(1);
    expect(client.told()).toEqual(['connection 2/0']);
    expect(client.settled.get(login)).toEqual(SUCCESS);
    client.fail();
    expect(client.told()).toEqual(['connection 3/3']);
  });

  it('of a user whose data is open already resolves at once', () => {
    const client = new ClientDriver({ params: { localDataMs: 4 } });
    client.logInOffline();
    client.call('logout');
    client.told();
    const login = { token: client.token(), isOfflineLogin: true };
    expect(client.result('login', 'alice', login)).toEqual(SUCCESS);
    expect(client.told()).toEqual(['connection 2/0', 'connection 2/0']);
  });

  it('with a token that is over fails', () => {
    const client = new ClientDriver({ params: { localDataMs: 4 } });
    const login = client.call('login', 'alice', { token: client.token(0), isOfflineLogin: true });
    client.advance(0);
    expect(client.settled.get(login)).toMatchObject({ code: 6000106 });
    expect(client.told().at(-1)).toBe('connection 0/5 Token expired for timer 0');
  });

  it('gives (3, 3) after each failed retry', () => {
    const client = new ClientDriver();
    client.logInOffline();
    for (let retry = 0; retry < 3; retry++) {
      client.advance(4000);
      client.fail();
      expect(client.told()).toEqual(['connection 3/3']);
    }
  });

  it('is a session: calls that need the network fail with 6000104, not with 6000121', () => {
    const client = new ClientDriver();
    client.logInOffline();
    const calls: readonly [string, ...unknown[]][] = [
      ['enterRoom', { roomID: 'r' }],
      ['createRoom', { roomID: 'r' }],
      ['joinRoom', 'r'],
      ['leaveAllRoom'],
      ['renewToken', client.token()],
      ['joinGroup', 'g'],
    ];
    for (const [name, ...args] of calls) {
      const result = client.result(name, ...args);
      expect(result, name).toMatchObject({ ok: false, code: 6000104 });
      expect((result as { message: string }).message, name).toMatch(/: Network error\.$/);
    }
  });

  it('becomes an ordinary session when the network comes', () => {
    const client = new ClientDriver();
    client.logInOffline();
    client.advance(2000);
    client.comeBack();
    expect(client.told()).toEqual(['connection 2/0', 'sync 0']);
    expect(client.sent()).toMatchObject([{ kind: 'login', session: undefined }]);
    expect(client.result('login', 'alice', { token: client.token() })).toEqual(SUCCESS);
  });

  it('that finds a network is a login like any other', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token(), isOfflineLogin: true });
    client.advance(0);
    client.told();
    client.comeBack();
    expect(client.told()).toEqual(['connection 2/0', 'sync 0']);
  });
});

describe('a session that wants to come back', () => {
  function comingBack(version: '2.29.0' | '2.13.0' | '2.18.0' = '2.29.0'): ClientDriver {
    const client = new ClientDriver({ version });
    client.logIn();
    client.enter('a');
    client.close();
    client.advance(2000);
    client.open();
    client.told();
    return client;
  }

  it('names itself, its rooms and what it has received', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    client.hear(peerMessage(1));
    client.close();
    client.advance(2000);
    client.open();
    expect(client.sent()).toMatchObject([{ kind: 'login', session: 's1', rooms: ['a'], receivedSeq: 1 }]);
  });

  it.each([
    ['kickedOut', 'connection 0/4'],
    ['tokenExpired', 'connection 0/5 Token expired for timer 3600'],
    ['unregistered', 'connection 0/6'],
  ] as const)('is told why it cannot: %s', (reason, line) => {
    const client = comingBack();
    client.refuse('login', 6000121, reason);
    expect(client.told()).toEqual([line]);
    client.advance(600_000);
    expect(client.attempts).toHaveLength(2);
    expect(client.told()).toEqual([]);
  });

  it('tries again after any other refusal', () => {
    const client = comingBack();
    client.refuse('login', 6000007);
    expect(client.told()).toEqual(['connection 3/3', 'room a 1/1']);
    client.advance(2000);
    expect(client.attempts).toHaveLength(3);
  });

  it('is not told of a deleted account before 2.14.0, and names another event for an expiry before 2.18.1', () => {
    const old = comingBack('2.13.0');
    old.refuse('login', 6000121, 'unregistered');
    expect(old.told()).toEqual(['connection 3/3', 'room a 1/1']);
    const expired = comingBack('2.18.0');
    expired.refuse('login', 6000106, 'tokenExpired');
    expect(expired.told()).toEqual(['connection 0/3']);
  });

  it('rejects the login that joined in with the refusal', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    const joined = client.call('login', 'alice', { token: client.token() });
    client.advance(2000);
    client.open();
    client.refuse('login', 6000121, 'kickedOut');
    expect(client.settled.get(joined)).toMatchObject({ ok: false, code: 6000121 });
  });
});

describe('a session that the backend ends', () => {
  it('gives DISCONNECTED with the event, no event for rooms, and no attempt', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    client.hear({ kind: 'sessionEnded', reason: 'kickedOut' });
    expect(client.told()).toEqual(['connection 0/4']);
    client.advance(3_600_000);
    client.input({ kind: 'hint', hint: 'online' });
    client.input({ kind: 'hint', hint: 'visible' });
    expect(client.attempts).toEqual([0]);
  });

  it('fails what is under way as calls without a session do, but peer messages never settle', () => {
    const client = new ClientDriver();
    client.logIn();
    const query = client.call('joinGroup', 'g');
    const peer = client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
    client.hear({ kind: 'sessionEnded', reason: 'kickedOut' });
    expect(client.settled.get(query)).toMatchObject({ code: 6000121 });
    client.advance(600_000);
    expect(client.settled.has(peer)).toBe(false);
  });

  it('can be followed by a new login', () => {
    const client = new ClientDriver();
    client.logIn();
    client.hear({ kind: 'sessionEnded', reason: 'kickedOut' });
    client.told();
    client.call('login', 'alice', { token: client.token() });
    client.comeBack();
    expect(client.told()).toEqual(['connection 1/1', 'connection 2/0', 'sync 0']);
  });
});

function peerMessage(seq: number): Parameters<ClientDriver['hear']>[0] {
  const message = {
    type: 1,
    message: 'hi',
    messageID: `m${seq}`,
    localMessageID: `l${seq}`,
    senderUserID: 'bob',
    conversationID: 'alice',
    conversationType: 0,
    timestamp: 0,
  };
  return { kind: 'message', seq, message, isOfflineMessage: false };
}
