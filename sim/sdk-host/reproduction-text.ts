// What the programs of findings begin with, as text.
import type { DatabaseKind } from './sdk-case.js';

/** A page and a network that leads nowhere, for Node and for browsers. */
export const SET_UP = `
const isNode = typeof process === 'object' && process.versions?.node !== undefined;
const start = Date.now();
const later = globalThis.setTimeout;
const wait = (ms) => new Promise((done) => later(done, ms));
// What the package prints itself is not asked for.
const print = console.log.bind(console);
for (const name of ['debug', 'error', 'info', 'log', 'warn']) console[name] = () => {};
let moved = 0;
const log = (kind, name, data) => print(Date.now() - start - moved, kind, name, JSON.stringify(data ?? {}));
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
  put('localStorage', { getItem, setItem: (key, value) => items.set(String(key), String(value)), removeItem: (key) => items.delete(String(key)), clear: () => items.clear() });
  await import('fake-indexeddb/auto');
}
window.addEventListener('error', (event) => log('error', 'uncaught', text(event.error ?? event)));
window.addEventListener('unhandledrejection', (event) => log('error', 'rejection', text(event.reason)));
if (isNode) {
  process.on('uncaughtException', (error) => log('error', 'uncaught', text(error)));
  process.on('unhandledRejection', (reason) => log('error', 'rejection', text(reason)));
}
const text = (error) => Object(error) !== error ? String(error) : ({ code: error instanceof Error ? undefined : error?.code, name: error?.name, message: String(error?.message ?? error) });

// A token of the right form that lasts so long: nobody here checks its signature.
const token = (seconds) => {
  const bytes = new DataView(new ArrayBuffer(44));
  bytes.setBigInt64(0, BigInt(Math.floor(Date.now() / 1000) + seconds));
  bytes.setUint16(8, 16);
  bytes.setUint16(26, 16);
  return '04' + btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
};

// The network: what becomes of whatever connects.
let soon = (run, ms) => later(run, ms);
let network = {};
let online = true;
let visible = true;
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
    if (fails !== undefined) soon(() => this.end('failed'), fails);
    if (fails === undefined) soon(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      log('socket', 'opened', { socket: this.number });
      this.fire(new Event('open'));
      if (closes !== undefined) soon(() => this.end('closed'), closes);
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
    soon(() => { this.readyState = 3; this.fire(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false })); }, 1);
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
    soon(() => { this.readyState = 4; this.onreadystatechange?.(); this.onerror?.(new Event('error')); this.onloadend?.(); }, network.fails ?? 30000);
  }
}
put('XMLHttpRequest', Request);
put('fetch', () => new Promise((_, fail) => soon(() => fail(new TypeError('Failed to fetch')), network.fails ?? 30000)));
const cut = () => { for (const socket of [...open]) soon(() => socket.end(socket.readyState === 1 ? 'closed' : 'failed'), 1); };
const setOnline = (now) => {
  if (now === online) return;
  online = now;
  if (!now) cut();
  Object.defineProperty(navigator, 'onLine', { value: now, configurable: true });
  log('device', now ? 'online' : 'offline');
  window.dispatchEvent(new Event(now ? 'online' : 'offline'));
};
const setVisible = (now) => {
  if (now === visible) return;
  visible = now;
  Object.defineProperty(document, 'visibilityState', { value: now ? 'visible' : 'hidden', configurable: true });
  Object.defineProperty(document, 'hidden', { value: !now, configurable: true });
  log('device', now ? 'visible' : 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
};
const setClock = (ms) => {
  const now = Date.now.bind(Date);
  moved += ms;
  Date.now = () => now() + ms;
  log('device', 'clock');
};

// Calls and listeners, each with a line for what it did.
let zim;
let page = 1;
let calls = 0;
const called = (name, args, make) => {
  const id = ++calls;
  const own = page;
  const settled = (data) => own === page && log('settle', name, { id, ...data });
  log('call', name, { id, args });
  try {
    const result = make();
    if (typeof result?.then === 'function') result.then(() => settled({ ok: true }), (error) => settled({ ok: false, error: text(error) }));
    else settled({ ok: true });
    return result;
  } catch (error) {
    settled({ ok: false, error: text(error) });
  }
};
const create = (...args) => { zim = called('create', args, () => ZIM.create(...args)) ?? zim; };
const call = (name, ...args) => typeof zim?.[name] === 'function' && called(name, args, () => zim[name](...args));
const on = (event, then) => {
  if (zim === undefined) return;
  const own = page;
  called('on', [event], () => zim.on(event, (_, data) => { if (own === page) log('event', event, data); return then?.(); }));
};
`;

/** The line before the package is loaded: what it finds has to be there by then. */
export const PACKAGE_COMES = '// The package.';

/** For scripts in which the device sleeps. */
export const SLEEP = `
// The device sleeps: clocks go on, timers do not, and what comes meanwhile comes when it wakes.
const coming = new Set();
soon = (run, ms) => {
  const one = { due: Date.now() + ms };
  one.run = () => { coming.delete(one); run(); };
  one.timer = later(one.run, ms);
  coming.add(one);
};
const sleep = (ms) => {
  log('device', 'sleep');
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
  log('device', 'wake');
  for (const one of coming) {
    clearTimeout(one.timer);
    one.timer = later(one.run, Math.max(0, one.due - Date.now()));
  }
};
`;

/** For scripts in which the page is loaded anew. */
export const RELOAD = `
// The page is loaded anew: the package is evaluated again, and the timers, listeners and sockets of the one before are gone.
const timers = new Set();
for (const name of ['setTimeout', 'setInterval']) {
  const own = globalThis[name];
  put(name, (...args) => { const id = own(...args); timers.add(id); return id; });
}
const listeners = [];
for (const target of [window, document]) {
  const add = target.addEventListener.bind(target);
  target.addEventListener = (...args) => { listeners.push([target, ...args]); add(...args); };
}
const reload = async (clears) => {
  for (const type of ['beforeunload', 'pagehide', 'unload']) window.dispatchEvent(new Event(type));
  await wait(0);
  log('device', 'kill');
  for (const id of timers) clearTimeout(id);
  for (const [target, ...args] of listeners.splice(0)) target.removeEventListener(...args);
  for (const socket of open) Object.assign(socket, { readyState: 3, fire: () => {} });
  open.clear();
  zim = undefined;
  page += 1;
  if (clears) {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  }
  await load();
  log('device', 'start');
};
`;

const FAILING = `let asked = 0;
const failing = (answers) => () => {
  asked += 1;
  if (/^10+$/.test(String(asked))) log('database', 'asked', { times: asked });
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

/** IndexedDB that does not work, by how it does not. */
export const DATABASES: { readonly [K in DatabaseKind]?: string } = {
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
