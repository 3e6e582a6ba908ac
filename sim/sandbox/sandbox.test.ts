import { describe, expect, test } from 'vitest';
import { UsageError } from '../kernel/usage-error.js';
import { play } from './sandbox.test-support.js';

/** The beginning of most apps here: it shows what it is told to show. */
const APP = `
import { ZIM } from 'zego-zim-web';
export default function ({ appID, userID, userName, token, roomID, fetchToken, ui }) {
  const zim = ZIM.create({ appID });
  const show = (what) => ui.remind(String(what));
`;

const LOGIN = { at: '1s', device: 'alice', do: [{ user: 'login()' }] };

describe('time', () => {
  test('timers, Date and performance go by the virtual clock, to the millisecond', async () => {
    const { shown } = await play(`${APP}
      setTimeout(() => show('timeout ' + Date.now() + ' ' + performance.now()), 1500);
      let n = 0;
      const id = setInterval(() => { n += 1; show('interval ' + new Date().toISOString()); if (n === 2) clearInterval(id); }, 400);
    }`);
    expect(shown).toEqual([
      'interval 2026-01-01T00:00:00.400Z',
      'interval 2026-01-01T00:00:00.800Z',
      `timeout ${1_767_225_600_000 + 1500} 1500`,
    ]);
  });

  test('promises run between timers of one instant, as in a page', async () => {
    const { shown } = await play(`${APP}
      setTimeout(() => { show('a'); Promise.resolve().then(() => show('b')); queueMicrotask(() => show('c')); }, 10);
      setTimeout(() => show('d'), 10);
    }`);
    expect(shown).toEqual(['a', 'b', 'c', 'd']);
  });

  test('timers stand still while the device sleeps', async () => {
    const { of } = await play(`${APP} setTimeout(() => show('later'), 5000); }`, {
      until: '60s',
      schedule: [{ kind: 'sleep', at: '2s', for: '30s', device: 'alice' }],
    });
    expect(of('ui').map(({ atMs }) => atMs)).toEqual([35_000]);
  });

  test('a clock that is put forward moves Date, and not timers', async () => {
    const { of } = await play(`${APP} setTimeout(() => show(new Date().toISOString()), 5000); }`, {
      schedule: [{ kind: 'clockJump', at: '2s', host: 'alice', by: '1h', direction: 'ahead' }],
    });
    expect(of('ui').map(({ atMs, what }) => [atMs, what])).toEqual([[5000, '2026-01-01T01:00:05.000Z']]);
  });

  test('a loop of timers of 0 ms is refused', async () => {
    const loop = play(`${APP} const again = () => setTimeout(again, 0); again(); }`);
    await expect(loop).rejects.toThrow(UsageError);
    await expect(loop).rejects.toThrow('Look for a setTimeout or setInterval of 0 ms that never ends.');
  });
});

