// fetch, with Headers, Request and Response. Bodies are whole; there are no streams and no CORS.

import type { AbortSignal } from './abort.js';
import { Blob, blobBytes } from './blob.js';
import { binaryOf, bytesOf, textOf, utf8, viewOf } from './bytes.js';
import { DOMException } from './dom-exception.js';
import { FormData, multipartOf } from './form-data.js';
import type { HostResponse } from './host.js';
import { copyPairs, guarded, nextId } from './port.js';
import { URL, URLSearchParams } from './url.js';

/** Header fields; names are compared without regard to case. */
export class Headers {
  readonly #fields = new Map<string, string>();

  constructor(init: unknown = []) {
    if (typeof init !== 'object' || init === null) return;
    const pairs = Symbol.iterator in init ? (init as Iterable<[string, string]>) : Object.entries(init);
    for (const [name, value] of pairs) this.append(name, value);
  }

  append(name: string, value: string): void {
    const held = this.get(name);
    this.set(name, held === null ? value : `${held}, ${value}`);
  }

  delete(name: string): void {
    this.#fields.delete(`${name}`.toLowerCase());
  }

  get(name: string): string | null {
    return this.#fields.get(`${name}`.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  set(name: string, value: string): void {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(`${name}`)) throw new TypeError(`Invalid header name: ${name}`);
    this.#fields.set(`${name}`.toLowerCase(), `${value}`.trim());
  }

  forEach(action: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this) action(value, name, this);
  }

  entries(): IterableIterator<[string, string]> {
    return [...this.#fields].sort(([a], [b]) => (a < b ? -1 : 1)).values();
  }

  keys(): IterableIterator<string> {
    return [...this.entries()].map(([name]) => name).values();
  }

  values(): IterableIterator<string> {
    return [...this.entries()].map(([, value]) => value).values();
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

/** A body given by the app: its bytes in Latin-1, and the type that follows from what it is. */
export function bodyOf(body: unknown): { readonly binary: string; readonly type: string | undefined } {
  if (body === undefined || body === null) return { binary: '', type: undefined };
  if (body instanceof Blob) return { binary: binaryOf(blobBytes(body)), type: body.type || undefined };
  if (body instanceof FormData) return multipartOf(body);
  const view = viewOf(body);
  if (view !== undefined) return { binary: binaryOf(view), type: undefined };
  const type = body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'text/plain';
  return { binary: binaryOf(utf8(`${body}`)), type: `${type};charset=UTF-8` };
}

class Body {
  readonly body = null;
  readonly headers: Headers;
  readonly #binary: string;
  #used = false;

  constructor(binary: string, headers: Headers) {
    this.#binary = binary;
    this.headers = headers;
  }

  get bodyUsed(): boolean {
    return this.#used;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return bytesOf(this.#take()).buffer;
  }

  async blob(): Promise<Blob> {
    return new Blob([bytesOf(this.#take())], { type: this.headers.get('content-type') ?? '' });
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async text(): Promise<string> {
    return textOf(bytesOf(this.#take()));
  }

  /** The bytes, for a clone; it is an error once they were read. */
  protected copy(): string {
    if (this.#used) throw new TypeError('The body was already read.');
    return this.#binary;
  }

  #take(): string {
    const binary = this.copy();
    this.#used = this.#binary !== '' || this.#used;
    return binary;
  }
}

interface RequestInit {
  readonly method?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
}

/** What is asked of a server. */
export class Request extends Body {
  readonly url: string;
  readonly method: string;
  readonly signal: AbortSignal | null;

  constructor(input: unknown, init: RequestInit = {}) {
    const from = input instanceof Request ? input : undefined;
    const headers = new Headers(init.headers ?? from?.headers);
    const given = init.body === undefined || init.body === null ? undefined : bodyOf(init.body);
    if (given?.type !== undefined && !headers.has('content-type')) headers.set('content-type', given.type);
    super(given?.binary ?? from?.copy() ?? '', headers);
    const method = `${init.method ?? from?.method ?? 'GET'}`;
    this.method = /^(get|head|post|put|delete|options)$/i.test(method) ? method.toUpperCase() : method;
    if (given !== undefined && (this.method === 'GET' || this.method === 'HEAD')) {
      throw new TypeError('A request with the method GET or HEAD cannot have a body.');
    }
    this.url =
      from?.url ??
      new URL(
        input,
        guarded((host) => `${host.options.href}`),
      ).href;
    this.signal = init.signal ?? from?.signal ?? null;
  }

  clone(): Request {
    return new Request(this);
  }
}

/** What a server answered. */
export class Response extends Body {
  readonly status: number;
  readonly statusText: string;
  readonly url: string = '';
  readonly type: string = 'default';
  readonly redirected = false;

  constructor(
    body: unknown = null,
    init: { readonly status?: number; readonly statusText?: string; readonly headers?: unknown } = {},
  ) {
    const given = bodyOf(body);
    const headers = new Headers(init.headers);
    if (given.type !== undefined && !headers.has('content-type')) headers.set('content-type', given.type);
    super(given.binary, headers);
    this.status = init.status ?? 200;
    this.statusText = `${init.statusText ?? ''}`;
  }

  static json(value: unknown, init: { readonly status?: number; readonly headers?: unknown } = {}): Response {
    const headers = new Headers(init.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new Response(JSON.stringify(value), { ...init, headers });
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  clone(): Response {
    const { status, statusText, headers, url } = this;
    return answerOf(this.copy(), { status, statusText, headers }, url);
  }
}

function answerOf(
  binary: string,
  init: { status: number; statusText: string; headers: unknown },
  url: string,
): Response {
  const response = new Response(bytesOf(binary), init);
  Reflect.defineProperty(response, 'url', { value: url, enumerable: true });
  return response;
}

/** Asks a server. A name that does not resolve and a lost connection both say `Failed to fetch`. */
export async function fetch(input: unknown, init: RequestInit = {}): Promise<Response> {
  const request = new Request(input, init);
  const { url, method, signal } = request;
  if (signal?.aborted === true) throw signal.reason;
  if (!/^https?:/.test(url)) throw new TypeError('Failed to fetch');
  const body = binaryOf(new Uint8Array(await request.arrayBuffer()));
  return new Promise((resolve, reject) => {
    const stop = send({ url, method, headers: [...request.headers], body }, (answer) => {
      signal?.removeEventListener('abort', abort);
      if (answer === undefined) reject(new TypeError('Failed to fetch'));
      else {
        const { status, statusText, headers } = answer;
        resolve(answerOf(answer.body, { status, statusText, headers }, url));
      }
    });
    const abort = (): void => {
      stop();
      reject(signal?.reason ?? new DOMException('The operation was aborted.', 'AbortError'));
    };
    // The signal may have been aborted while the body was read.
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort);
  });
}

/** Sends a request and returns what aborts it; no answer means that none could be had. */
export function send(
  request: { url: string; method: string; headers: [string, string][]; body: string },
  done: (answer: HostResponse | undefined) => void,
): () => void {
  const id = nextId();
  let open = true;
  const settle = (answer: HostResponse | undefined): void => {
    if (!open) return;
    open = false;
    done(answer);
  };
  guarded((host) =>
    host.request(id, request, {
      answered: ({ status, statusText, headers, body }) =>
        settle({
          status: Number(status),
          statusText: `${statusText}`,
          headers: copyPairs(headers),
          body: `${body}`,
        }),
      failed: () => settle(undefined),
    }),
  );
  return () => {
    if (!open) return;
    open = false;
    guarded((host) => host.abortRequest(id));
  };
}
