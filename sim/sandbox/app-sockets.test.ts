import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../runner/summary.js';
import { type Played, type PlayOptions, play } from './sandbox.test-support.js';

/** A server that answers what it is told, and tells on its console what becomes of its sockets. */
const ECHO = `export default {
  'live.example': {
    async websocket(socket, request, { token }) {
      const { pathname } = new URL(request.url);
      if (pathname === '/refused') return new Response(null, { status: 401 });
      if (pathname === '/broken') throw new Error('in the handler');
      if (pathname === '/welcome') socket.send('welcome ' + token('alice').slice(0, 2));
      if (pathname === '/late') await new Promise((done) => setTimeout(done, 3000));
      if (pathname === '/ends') setTimeout(() => socket.close(4001, 'no more'), 2000);
      if (pathname === '/breaks') { socket.send('first'); throw new Error('after it'); }
      socket.binaryType = 'arraybuffer';
      socket.onclose = ({ code, reason, wasClean }) => console.log(['server', code, reason, wasClean].join(' '));
      socket.addEventListener('message', ({ data }) => socket.send(data));
      if (pathname === '/headers') socket.send([request.method, request.headers.get('upgrade'), request.headers.get('origin'), socket.readyState].join(' '));
    },
  },
  'http.example': () => new Response('only requests'),
};`;

/** An app with one socket, which shows all that it hears, with the time in seconds. */
const app = (url: string, then = '', options = ''): string => `export default ({ ui }) => {
  const begin = Date.now();
  const show = (what) => ui.remind(((Date.now() - begin) / 1000).toFixed(1) + ' ' + what);
  const socket = new WebSocket('${url}'${options});
  socket.onopen = () => show('open ' + socket.protocol);
  socket.onmessage = ({ data }) => show('message ' + data);
  socket.onerror = () => show('error ' + socket.readyState);
  socket.onclose = ({ code, reason, wasClean }) => show(['close', code, reason, wasClean].join(' '));
  ${then}
};`;

const LIVE = 'wss://live.example';

const run = (text: string, options: PlayOptions = {}): Promise<Played> =>
  play(text, { services: ECHO, ...options });

/** What was shown, without the times. */
const words = ({ shown }: Played): string[] => shown.map((line) => line.replace(/^\S+ /, '').trim());

const serverSaid = ({ apps }: Played): string[] =>
  apps.console.filter(({ device }) => device === 'services').map(({ text }) => text);

type Schedule = NonNullable<RunSpec['schedule']>;

