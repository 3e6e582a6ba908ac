import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';

function warning(second: number): string {
  return `tokenWillExpire {"second":${second}}`;
}

/** Keeps a client connected for so long: every heartbeat is answered. */
function live(client: ClientDriver, ms: number): void {
  const end = client.nowMs + ms;
  while (client.nowMs < end) {
    client.advance(Math.min(1000, end - client.nowMs));
    client.hear({ kind: 'heartbeatAck' });
  }
}

describe('tokenWillExpire', () => {
  it('comes when 30 s are left, once', () => {
    const client = new ClientDriver();
    client.logIn(120);
    live(client, 89_999);
    expect(client.told()).toEqual([]);
    live(client, 1);
    expect(client.told()).toEqual([warning(30)]);
    live(client, 27_000);
    expect(client.told()).toEqual([]);
  });

  it('comes at once, and before CONNECTED, when less is left at login', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token(20) });
    client.comeBack();
    expect(client.told()).toEqual(['connection 1/1', warning(20), 'connection 2/0', 'sync 0']);
  });

  it('comes at once and before CONNECTED in an offline login as well', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token(20), isOfflineLogin: true });
    expect(client.told()).toEqual([warning(20), 'connection 2/0']);
  });

  it('comes while the client is reconnecting', () => {
    const client = new ClientDriver();
    client.logIn(120);
    client.close();
    client.told();
    client.advance(90_000);
    expect(client.told().at(-1)).toBe(warning(30));
  });

  it('does not come again after a reconnection', () => {
    const client = new ClientDriver();
    client.logIn(120);
    live(client, 95_000);
    client.told();
    client.close();
    client.advance(2000);
    client.comeBack();
    expect(client.told()).toEqual(['connection 3/3', 'connection 2/0', 'sync 0']);
  });

  it('never comes without a session', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token(20) });
    client.fail();
    client.advance(60_000);
    expect(client.told().filter((line) => line.startsWith('token'))).toEqual([]);
    const out = new ClientDriver();
    out.logIn(120);
    out.call('logout');
    out.told();
    out.advance(120_000);
    expect(out.told()).toEqual([]);
  });

  it('never comes without token authentication, and nothing expires', () => {
    const client = new ClientDriver({ config: { authentication: 'none' } });
    client.call('login', 'alice', { token: client.token(40) });
    client.comeBack();
    live(client, 120_000);
    expect(client.told()).toEqual(['connection 1/1', 'connection 2/0', 'sync 0']);
  });

  it('is not timed from a token that outlives every run', () => {
    const client = new ClientDriver();
    client.logIn(365 * 200 * 86_400);
    expect([...client.timers.keys()]).not.toContain('tokenExpired');
  });
});

describe('the end of a token', () => {
  it('comes 2 s early, with the seconds that were left at login', () => {
    const client = new ClientDriver();
    client.logIn(120);
    live(client, 90_000);
    client.told();
    live(client, 27_999);
    expect(client.told()).toEqual([]);
    live(client, 1);
    expect(client.told()).toEqual(['connection 0/5 Token expired for timer 120']);
    expect(client.result('queryGroupList')).toMatchObject({ code: 6000121 });
  });

  it('comes while reconnecting too, and ends the attempts', () => {
    const client = new ClientDriver();
    client.logIn(60);
    client.close();
    client.advance(58_000);
    expect(client.told().at(-1)).toBe('connection 0/5 Token expired for timer 60');
    const attempts = client.attempts.length;
    client.advance(600_000);
    expect(client.attempts).toHaveLength(attempts);
  });

  it('comes in an offline login, and rooms get no event', () => {
    const client = new ClientDriver();
    client.logInOffline(60);
    client.advance(58_000);
    expect(client.told().at(-1)).toBe('connection 0/5 Token expired for timer 60');
  });

  it('gives joined rooms no event of their own', () => {
    const client = new ClientDriver();
    client.logIn(60);
    client.enter('a');
    live(client, 58_000);
    expect(client.told().filter((line) => line.startsWith('room'))).toEqual([]);
  });

  it('comes at once when the login finds less than 2 s', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token(1) });
    client.comeBack();
    client.told();
    client.advance(0);
    expect(client.told()).toEqual(['connection 0/5 Token expired for timer 1']);
  });
});

