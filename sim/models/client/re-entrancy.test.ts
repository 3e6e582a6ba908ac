// What an app may do from inside a listener, while the effects that come after the event still wait.
import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';

const TEXT = { type: 1, message: 'hi' };

/** Calls `act` the first time that an event is told. */
function once(client: ClientDriver, event: string, act: () => void): void {
  let done = false;
  client.listener = (name) => {
    if (done || name !== event) return;
    done = true;
    act();
  };
}

function settledState(client: ClientDriver): unknown {
  return [client.state.phase, client.state.link.phase, [...client.timers.keys()]];
}

describe('logout inside a listener', () => {
  it('of RECONNECTING silences the rooms of the session that it ended', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    once(client, 'connectionStateChanged', () => client.call('logout'));
    client.close();
    expect(client.told()).toEqual(['connection 3/3', 'connection 0/0', 'room a 0/0']);
    expect(settledState(client)).toEqual(['idle', 'none', []]);
    client.advance(600_000);
    expect(client.attempts).toEqual([0]);
  });

  it('of tokenWillExpire comes before the CONNECTED that is then not told', () => {
    const client = new ClientDriver();
    once(client, 'tokenWillExpire', () => client.call('logout'));
    client.call('login', 'alice', { token: client.token(20) });
    client.comeBack();
    expect(client.told()).toEqual(['connection 1/1', 'tokenWillExpire {"second":20}', 'connection 0/0']);
    expect(settledState(client)).toEqual(['idle', 'none', []]);
  });

  it('of CONNECTING leaves no login timeout behind', () => {
    const client = new ClientDriver();
    once(client, 'connectionStateChanged', () => client.call('logout'));
    client.call('login', 'alice', { token: client.token() });
    client.open();
    expect(settledState(client)).toEqual(['idle', 'none', []]);
    client.advance(600_000);
    expect(client.told()).toEqual(['connection 1/1', 'connection 0/0']);
  });

  it('of a failed message leaves no timer of the queue behind', () => {
    const client = new ClientDriver();
    client.logInOffline();
    client.call('sendMessage', TEXT, 'bob', 0, {});
    client.call('sendMessage', TEXT, 'carol', 0, {});
    once(client, 'messageSentStatusChanged', () => client.call('logout'));
    client.advance(30_000);
    expect(settledState(client)).toEqual(['idle', 'none', []]);
  });

  it('of a room that was not entered in time leaves no question to come', () => {
    const client = new ClientDriver({ params: { heartbeatIntervalMs: 60_000 } });
    client.logIn();
    client.enter('a');
    client.close();
    client.advance(2000);
    client.comeBack();
    client.call('enterRoom', { roomID: 'b', roomName: '' });
    client.sent();
    once(client, 'roomStateChanged', () => client.call('logout'));
    client.advance(10_000);
    expect(settledState(client)).toEqual(['idle', 'none', []]);
    expect(client.sent().at(-1)).toEqual({ kind: 'logout' });
  });
});

describe('login inside a listener', () => {
  it('of a kick begins a new life at once', () => {
    const client = new ClientDriver();
    client.logIn();
    once(client, 'connectionStateChanged', () => client.call('login', 'alice', { token: client.token() }));
    client.hear({ kind: 'sessionEnded', reason: 'kickedOut' });
    expect(client.attempts).toHaveLength(2);
    expect(client.state.link.phase).toBe('connecting');
    client.listener = () => {};
    client.comeBack();
    expect(client.told()).toEqual(['connection 0/4', 'connection 1/1', 'connection 2/0', 'sync 0']);
  });

  it('of logout’s own event begins a new life, and the old one’s rooms are not told of', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    once(client, 'connectionStateChanged', () => client.call('login', 'alice', { token: client.token() }));
    client.call('logout');
    expect(client.told()).toEqual(['connection 0/0']);
    client.listener = () => {};
    client.comeBack();
    expect(client.state.phase).toBe('session');
  });

  it('of CONNECTED resolves at once', () => {
    const client = new ClientDriver();
    let result: unknown;
    client.listener = (name, { state }) => {
      if (name === 'connectionStateChanged' && state === 2)
        result = client.result('login', 'alice', { token: client.token() });
    };
    client.logIn();
    expect(result).toEqual({ ok: true, value: undefined });
  });
});

describe('destroy inside a listener', () => {
  it('is followed by nothing', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    once(client, 'connectionStateChanged', () => client.call('destroy'));
    client.close();
    expect(client.told()).toEqual(['connection 3/3']);
    expect(settledState(client)).toEqual(['destroyed', 'none', []]);
  });
});

describe('destroy, create and login inside a listener', () => {
  it('begin a life in which the old one’s rooms are not told of', () => {
    const client = new ClientDriver();
    client.logIn();
    client.enter('a');
    once(client, 'connectionStateChanged', () => {
      client.call('destroy');
      client.call('create');
      client.call('login', 'alice', { token: client.token() });
    });
    client.close();
    expect(client.told()).toEqual(['connection 3/3']);
    expect(client.state.link.phase).toBe('connecting');
  });
});

describe('other calls inside a listener', () => {
  it('renewToken in tokenWillExpire goes out, also before CONNECTED', () => {
    const client = new ClientDriver();
    once(client, 'tokenWillExpire', () => client.call('renewToken', client.token()));
    client.call('login', 'alice', { token: client.token(20) });
    client.comeBack();
    expect(client.sent().map(({ kind }) => kind)).toEqual(['login', 'renewToken']);
    expect(client.told().at(-2)).toBe('connection 2/0');
  });

  it('sendMessage in RECONNECTING is queued, enterRoom fails', () => {
    const client = new ClientDriver();
    client.logIn();
    let results: unknown[] = [];
    once(client, 'connectionStateChanged', () => {
      results = [
        client.result('sendMessage', TEXT, 'bob', 0, {}),
        client.result('enterRoom', { roomID: 'r' }),
      ];
    });
    client.close();
    expect(results).toMatchObject(['pending', { code: 6000104 }]);
  });

  it('enterRoom in CONNECTED goes out after the login', () => {
    const client = new ClientDriver();
    client.listener = (name, { state }) => {
      if (name === 'connectionStateChanged' && state === 2) client.call('enterRoom', { roomID: 'r' });
    };
    client.call('login', 'alice', { token: client.token() });
    client.comeBack();
    expect(client.sent().map(({ kind }) => kind)).toEqual(['login', 'enterRoom']);
  });
});
