import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SDK_VERSIONS } from '../../zim/versions.js';
import { ClientDriver } from './driver.test-support.js';

const SERIES_S = [2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 32, 32];

function waits({ attempts }: ClientDriver): number[] {
  return attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
}

describe('a first login without a network', () => {
  it('says nothing until the first attempt has failed, then (3, 3) after every failed attempt', () => {
    const client = new ClientDriver();
    const login = client.call('login', 'alice', { token: client.token() });
    expect(client.told()).toEqual([]);
    client.fail();
    expect(client.told()).toEqual(['connection 3/3']);
    for (let attempt = 0; attempt < 20; attempt++) {
      client.advance(dueIn(client));
      expect(client.told()).toEqual([]);
      client.fail();
      expect(client.told()).toEqual(['connection 3/3']);
    }
    expect(client.settled.has(login)).toBe(false);
  });

  it('is attempted at 0, after 0.5 to 2 s, and then after 2, 2, 4, 4, 8, 8, 16, 16, 32, 32 s, for ever', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const client = new ClientDriver({ seed });
        client.call('login', 'alice', { token: client.token() });
        client.fail();
        for (let attempt = 0; attempt < SERIES_S.length + 1; attempt++) {
          client.advance(dueIn(client));
          client.fail();
        }
        const [first = 0, ...rest] = waits(client);
        expect(client.attempts[0]).toBe(0);
        expect(first).toBeGreaterThanOrEqual(500);
        expect(first).toBeLessThanOrEqual(2000);
        expect(rest).toEqual(SERIES_S.map((seconds) => seconds * 1000));
      }),
    );
  });

  it('waits for a time of its own on each device and after each opening', () => {
    const firsts = [1, 2, 3, 4].map((deviceKey) => {
      const client = new ClientDriver({ config: { deviceKey } });
      client.call('login', 'alice', { token: client.token() });
      client.fail();
      return dueIn(client);
    });
    expect(new Set(firsts).size).toBe(4);
    const client = new ClientDriver();
    client.logIn();
    const again = [1, 2, 3, 4].map(() => {
      client.close();
      const due = dueIn(client);
      client.advance(due);
      client.comeBack();
      return due;
    });
    expect(new Set(again).size).toBe(4);
  });

  it('gives CONNECTED without CONNECTING when it comes through at last', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token() });
    client.fail();
    client.advance(dueIn(client));
    client.told();
    client.comeBack();
    expect(client.told()).toEqual(['connection 2/0', 'sync 0']);
  });
});

describe('the back-off starts over', () => {
  it('when a socket opens, even if the login on it is never answered', () => {
    const client = failingUntil(8);
    client.advance(dueIn(client));
    client.open();
    client.advance(10_000);
    expect(dueIn(client)).toBeLessThanOrEqual(2000);
    client.advance(dueIn(client));
    client.fail();
    expect(dueIn(client)).toBe(2000);
  });

  it('when a socket opens and closes at once', () => {
    const client = failingUntil(8);
    client.advance(dueIn(client));
    client.open();
    client.close();
    expect(dueIn(client)).toBeLessThanOrEqual(2000);
  });

  it('on a new login', () => {
    const client = failingUntil(8);
    client.call('logout');
    client.call('login', 'alice', { token: client.token() });
    client.fail();
    expect(dueIn(client)).toBeLessThanOrEqual(2000);
  });
});

