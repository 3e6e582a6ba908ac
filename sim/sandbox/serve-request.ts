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

/** The hosts that a module of services answers for; `*` where one function answers for all. */
export function servedHosts(exports: Exports): readonly string[] {
  const handlers = exports?.default;
  if (typeof handlers === 'function') return ['*'];
  return typeof handlers === 'object' && handlers !== null ? Object.keys(handlers) : [];
}

/** The handler of a host. */
export function handlerFor(exports: Exports, host: string): Handler | undefined {
  const handlers = exports?.default;
  if (typeof handlers === 'function') return handlers as Handler;
  const handler = (handlers as Readonly<Record<string, unknown>> | undefined)?.[host];
  if (typeof handler === 'function') return handler as Handler;
  // Frameworks such as Hono export an object with the handler in it.
  const { fetch } = (handler ?? {}) as { readonly fetch?: unknown };
  return typeof fetch === 'function'
    ? (request, context) => Reflect.apply(fetch, handler, [request, context])
    : undefined;
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
    .then(() => handler?.(request, { token }))
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

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function latin1(buffer: ArrayBuffer): string {
  let text = '';
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return text;
}
