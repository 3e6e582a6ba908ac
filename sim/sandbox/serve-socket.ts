// WebSockets to the app's own servers, inside their realm: `websocket(socket, request)` gets the server's end, which is
// open, and the request that it came with.

import type { BootHost, ServerSocketPort } from './boot-host.js';
import { Request, Response } from './realm/fetch.js';
import type { SocketAddress, SocketCallbacks } from './realm/host.js';
import { ServerEnd, WebSocket } from './realm/websocket.js';
import type { SocketHandler } from './serve-request.js';

/** "Internal error": what a server closes with when its handler has failed. */
const INTERNAL_ERROR = 1011;
const SWITCHING_PROTOCOLS = 101;

/**
 * Hands a socket to its handler. The handshake is answered when the handler first sends or closes, or has come to an
 * end; a `Response` in the place of that refuses the socket.
 */
export function serveSocket(
  handler: SocketHandler | undefined,
  { url, protocols }: SocketAddress,
  { host, port }: { readonly host: BootHost; readonly port: ServerSocketPort },
): SocketCallbacks {
  const offered = [...protocols].map(String);
  const [protocol = ''] = offered;
  let isAnswered = false;
  const accept = (): void => {
    if (!isAnswered) port.accept(protocol);
    isAnswered = true;
  };
  const end = new ServerEnd(`${url}`, protocol, {
    send: (data, binary) => {
      accept();
      port.send(data, binary);
    },
    close: (code, reason) => {
      accept();
      port.close(code, reason);
    },
    buffered: () => Number(port.buffered()),
  });
  const socket = new WebSocket(end);
  const request = requestOf(`${url}`, offered);
  const token = (userID: string): string => host.mintToken?.(String(userID)) ?? '';
  const refuse = (status: number): void => {
    isAnswered = true;
    port.refuse(status);
  };
  if (handler === undefined) {
    const text = `WebSocket ${url}: its server has no websocket(socket, request)`;
    host.platform.console('warn', text);
  }
  void Promise.resolve()
    .then(() =>
      handler === undefined ? new Response(null, { status: 426 }) : handler(socket, request, { token }),
    )
    .then((given) => {
      const isRefused = given instanceof Response && given.status !== SWITCHING_PROTOCOLS;
      if (isRefused && !isAnswered) refuse(given.status);
      else accept();
    })
    .catch((error: unknown) => {
      host.failed('uncaught', error);
      if (!isAnswered) refuse(500);
      else if (socket.readyState === socket.OPEN) port.close(INTERNAL_ERROR, '');
    });
  return end.callbacks as SocketCallbacks;
}

function requestOf(url: string, protocols: readonly string[]): Request {
  const headers: [string, string][] = [
    ['connection', 'Upgrade'],
    ['upgrade', 'websocket'],
    ['sec-websocket-version', '13'],
    ['origin', 'https://app.example'],
  ];
  if (protocols.length > 0) headers.push(['sec-websocket-protocol', protocols.join(', ')]);
  return new Request(url.replace(/^ws/, 'http'), { headers });
}