describe('a WebSocket of the app', () => {
  test('is carried to its server and back, in order, and closes cleanly on both sides', async () => {
    const played = await run(
      app(
        `${LIVE}/`,
        "socket.addEventListener('open', () => { socket.send('ä'); socket.send('b'); }); setTimeout(() => { socket.close(3001, 'bye'); show('state ' + socket.readyState); }, 4000);",
      ),
    );
    expect(words(played)).toEqual(['open', 'message ä', 'message b', 'state 2', 'close 3001 bye true']);
    expect(serverSaid(played)).toEqual(['server 3001 bye true']);
  });

  test('takes the time of the network', async () => {
    const { of } = await run(app(`${LIVE}/`, "socket.addEventListener('open', () => socket.send('x'));"));
    const [open = 0, message = 0] = of('ui').map(({ atMs }) => atMs);
    expect(open).toBeGreaterThan(0);
    expect(message).toBeGreaterThan(open);
  });

  test.each<[string, string, string[], string?]>([
    ['a close without a code', 'socket.close()', ['open', 'close 1005  true']],
    ['a server that ends it', '', ['open', 'close 4001 no more true'], '/ends'],
    ['a welcome before anything else', '', ['open', 'message welcome 04'], '/welcome'],
    ['the request of the handshake', '', ['open', 'message GET websocket https://app.example 1'], '/headers'],
    ['a server that refuses it', '', ['error 3', 'close 1006  false'], '/refused'],
    ['a handler that throws', '', ['error 3', 'close 1006  false'], '/broken'],
    ['a handler that throws later', '', ['open', 'message first', 'close 1011  true'], '/breaks'],
  ])('%s', async (_name, then, expected, path = '/') => {
    const later = then === '' ? '' : `socket.addEventListener('open', () => setTimeout(() => ${then}, 500));`;
    expect(words(await run(app(LIVE + path, later)))).toEqual(expected);
  });

  test('a handler may take its time with the handshake', async () => {
    const { of } = await run(app(`${LIVE}/late`));
    expect(of('ui')).toHaveLength(1);
    expect(of('ui')[0]?.atMs).toBeGreaterThan(3000);
  });

  test.each([
    ['a host that nobody knows', 'wss://nowhere.example/', 'nobody answers for this address'],
    ['a host without sockets', 'wss://http.example/', 'its server has no websocket(socket, request)'],
  ])('%s fails with 1006', async (_name, url, warning) => {
    const played = await run(app(url));
    expect(words(played)).toEqual(['error 3', 'close 1006  false']);
    expect(played.apps.console.map(({ text }) => text).join()).toContain(warning);
  });

  test('given up while it connects, it fails, and the server keeps nothing', async () => {
    const played = await run(app(`${LIVE}/`, "socket.close(); show('state ' + socket.readyState);"));
    expect(words(played)).toEqual(['state 2', 'error 3', 'close 1006  false']);
    expect(serverSaid(played)).toEqual([]);
  });

  test('binary data arrives as bytes, of the kind that was asked for', async () => {
    const played = await run(
      app(
        `${LIVE}/`,
        `socket.onopen = () => { socket.send(new Uint8Array([0, 200, 255])); };
         socket.onmessage = async ({ data }) => {
           if (data instanceof Blob) { show('blob ' + new Uint8Array(await data.arrayBuffer())); socket.binaryType = 'arraybuffer'; socket.send(data); }
           else show('buffer ' + (data instanceof ArrayBuffer) + new Uint8Array(data));
         };`,
      ),
    );
    expect(words(played)).toEqual(['blob 0,200,255', 'buffer true0,200,255']);
  });

  test('the first protocol that it offers is the one, and the names are checked', async () => {
    const bad =
      "for (const names of [['a', 'a'], ['b c']]) try { new WebSocket('wss://live.example/', names); } catch (error) { show(error.name); }";
    const played = await run(app(`${LIVE}/`, bad, ", ['chat.v2', 'chat.v1']"));
    expect(words(played)).toEqual(['SyntaxError', 'SyntaxError', 'open chat.v2']);
  });

  test('send while connecting throws, and after the end it fills the buffer', async () => {
    const played = await run(
      app(
        `${LIVE}/`,
        "try { socket.send('x'); } catch (error) { show(error.name); } socket.onopen = () => { socket.send('12345'); show('buffered ' + (socket.bufferedAmount >= 5)); }; socket.onmessage = () => { setTimeout(() => { show('buffered ' + socket.bufferedAmount); socket.close(); socket.send('ü'); }, 1000); }; socket.addEventListener('close', () => show('buffered ' + socket.bufferedAmount));",
      ),
    );
    expect(words(played)).toEqual([
      'InvalidStateError',
      'buffered true',
      'buffered 0',
      'close 1005  true',
      'buffered 2',
    ]);
  });

  test('one handler may take requests and sockets of all hosts', async () => {
    const services =
      "export default { fetch: () => new Response('yes'), websocket(socket) { socket.send('hello'); } };";
    const played = await play(
      app('wss://any.example/', "fetch('https://other.example/').then((r) => r.text()).then(show);"),
      { services },
    );
    expect(words(played).sort()).toEqual(['message hello', 'open', 'yes']);
  });
});

test('a server passes messages from one device to the other', async () => {
  const services = `const all = new Set();
    export default { 'live.example': { websocket(socket) {
      all.add(socket);
      socket.onclose = () => all.delete(socket);
      socket.onmessage = ({ data }) => { for (const other of all) if (other !== socket) other.send(data); };
    } } };`;
  const { run: result } = await play(
    app(`${LIVE}/`, "socket.addEventListener('open', () => setTimeout(() => socket.send('hi'), 2000));"),
    { services, devices: [{ name: 'alice' }, { name: 'bob' }] },
  );
  const heard = result.observations.flatMap((one) =>
    one.kind === 'ui' && one.what.endsWith('message hi') ? one.device : [],
  );
  expect(heard.sort()).toEqual(['alice', 'bob']);
});

