import { describe, expect, test } from 'vitest';
import { ZIM_SURFACE } from './surface.js';
import { createZimClass } from './zim-class.js';
import type { Settle, ZimControls, ZimHost } from './zim-host.js';

interface Instance {
  on(event: unknown, listener: unknown): void;
  off(event: unknown): void;
  login(...args: unknown[]): Promise<unknown>;
  logout(): unknown;
  destroy(): unknown;
  sendMessage(...args: unknown[]): Promise<unknown>;
  addFriend(...args: unknown[]): Promise<unknown>;
}

interface Class {
  create(config: unknown): Instance | null;
  getInstance(): Instance | undefined;
  getVersion(): string;
}

interface Made {
  readonly ZIM: Class;
  readonly controls: ZimControls;
  readonly calls: { readonly name: string; readonly args: readonly unknown[]; readonly settle: Settle }[];
  readonly failures: unknown[];
}

function made(during: (name: string, made: Made) => void = () => {}): Made {
  const calls: Made['calls'] = [];
  const failures: unknown[] = [];
  const host: ZimHost = {
    call: (name, args, settle) => {
      calls.push({ name, args, settle });
      during(name, result);
    },
    listenerFailed: (_event, error) => void failures.push(error),
  };
  const { ZIM, controls } = createZimClass(host, ZIM_SURFACE);
  const result: Made = { ZIM: ZIM as unknown as Class, controls, calls, failures };
  return result;
}

const created = ({ ZIM }: Made): Instance => ZIM.create({ appID: 1 }) as Instance;

describe('the class', () => {
  test('there is one instance at a time: a second create gives null, getInstance before gives undefined', () => {
    const { ZIM } = made();
    expect(ZIM.getInstance()).toBeUndefined();
    const zim = ZIM.create(42);
    expect(zim).not.toBeNull();
    expect(ZIM.create({ appID: 42 })).toBeNull();
    expect(ZIM.getInstance()).toBe(zim);
  });

  test('a bad appID throws an Error whose message is JSON', () => {
    const { ZIM } = made();
    for (const bad of [0, -1, 1.5, '7', undefined, { appID: 'x' }, null]) {
      let message = '';
      try {
        ZIM.create(bad);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        message = (error as Error).message;
      }
      expect(JSON.parse(message)).toMatchObject({ code: 6000003 });
    }
  });

  test('after destroy the old instance rejects with a plain object, and create makes a new one', async () => {
    const one = made();
    const zim = created(one);
    expect(zim.destroy()).toBeUndefined();
    await expect(zim.login('a', {})).rejects.toEqual({
      code: 6000002,
      message: 'The SDK is not initialized.',
    });
    expect(one.ZIM.create({ appID: 1 })).not.toBeNull();
    expect(one.calls.map(({ name }) => name)).toEqual(['destroy', 'create']);
  });
});

describe('listeners', () => {
  test('on replaces, off removes; unknown names, null and non-functions are accepted silently', () => {
    const one = made();
    const zim = created(one);
    const heard: string[] = [];
    zim.on('tokenWillExpire', () => heard.push('first'));
    zim.on('tokenWillExpire', () => heard.push('second'));
    zim.on('noSuchEvent', () => heard.push('never'));
    zim.on('tokenWillExpire', null);
    zim.on(null, 7);
    one.controls.emit('tokenWillExpire', { second: 30 });
    one.controls.emit('noSuchEvent', {});
    zim.off('tokenWillExpire');
    one.controls.emit('tokenWillExpire', { second: 30 });
    expect(heard).toEqual(['second']);
  });

  test('they get the instance and data of their own; what they throw is told and skips nothing', () => {
    const one = made();
    const zim = created(one);
    const data = { state: 2, event: 0, list: [{ deep: 1 }] };
    zim.on('connectionStateChanged', (given: unknown, own: typeof data) => {
      expect(given).toBe(zim);
      expect(own).toEqual(data);
      (own.list[0] as { deep: number }).deep = 99;
      throw new Error('in the listener');
    });
    one.controls.emit('connectionStateChanged', data);
    expect(data.list[0]?.deep).toBe(1);
    expect(one.failures).toEqual([new Error('in the listener')]);
  });
});

describe('calls', () => {
  test('logout returns undefined and emits before it returns', () => {
    const heard: number[] = [];
    const one = made((name, { controls }) => {
      if (name === 'logout') controls.emit('connectionStateChanged', { state: 0, event: 0 });
    });
    const zim = created(one);
    zim.on('connectionStateChanged', (_zim: unknown, { state }: { state: number }) => heard.push(state));
    expect(zim.logout()).toBeUndefined();
    expect(heard).toEqual([0]);
  });

  test('promises settle as the host says, with plain objects for errors', async () => {
    const one = made();
    const zim = created(one);
    const good = zim.login('alice', { token: 't' });
    const bad = zim.addFriend('bob');
    one.calls[0]?.settle(true, { ok: 1 });
    one.calls[1]?.settle(false, { code: 6000121, message: 'no' });
    await expect(good).resolves.toEqual({ ok: 1 });
    await expect(bad).rejects.toEqual({ code: 6000121, message: 'no' });
    await bad.catch((error: unknown) => expect(error).not.toBeInstanceOf(Error));
  });

  test('the callbacks of a message are called for that message only', () => {
    const attached: string[] = [];
    const one = made((name, { controls }) => {
      if (name === 'sendMessage') controls.emit('onMessageAttached', { message: { localMessageID: 'm1' } });
    });
    const zim = created(one);
    const notification = {
      onMessageAttached: ({ localMessageID }: { localMessageID: string }) => attached.push(localMessageID),
    };
    void zim.sendMessage({ type: 1, message: 'hi' }, 'bob', 0, { priority: 1 }, notification);
    void zim.sendMessage({ type: 1, message: 'hi' }, 'bob', 0, { priority: 1 });
    expect(attached).toEqual(['m1']);
    expect(one.calls[0]?.args[4]).toEqual({});
  });

  test('what crosses is a copy without functions and without a way to other prototypes', () => {
    const one = made();
    const zim = created(one);
    const args = JSON.parse('{"__proto__": {"bad": 1}, "fine": [1, null]}') as object;
    void zim.addFriend({ ...args, run: () => 1, sym: Symbol('x'), skipped: undefined });
    expect(one.calls[0]?.args).toEqual([{ fine: [1, null], skipped: undefined }]);
  });
});
