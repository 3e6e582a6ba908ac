// A finding as a program of its own, against the SDK's public API: for an engineer who has never heard of zim-sim. It needs
// no server and no account, since it brings the network along that leads nowhere.
import { planOf } from './air.js';
import type { Air, Listening, SdkArgument, SdkCase, SdkStep } from './sdk-case.js';
import { lengthOf } from './sdk-case.js';

export interface ReproductionOptions {
  readonly title: string;
  readonly reason: string;
  readonly version: string;
  /** Versions that show it, as text. */
  readonly shownBy?: string | undefined;
}

/** Steps for which there is no public API: the program leaves them out, and says so. */
const CANNOT: ReadonlySet<string> = new Set(['sleep', 'reload']);

/** Whether a program can do all that the script does. */
export function canBeReproduced({ steps }: SdkCase): boolean {
  return !steps.some((step) => CANNOT.has(step.do));
}

/** The text of a module for Node and for browsers. */
export function reproduction(given: SdkCase, options: ReproductionOptions): string {
  const seconds = Math.ceil((lengthOf(given) + given.tailMs) / 1000);
  const { title, reason, version, shownBy } = options;
  const about = [
    `${title}`,
    `Broken by zego-zim-web ${version}: ${reason}`,
    ...(shownBy === undefined ? [] : [`Versions that show it: ${shownBy}`]),
    '',
    'No server, no account and no network are needed: sockets and requests lead nowhere, as the last lines of the set-up say.',
    'In Node 20 or newer:',
    `  npm i zego-zim-web@${version} fake-indexeddb && node <this file>`,
    "In a browser: load the package's index.js by a script tag, then this file by another of type module.",
    `It takes ${seconds} s. What it prints is what the SDK did, in milliseconds from the start.`,
  ];
  return `${about.map((line) => `// ${line}`.trimEnd()).join('\n')}\n${SET_UP.trim()}\n${network(given)}\n${calls(given)}\n`;
}

