import { describe, expect, it, vi } from 'vitest';
import { mintToken } from '../zim/token04.js';
import { type RecordOptions, record } from './record.js';

type Listener = (zim: unknown, data: unknown) => unknown;
type Line = Readonly<Record<string, unknown>>;

/** A class with the manners of the SDK's: one listener an event, methods on the prototype, calls of its own. */
class FakeZim {
  static getVersion(): string {
    return '2.29.0';
  }
  readonly listeners = new Map<string, Listener>();
  answer: Promise<unknown> = Promise.resolve({ errorCode: 0 });
  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener);
  }
  off(event: string): void {
    this.listeners.delete(event);
  }
  login(..._args: unknown[]): Promise<unknown> {
    return this.answer;
  }
  renewToken(..._args: unknown[]): Promise<unknown> {
    return this.answer;
  }
  sendMessage(..._args: unknown[]): Promise<unknown> {
    return this.answer;
  }
  setRoomAttributes(..._args: unknown[]): Promise<unknown> {
    return this.answer;
  }
  leaveAllRoom(): Promise<unknown> {
    return this.login();
  }
  logout(): void {
    this.emit('connectionStateChanged', { state: 0, event: 0, extendedData: '' });
  }
  destroy(): never {
    throw new TypeError('no');
  }
  emit(event: string, data: unknown): unknown {
    return this.listeners.get(event)?.(this, data);
  }
}

function recorded(options?: RecordOptions): { zim: FakeZim; lines: Line[]; mark: ReturnType<typeof record> } {
  const zim = new FakeZim();
  const lines: Line[] = [];
  const emit = zim.emit.bind(zim);
  const mark = record(zim, (line) => lines.push(JSON.parse(line)), {
    salt: 's',
    device: 'phone',
    ...options,
  });
  // A test's own tool is no method of the SDK.
  zim.emit = emit;
  return { zim, lines, mark };
}

const without = (line: Line | undefined): Line => {
  const { wall, mono, device, ...rest } = line ?? {};
  expect([typeof wall, typeof mono, device]).toEqual(['number', 'number', 'phone']);
  return rest;
};

const token = mintToken({
  appID: 1,
  userID: 'alice',
  secret: 'x'.repeat(32),
  validForSeconds: 3600,
  issuedAtSeconds: 1_767_225_600,
  nonce: 1,
  iv: new Uint8Array(16),
});