describe('the SDK', () => {
  test('a login and a room, awaited; settlements come after events', async () => {
    const { shown, of } = await play(
      `${APP}
      zim.on('connectionStateChanged', (z, { state, event }) => show(state + '/' + event));
      return { async login() { await zim.login(userID, { userName, token }); show('in'); await zim.enterRoom({ roomID, roomName: roomID }); show('room'); } };
    }`,
      { script: [LOGIN] },
    );
    expect(shown).toEqual(['1/1', '2/0', 'in', 'room']);
    expect(of('call').map(({ name }) => name)).toEqual(['login', 'enterRoom']);
  });

  test('a listener may call, and hears of it at once', async () => {
    const { shown } = await play(
      `${APP}
      zim.on('connectionStateChanged', (z, { state, event }) => {
        show('told ' + state + '/' + event);
        if (state === 2) { zim.logout(); show('after logout'); }
      });
      return { login: () => zim.login(userID, { userName, token }).catch(() => show('rejected')) };
    }`,
      { script: [LOGIN] },
    );
    expect(shown.slice(0, 4)).toEqual(['told 1/1', 'told 2/0', 'told 0/0', 'after logout']);
  });

  test('a listener that throws is told with its place in the source, and the run goes on', async () => {
    const { of } = await play(
      {
        'src/app.ts': `import { listen } from './listen'; ${APP} listen(zim); return { login: () => zim.login(userID, { userName, token }) }; }`,
        'src/listen.ts': `export function listen(zim: any): void {\n  zim.on('connectionStateChanged', (_zim: unknown, { event }: { event: number }) => {\n    if (event === 0) throw new TypeError('no such thing');\n  });\n}\n`,
      },
      { script: [LOGIN] },
    );
    expect(of('error')).toMatchObject([
      { source: 'listener', message: 'TypeError: no such thing', where: 'src/listen.ts:3:28' },
    ]);
  });

  test('uncaught errors and rejections are told, each as what it is', async () => {
    const { of } = await play(`${APP}
      setTimeout(() => { throw new RangeError('in a timer'); }, 100);
      setTimeout(() => { void Promise.reject(new Error('nobody catches it')); }, 200);
      setTimeout(() => { const late = Promise.reject(new Error('caught')); late.catch(() => {}); }, 300);
      setTimeout(async () => { await zim.queryUsersInfo(['x'], { isQueryFromServer: true }); }, 400);
    }`);
    expect(of('error').map(({ source, message, atMs }) => [atMs, source, message])).toEqual([
      [100, 'uncaught', 'RangeError: in a timer'],
      [200, 'rejection', 'Error: nobody catches it'],
      [400, 'rejection', '{ code: 6000121, message: "API.queryUsersInfo: Not logged with call." }'],
    ]);
  });

  test('a process that is killed leaves its realm; the next one begins anew', async () => {
    const { shown } = await play(
      `let started = 0; ${APP} started += 1; show('start ' + started); setInterval(() => show('tick'), 4000); }`,
      { until: '12s', schedule: [{ kind: 'kill', at: '5s', for: '2s', device: 'alice', keeps: 'nothing' }] },
    );
    expect(shown).toEqual(['start 1', 'tick', 'start 1', 'tick']);
  });

  test('fetchToken asks the token server over the network', async () => {
    const { of } = await play(
      `${APP} return { async login() { try { show((await fetchToken()).slice(0, 2)); } catch (error) { show(error.message); } } }; }`,
      {
        script: [LOGIN, { at: '5s', device: 'alice', do: [{ user: 'login()' }] }],
        schedule: [{ kind: 'issuerDown', at: '4s', for: '4s' }],
      },
    );
    expect(of('ui').map(({ what }) => what)).toEqual(['04', 'The token server is not available.']);
    expect(of('ui')[0]?.atMs).toBeGreaterThan(1000);
  });
});

describe('starting an app', () => {
  test.each([
    ['a default function', 'export default ({ ui }) => ({ login: () => ui.remind("done") })'],
    [
      'an async main',
      'export async function main({ ui }) { await null; return { login: () => ui.remind("done") }; }',
    ],
    [
      'a class',
      'export default class { constructor({ ui }) { this.ui = ui; } login() { this.ui.remind("done"); } }',
    ],
    [
      'a class that inherits',
      'class Base { constructor({ ui }) { this.ui = ui; } login() { this.ui.remind("done"); } } export default class extends Base {}',
    ],
  ])('%s', async (_name, text) => {
    const { shown, apps } = await play(text, { script: [LOGIN] });
    expect(shown).toEqual(['done']);
    expect(apps.seen('alice')).toMatchObject({ launch: 'called', actions: [{ name: 'login', params: [] }] });
  });

  test('an exported object, and exported functions', async () => {
    const object = await play('export const chat = { login() {}, sendText(text: string, to: string) {} };');
    expect(object.apps.seen('alice')).toMatchObject({
      launch: 'object',
      actions: [
        { name: 'login', params: [] },
        { name: 'sendText', params: ['text', 'to'] },
      ],
    });
    const functions = await play(
      'export const login = async (id, token) => {}; export function logout() {} export const x = 1;',
    );
    expect(functions.apps.seen('alice')?.actions.map(({ name }) => name)).toEqual(['login', 'logout']);
  });

  test('an app that starts by itself, with a top-level await', async () => {
    const { of, apps } = await play(
      "import { ZIM } from 'zego-zim-web'; await new Promise((done) => setTimeout(done, 2000)); ZIM.create(1).login('alice', { token: '' }).catch(() => {});",
    );
    expect(apps.seen('alice')?.launch).toBe('waiting');
    expect(of('call').map(({ name, atMs }) => [name, atMs])).toEqual([['login', 2000]]);
  });

  test('arguments of a user name values of the device', async () => {
    const { shown } = await play(
      'export default ({ ui }) => ({ login: (...args) => ui.remind(args.join(" ")) })',
      {
        devices: [{ name: 'alice' }, { name: 'phone', user: 'bob' }],
        script: [{ at: '1s', device: 'alice', do: [{ user: 'login("$user", "$room", "$peer", "hi")' }] }],
      },
    );
    expect(shown).toEqual(['alice lobby bob hi']);
  });
});