describe('renewToken', () => {
  function warned(): ClientDriver {
    const client = new ClientDriver();
    client.logIn(120);
    live(client, 90_000);
    client.told();
    client.sent();
    return client;
  }

  it('with a new token keeps the session, and the new token is warned of in its turn', () => {
    const client = warned();
    const token = client.token(120);
    const renewal = client.call('renewToken', token);
    expect(client.sent()).toMatchObject([{ kind: 'renewToken', token }]);
    client.answer('renewToken');
    expect(client.settled.get(renewal)).toEqual({ ok: true, value: { token } });
    live(client, 89_999);
    expect(client.told()).toEqual([]);
    live(client, 1);
    expect(client.told()).toEqual([warning(30)]);
  });

  it('that the backend refuses changes nothing', () => {
    const client = warned();
    const renewal = client.call('renewToken', client.token(120));
    client.refuse('renewToken', 6000106);
    expect(client.settled.get(renewal)).toMatchObject({ ok: false, code: 6000106 });
    expect(client.result('renewToken', client.token(120))).toBe('pending');
    live(client, 28_000);
    expect(client.told()).toEqual(['connection 0/5 Token expired for timer 120']);
  });

  it('is used by the next login of the session', () => {
    const client = warned();
    const token = client.token(240);
    client.call('renewToken', token);
    client.answer('renewToken');
    client.close();
    client.sent();
    client.advance(2000);
    client.open();
    expect(client.sent()).toMatchObject([{ kind: 'login', token }]);
  });

  it('needs the network: without one it fails at once with 6000104', () => {
    const client = warned();
    client.close();
    expect(client.result('renewToken', client.token())).toEqual({
      ok: false,
      code: 6000104,
      message: 'Network error.',
    });
  });

  it('fails with 6000104 when the connection is lost meanwhile, and may be tried again', () => {
    const client = warned();
    const renewal = client.call('renewToken', client.token());
    client.close();
    expect(client.settled.get(renewal)).toMatchObject({ code: 6000104 });
    client.advance(2000);
    client.comeBack();
    expect(client.result('renewToken', client.token())).toBe('pending');
  });

  it('fails with 6000105 when nobody answers, and may be tried again', () => {
    const client = warned();
    const renewal = client.call('renewToken', client.token());
    live(client, 9999);
    expect(client.settled.has(renewal)).toBe(false);
    live(client, 1);
    expect(client.settled.get(renewal)).toMatchObject({ code: 6000105 });
    expect(client.result('renewToken', client.token())).toBe('pending');
  });

  it('fails with 6000004 while another one is pending, and the first goes on', () => {
    const client = warned();
    const token = client.token();
    const first = client.call('renewToken', token);
    expect(client.result('renewToken', client.token())).toMatchObject({ code: 6000004 });
    client.answer('renewToken');
    expect(client.settled.get(first)).toMatchObject({ ok: true });
    expect(client.result('renewToken', client.token())).toBe('pending');
  });

  it.each([
    ['', 6000103],
    ['04nonsense', 6000103],
    [undefined, 6000103],
    ['03abc', 6000103],
    [`03${'A'.repeat(100)}`, 6000107],
  ])('with the malformed token %j fails at once', (token, code) => {
    const client = warned();
    expect(client.result('renewToken', token)).toMatchObject({ code });
    expect(client.sent()).toEqual([]);
  });

  it('with a token that has less than 30 s left is warned of at once', () => {
    const client = warned();
    client.call('renewToken', client.token(20));
    client.answer('renewToken');
    expect(client.told()).toEqual([warning(20)]);
  });

  it('leaves nothing of the old token’s warning', () => {
    const client = new ClientDriver();
    client.logIn(40);
    live(client, 5000);
    client.call('renewToken', client.token(25));
    client.answer('renewToken');
    expect(client.told()).toEqual([warning(25)]);
    live(client, 20_000);
    expect(client.told()).toEqual([]);
  });
});