describe('record', () => {
  it('begins with who records what', () => {
    const { lines } = recorded({ app: '1.4.0', network: 'wifi' });
    expect(without(lines[0])).toMatchObject({
      kind: 'log',
      format: 1,
      sdk: '2.29.0',
      app: '1.4.0',
      network: 'wifi',
    });
    expect(JSON.stringify(lines[0])).not.toContain('"s"');
  });

  it('writes calls, settlements and events, without anything that is secret', async () => {
    const { zim, lines } = recorded();
    zim.on('roomStateChanged', () => {});
    await zim.login('alice', { userName: 'Alice A.', token, isOfflineLogin: false });
    zim.answer = Promise.resolve({ message: { messageID: '77', senderUserID: 'alice', message: 'secret' } });
    await zim.sendMessage({ type: 1, message: 'secret' }, 'lobby', 1, { priority: 1 });
    zim.emit('roomStateChanged', { roomID: 'lobby', state: 2, event: 0, extendedData: '{}' });
    const rest = lines.slice(1).map(without);
    expect(rest.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'call on',
      'settle on',
      'call login',
      'settle login',
      'call sendMessage',
      'settle sendMessage',
      'event roomStateChanged',
    ]);
    expect(rest[0]?.args).toContain('roomStateChanged');
    expect(rest[2]?.args).toEqual([
      expect.stringMatching(/^#[0-9a-f]{16}$/),
      {
        userName: '~8',
        token: expect.stringMatching(/^#[0-9a-f]{16}@04.{11}$/),
        isOfflineLogin: false,
      },
    ]);
    const text = JSON.stringify(lines);
    for (const secret of ['alice', 'Alice', 'secret', 'lobby', token]) expect(text).not.toContain(secret);
    const [, room] = /"roomID":("#\w+")/.exec(text) ?? [];
    expect(JSON.stringify(rest[4]?.args)).toContain(room);
  });

  it('hashes tokens however they are given, and texts and attributes not at all', async () => {
    const { zim, lines } = recorded({ redact: false });
    await zim.renewToken(token);
    await zim.login({ userID: 'alice', userName: 'Alice' }, token);
    expect(JSON.stringify(lines)).not.toContain(token);
    expect(JSON.stringify(lines)).toContain('"Alice"');
    const redacted = recorded();
    await redacted.zim.setRoomAttributes({ colour: 'red' }, 'lobby');
    expect(without(redacted.lines[1])).toMatchObject({ args: ['~1', expect.stringMatching(/^#/)] });
  });

  it('gives the same hashes with the same salt only', async () => {
    const hashes = await Promise.all(
      ['a', 'a', 'b'].map(async (salt) => {
        const { zim, lines } = recorded({ salt });
        await zim.login('alice', {});
        return JSON.stringify(lines[1]?.args);
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('hands through results, errors and rejections', async () => {
    const { zim, lines } = recorded();
    const value = { errorCode: 0 };
    zim.answer = Promise.resolve(value);
    expect(await zim.login('alice')).toBe(value);
    const reason = { code: 6000121, message: 'API.login: Not logged with call.' };
    zim.answer = Promise.reject(reason);
    await expect(zim.login('alice')).rejects.toBe(reason);
    expect(without(lines.at(-1))).toMatchObject({ ok: false, error: { code: 6000121 } });
    expect(zim.logout()).toBe(undefined);
    expect(() => zim.destroy()).toThrow(TypeError);
    expect(without(lines.at(-1))).toMatchObject({ kind: 'settle', name: 'destroy', ok: false });
  });

  it('leaves a rejection that nobody handles unhandled, and one that is handled alone', async () => {
    const { zim } = recorded();
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): unknown => unhandled.push(reason);
    const before = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', listener);
    zim.answer = Promise.reject(new Error('a'));
    void zim.login('alice');
    zim.answer = Promise.reject(new Error('b'));
    zim.login('alice').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', listener);
    for (const one of before) process.on('unhandledRejection', one);
    expect(unhandled.map((reason) => (reason as Error).message)).toEqual(['a']);
  });

  it('takes what the SDK calls by itself for no call, and what a listener calls for one', async () => {
    const { zim, lines } = recorded();
    zim.on('connectionStateChanged', () => void zim.login('alice'));
    await zim.leaveAllRoom();
    zim.logout();
    await zim.answer;
    const names = lines
      .filter(({ kind }) => kind !== 'log' && kind !== 'settle')
      .map(({ kind, name }) => `${kind} ${name}`);
    expect(names).toEqual([
      'call on',
      'call leaveAllRoom',
      'call logout',
      'event connectionStateChanged',
      'call login',
    ]);
  });

  it('keeps one listener for each event, and what it returns and throws', () => {
    const { zim, lines } = recorded();
    zim.on('tokenWillExpire', () => 'first');
    zim.on('tokenWillExpire', function (this: unknown, sdk, data) {
      return [this, sdk, data];
    });
    const data = { second: 30 };
    expect(zim.emit('tokenWillExpire', data)).toEqual([undefined, zim, data]);
    zim.on('tokenWillExpire', () => {
      throw new RangeError('mine');
    });
    expect(() => zim.emit('tokenWillExpire', data)).toThrow(RangeError);
    zim.off('tokenWillExpire');
    expect(zim.emit('tokenWillExpire', data)).toBe(undefined);
    expect(() => zim.on('tokenWillExpire', null as unknown as Listener)).not.toThrow();
    expect(lines.filter(({ kind }) => kind === 'event')).toHaveLength(2);
  });

  it('is not noticed when everything in it fails', async () => {
    const zim = new FakeZim();
    const mark = record(zim, () => {
      throw new Error('disk full');
    });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(
      await zim.login(circle, {
        get token() {
          throw new Error('odd');
        },
      }),
    ).toEqual({ errorCode: 0 });
    mark.user('taps');
    mark.ui('remind', 'x');
    expect(() => record(Object.freeze(new FakeZim()), () => {})).not.toThrow();
    expect(() => record(null as unknown as object, () => {})).not.toThrow();
    const rejecting = recordInto(() => Promise.reject(new Error('offline')));
    await rejecting.login('alice');
  });

  it('does not record a sink that calls the SDK', async () => {
    const zim = new FakeZim();
    let count = 0;
    record(zim, () => {
      count++;
      void zim.login('sink');
    });
    await zim.login('alice');
    expect(count).toBe(3);
  });

  it('says when timers stood still', () => {
    const { lines, mark } = recorded();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 60_000);
    mark.user('wakes it');
    vi.restoreAllMocks();
    expect(lines.slice(1).map(({ kind, what, action }) => `${kind} ${what ?? action}`)).toEqual([
      'device slept',
      'user wakes it',
    ]);
    expect(lines[1]?.ms).toBeGreaterThan(59_000);
  });

  it('writes marks', () => {
    const { lines, mark } = recorded();
    mark.user('taps retry');
    mark.ui('screen', 'login');
    expect(lines.slice(1).map(without)).toEqual([
      { kind: 'user', action: 'taps retry' },
      { kind: 'ui', action: 'screen', what: 'login' },
    ]);
  });
});

function recordInto(sink: (line: string) => unknown): FakeZim {
  const zim = new FakeZim();
  record(zim, sink);
  return zim;
}