const SET_UP = `
const isNode = typeof process === 'object' && process.versions?.node !== undefined;
const start = Date.now();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
let moved = 0;
const log = (kind, name, data) => console.log(Date.now() - start - moved, kind, name, JSON.stringify(data ?? {}));
log('start', '', { epochMs: start });
const put = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

// What a page has and Node has not.
if (isNode) {
  put('window', globalThis);
  const events = new EventTarget();
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) put(name, events[name].bind(events));
  put('document', Object.assign(new EventTarget(), { visibilityState: 'visible', hidden: false }));
  put('navigator', { onLine: true, userAgent: 'Mozilla/5.0 (X11; Linux x86_64)', platform: 'Linux x86_64', language: 'en-US' });
  put('location', new URL('https://app.example/'));
  const items = new Map();
  const getItem = (key) => items.get(String(key)) ?? null;
  put('localStorage', { getItem, setItem: (key, value) => items.set(String(key), String(value)), removeItem: (key) => items.delete(String(key)) });
  await import('fake-indexeddb/auto');
}
window.addEventListener('error', (event) => log('error', 'uncaught', text(event.error ?? event)));
window.addEventListener('unhandledrejection', (event) => log('error', 'rejection', text(event.reason)));
if (isNode) {
  process.on('uncaughtException', (error) => log('error', 'uncaught', text(error)));
  process.on('unhandledRejection', (reason) => log('error', 'rejection', text(reason)));
}
const text = (error) => ({ code: error instanceof Error ? undefined : error?.code, name: error?.name, message: String(error?.message ?? error) });

// A token of the right form that lasts so long: nobody here checks its signature.
const token = (seconds) => {
  const bytes = new DataView(new ArrayBuffer(44));
  bytes.setBigInt64(0, BigInt(Math.floor(Date.now() / 1000) + seconds));
  bytes.setUint16(8, 16);
  bytes.setUint16(26, 16);
  return '04' + btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
};

// The network: what becomes of whatever connects.
let network = {};
let online = true;
let sockets = 0;
const open = new Set();
class Socket extends EventTarget {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  CONNECTING = 0; OPEN = 1; CLOSING = 2; CLOSED = 3;
  readyState = 0; binaryType = 'blob'; bufferedAmount = 0; protocol = ''; extensions = '';
  onopen = null; onmessage = null; onerror = null; onclose = null;
  constructor(url) {
    super();
    this.url = String(url);
    open.add(this);
    this.number = ++sockets;
    log('socket', 'connecting', { socket: this.number });
    const { opens, fails, closes } = online ? network : { fails: 1 };
    if (fails !== undefined) setTimeout(() => this.end('failed'), fails);
    if (fails === undefined) setTimeout(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      log('socket', 'opened', { socket: this.number });
      this.fire(new Event('open'));
      if (closes !== undefined) setTimeout(() => this.end('closed'), closes);
    }, opens);
  }
  end(how) {
    if (!open.delete(this)) return;
    this.readyState = 3;
    log('socket', how, { socket: this.number });
    this.fire(new Event('error'));
    this.fire(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false }));
  }
  send() {}
  close() {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    open.delete(this);
    log('socket', 'closed', { socket: this.number });
    setTimeout(() => { this.readyState = 3; this.fire(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false })); }, 1);
  }
  fire(event) {
    this['on' + event.type]?.(event);
    this.dispatchEvent(event);
  }
}
put('WebSocket', Socket);
class Request extends EventTarget {
  readyState = 0; status = 0; responseText = ''; response = ''; timeout = 0;
  open() { this.readyState = 1; }
  setRequestHeader() {}
  getAllResponseHeaders() { return ''; }
  getResponseHeader() { return null; }
  abort() {}
  send() {
    setTimeout(() => { this.readyState = 4; this.onreadystatechange?.(); this.onerror?.(new Event('error')); this.onloadend?.(); }, network.fails ?? 30000);
  }
}
put('XMLHttpRequest', Request);
put('fetch', () => new Promise((_, fail) => setTimeout(() => fail(new TypeError('Failed to fetch')), network.fails ?? 30000)));
const cut = () => { for (const socket of [...open]) setTimeout(() => socket.end(socket.readyState === 1 ? 'closed' : 'failed'), 1); };
const setOnline = (now) => {
  online = now;
  if (!now) cut();
  Object.defineProperty(navigator, 'onLine', { value: now, configurable: true });
  log('device', now ? 'online' : 'offline');
  window.dispatchEvent(new Event(now ? 'online' : 'offline'));
};
const setVisible = (now) => {
  Object.defineProperty(document, 'visibilityState', { value: now ? 'visible' : 'hidden', configurable: true });
  Object.defineProperty(document, 'hidden', { value: !now, configurable: true });
  log('device', now ? 'visible' : 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
};
const setClock = (ms) => {
  const now = Date.now.bind(Date);
  moved += ms;
  Date.now = () => now() + ms;
};

// Calls and listeners, each with a line for what it did.
let zim;
let calls = 0;
const called = (name, args, make) => {
  const id = ++calls;
  log('call', name, { id, args });
  try {
    const result = make();
    if (typeof result?.then === 'function') result.then(() => log('settle', name, { id, ok: true }), (error) => log('settle', name, { id, ok: false, error: text(error) }));
    else log('settle', name, { id, ok: true });
    return result;
  } catch (error) {
    log('settle', name, { id, ok: false, error: text(error) });
  }
};
const create = (...args) => { zim = called('create', args, () => ZIM.create(...args)) ?? zim; };
const call = (name, ...args) => typeof zim?.[name] === 'function' && called(name, args, () => zim[name](...args));
const on = (event, then) => {
  called('on', [event], () => zim.on(event, (_, data) => { log('event', event, data); return then?.(); }));
};
`;

function network(given: SdkCase): string {
  const lines = [`network = ${JSON.stringify(planOf(given.air))}; // ${wordsOf(given.air)}`];
  const broken = DATABASES[given.database];
  if (broken !== undefined) lines.push(broken);
  lines.push(
    'if (isNode) {',
    "  const { createRequire } = await import('node:module');",
    "  put('ZIM', createRequire(import.meta.url)('zego-zim-web').ZIM);",
    '}',
  );
  return lines.join('\n');
}

const FAILING = `const failing = (answers) => () => {
  const request = Object.assign(new EventTarget(), { onerror: null, onsuccess: null, readyState: 'pending' });
  if (answers) setTimeout(() => {
    request.error = new DOMException('Internal error opening backing store.', 'UnknownError');
    request.readyState = 'done';
    const event = new Event('error');
    Object.defineProperty(event, 'target', { value: request });
    request.onerror?.(event);
    request.dispatchEvent(event);
  }, 1);
  return request;
};
`;

