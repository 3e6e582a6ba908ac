// Requests to the app's own servers, inside their realm: web-standard handlers get a `Request` and give a `Response`.

import type { BootHost } from './boot-host.js';
import type { HostRequest, HostResponse } from './realm/host.js';

type Handler = (request: unknown, context: { readonly token: (userID: string) => string }) => unknown;

interface WebResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Iterable<readonly [string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

type Exports = Readonly<Record<string, unknown>> | undefined;

/** Gets the server's end of a WebSocket; what it returns may refuse it. */
export type SocketHandler = (
  socket: unknown,
  request: unknown,
  context: { readonly token: (userID: string) => string },
) => unknown;

/** The hosts that a module of services answers for; `*` where one handler answers for all. */
export function servedHosts(exports: Exports): readonly string[] {
  const handlers = exports?.default;
  if (isHandler(handlers)) return ['*'];
  return typeof handlers === 'object' && handlers !== null ? Object.keys(handlers) : [];
}

/** The handler of a host. */
export function handlerFor(exports: Exports, host: string): Handler | undefined {
  const handler = exportedFor(exports, host);
  if (typeof handler === 'function') return handler as Handler;
  // Frameworks such as Hono export an object with the handler in it.
  const { fetch } = (handler ?? {}) as { readonly fetch?: unknown };
  return typeof fetch === 'function'
    ? (request, context) => Reflect.apply(fetch, handler, [request, context])
    : undefined;
}

/** What takes the WebSockets of a host: `websocket` beside `fetch`. */
export function socketHandlerFor(exports: Exports, host: string): SocketHandler | undefined {
  const handler = exportedFor(exports, host);
  const { websocket } = (handler ?? {}) as { readonly websocket?: unknown };
  return typeof websocket === 'function' ? (...args) => Reflect.apply(websocket, handler, args) : undefined;
}

function exportedFor(exports: Exports, host: string): unknown {
  const handlers = exports?.default;
  return isHandler(handlers) ? handlers : (handlers as Readonly<Record<string, unknown>> | undefined)?.[host];
}

/** Whether a value answers by itself, rather than being a table of those who do. */
function isHandler(value: unknown): boolean {
  if (typeof value === 'function') return true;
  const { fetch, websocket } = (value ?? {}) as { readonly fetch?: unknown; readonly websocket?: unknown };
  return typeof fetch === 'function' || typeof websocket === 'function';
}

/** Hands a request to its handler; what it throws is an answer of 500, as behind any server. */
export function serveRequest(
  handler: Handler | undefined,
  { url, method, headers, body }: HostRequest,
  { host, answer }: { readonly host: BootHost; readonly answer: (response: HostResponse) => void },
): void {
  const { Request } = globalThis as unknown as {
    readonly Request: new (url: string, init: object) => unknown;
  };
  const hasBody = body !== '' && method !== 'GET' && method !== 'HEAD';
  const request = new Request(url, {
    method,
    headers: [...headers],
    ...(hasBody ? { body: bytesOf(body) } : {}),
  });
  const token = (userID: string): string => host.mintToken?.(String(userID)) ?? '';
  void Promise.resolve()
    .then(() => (handler === undefined ? notFound() : handler(request, { token })))
    .then(async (given) => {
      const response = given as WebResponse;
      const { status, statusText } = response;
      answer({
        status,
        statusText,
        headers: [...response.headers],
        body: latin1(await response.arrayBuffer()),
      });
    })
    .catch((error: unknown) => {
      host.failed('uncaught', error);
      answer({ status: 500, statusText: 'Internal Server Error', headers: [], body: '' });
    });
}

/** For a host that takes sockets and no requests. */
function notFound(): unknown {
  const { Response } = globalThis as unknown as {
    readonly Response: new (body: null, init: object) => unknown;
  };
  return new Response(null, { status: 404 });
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function latin1(buffer: ArrayBuffer): string {
  let text = '';
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return text;
}
