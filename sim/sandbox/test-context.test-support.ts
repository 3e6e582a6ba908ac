// A context with the realm, a virtual clock and a host that records what it is asked.
import { createContext, runInContext } from 'node:vm';
import { type Clock, type Config, withGlobal } from '@sinonjs/fake-timers';
import type { DeviceDatabases } from './device-databases.js';
import { buildPrelude, enterRealm, type Prelude } from './prelude.test-support.js';
import type {
  RealmHandle,
  RealmHost,
  RealmOptions,
  RequestCallbacks,
  SocketCallbacks,
} from './realm/host.js';
import { parseUrl, setUrlPart } from './url-parts.js';

/** A context under test. */
export interface TestContext {
  readonly run: (code: string) => unknown;
  readonly clock: Clock;
  readonly realm: RealmHandle;
  readonly log: string[];
  readonly sockets: Map<number, SocketCallbacks>;
}

const OPTIONS: RealmOptions = {
  href: 'https://app.example/chat?room=1#top',
  userAgent: 'Test/1.0',
  platform: 'TestOS',
  languages: ['de-DE', 'en'],
  timeZone: 'Europe/Berlin',
  hardwareConcurrency: 4,
  online: true,
  visible: true,
  storageQuota: 1000,
};

let prelude: Promise<Prelude> | undefined;

/** Makes a context at 2026-01-15T12:00:00Z; `stored` and `databases` outlive it. */
export async function testContext(
  options: Partial<RealmOptions> = {},
  stored: Map<string, string> = new Map(),
  databases?: DeviceDatabases,
): Promise<TestContext> {
  prelude ??= buildPrelude();
  const context = createContext({});
  const log: string[] = [];
  const sockets = new Map<number, SocketCallbacks>();
  const timed: { clock?: Clock } = {};
  const realm = enterRealm(
    await prelude,
    context,
    fakeHost({ ...OPTIONS, ...options }, { log, sockets, stored, timed }),
    databases,
  );
  const run = (code: string): unknown => runInContext(code, context);
  const config: Config = { now: Date.UTC(2026, 0, 15, 12), toNotFake: ['queueMicrotask'] };
  const clock = withGlobal(run('globalThis') as typeof globalThis).install(config);
  timed.clock = clock;
  realm.seal();
  return { run, clock, realm, log, sockets };
}

interface Kept {
  readonly log: string[];
  readonly sockets: Map<number, SocketCallbacks>;
  readonly stored: Map<string, string>;
  readonly timed: { clock?: Clock };
}

function fakeHost(
  options: RealmOptions,
  { log, sockets, stored, timed }: Kept,
): Omit<RealmHost, 'loadScript'> {
  let draws = 0;
  const answer = (url: string, method: string, body: string, callbacks: RequestCallbacks): void => {
    if (!url.startsWith('https://app.example/')) callbacks.failed('no such host');
    else {
      const headers = [['content-type', 'text/plain']] as const;
      callbacks.answered({ status: 200, statusText: 'OK', headers, body: `${method} ${body}` });
    }
  };
  return {
    options,
    parseUrl,
    setUrlPart,
    random: () => {
      draws += 1;
      return (draws % 8) / 8;
    },
    drawBytes: (count) => '\x2a'.repeat(count),
    request: (id, { url, method, body }, callbacks) => {
      log.push(`request ${id} ${method} ${url}`);
      timed.clock?.setTimeout(() => answer(url, method, body, callbacks), 100);
    },
    abortRequest: (id) => void log.push(`abort ${id}`),
    socketOpen: (id, { url }, callbacks) => {
      sockets.set(id, callbacks);
      timed.clock?.setTimeout(
        () => (/app\.example/.test(url) ? callbacks.opened('') : callbacks.closed(1006, '', false)),
        50,
      );
    },
    socketSend: (id, data, binary) => {
      timed.clock?.setTimeout(() => sockets.get(id)?.message(data, binary), 10);
    },
    socketClose: (id, code, reason) => {
      timed.clock?.setTimeout(() => sockets.get(id)?.closed(code, reason, true), 10);
    },
    socketBuffered: () => 0,
    storageGet: (area, key) => stored.get(`${area}:${key}`),
    storageSet: (area, key, value) => void stored.set(`${area}:${key}`, value),
    storageRemove: (area, key) => void stored.delete(`${area}:${key}`),
    storageKeys: (area) =>
      [...stored.keys()].filter((key) => key.startsWith(`${area}:`)).map((key) => key.slice(area.length + 1)),
    console: (level, text) => void log.push(`${level} ${text}`),
    uncaught: (text, where) => void log.push(`uncaught ${text} in ${where}`),
    navigate: (kind, url) => void log.push(`${kind} ${url}`),
    dialog: (kind, text) => {
      log.push(`${kind} ${text}`);
      return kind === 'confirm' ? true : kind === 'prompt' ? 'answer' : undefined;
    },
  };
}
