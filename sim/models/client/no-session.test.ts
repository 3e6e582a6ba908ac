import { describe, expect, it } from 'vitest';
import { internalNameOf, SDK_METHOD_NAMES, type SdkMethodName } from '../../zim/sdk-surface.js';
import { ClientDriver } from './driver.test-support.js';

const NO_PROMISE = ['logout', 'beginRoomAttributesBatchOperation', 'on', 'off', 'setLogConfig'];
const REFUSED = SDK_METHOD_NAMES.filter((name) => !['login', 'destroy', ...NO_PROMISE].includes(name));

function refusal(name: string): unknown {
  const message =
    name === 'uploadLog'
      ? 'API.uploadLog: Not logged.'
      : `API.${internalNameOf(name as SdkMethodName)}: Not logged with call.`;
  return { ok: false, code: 6000121, message };
}

const WITHOUT_SESSION: readonly (readonly [string, (client: ClientDriver) => void])[] = [
  ['before login', () => {}],
  ['while a first login is pending', (client) => client.call('login', 'alice', { token: client.token() })],
  [
    'while a first login is pending and the state says RECONNECTING',
    (client) => {
      client.call('login', 'alice', { token: client.token() });
      client.fail();
    },
  ],
  [
    'while a socket is open and the login is not answered',
    (client) => {
      client.call('login', 'alice', { token: client.token() });
      client.open();
    },
  ],
  [
    'after a kick',
    (client) => {
      client.logIn();
      client.hear({ kind: 'sessionEnded', reason: 'kickedOut' });
    },
  ],
  [
    'after the token has expired',
    (client) => {
      client.logIn(60);
      client.close();
      client.advance(58_000);
    },
  ],
  [
    'after logout',
    (client) => {
      client.logIn();
      client.call('logout');
    },
  ],
];

describe.each(WITHOUT_SESSION)('%s', (_, prepare) => {
  it('every call that returns a promise fails with 6000121 and its own text, whatever the parameters', () => {
    const client = new ClientDriver();
    prepare(client);
    client.told();
    for (const name of REFUSED) {
      expect(client.result(name), name).toEqual(refusal(name));
      expect(client.result(name, null, 7), name).toEqual(refusal(name));
    }
    expect(client.told()).toEqual([]);
  });

  it('beginRoomAttributesBatchOperation, on and their like return undefined', () => {
    const client = new ClientDriver();
    prepare(client);
    for (const name of NO_PROMISE.filter((name) => name !== 'logout')) {
      expect(client.result(name), name).toEqual({ ok: true, value: undefined });
    }
  });

  it('logout returns undefined', () => {
    const client = new ClientDriver();
    prepare(client);
    expect(client.result('logout')).toEqual({ ok: true, value: undefined });
  });
});

describe('with a session', () => {
  it('no call fails with 6000121, with or without the network', () => {
    for (const prepare of [
      (client: ClientDriver) => client.logIn(),
      (client: ClientDriver) => client.logInOffline(),
    ]) {
      const client = new ClientDriver();
      prepare(client);
      for (const name of REFUSED) {
        const result = client.result(name);
        expect(result, name).not.toMatchObject({ code: 6000121 });
      }
    }
  });

  it('what is not modelled says so with 6000013, and what returns undefined does so', () => {
    const client = new ClientDriver();
    client.logIn();
    expect(client.result('addFriend', 'bob', {})).toMatchObject({ ok: false, code: 6000013 });
    expect(client.result('queryFriendList')).toMatchObject({ code: 6000013 });
    for (const name of ['beginRoomAttributesBatchOperation', 'on', 'off', 'setLogConfig']) {
      expect(client.result(name), name).toEqual({ ok: true, value: undefined });
    }
  });
});

describe('a destroyed client', () => {
  const destroyed = { ok: false, code: 6000002, message: 'The SDK is not initialized.' };

  it('refuses every call with 6000002 and is silent', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('r');
    client.call('destroy');
    for (const name of SDK_METHOD_NAMES.filter((name) => name !== 'destroy')) {
      expect(client.result(name, 'alice', { token: client.token() }), name).toEqual(destroyed);
    }
    client.advance(3_600_000);
    expect(client.told()).toEqual([]);
    expect(client.attempts).toEqual([0]);
    expect(client.timers.size).toBe(0);
  });

  it('never settles the login that was pending, nor what was under way', () => {
    const client = new ClientDriver();
    const login = client.call('login', 'alice', { token: client.token() });
    client.call('destroy');
    client.advance(600_000);
    expect(client.settled.has(login)).toBe(false);
    const second = new ClientDriver();
    second.logIn();
    const query = second.call('joinGroup', 'g');
    second.call('destroy');
    second.advance(600_000);
    expect(second.settled.has(query)).toBe(false);
  });

  it('may be destroyed again', () => {
    const client = new ClientDriver();
    client.call('destroy');
    expect(client.result('destroy')).toEqual({ ok: true, value: undefined });
  });

  it('works again after create, on new sockets', () => {
    const client = new ClientDriver();
    client.logIn();
    const before = client.state.link.socket;
    client.call('destroy');
    expect(client.result('create', 1)).toEqual({ ok: true, value: undefined });
    expect(client.result('queryGroupList')).toMatchObject({ code: 6000121 });
    client.logIn();
    expect(client.state.link.socket).toBe(before + 1);
    expect(client.state.phase).toBe('session');
  });

  it('numbers its messages on after create', () => {
    const client = new ClientDriver();
    const ids = [1, 2].map(() => {
      client.logIn();
      client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
      const [sent] = client.sent();
      client.call('destroy');
      client.call('create');
      client.advance(100);
      return sent?.kind === 'sendMessage' ? sent.message.localMessageID : undefined;
    });
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('is not touched by a create while it lives, which gives null', () => {
    const client = new ClientDriver();
    client.logIn();
    expect(client.result('create', 1)).toEqual({ ok: true, value: null });
    expect(client.state.phase).toBe('session');
  });
});