test('the example of the documentation works', async () => {
  const docs = readFileSync(new URL('../../docs/app-tests.md', import.meta.url), 'utf8');
  const services = /```ts\n\/\/ services\.ts\n([\s\S]*?)```/.exec(docs)?.[1] ?? '';
  const url = (query: string): string => app(`wss://live.example.com/${query}`, CHAT);
  expect(words(await play(url('?user=alice'), { services }))).toEqual(['open', 'message you said hi']);
  expect(words(await play(url(''), { services }))).toEqual(['error 3', 'close 1006  false']);
});

const CHAT = "socket.addEventListener('open', () => socket.send('hi'));";

describe('faults act on WebSockets as on everything else', () => {
  const CHATTY =
    'let n = 0; setInterval(() => { if (socket.readyState === 1) socket.send(String(++n)); }, 1000);';

  test.each<[string, Schedule, RegExp]>([
    [
      'a device without a network cannot open one',
      [{ kind: 'offline', at: '0s', for: '20s', device: 'alice' }],
      /^0\.0 error 3\|0\.0 close 1006 {2}false$/,
    ],
    [
      'a server that is down refuses',
      [{ kind: 'issuerDown', at: '0s', for: '20s' }],
      /^0\.\d error 3\|0\.\d close 1006 {2}false$/,
    ],
    [
      'a server that goes down breaks what is open',
      [{ kind: 'issuerDown', at: '5s', for: '20s' }],
      /\|5\.\d error 3\|5\.\d close 1006 {2}false$/,
    ],
    [
      'a connection that is reset',
      [{ kind: 'reset', at: '5s', host: 'alice' }],
      /\|5\.\d error 3\|5\.\d close 1006 {2}false$/,
    ],
    [
      'a slow server answers the handshake late',
      [{ kind: 'issuerSlow', at: '0s', for: '20s', delay: '3s' }],
      /^3\.\d open/,
    ],
    [
      'through a short outage messages come late, each once and in order',
      [{ kind: 'partition', at: '3500ms', for: '4s', between: ['alice', 'issuer'] }],
      /message 3\|(\d+\.\d message \d+\|?)+$/,
    ],
  ])('%s', async (_name, schedule, expected) => {
    const { shown } = await run(app(`${LIVE}/`, CHATTY), { schedule, until: '20s' });
    expect(shown.join('|')).toMatch(expected);
    const numbers = shown.flatMap((line) => /message (\d+)/.exec(line)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  test('into a black hole it hears nothing for long; a close waits a minute, then fails', async () => {
    const { shown } = await run(app(`${LIVE}/`, 'setTimeout(() => socket.close(1000), 5000);'), {
      schedule: [{ kind: 'partition', at: '4s', between: ['alice', 'issuer'] }] as Schedule,
      until: '5m',
    });
    expect(shown.slice(1)).toEqual(['65.0 error 3', '65.0 close 1006  false']);
  });

  test('what arrives while the device sleeps is heard when it wakes up', async () => {
    const { of } = await run(app(`${LIVE}/ends`), {
      schedule: [{ kind: 'sleep', at: '1s', for: '30s', device: 'alice' }],
      until: '60s',
    });
    const [open, closed] = of('ui');
    expect([open, closed].map((one) => one?.what.replace(/^\S+ /, '').trim())).toEqual([
      'open',
      'close 4001 no more true',
    ]);
    expect(closed?.atMs).toBeGreaterThanOrEqual(31_000);
  });

  test('a process that is killed leaves its socket, and the server hears of it', async () => {
    const played = await run(app(`${LIVE}/`), {
      schedule: [{ kind: 'kill', at: '5s', for: '60s', device: 'alice', keeps: 'token' }],
    });
    expect(words(played)).toEqual(['open']);
    expect(serverSaid(played)).toEqual(['server 1006  false']);
  });

  test('equal runs have equal hashes, and another message is another hash', async () => {
    const hash = async (word: string): Promise<unknown> =>
      (await run(app(`${LIVE}/`, `socket.addEventListener('open', () => socket.send('${word}'));`))).run
        .traceHash;
    const first = await hash('a');
    expect(await hash('a')).toBe(first);
    expect(await hash('b')).not.toBe(first);
  });
});