describe('a socket that opens and stays silent', () => {
  it('makes a first login reject with 6000105 at the first check after 5 s, and the attempts go on', () => {
    const client = new ClientDriver();
    const login = client.call('login', 'alice', { token: client.token() });
    client.open();
    client.told();
    client.advance(5999);
    expect(client.told()).toEqual([]);
    client.advance(1);
    expect(client.told()).toEqual([]);
    expect(client.settled.get(login)).toMatchObject({ ok: false, code: 6000105, message: 'Request timeout' });
    expect(client.result('queryGroupList')).toMatchObject({ code: 6000121 });
    client.advance(4000);
    expect(client.told()).toEqual(['connection 3/3']);
    client.advance(2000);
    expect(client.attempts).toHaveLength(2);
    client.comeBack();
    expect(client.told()).toEqual(['connection 3/1', 'connection 2/0', 'sync 0']);
  });

  it('is said to be asked again on the next one, once more when it is overdue, and then anew', () => {
    const client = new ClientDriver({ params: { silentSocketMs: 60_000 } });
    const login = client.call('login', 'alice', { token: client.token(), isOfflineLogin: true });
    client.advance(0);
    client.open();
    client.close();
    expect(client.settled.get(login)).toMatchObject({ ok: true });
    client.told();
    client.advance(2000);
    client.open();
    expect(client.told()).toEqual(['connection 3/1']);
    const waiting = client.call('login', 'alice', { token: client.token() });
    client.advance(13_000);
    expect(client.told()).toEqual(['connection 3/1']);
    client.close();
    client.told();
    client.advance(2000);
    client.open();
    expect(client.told()).toEqual([]);
    client.advance(13_000);
    expect(client.settled.get(waiting)).toMatchObject({ code: 6000105 });
    client.close();
    client.told();
    client.advance(2000);
    client.open();
    expect(client.told()).toEqual(['connection 3/1']);
  });

  it('is given up in a session too, as a lost connection', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    client.advance(2000);
    client.open();
    client.told();
    client.advance(10_000);
    expect(client.told()).toEqual(['connection 3/3']);
  });

  it('is closed, and what it says later is nobody’s business', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token() });
    client.open();
    const { socket, loginRequest } = client.state.link;
    client.advance(10_000);
    expect(client.steps.at(-1)).toContainEqual({ kind: 'close', socket, code: 1000 });
    client.told();
    client.input({
      kind: 'message',
      socket,
      message: { kind: 'answer', request: loginRequest, ok: true, value: { kind: 'loggedIn', session: 's' } },
    });
    expect(client.told()).toEqual([]);
    expect(client.state.phase).toBe('loggingIn');
  });
});

describe('an attempt that does not end', () => {
  it('is ended by the platform after its connect timeout', () => {
    const client = new ClientDriver({ config: { connectTimeoutMs: 30_000 } });
    client.call('login', 'alice', { token: client.token() });
    client.advance(29_999);
    expect(client.told()).toEqual([]);
    client.advance(1);
    expect(client.told()).toEqual(['connection 3/3']);
  });

  it('lasts where the platform never ends one', () => {
    const client = new ClientDriver({ config: { connectTimeoutMs: 0 } });
    client.call('login', 'alice', { token: client.token() });
    client.advance(3_600_000);
    expect(client.told()).toEqual([]);
    expect(client.attempts).toEqual([0]);
  });

  it('does not lengthen or shorten the back-off', () => {
    const client = new ClientDriver();
    client.call('login', 'alice', { token: client.token() });
    client.advance(30_000);
    client.advance(dueIn(client));
    client.advance(30_000);
    expect(dueIn(client)).toBe(2000);
  });
});

describe('a hint of the platform', () => {
  it.each(['online', 'visible'] as const)('%s: retries at once, uses up the wait, resets nothing', (hint) => {
    const client = failingUntil(3);
    expect(dueIn(client)).toBe(2000);
    client.advance(500);
    client.input({ kind: 'hint', hint });
    expect(client.attempts.at(-1)).toBe(client.nowMs);
    client.fail();
    expect(dueIn(client)).toBe(2000);
    client.input({ kind: 'hint', hint });
    client.fail();
    expect(dueIn(client)).toBe(4000);
  });

  it('changes nothing while an attempt is under way, while connected, and without a login', () => {
    const client = new ClientDriver();
    client.input({ kind: 'hint', hint: 'online' });
    expect(client.attempts).toEqual([]);
    client.call('login', 'alice', { token: client.token() });
    client.input({ kind: 'hint', hint: 'online' });
    client.open();
    client.input({ kind: 'hint', hint: 'online' });
    client.answer('login', { kind: 'loggedIn', session: 's' });
    client.input({ kind: 'hint', hint: 'online' });
    expect(client.attempts).toEqual([0]);
  });
});