describe('determinism and isolation', () => {
  const CHANCE = `${APP} show([Math.random(), typeof process, typeof globalThis.require, typeof Buffer].join(' '));
    for (const escape of [() => setTimeout.constructor('return typeof process')(), () => ZIM.create.constructor('return typeof process')(), () => ui.remind.constructor('return typeof require')(), () => fetchToken.constructor('return typeof process')()]) show(escape());
    try { null.x; } catch (error) { show(error instanceof Error && error.constructor.constructor('return typeof process')()); } }`;

  test('the host cannot be reached by accident', async () => {
    const { shown } = await play(CHANCE);
    expect(shown.slice(1)).toEqual(['undefined', 'undefined', 'undefined', 'undefined', 'undefined']);
    expect(shown[0]).toMatch(/ undefined undefined undefined$/);
  });

  test("what the SDK gives to an app is of the app's realm", async () => {
    const { shown } = await play(
      `${APP}
      zim.on('connectionStateChanged', (z, data) => show(data instanceof Object && Object.getPrototypeOf(data) === Object.prototype));
      return { async login() { const p = zim.login(userID, { userName, token }); show(p instanceof Promise); await p;
        const { memberList } = await zim.enterRoom({ roomID, roomName: roomID }).then(() => zim.queryRoomMemberList(roomID, { count: 10, nextFlag: '' }));
        show(Array.isArray(memberList) && memberList instanceof Array); } };
    }`,
      { script: [LOGIN] },
    );
    expect(new Set(shown)).toEqual(new Set(['true']));
  });

  test('equal runs have equal hashes, whatever ran in this process before', async () => {
    const app = `${APP} setInterval(() => show(Math.random()), 1000); return { login: () => zim.login(userID, { userName, token }) }; }`;
    const [first, second] = [await play(app, { script: [LOGIN] }), await play(app, { script: [LOGIN] })];
    expect(second.run.traceHash).toBe(first.run.traceHash);
    const other = await play(app, { script: [LOGIN], seed: 2 });
    expect(other.run.traceHash).not.toBe(first.run.traceHash);
  });
});

describe("the app's own servers", () => {
  const SERVICES = `export default {
    'api.example': async (request, { token }) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/slow') await new Promise((done) => setTimeout(done, 2000));
      if (pathname === '/broken') throw new Error('in the handler');
      const body = request.method === 'POST' ? await request.json() : null;
      return Response.json({ pathname, body, token: token('alice').slice(0, 2), header: request.headers.get('x-a') }, { status: 201 });
    },
  };`;
  const ASKS = (what: string): string => `export default ({ ui }) => ({ async login() {
    try { ${what} } catch (error) { ui.remind(error.name + ': ' + error.message); }
  } });`;

  test('answer under the same clock, over the network, and know POST, headers and statuses', async () => {
    const { shown, of } = await play(
      ASKS(
        "const r = await fetch('https://api.example/a?b=1', { method: 'POST', headers: { 'x-a': 'y', 'content-type': 'application/json' }, body: JSON.stringify({ n: 'ü' }) }); ui.remind(r.status + JSON.stringify(await r.json())); const s = await fetch('https://api.example/slow'); ui.remind(String(s.ok));",
      ),
      { script: [LOGIN], services: SERVICES },
    );
    expect(shown).toEqual(['201{"pathname":"/a","body":{"n":"ü"},"token":"04","header":"y"}', 'true']);
    const [first, second] = of('ui').map(({ atMs }) => atMs);
    expect(first).toBeGreaterThan(1300);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(2300);
  });

  test.each([
    [
      'a handler that throws is an answer of 500',
      "const r = await fetch('https://api.example/broken'); ui.remind(String(r.status));",
      [],
      '500',
    ],
    [
      'a host that nobody knows fails as names do',
      "await fetch('https://nowhere.example/');",
      [],
      'TypeError: Failed to fetch',
    ],
    [
      'a server that is down says 503',
      "const r = await fetch('https://api.example/'); ui.remind(String(r.status));",
      [{ kind: 'issuerDown', at: '0s', for: '9s' }],
      '503',
    ],
    [
      'a device without a network has no answer',
      "await fetch('https://api.example/');",
      [{ kind: 'offline', at: '0s', for: '9s', device: 'alice' }],
      'TypeError: Failed to fetch',
    ],
    [
      'a request that is given up has none either',
      "await fetch('https://api.example/slow', { signal: AbortSignal.timeout(500) });",
      [],
      'TimeoutError',
    ],
  ] as const)('%s', async (_name, asks, schedule, expected) => {
    const { shown } = await play(ASKS(asks), { script: [LOGIN], services: SERVICES, schedule });
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain(expected);
  });
});