const DATABASES: { readonly [K in SdkCase['database']]?: string } = {
  errors: `// IndexedDB answers every request with an error, as it does where its files cannot be opened.
${FAILING}put('indexedDB', { open: failing(true), deleteDatabase: failing(true), cmp: () => 0 });`,
  hangs: `// IndexedDB never answers.
${FAILING}put('indexedDB', { open: failing(false), deleteDatabase: failing(false), cmp: () => 0 });`,
  throws: `// IndexedDB may not be used, as in a page of an opaque origin.
const refuse = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
put('indexedDB', { open: refuse, deleteDatabase: refuse, cmp: () => 0 });`,
  missing: `// There is no IndexedDB.
put('indexedDB', undefined);`,
};

function calls({ steps, tailMs }: SdkCase): string {
  const lines = steps.flatMap((step) => [
    ...(step.afterMs > 0 ? [`await wait(${step.afterMs});`] : []),
    lineOf(step),
    ...(step.afterMs === 0 ? [] : []),
  ]);
  return `\n// The script.\n${lines.join('\n')}\nawait wait(${tailMs});\nlog('end', '');\nif (isNode) process.exit();`;
}

function lineOf(step: SdkStep): string {
  switch (step.do) {
    case 'create':
      return `create(${step.args.map(code).join(', ')});`;
    case 'call':
      return `call(${[JSON.stringify(step.name), ...step.args.map(code)].join(', ')});`;
    case 'static':
      return `called(${JSON.stringify(`ZIM.${step.name}`)}, [], () => ZIM.${step.name}(${step.args.map(code).join(', ')}));`;
    case 'on': {
      const then = reaction(step.listening);
      return `on(${JSON.stringify(step.event)}${then === undefined ? '' : `, ${then}`});`;
    }
    case 'on null':
      return `zim.on(${JSON.stringify(step.event)}, null);`;
    case 'off':
      return `called('off', [${JSON.stringify(step.event)}], () => zim.off(${JSON.stringify(step.event)}));`;
    case 'air':
      return `network = ${JSON.stringify(planOf(step.air))}; // ${wordsOf(step.air)}${step.cut ? '\ncut();' : ''}`;
    case 'online':
    case 'offline':
      return `setOnline(${step.do === 'online'});`;
    case 'visible':
    case 'hidden':
      return `setVisible(${step.do === 'visible'});`;
    case 'clock':
      return `setClock(${step.ms});`;
    default:
      return `// not possible from a program: ${step.do}`;
  }
}

function reaction(listening: Listening): string | undefined {
  switch (listening.how) {
    case 'throw':
      return "() => { throw new Error('thrown by a listener of the script'); }";
    case 'reject':
      return "() => Promise.reject(new Error('thrown by a listener of the script'))";
    case 'again': {
      const inner = [JSON.stringify(listening.name), ...listening.args.map(code)].join(', ');
      return `(() => { let left = 3; return () => { if (left-- > 0) call(${inner}); }; })()`;
    }
    default:
      return undefined;
  }
}

function code(arg: SdkArgument): string {
  if (Array.isArray(arg)) return `[${arg.map((one: SdkArgument) => code(one)).join(', ')}]`;
  if (typeof arg !== 'object' || arg === null) return JSON.stringify(arg);
  if ('$token' in arg) return `token(${String(arg.$token)})`;
  const fields = Object.entries(arg).map(([key, value]) => `${key}: ${code(value as SdkArgument)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** The network in words. */
export function wordsOf({ kind, ms }: Air): string {
  switch (kind) {
    case 'dns':
      return `the name does not resolve, after ${ms} ms`;
    case 'refused':
      return `connections are refused, after ${ms} ms`;
    case 'portal':
      return `a captive portal opens no sockets, and says so after ${ms} ms`;
    case 'blackhole':
      return 'nothing comes back, and the platform ends an attempt after 30 s';
    case 'silent':
      return 'sockets open and nothing ever comes';
    case 'closes':
      return `sockets open and are closed again after ${ms} ms`;
    default:
      return `sockets open after ${ms} ms, and nothing ever comes`;
  }
}