describe('giving up', () => {
  const givesUpAtFirst = ['2.7.1', '2.8.1', '2.9.0', '2.18.1', '2.19.0'] as const;

  it.each(givesUpAtFirst)(
    '%s ends a first login at the first failure with 300 s of waits behind it',
    (version) => {
      const client = new ClientDriver({ version, params: { firstBackoffMinMs: 800, firstBackoffSpanMs: 0 } });
      const login = client.call('login', 'alice', { token: client.token() });
      client.fail();
      // 0.8 + 60 + 8 × 32 s = 316.8 s.
      for (let wait = 0; wait < 16; wait++) {
        client.advance(dueIn(client));
        client.told();
        client.fail();
      }
      expect(client.told()).toEqual(['connection 3/3']);
      client.advance(dueIn(client));
      expect(client.nowMs).toBe(316_800);
      client.fail();
      const message = 'Network error.';
      expect(client.told()).toEqual([
        'connection 0/2',
        `error ${JSON.stringify({ code: 6000104, message })}`,
      ]);
      expect(client.settled.get(login)).toEqual({ ok: false, code: 6000104, message });
      client.advance(3_600_000);
      expect(client.attempts).toHaveLength(18);
    },
  );

  it('does not count the time spent connecting', () => {
    const client = new ClientDriver({ version: '2.19.0' });
    client.call('login', 'alice', { token: client.token() });
    for (let attempt = 0; attempt < 12; attempt++) {
      client.advance(30_000);
      client.advance(dueIn(client));
    }
    expect(client.nowMs).toBeGreaterThan(400_000);
    expect(client.told()).toEqual(Array(12).fill('connection 3/3'));
  });

  it.each(['2.20.0', '2.29.0'] as const)('%s never does, before or after a session', (version) => {
    const first = new ClientDriver({ version });
    first.call('login', 'alice', { token: first.token() });
    const session = new ClientDriver({ version });
    session.logIn(86_400);
    session.close();
    first.fail();
    for (let attempt = 0; attempt < 60; attempt++) {
      for (const client of [first, session]) {
        client.advance(dueIn(client));
        client.fail();
      }
    }
    expect(new Set(first.told())).toEqual(new Set(['connection 3/3']));
    expect(new Set(session.told())).toEqual(new Set(['connection 3/3']));
    expect(first.nowMs).toBeGreaterThan(1_500_000);
  });

  it('after a session happens before 2.9.0 only, after a time that is a parameter', () => {
    const ends = SDK_VERSIONS.map((version) => {
      const client = new ClientDriver({ version, params: { legacyGiveUpAfterSessionMs: 60_000 } });
      client.logIn(86_400);
      client.close();
      for (let attempt = 0; attempt < 20 && client.state.phase === 'session'; attempt++) {
        client.advance(dueIn(client));
        client.fail();
      }
      return client.told().includes('connection 0/2');
    });
    const firstThatLasts = SDK_VERSIONS.indexOf('2.9.0');
    expect(ends).toEqual(SDK_VERSIONS.map((_, index) => index < firstThatLasts));
  });
});

describe('a connection that is lost', () => {
  it('is told as RECONNECTING + LOGIN_INTERRUPTED in the same instant', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    expect(client.told()).toEqual(['connection 3/3']);
  });

  it('comes back as CONNECTED + SUCCESS without any call by the app', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    client.advance(2000);
    client.fail();
    client.advance(2000);
    client.comeBack();
    expect(client.told()).toEqual(['connection 3/3', 'connection 3/3', 'connection 2/0', 'sync 0']);
  });

  it('is noticed after an unanswered heartbeat', () => {
    const client = new ClientDriver({ params: { heartbeatAckTimeoutMs: 5000 } });
    client.logIn();
    client.advance(10_000);
    expect(client.sent()).toEqual([{ kind: 'heartbeat', receivedSeq: 0 }]);
    client.advance(4999);
    expect(client.told()).toEqual([]);
    client.advance(1);
    expect(client.told()).toEqual(['connection 3/3']);
    expect(client.state.link.socket).toBe(0);
  });

  it('is not suspected while heartbeats are answered, one every 10 s', () => {
    const client = new ClientDriver();
    client.logIn();
    for (let beat = 1; beat <= 30; beat++) {
      client.advance(10_000);
      expect(client.sent()).toHaveLength(1);
      client.hear({ kind: 'heartbeatAck' });
    }
    expect(client.told()).toEqual([]);
  });

  it('is noticed by the first heartbeat that goes unanswered, however many were answered before', () => {
    const client = new ClientDriver();
    client.logIn();
    for (let beat = 0; beat < 3; beat++) {
      client.advance(10_000);
      client.hear({ kind: 'heartbeatAck' });
    }
    client.advance(14_999);
    expect(client.told()).toEqual([]);
    client.advance(1);
    expect(client.told()).toEqual(['connection 3/3']);
  });

  it('leaves only the timers of a living session when it is back', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    client.advance(2000);
    client.comeBack();
    expect([...client.timers.keys()].sort()).toEqual(['heartbeat', 'tokenExpired', 'tokenWillExpire']);
  });

  it('sends no heartbeat while it is not there', () => {
    const client = new ClientDriver();
    client.logIn();
    client.close();
    client.advance(1000 * 60);
    expect(client.sent()).toEqual([]);
  });
});

function failingUntil(attempts: number): ClientDriver {
  const client = new ClientDriver();
  client.call('login', 'alice', { token: client.token() });
  client.fail();
  for (let attempt = 1; attempt < attempts - 1; attempt++) {
    client.advance(dueIn(client));
    client.fail();
  }
  return client;
}

function dueIn(client: ClientDriver): number {
  const dueMs = client.timers.get('reconnect');
  if (dueMs === undefined) throw new Error('No attempt is planned.');
  return dueMs - client.nowMs;
}
